"""fw-routing in a bare WSGI callable and in Starlette: the same table, the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from integration_tests.frameworks.conftest import asgi_server, wsgi_server
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from fw_routing import BaseConverter, Map, MapAdapter, Rule, Submount
from fw_routing.asgi import ADAPTER_KEY, Dispatcher, bind_to_scope

if TYPE_CHECKING:
    from integration_tests.frameworks.conftest import Browser, Serve

RULES = 1_000


class ListConverter(BaseConverter):
    """Words joined with a plus."""

    def to_python(self, value: str) -> list[str]:
        return value.split("+")

    def to_url(self, value: Iterable[str]) -> str:
        return "+".join(super(ListConverter, self).to_url(item) for item in value)


def make_urls() -> Map:
    return Map(
        [
            Rule("/", endpoint="index"),
            Rule("/user/<int:id>", endpoint="user", methods=["GET"]),
            Rule("/user/<int:id>", endpoint="user", methods=["PUT", "DELETE"]),
            Rule("/tags/<list:tags>", endpoint="tags"),
            Rule("/key/<uuid:key>/<float:price>", endpoint="key"),
            Rule("/size/<any(small, large):size>", endpoint="size"),
            Rule("/folder/", endpoint="folder"),
            Rule("/pages/", endpoint="pages", defaults={"page": 1}),
            Rule("/pages/<int:page>", endpoint="pages"),
            Rule("/old/<int:id>", endpoint="old", redirect_to="/user/<id>"),
            Submount("/files", [Rule("/<path:path>", endpoint="file")]),
            *(Rule(f"/r{n}/<int:id>/part", endpoint=f"r{n}") for n in range(RULES)),
        ],
        converters={"list": ListConverter},
    )


def reply(adapter: MapAdapter, endpoint: str, values: Any) -> str:
    """What every view says: where one is, and a few URLs."""
    links = [
        adapter.build("user", {"id": 8, "tab": ["a", "b"]}),
        adapter.build("tags", {"tags": ["tea", "käse"]}),
        adapter.build("pages", {"page": 1}),
        adapter.build(f"r{RULES - 1}", {"id": 3}, force_external=True),
    ]
    shown = ",".join(f"{name}={value!r}" for name, value in sorted(values.items()))
    return f"{endpoint}({shown}) | {' '.join(links)}"


def bare_wsgi(urls: Map) -> Any:
    """A WSGI callable, without any framework."""

    def application(environ: Any, start_response: Any) -> Iterable[bytes]:
        adapter = urls.bind_to_environ(environ)
        try:
            endpoint, values = adapter.match()
            response = Response(reply(adapter, endpoint, values))
        except HTTPException as error:
            return error(environ, start_response)
        return response(environ, start_response)

    return application


def starlette_dispatcher(urls: Map) -> Any:
    """A Starlette application that leaves the routing to the dispatcher."""
    pytest.importorskip("starlette", reason="Starlette is not installed")
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, request_response

    async def view(request: Request) -> PlainTextResponse:
        scope = request.scope
        return PlainTextResponse(reply(scope[ADAPTER_KEY], scope["endpoint"], request.path_params))

    applications = dict.fromkeys(
        (rule.endpoint for rule in urls.iter_rules()), request_response(view)
    )
    return Starlette(routes=[Mount("/", app=Dispatcher(urls, applications))])


def starlette_view(urls: Map) -> Any:
    """A Starlette application with one route, whose view asks the map itself."""
    pytest.importorskip("starlette", reason="Starlette is not installed")
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.responses import Response as StarletteResponse
    from starlette.routing import Route

    async def view(request: Request) -> StarletteResponse:
        adapter = bind_to_scope(urls, request.scope)
        endpoint, values = adapter.match()
        return PlainTextResponse(reply(adapter, endpoint, values))

    async def refuse(request: Request, error: Exception) -> StarletteResponse:
        assert isinstance(error, HTTPException)
        response = error.get_response()
        assert isinstance(response, Response)
        return StarletteResponse(
            response.get_data(), response.status_code, dict(response.headers.items())
        )

    methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]
    return Starlette(
        routes=[Route("/{path:path}", view, methods=methods)],
        exception_handlers={HTTPException: refuse},
    )


WAYS: dict[str, tuple[Callable[[Map], Any], Any]] = {
    "bare WSGI": (bare_wsgi, wsgi_server),
    "Starlette, dispatcher": (starlette_dispatcher, asgi_server),
    "Starlette, one view": (starlette_view, asgi_server),
}


@pytest.fixture(scope="module", params=WAYS)
def site(request: pytest.FixtureRequest) -> Iterator[Browser]:
    make, server = WAYS[request.param]
    with server(make(make_urls())) as browser:
        yield browser


def said(site: Browser, path: str, **options: Any) -> str:
    answer = site.open(path, **options)
    assert answer.status == 200, answer.text
    return answer.text.partition(" | ")[0]


def test_routes_and_converters(site: Browser) -> None:
    assert said(site, "/") == "index()"
    assert said(site, "/user/7") == "user(id=7)"
    assert said(site, "/user/7", method="DELETE") == "user(id=7)"
    assert said(site, "/tags/tea+k%C3%A4se") == "tags(tags=['tea', 'käse'])"
    key = UUID(int=7)
    assert said(site, f"/key/{key}/1.50") == f"key(key={key!r},price=1.5)"
    assert said(site, "/size/large") == "size(size='large')"
    assert said(site, "/files/a/b.txt") == "file(path='a/b.txt')"


@pytest.mark.parametrize(
    "path", ["/user/x", "/user/-1", "/size/huge", "/key/1/1.5", "/key", "/files/", "/r1000/1/part"]
)
def test_what_no_converter_takes_is_not_found(site: Browser, path: str) -> None:
    assert site.open(path).status == 404


def test_redirects(site: Browser) -> None:
    answer = site.open("/folder?q=%C3%A4")
    assert (answer.status, answer.headers["Location"]) == (308, f"{site.url}/folder/?q=%C3%A4")
    assert site.follow(answer).text.startswith("folder()")

    answer = site.open("/files//a///b.txt")
    assert (answer.status, answer.headers["Location"]) == (308, f"{site.url}/files/a/b.txt")

    answer = site.open("/pages/1")
    assert (answer.status, answer.headers["Location"]) == (308, f"{site.url}/pages/")
    assert site.follow(answer).text.startswith("pages(page=1)")
    assert said(site, "/pages/2") == "pages(page=2)"

    assert site.follow(site.open("/old/7")).text.startswith("user(id=7)")


def test_a_redirect_stays_on_its_host(site: Browser) -> None:
    answer = site.open("//evil.test/folder")
    assert "evil.test" not in (answer.headers["Location"] or "").removeprefix(f"{site.url}/")


def test_405_tells_the_methods(site: Browser) -> None:
    answer = site.open("/user/7", method="POST", data=b"")
    assert answer.status == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == {
        "GET",
        "HEAD",
        "PUT",
        "DELETE",
    }
    assert site.open("/user/7", method="HEAD").body == b""


def test_reverse_urls_lead_back(site: Browser) -> None:
    user, tags, pages, external = site.open("/").text.partition(" | ")[2].split()
    assert user == "/user/8?tab=a&tab=b"
    assert said(site, user) == "user(id=8)"
    assert said(site, tags) == "tags(tags=['tea', 'käse'])"
    assert pages == "/pages/"
    assert external == f"{site.url}/r{RULES - 1}/3/part"
    assert said(site, external.removeprefix(site.url)) == f"r{RULES - 1}(id=3)"


def test_a_thousand_rules(site: Browser) -> None:
    for n in [*range(0, RULES, 25), RULES - 1]:
        assert said(site, f"/r{n}/{n}/part") == f"r{n}(id={n})"
    urls = make_urls().bind("localhost")
    for n in range(RULES):
        assert urls.match(urls.build(f"r{n}", {"id": n})) == (f"r{n}", {"id": n})


def test_class_based_endpoints_and_websockets(serve_asgi: Serve) -> None:
    pytest.importorskip("starlette", reason="Starlette is not installed")
    connect = pytest.importorskip(
        "websockets.sync.client", reason="websockets is not installed"
    ).connect
    from starlette.applications import Starlette
    from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount
    from starlette.websockets import WebSocket

    class Item(HTTPEndpoint):
        def get(self, request: Request) -> PlainTextResponse:
            adapter: MapAdapter = request.scope[ADAPTER_KEY]
            return PlainTextResponse(adapter.build(Item, {"id": request.path_params["id"] + 1}))

    class Echo(WebSocketEndpoint):
        encoding = "text"

        async def on_receive(self, websocket: WebSocket, data: Any) -> None:
            await websocket.send_text(f"{websocket.path_params['room']}: {data}")

    urls = Map(
        [Rule("/item/<int:id>", endpoint=Item), Rule("/chat/<room>", endpoint=Echo, websocket=True)]
    )
    site = serve_asgi(Starlette(routes=[Mount("/shop", app=Dispatcher(urls))]))

    assert site.open("/shop/item/7").text == "/shop/item/8"
    assert site.open("/shop/item/7", method="POST").status == 405
    assert site.open("/shop/chat/tea").status == 400
    with connect(f"ws://127.0.0.1:{site.port}/shop/chat/tea") as socket:
        socket.send("hello")
        assert socket.recv(timeout=10) == "tea: hello"
    from websockets.exceptions import InvalidStatus

    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{site.port}/shop/item/7")
    assert refused.value.response.status_code == 403
