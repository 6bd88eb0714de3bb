"""Sessions for any ASGI application: Starlette, FastAPI, Quart or a bare callable.

The session is in ``scope["session"]``, for HTTP and for WebSockets. Starlette's and FastAPI's
``request.session`` and ``websocket.session`` are that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias, TypeVar

from werkzeug.http import parse_cookie

from fw_sessions.backend import SessionBackend
from fw_sessions.errors import StoreUnavailable
from fw_sessions.response_headers import save_session
from fw_sessions.set_cookie import CookieAttributes

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
ASGIApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Where the session is in the scope.
SCOPE_KEY = "session"

logger = logging.getLogger("fw_sessions")
_T = TypeVar("_T")

_TRY_AGAIN_LATER = 1013  # the WebSocket close code
_UNAVAILABLE = b"Sessions are not available for the moment. Please try again shortly.\n"


async def _off_the_loop(work: Callable[..., _T], *args: Any) -> _T:
    """Run blocking ``work`` where it does not hold up other requests."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:  # another event loop than asyncio's
        return work(*args)
    return await asyncio.to_thread(work, *args)


async def load_session(session: Any) -> None:
    """Fetch a session from its store without holding up the event loop.

    A server-side session is fetched on the first look otherwise, by the thread that looks. In an
    async function, call this before: ``await load_session(request.session)``.

    :raises StoreUnavailable: if the store does not answer.
    """
    if not getattr(session, "loaded", True):
        await _off_the_loop(lambda: session.content)


class SessionMiddleware:
    """Puts a session into the scope and saves it when the response or the WebSocket begins.

    On a WebSocket, the cookie goes out with the acceptance. What is changed later is saved when
    the connection ends, as far as that is possible without a cookie: for a session that is in a
    store already.

    :param app: The application.
    :param backend: A :class:`~fw_sessions.CookieBackend` or a
        :class:`~fw_sessions.SessionManager`.
    :param cookie: The cookie's name and attributes.
    :param scope_key: Where the application finds the session.
    """

    def __init__(
        self,
        app: ASGIApp,
        backend: SessionBackend,
        cookie: CookieAttributes | None = None,
        scope_key: str = SCOPE_KEY,
    ) -> None:
        self.app = app
        self.backend = backend
        self.cookie = cookie or CookieAttributes()
        self.scope_key = scope_key

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.backend!r} {self.cookie!r}>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        session = self.backend.open(_cookie(scope, self.cookie.name))
        exchange = _Exchange(self.backend, self.cookie, session, send, scope["type"])
        try:
            await self.app({**scope, self.scope_key: session}, receive, exchange.send)
        except StoreUnavailable:
            if exchange.started:
                raise
            await exchange.unavailable()
        else:
            await exchange.finish()


class _Exchange:
    """One response or WebSocket on its way out."""

    def __init__(
        self,
        backend: SessionBackend,
        cookie: CookieAttributes,
        session: Any,
        send: Send,
        kind: str,
    ) -> None:
        self._backend = backend
        self._cookie = cookie
        self._session = session
        self._send = send
        self._kind = kind
        self.started = False
        self._replaced = False

    async def send(self, message: Message) -> None:
        """Send a message of the application, the first one with the session's headers."""
        if message["type"] in ("http.response.start", "websocket.accept") and not self.started:
            # The application may have made an error page of its own from the store's failure.
            if getattr(self._session, "failure", None) is not None:
                await self.unavailable()
                return
            try:
                message = {**message, "headers": await self._headers(message)}
            except StoreUnavailable:
                await self.unavailable()
                return
            self.started = True
        if not self._replaced:
            await self._send(message)

    async def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        raw = message.get("headers") or ()
        headers = [(_text(name), _text(value)) for name, value in raw]
        if getattr(self._session, "loaded", False):
            saved = await _off_the_loop(save_session, self._backend, self._session)
        else:  # in a cookie, or never looked at: there is no store to wait for
            saved = save_session(self._backend, self._session)
        headers = saved.headers(self._cookie, headers)
        return [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]

    async def unavailable(self) -> None:
        """Answer 503, or close the WebSocket with the code for that."""
        self.started = self._replaced = True
        if self._kind == "websocket":
            await self._send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
            return
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(_UNAVAILABLE)).encode()),
            (b"retry-after", b"10"),
        ]
        await self._send({"type": "http.response.start", "status": 503, "headers": headers})
        await self._send({"type": "http.response.body", "body": _UNAVAILABLE})

    async def finish(self) -> None:
        """Save what a WebSocket changed after it was accepted."""
        session = self._session
        if self._kind != "websocket" or not session.modified:
            return
        if getattr(session, "stored", None) is None:
            logger.warning(
                "A session was changed after its WebSocket was accepted, when no cookie can be"
                " sent any more, so the change is lost. Change it before accepting."
            )
            return
        await _off_the_loop(self._backend.save, session)


def _cookie(scope: Scope, name: str) -> str | None:
    parts = [value.decode("latin1") for key, value in scope["headers"] if key == b"cookie"]
    return parse_cookie("; ".join(parts)).get(name)


def _text(raw: bytes) -> str:
    return bytes(raw).decode("latin1")
