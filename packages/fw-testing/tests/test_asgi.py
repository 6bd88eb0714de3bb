from __future__ import annotations

import asyncio
import io
from contextvars import ContextVar
from typing import Any

import pytest

from fw_testing import FlaskClient
from fw_testing.asgi import ASGIBridge, IncompleteResponse, LifespanFailed, NoResponse, scope_of

tenant: ContextVar[str] = ContextVar("tenant", default="none")


class Site:
    """An ASGI application without a framework."""

    def __init__(self) -> None:
        self.log: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(scope, receive, send)
        else:
            await getattr(self, "at_" + scope["path"].strip("/").partition("/")[0])(
                scope, receive, send
            )

    async def lifespan(self, scope: Any, receive: Any, send: Any) -> None:
        for phase in ("startup", "shutdown"):
            assert (await receive())["type"] == f"lifespan.{phase}"
            self.log.append(phase)
            scope["state"]["started"] = True
            await send({"type": f"lifespan.{phase}.complete"})

    async def answer(
        self, send: Any, text: str, *headers: tuple[str, str], status: int = 200
    ) -> None:
        pairs = [(name.encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": text.encode()})

    async def at_scope(self, scope: Any, receive: Any, send: Any) -> None:
        shown = {
            key: scope[key] for key in ("method", "path", "query_string", "state", "http_version")
        }
        await self.answer(send, repr({**shown, "headers": dict(scope["headers"])}))

    async def at_echo(self, scope: Any, receive: Any, send: Any) -> None:
        body, more, parts = b"", True, 0
        while more:
            message = await receive()
            body, more, parts = body + message["body"], message["more_body"], parts + 1
        assert (parts > 1) is (len(body) >= 65536)
        await self.answer(send, f"{len(body)} {body[:5].decode()}")

    async def at_headless(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.body", "body": b""})

    async def at_bodiless(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})

    async def at_endless(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    async def at_login(self, scope: Any, receive: Any, send: Any) -> None:
        cookie = ("Set-Cookie", "user=ada; Path=/")
        await self.answer(send, "", cookie, ("Location", "/cookie"), status=302)

    async def at_cookie(self, scope: Any, receive: Any, send: Any) -> None:
        await self.answer(send, dict(scope["headers"]).get(b"cookie", b"").decode())

    async def at_boom(self, scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError("before")

    async def at_page500(self, scope: Any, receive: Any, send: Any) -> None:
        await self.answer(send, "sorry", status=500)
        raise ZeroDivisionError("after")

    async def at_stream(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            for number in range(100_000):
                self.log.append(str(number))
                await send(
                    {"type": "http.response.body", "body": b"%d\n" % number, "more_body": True}
                )
        except OSError as error:
            self.log.append(str(error))

    async def at_breaks(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        raise ZeroDivisionError("midway")

    async def at_stuck(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        await asyncio.Event().wait()

    async def at_waits(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await self.answer(send, "done")
        self.log.append((await receive())["type"])

    async def at_silent(self, scope: Any, receive: Any, send: Any) -> None: ...

    async def at_loop(self, scope: Any, receive: Any, send: Any) -> None:
        await self.answer(send, f"{id(asyncio.get_running_loop())} {tenant.get()}")


@pytest.fixture
def asgi_site() -> Site:
    return Site()


@pytest.fixture
def visitor(asgi_site: Site) -> Any:
    with ASGIBridge(asgi_site) as bridge:
        yield FlaskClient(bridge)


def test_scope(visitor: FlaskClient) -> None:
    shown = visitor.post(
        "/scope/é%20x?q=ü&r=%2F", headers={"X-One": "1"}, content_type="text/plain"
    ).text
    for part in (
        "'method': 'POST'",
        "'path': '/scope/é x'",
        "b'q=%C3%BC&r=%2F'",
        "b'x-one': b'1'",
        "b'content-type': b'text/plain'",
        "b'host': b'localhost'",
        "'state': {'started': True}",
        "'http_version': '1.1'",
    ):
        assert part in shown


def test_scope_of_a_mounted_application() -> None:
    scope = scope_of({"REQUEST_METHOD": "GET", "SCRIPT_NAME": "/root", "PATH_INFO": "/\xc3\xa9"})
    assert (scope["root_path"], scope["path"], scope["raw_path"]) == (
        "/root",
        "/root/é",
        b"/root/%C3%A9",
    )


@pytest.mark.parametrize("size", [0, 5, 65536, 200_000])
def test_bodies(visitor: FlaskClient, size: int) -> None:
    assert visitor.post("/echo", data=b"x" * size).text == f"{size} {'x' * min(size, 5)}"
    assert visitor.post("/echo", input_stream=io.BytesIO(b"y"), content_length=1).text == "1 y"


class Pieces:
    """A stream that gives less than it is asked for, as sockets and pipes do."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int) -> bytes:
        given = min(size, 1000, self.left)
        self.left -= given
        return b"x" * given


@pytest.mark.parametrize("size", [5000, 70_000])
def test_a_body_that_comes_in_pieces_comes_whole(visitor: FlaskClient, size: int) -> None:
    stream = {"wsgi.input": Pieces(size), "CONTENT_LENGTH": str(size)}
    assert visitor.post("/echo", environ_overrides=stream).text == f"{size} xxxxx"


def test_cookies_and_redirects(visitor: FlaskClient) -> None:
    response = visitor.get("/login", follow_redirects=True)
    assert response.text == "user=ada"
    assert response.history[0].status_code == 302


def test_errors_pass_through(asgi_site: Site, visitor: FlaskClient) -> None:
    for path, message in (("/boom", "before"), ("/page500", "after")):
        with pytest.raises(ZeroDivisionError, match=message):
            visitor.get(path)
    with pytest.raises(NoResponse, match="ended without sending a response"):
        visitor.get("/silent")
    response = visitor.get("/breaks")
    with pytest.raises(ZeroDivisionError, match="midway"):
        response.get_data()


def test_a_response_that_is_not_complete_is_an_error(visitor: FlaskClient) -> None:
    with pytest.raises(IncompleteResponse, match=r"'http\.response\.body' before"):
        visitor.get("/headless")
    with pytest.raises(IncompleteResponse, match="ended before its response"):
        visitor.get("/bodiless")
    response = visitor.get("/endless")
    with pytest.raises(IncompleteResponse, match="without 'more_body'"):
        response.get_data()


def test_an_incomplete_response_can_be_looked_at(asgi_site: Site) -> None:
    bridge = ASGIBridge(asgi_site, raise_errors=False)
    assert FlaskClient(bridge).get("/endless").text == "half"
    assert FlaskClient(bridge).get("/bodiless").text == ""
    bridge.close()


def test_errors_can_be_left_to_the_application(asgi_site: Site) -> None:
    bridge = ASGIBridge(asgi_site, raise_errors=False)
    response = FlaskClient(bridge).get("/page500")
    assert (response.status_code, response.text) == (500, "sorry")
    bridge.close()


def test_streams_and_is_closed_early(asgi_site: Site, visitor: FlaskClient) -> None:
    response = visitor.get("/stream")
    chunks = iter(response.response)
    assert [next(chunks), next(chunks)] == [b"0\n", b"1\n"]
    assert len(asgi_site.log) < 10
    response.close()
    assert asgi_site.log[-1] == "The client has closed the response."


def test_stuck_application_is_cancelled(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fw_testing.asgi.CLOSE_TIMEOUT", 0.01)
    response = visitor.get("/stuck")
    response.close()
    assert visitor.get("/cookie").status_code == 200


def test_application_may_wait_for_the_disconnect(asgi_site: Site, visitor: FlaskClient) -> None:
    assert visitor.get("/waits").text == "done"
    assert asgi_site.log[-1] == "http.disconnect"


def test_one_loop_and_the_callers_context(visitor: FlaskClient) -> None:
    first = visitor.get("/loop").text
    token = tenant.set("ada")
    second = visitor.get("/loop").text
    tenant.reset(token)
    assert first.split()[0] == second.split()[0]
    assert (first.split()[1], second.split()[1]) == ("none", "ada")


def test_inside_a_running_loop(visitor: FlaskClient) -> None:
    async def test() -> str:
        return visitor.get("/cookie").status

    assert asyncio.run(test()) == "200 OK"


def test_lifespan(asgi_site: Site) -> None:
    with ASGIBridge(asgi_site):
        assert asgi_site.log == ["startup"]
    assert asgi_site.log == ["startup", "shutdown"]


def test_application_without_a_lifespan() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"

    with ASGIBridge(app) as bridge:
        assert "test_application_without_a_lifespan" in repr(bridge)


def test_failed_lifespan() -> None:
    async def refuses(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})
        raise ValueError("no database")

    async def raises(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        raise ValueError("no database")

    bridge = ASGIBridge(refuses)
    with pytest.raises(LifespanFailed, match="startup failed: no database") as caught:
        bridge.__enter__()
    assert isinstance(caught.value.__cause__, ValueError)
    bridge.close()
    bridge = ASGIBridge(raises)
    with pytest.raises(ValueError, match="no database"):
        bridge.__enter__()
    bridge.close()
