from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from fw_sessions import CookieBackend, CookieSigner, SessionManager, StoreUnavailable
from fw_sessions.asgi import SessionMiddleware, load_session
from fw_sessions.stores.memory import MemoryStore


@pytest.fixture(params=["cookie", "store"])
def backend(request: pytest.FixtureRequest) -> Any:
    if request.param == "cookie":
        return CookieBackend(CookieSigner("a test key"))
    return SessionManager(MemoryStore())


class ASGIClient:
    """Drives an application as a server does, and keeps the session cookie."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.cookie: bytes | None = None

    def get(self, path: str) -> tuple[int, dict[bytes, bytes], bytes]:
        sent = self.run({"type": "http", "method": "GET", "path": path}, [{"type": "http.request"}])
        start, *rest = sent
        assert all(message["type"] == "http.response.body" for message in rest)
        body = b"".join(message.get("body", b"") for message in rest)
        return start["status"], self._keep(start), body

    def websocket(self, path: str, *texts: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = [{"type": "websocket.connect"}]
        messages += [{"type": "websocket.receive", "text": text} for text in texts]
        messages += [{"type": "websocket.disconnect", "code": 1000}]
        sent = self.run({"type": "websocket", "path": path}, messages)
        if sent[0]["type"] == "websocket.accept":
            self._keep(sent[0])
        return sent

    def run(self, scope: dict[str, Any], messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        left = iter(messages)

        async def receive() -> dict[str, Any]:
            return next(left)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        headers = [(b"cookie", self.cookie)] if self.cookie else []
        asyncio.run(self.app({**scope, "headers": headers}, receive, send))
        return sent

    def _keep(self, start: dict[str, Any]) -> dict[bytes, bytes]:
        headers = dict(start["headers"])
        if b"set-cookie" in headers:
            pair = headers[b"set-cookie"].partition(b";")[0]
            self.cookie = pair if pair.partition(b"=")[2] else None
        return headers


async def answer(send: Any, text: str, status: int = 200) -> None:
    headers = [(b"content-type", b"text/plain"), (b"vary", b"Accept")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def shop(scope: Any, receive: Any, send: Any) -> None:
    session = scope["session"]
    action, _, thing = scope["path"][1:].partition("/")
    if scope["type"] == "websocket":
        await chat(session, action, receive, send)
        return
    await load_session(session)
    if action == "in":
        session.permanent = True
        session["user"] = thing
        if hasattr(session, "rotate"):
            session.rotate()
    elif action == "out":
        session.clear()
    await answer(send, "" if action == "quiet" else repr(sorted(session.items())))


async def chat(session: Any, action: str, receive: Any, send: Any) -> None:
    await receive()
    if action == "in":
        session["user"] = "socket"
    if action != "quiet":
        session.get("user")
    await send({"type": "websocket.accept", "headers": []})
    while (message := await receive())["type"] == "websocket.receive":
        session["last"] = message["text"]
        await send({"type": "websocket.send", "text": repr(sorted(session.items()))})


def test_log_in_change_and_log_out(backend: Any) -> None:
    client = ASGIClient(SessionMiddleware(shop, backend))
    _, quiet, _ = client.get("/quiet")
    _, looked, _ = client.get("/look")
    _, logged_in, _ = client.get("/in/me")
    _, _, seen = client.get("/look")
    _, out, _ = client.get("/out")
    _, _, after = client.get("/look")

    assert quiet == {b"content-type": b"text/plain", b"vary": b"Accept"}
    assert looked == {b"content-type": b"text/plain", b"vary": b"Accept, Cookie"}
    assert b"expires=" in logged_in[b"set-cookie"].lower()
    assert seen == b"[('_permanent', True), ('user', 'me')]"
    assert b"Max-Age=0" in out[b"set-cookie"]
    assert after == b"[]"


def test_a_websocket_has_the_session(backend: Any) -> None:
    client = ASGIClient(SessionMiddleware(shop, backend))
    accepted, *_ = client.websocket("/in")
    assert b"set-cookie" in dict(accepted["headers"])
    assert dict(accepted["headers"])[b"vary"] == b"Cookie"

    accepted, *_ = client.websocket("/quiet")
    assert accepted["headers"] == []
    _, _, seen = client.get("/look")

    assert seen == b"[('user', 'socket')]"


def test_what_a_websocket_changes_later_is_kept_in_a_store() -> None:
    client = ASGIClient(SessionMiddleware(shop, SessionManager(MemoryStore())))
    client.websocket("/in")
    client.websocket("/look", "one", "two")

    assert client.get("/look")[2] == b"[('last', 'two'), ('user', 'socket')]"


def test_what_cannot_be_kept_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    client = ASGIClient(SessionMiddleware(shop, CookieBackend(CookieSigner("a test key"))))
    with caplog.at_level(logging.WARNING, "fw_sessions"):
        client.websocket("/look", "one")

    assert "changed after its WebSocket was accepted" in caplog.text


def test_a_cookie_from_wsgi_opens_in_asgi(backend: Any) -> None:
    from werkzeug.test import Client
    from werkzeug.wrappers import Response

    from fw_sessions.wsgi import SessionMiddleware as WSGISessionMiddleware

    def app(environ: Any, start_response: Any) -> Any:
        environ["fw_sessions.session"]["user"] = "wsgi"
        return Response()(environ, start_response)

    wsgi = Client(WSGISessionMiddleware(app, backend))
    wsgi.get("/")
    cookie = wsgi.get_cookie("session")
    assert cookie is not None
    client = ASGIClient(SessionMiddleware(shop, backend))
    client.cookie = f"session={cookie.value}".encode()

    assert client.get("/look")[2] == b"[('user', 'wsgi')]"


class Broken(MemoryStore):
    def load(self, key: str) -> str | None:
        raise StoreUnavailable("broken", "load")

    def create(self, entry: Any) -> None:
        raise StoreUnavailable("broken", "save")


async def reads(scope: Any, receive: Any, send: Any) -> None:
    scope["session"].get("user")
    await answer(send, "fine")


async def writes(scope: Any, receive: Any, send: Any) -> None:
    scope["session"]["user"] = 7
    await answer(send, "fine")


async def swallows(scope: Any, receive: Any, send: Any) -> None:
    try:
        await reads(scope, receive, send)
    except Exception:
        await answer(send, "our own error page", 500)


@pytest.mark.parametrize("app", [reads, writes, swallows])
def test_a_store_that_is_down_is_a_503(app: Callable[..., Any]) -> None:
    client = ASGIClient(SessionMiddleware(app, SessionManager(Broken())))
    client.cookie = None if app is writes else b"session=" + b"A" * 43

    status, headers, body = client.get("/")

    assert status == 503
    assert headers[b"retry-after"] == b"10"
    assert b"fine" not in body
    assert b"set-cookie" not in headers


def test_a_websocket_is_refused_when_the_store_is_down() -> None:
    client = ASGIClient(SessionMiddleware(shop, SessionManager(Broken())))
    client.cookie = b"session=" + b"A" * 43

    assert client.websocket("/look") == [{"type": "websocket.close", "code": 1013}]


def test_a_failure_after_the_response_began_is_raised() -> None:
    async def late(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, "fine")
        scope["session"].get("user")

    client = ASGIClient(SessionMiddleware(late, SessionManager(Broken())))
    client.cookie = b"session=" + b"A" * 43

    with pytest.raises(StoreUnavailable):
        client.get("/")


def test_the_store_is_asked_off_the_loop() -> None:
    threads: list[threading.Thread] = []

    class Watching(MemoryStore):
        def load(self, key: str) -> str | None:
            threads.append(threading.current_thread())
            return super().load(key)

        def replace(self, key: str, expected: str, entry: Any) -> bool:
            threads.append(threading.current_thread())
            return super().replace(key, expected, entry)

    client = ASGIClient(SessionMiddleware(shop, SessionManager(Watching())))
    client.get("/in/me")
    client.get("/in/you")

    assert len(threads) == 2
    assert threading.main_thread() not in threads


def test_other_scopes_pass_through(backend: Any) -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    ASGIClient(SessionMiddleware(app, backend)).run({"type": "lifespan"}, [])

    assert seen == [{"type": "lifespan", "headers": []}]
