"""fw-templating inside Bottle, Falcon and Starlette, over HTTP: layouts, context processors, streaming, escaping."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from integration_tests.conftest import PATIENCE
from integration_tests.frameworks.conftest import asgi_server, load, wsgi_server

from fw_templating import TemplateNotFound, Templates

if TYPE_CHECKING:
    from integration_tests.frameworks.conftest import Browser

FILES = {
    "site/layout.html": (
        "<title>{% block title %}{% endblock %} - {{ shop_name }}</title>"
        "{% include 'menu.html' %}<main>{% block main %}{% endblock %}</main>"
    ),
    "site/menu.html": "<nav>{{ count() }}</nav>",
    "site/hello.html": (
        "{% extends 'layout.html' %}{% block title %}Hello{% endblock %}"
        "{% block main %}Hello, {{ name }}! {{ 250|price }}{% if 7 is odd_number %} odd{% endif %}{% endblock %}"
    ),
    "site/rows.html": "{% for row in rows %}<p>{{ row }}</p>\n{% endfor %}",
    "site/PAGE.HTM": "{{ name }}",
    "site/feed.xml.j2": "{{ name }}",
    "site/logo.svg": "{{ name }}",
    "site/mail.txt": "{{ name }}",
    "site/overridden.html": "the site's",
    "cart/overridden.html": "the part's",
    "cart/cart.html": "{% extends 'layout.html' %}{% block main %}cart of {{ name }}{% endblock %}",
}

NAME = "<b>Ada & Bob</b>"
ESCAPED = "&lt;b&gt;Ada &amp; Bob&lt;/b&gt;"


class Rows:
    """Rows of which the second comes only when it is let go: whoever sees the first before, sees a stream."""

    def __init__(self) -> None:
        self.first_was_seen = threading.Event()

    def __iter__(self) -> Iterator[str]:
        yield "<1>"
        assert self.first_was_seen.wait(PATIENCE)
        yield "<2>"


class Shop:
    """The templates, and what is rendered of them: the same for each framework."""

    def __init__(self, folder: Path) -> None:
        for name, text in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        self.templates = templates = Templates(folder / "site")
        templates.add("cart", folder / "cart")
        self.rows = Rows()
        self.counted = 0

        @templates.context_processor
        def add_names() -> dict[str, Any]:
            self.counted += 1
            return {"shop_name": "Shop & Co", "count": lambda: self.counted, "name": "nobody"}

        @templates.template_filter
        def price(cents: int) -> str:
            return f"{cents / 100:.2f}"

        @templates.template_test("odd_number")
        def odd(number: int) -> bool:
            return number % 2 == 1

    def page(self, kind: str) -> str:
        if kind == "string":
            return self.templates.render_string("{{ name }}", name=NAME)
        if kind == "anonymous":
            return self.templates.render("hello.html")
        return self.templates.render(kind, name=NAME)

    def stream(self, kind: str) -> Iterator[str]:
        return self.templates.stream(kind, rows=self.rows)


def bottle_app(shop: Shop) -> Any:
    bottle = load("bottle")
    app = bottle.Bottle()
    app.route("/page/<kind>", callback=shop.page)
    app.route("/stream/<kind>", callback=shop.stream)
    return app


def falcon_app(shop: Shop) -> Any:
    falcon = load("falcon")

    class Page:
        def on_get(self, request: Any, response: Any, kind: str) -> None:
            response.content_type = falcon.MEDIA_HTML
            response.text = shop.page(kind)

    class Stream:
        def on_get(self, request: Any, response: Any, kind: str) -> None:
            response.content_type = falcon.MEDIA_HTML
            response.stream = (piece.encode() for piece in shop.stream(kind))

    app = falcon.App()
    app.add_route("/page/{kind}", Page())
    app.add_route("/stream/{kind}", Stream())
    return app


def starlette_app(shop: Shop) -> Any:
    load("starlette")
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, StreamingResponse
    from starlette.routing import Route

    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(shop.page(request.path_params["kind"]))

    async def stream(request: Request) -> StreamingResponse:
        pieces = shop.stream(request.path_params["kind"])
        return StreamingResponse(pieces, media_type="text/html")

    return Starlette(routes=[Route("/page/{kind}", page), Route("/stream/{kind}", stream)])


APPS: dict[str, tuple[Callable[[Shop], Any], Any]] = {
    "bottle": (bottle_app, wsgi_server),
    "falcon": (falcon_app, wsgi_server),
    "starlette": (starlette_app, asgi_server),
}


@pytest.fixture(params=APPS)
def framework(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def site(framework: str, shop: Shop) -> Iterator[Browser]:
    make, server = APPS[framework]
    with server(make(shop)) as browser:
        yield browser


def test_layouts(site: Browser) -> None:
    answer = site.open("/page/hello.html")
    assert answer.headers["Content-Type"].lower().replace(" ", "") == "text/html;charset=utf-8"
    assert answer.text == (
        f"<title>Hello - Shop &amp; Co</title><nav>1</nav><main>Hello, {ESCAPED}! 2.50 odd</main>"
    )


def test_context_processors(site: Browser, shop: Shop) -> None:
    assert "Hello, nobody!" in site.open("/page/anonymous").text
    assert "<nav>2</nav>" in site.open("/page/hello.html").text
    assert shop.counted == 2  # once a page, though the page has a layout and an include


def test_the_application_replaces_a_parts_templates(site: Browser) -> None:
    assert site.open("/page/overridden.html").text == "the site's"
    assert site.open("/page/cart.html").text.endswith(f"<main>cart of {ESCAPED}</main>")


@pytest.mark.parametrize("kind", ["string", "PAGE.HTM", "feed.xml.j2", "logo.svg"])
def test_values_are_escaped(site: Browser, kind: str) -> None:
    assert site.open(f"/page/{kind}").text == ESCAPED


def test_values_in_plain_text_are_not_escaped(site: Browser) -> None:
    assert site.open("/page/mail.txt").text == NAME


def test_a_stream_is_sent_as_it_is_rendered(site: Browser, shop: Shop) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    connection.request("GET", "/stream/rows.html")
    response = connection.getresponse()
    assert response.status == 200
    seen = b""
    while b"&lt;1&gt;</p>\n" not in seen:
        seen += response.read1(100)
    assert b"&lt;2&gt;" not in seen
    shop.rows.first_was_seen.set()
    assert seen + response.read() == b"<p>&lt;1&gt;</p>\n<p>&lt;2&gt;</p>\n"
    connection.close()


@pytest.mark.filterwarnings("default")
def test_a_missing_template_is_an_error_and_no_half_page(
    framework: str, shop: Shop, site: Browser
) -> None:
    assert site.open("/page/helo.html").status == 500
    assert site.open("/stream/helo.html").status == 500
    with pytest.raises(
        TemplateNotFound, match=r"no template 'helo\.html'.*Did you mean 'hello\.html'\?"
    ):
        shop.page("helo.html")
