"""Rules in ASGI applications, without a framework."""

from __future__ import annotations

import asyncio
import doctest
from typing import Any

import pytest

import fw_routing.asgi
from fw_routing import Map, Rule
from fw_routing.asgi import ADAPTER_KEY, Dispatcher, bind_to_scope


def scope(path: str, **changes: Any) -> dict[str, Any]:
    base = {"type": "http", "method": "GET", "path": path, "headers": [(b"host", b"a.test")]}
    return {**base, **changes}


async def show(scope: Any, receive: Any, send: Any) -> None:
    text = f"{scope['path_params']} {scope[ADAPTER_KEY].build('show', {'id': 9})}"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": text.encode()})


def ask(app: Dispatcher, asked: dict[str, Any]) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("nothing to receive")

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(asked, receive, send))
    return sent


URLS = Map(
    [
        Rule("/item/<int:id>", endpoint="show"),
        Rule("/folder/", endpoint="show", methods=["GET"]),
        Rule("/live", endpoint="show", websocket=True),
    ]
)
APP = Dispatcher(URLS, {"show": show})


def test_an_endpoint_gets_values_and_adapter() -> None:
    start, body = ask(APP, scope("/item/7", path_params={"tenant": "x"}))
    assert start["status"] == 200
    assert body["body"] == b"{'tenant': 'x', 'id': 7} /item/9"


@pytest.mark.parametrize("path", ["/shop/item/7", "/item/7"])
def test_a_mounted_application(path: str) -> None:
    _, body = ask(APP, scope(path, root_path="/shop"))
    assert body["body"] == b"{'id': 7} /shop/item/9"


def test_endpoints_may_be_applications() -> None:
    app = Dispatcher(Map([Rule("/<name>", endpoint=show), Rule("/item/<id>", endpoint="show")]))
    assert ask(app, scope("/ada"))[1]["body"] == b"{'name': 'ada'} /item/9"
    assert repr(app) == "<Dispatcher of 2 rules>"


def test_what_does_not_match_is_answered() -> None:
    start, body = ask(APP, scope("/folder", query_string=b"a=%C3%A4"))
    headers = dict(start["headers"])
    assert (start["status"], headers[b"location"]) == (308, b"http://a.test/folder/?a=%C3%A4")

    start, body = ask(APP, scope("/folder/", method="POST"))
    headers = dict(start["headers"])
    assert start["status"] == 405
    assert set(headers[b"allow"].split(b", ")) == {b"GET", b"HEAD"}

    start, body = ask(APP, scope("/nowhere"))
    assert start["status"] == 404
    assert len(body["body"]) == int(dict(start["headers"])[b"content-length"])
    assert ask(APP, scope("/nowhere", method="HEAD"))[1]["body"] == b""


def test_websockets() -> None:
    start, _ = ask(APP, scope("/live", type="websocket", scheme="ws"))
    assert start["status"] == 200
    assert ask(APP, scope("/item/7", type="websocket", scheme="ws")) == [
        {"type": "websocket.close", "code": 1008}
    ]
    assert ask(APP, scope("/live"))[0]["status"] == 400


def test_the_lifespan_is_left_alone() -> None:
    assert ask(APP, {"type": "lifespan"}) == []


def test_hosts_and_schemes() -> None:
    secure = scope("/é", scheme="https", headers=[], server=("10.0.0.1", 8443))
    adapter = bind_to_scope(URLS, secure)
    assert adapter.path_info == "/é"
    assert adapter.build("show", {"id": 1}, force_external=True) == "https://10.0.0.1:8443/item/1"

    urls = Map([Rule("/", subdomain="<name>", endpoint="show")])
    adapter = bind_to_scope(urls, scope("/", headers=[(b"host", b"ada.a.test")]), "a.test")
    assert adapter.match() == ("show", {"name": "ada"})


def test_examples() -> None:
    assert doctest.testmod(fw_routing.asgi).failed == 0
