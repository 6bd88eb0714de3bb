"""Sessions for any WSGI application: Bottle, Falcon, Django, Pyramid or a bare callable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_cookie

from fw_sessions.backend import SessionBackend
from fw_sessions.errors import StoreUnavailable
from fw_sessions.response_headers import SavedSession, save_session
from fw_sessions.set_cookie import CookieAttributes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Where the session is in the WSGI environment.
ENVIRON_KEY = "fw_sessions.session"

_UNAVAILABLE = b"Sessions are not available for the moment. Please try again shortly.\n"
_UNAVAILABLE_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(_UNAVAILABLE))),
    ("Retry-After", "10"),
]


class SessionMiddleware:
    """Puts a session into the environment and saves it when the response begins.

    Changes after that, inside a streamed body for instance, are not saved.

    :param app: The application.
    :param backend: A :class:`~fw_sessions.CookieBackend` or a
        :class:`~fw_sessions.SessionManager`.
    :param cookie: The cookie's name and attributes.
    :param environ_key: Where the application finds the session.
    """

    def __init__(
        self,
        app: WSGIApplication,
        backend: SessionBackend,
        cookie: CookieAttributes | None = None,
        environ_key: str = ENVIRON_KEY,
    ) -> None:
        self.app = app
        self.backend = backend
        self.cookie = cookie or CookieAttributes()
        self.environ_key = environ_key

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.backend!r} {self.cookie!r}>"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        value = parse_cookie(environ.get("HTTP_COOKIE", "")).get(self.cookie.name)
        session = environ[self.environ_key] = self.backend.open(value)
        start = _Start(self.backend, self.cookie, session, start_response)
        body: Iterable[bytes] = ()
        try:
            body = self.app(environ, start)
            if not start.called:  # a generator: it starts the response with its first part
                iterator = iter(body)
                first = next(iterator, b"")
                body = _Body(chain((first,), iterator), body)
        except StoreUnavailable:
            if start.called and not start.failed:
                _close(body)  # the server never gets it
                raise  # too late: the response has begun
            return start.unavailable(body)
        except BaseException:
            _close(body)
            raise
        return start.unavailable(body) if start.failed else body


class _Start:
    """The ``start_response`` that the application gets: it saves the session first."""

    def __init__(
        self,
        backend: SessionBackend,
        cookie: CookieAttributes,
        session: Any,
        start_response: StartResponse,
    ) -> None:
        self._backend = backend
        self._cookie = cookie
        self._session = session
        self._start_response = start_response
        self._saved: SavedSession | None = None
        self.called = False
        self.failed = False

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        self.called = True
        saved = self._saved = self._saved or self._save()
        if saved is None:
            self.failed = True
            return _ignore
        return self._start_response(status, saved.headers(self._cookie, headers), exc_info)

    def _save(self) -> SavedSession | None:
        # The application may have made an error page of its own from the store's failure.
        if getattr(self._session, "failure", None) is not None:
            return None
        try:
            return save_session(self._backend, self._session)
        except StoreUnavailable:
            return None

    def unavailable(self, body: Iterable[bytes]) -> list[bytes]:
        """Answer 503 in the place of ``body``."""
        _close(body)
        self._start_response("503 Service Unavailable", list(_UNAVAILABLE_HEADERS))
        return [_UNAVAILABLE]


class _Body:
    """A body whose first part was taken already, closing the application's own in the end."""

    def __init__(self, parts: Iterator[bytes], body: Iterable[bytes]) -> None:
        self._parts = parts
        self.close = getattr(body, "close", _ignore)

    def __iter__(self) -> Iterator[bytes]:
        return self._parts


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


def _ignore(*data: bytes) -> None:
    """Take what an application writes after its response was replaced."""
