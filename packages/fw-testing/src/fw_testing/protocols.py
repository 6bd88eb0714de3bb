"""What the client asks of an application, and only when it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Protocol

from werkzeug.wrappers import Request, Response


class WSGICallable(Protocol):
    """A WSGI application, all that the client needs for requests."""

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any], /
    ) -> Iterable[bytes]:
        """Answer a request."""


class RequestContext(Protocol):
    """A context with a request, which can be entered more than once."""

    @property
    def request(self) -> Request:
        """The request."""

    def __enter__(self) -> Any:
        """Make it the current context."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
        /,
    ) -> bool | None:
        """Make the one before it current again."""


class SessionInterface(Protocol):
    """Opens and saves the session of a request."""

    def open_session(self, app: Any, request: Any) -> Any:
        """Return the session, or None."""

    def save_session(self, app: Any, session: Any, response: Any) -> None:
        """Write the session to a response."""

    def is_null_session(self, obj: object) -> bool:
        """Tell whether a session stands in for one that could not be opened."""


class SessionApp(Protocol):
    """What :meth:`fw_testing.FlaskClient.session_transaction` needs."""

    @property
    def session_interface(self) -> SessionInterface:
        """How sessions are opened and saved."""

    @property
    def response_class(self) -> type[Response]:
        """Makes the response that a session is saved to."""

    def test_request_context(self, *args: Any, **kwargs: Any) -> RequestContext:
        """Return the context of a made-up request."""


class KeepsContext(Protocol):
    """What an application finds as ``environ["werkzeug.debug.preserve_context"]`` inside ``with client:``."""

    def __call__(self, context: AbstractContextManager[Any], /) -> None:
        """Keep a context manager, to be entered once the request is over."""
