"""A client that calls an application without a server."""

from __future__ import annotations

import inspect
from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import copy
from datetime import datetime, timezone
from functools import lru_cache, partial
from importlib.metadata import version
from types import TracebackType
from typing import Any, TypeVar, cast

import werkzeug.test
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request

from fw_testing.builder import EnvironBuilder, json_provider_of
from fw_testing.errors import CookiesDisabled, NestedClient, NoSession, NotWSGI
from fw_testing.protocols import SessionApp

C = TypeVar("C", bound="FlaskClient")

_SESSION_NEEDS = ("session_interface", "test_request_context", "response_class")


@lru_cache(maxsize=1)
def _get_werkzeug_version() -> str:
    return version("werkzeug")


class FlaskClient(Client):
    """Call an application as a browser would, and look at what the request left behind.

    Any WSGI application will do. Inside ``with client:``, a Flask-like application's context stays current after
    each request until the next one or the end of the block, so that ``session``, ``g`` and ``request`` can be read.

    :param args: For ``werkzeug.test.Client``: the application first.
    :param kwargs: For ``werkzeug.test.Client``.
    :raises NotWSGI: The application is not callable, or is an ASGI application.
    """

    application: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _check_is_wsgi(self.application)
        #: Whether a ``with`` block is open.
        self.preserve_context = False
        #: What every request's environ begins with.
        self.environ_base: dict[str, Any] = {
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": f"Werkzeug/{_get_werkzeug_version()}",
        }
        self._new_contexts: list[AbstractContextManager[Any]] = []
        self._context_stack = ExitStack()

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Generator[Any, None, None]:
        """Open the session that the next request will see, and save it at the end of the block.

        No context is current inside the block. If the block raises, nothing is saved.

        :param args: For the application's ``test_request_context``: the request that the session belongs to.
        :param kwargs: For the application's ``test_request_context``.
        :return: A context manager that gives the session.
        :raises CookiesDisabled: The client keeps no cookies.
        :raises NoSession: The application opened none, or has no sessions of this kind.
        """
        if self._cookies is None:
            raise CookiesDisabled(
                "Cookies are disabled. Create the client with 'use_cookies=True': a session is kept by a cookie."
            )
        app = self._session_app()
        context = app.test_request_context(*args, **kwargs)
        request = context.request
        self._add_cookies_to_wsgi(request.environ)
        with context:
            session = app.session_interface.open_session(app, request)
        if session is None:
            raise NoSession(
                "Session backend did not open a session. The signed-cookie session needs the config key 'SECRET_KEY':"
                " set it before the transaction, for example app.secret_key = 'test'."
            )
        yield session

        if app.session_interface.is_null_session(session):
            return
        response = app.response_class()
        with context:
            app.session_interface.save_session(app, session, response)
        host = request.host.partition(":")[0]
        self._update_cookies_from_response(
            host, request.path, response.headers.getlist("Set-Cookie")
        )

    def _session_app(self) -> SessionApp:
        missing = [name for name in _SESSION_NEEDS if not hasattr(self.application, name)]
        if missing:
            raise NoSession(
                f"{self.application!r} has no sessions that this client could open: it lacks"
                f" {', '.join(map(repr, missing))}. Log in with a request instead; the client keeps the cookie."
            )
        return cast(SessionApp, self.application)

    def _update_cookies_from_response(
        self, server_name: str, path: str, headers: list[str]
    ) -> None:
        """Keep the cookies of a response; one that is past its expiry is forgotten, as browsers do."""
        super()._update_cookies_from_response(server_name, path, headers)
        now = datetime.now(timezone.utc)
        for key, cookie in list((self._cookies or {}).items()):
            if cookie.max_age is None and cookie.expires is not None and cookie.expires <= now:
                del self._cookies[key]  # type: ignore[union-attr,unused-ignore]

    def _copy_environ(self, other: dict[str, Any]) -> dict[str, Any]:
        environ = {**self.environ_base, **other}
        if self.preserve_context:
            environ["werkzeug.debug.preserve_context"] = self._new_contexts.append
        return environ

    def _request_from_builder_args(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        kwargs["environ_base"] = self._copy_environ(kwargs.get("environ_base", {}))
        builder = EnvironBuilder(self.application, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            builder.close()

    def _request_from(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        """Make the request of whatever :meth:`open` was given, without changing that."""
        given = args[0] if args else None
        if isinstance(given, werkzeug.test.EnvironBuilder):
            builder = copy(given)
            builder.environ_base = self._copy_environ(dict(builder.environ_base or {}))
            return builder.get_request()
        if isinstance(given, dict):
            base = self._copy_environ({})
            return EnvironBuilder.from_environ(
                given, app=self.application, environ_base=base
            ).get_request()
        if isinstance(given, Request):
            request = copy(given)
            request.environ = self._copy_environ(request.environ)
            return request
        return self._request_from_builder_args(args, kwargs)

    def open(
        self, *args: Any, buffered: bool = False, follow_redirects: bool = False, **kwargs: Any
    ) -> TestResponse:
        """Make a request.

        :param args: For :class:`EnvironBuilder`, without the application; or one object: an environ builder, a WSGI
            environ or a request.
        :param buffered: Read the whole response before returning.
        :param follow_redirects: Follow redirects; the response's ``history`` lists them.
        :param kwargs: For :class:`EnvironBuilder`.
        """
        if "as_tuple" in kwargs:
            raise TypeError(
                "open() no longer has the argument 'as_tuple'. Use 'response.request.environ' for the environ."
            )
        # Made in the context that the last request left behind, which lasts if there is no request after all.
        request = self._request_from(args, kwargs)
        # What an earlier request, or an earlier step of a redirect, left behind is over now.
        self._context_stack.close()
        self._new_contexts.clear()
        response = super().open(request, buffered=buffered, follow_redirects=follow_redirects)
        provider = json_provider_of(self.application)
        if provider is not None:
            response.json_module = provider
        for context in self._new_contexts:
            self._context_stack.enter_context(context)
        self._new_contexts.clear()
        return response

    def __enter__(self: C) -> C:  # noqa: PYI019  typing.Self needs Python 3.11
        if self.preserve_context:
            raise NestedClient(
                "Cannot nest client invocations: this client is in a 'with' block already. Use a second client."
            )
        self.preserve_context = True
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.preserve_context = False
        self._context_stack.close()


def is_asgi(application: Any) -> bool:
    """Tell whether a callable is an ASGI application rather than a WSGI application.

    :param application: The callable; a ``functools.partial`` is what it calls.
    """
    while isinstance(application, partial):
        application = application.func
    call = application if inspect.isroutine(application) else type(application).__call__
    return inspect.iscoroutinefunction(call)


def _check_is_wsgi(application: Any) -> None:
    if not callable(application):
        raise NotWSGI(f"{application!r} is not callable, so it is no WSGI application.")
    if is_asgi(application):
        raise NotWSGI(
            f"{application!r} is an ASGI application. Wrap it: FlaskClient(fw_testing.asgi.ASGIBridge(application))."
        )
