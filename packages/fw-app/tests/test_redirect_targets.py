"""Redirect targets of clients: those that lead elsewhere, in any spelling, are refused."""

from __future__ import annotations

import pytest
from werkzeug.wrappers import Response

from fw_app.app import Flask
from fw_app.context_proxy import request
from fw_app.helpers import redirect
from fw_app.redirect_targets import safe_redirect_target

OWN = [
    "/",
    "/orders?page=2#last",
    "/a//b",
    "/search?q=http://evil.example/",
    "/search?q=a\\b",
    "/caf\N{LATIN SMALL LETTER E WITH ACUTE}",
    "/@evil.example",
    "/a:b",
    "/./a",
    "/../a",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "http://shop.example/orders",
    "http://shop.example",
    "http://shop.example:80/orders",
    "http://SHOP.example/?q",
    "HTTP://shop.example#a",
    "https://shop.example/orders",
    "https://shop.example:443/orders",
]

ELSEWHERE = [
    None,
    "",
    " ",
    "orders",
    "?next=/",
    "#top",
    "../orders",
    "evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//",
    "//shop.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/./\\evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e//evil.example",
    "/%2E%2e/.//evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n//evil.example",
    "/\x00/evil.example",
    "/orders\r\nSet-Cookie: a=b",
    "\x01/orders",
    "/orders\x7f",
    "/orders\x85",
    "/orders\u2028",
    "/orders\ud800",
    " /orders",
    "/orders ",
    "\u00a0/orders",
    "\u3000//evil.example",
    "\ufeff//evil.example",
    "https:evil.example",
    "http:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "http:////evil.example",
    "http:\\\\evil.example",
    "http:/\\evil.example",
    "https:shop.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "javascript://shop.example/%0aalert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "ftp://shop.example/",
    "file:///etc/passwd",
    "blob:http://shop.example/1",
    "view-source:http://shop.example/",
    "http://evil.example/",
    "http://evil.example/?http://shop.example/",
    "http://shop.example.evil.example/",
    "http://evilshop.example/",
    "http://www.shop.example/",
    "http://shop.example./",
    "http://shop.example:8080/",
    "http://shop.example:443/",
    "https://shop.example:80/",
    "http://shop.example:/",
    "http://shop.example:080/",
    "http://shop.example:port/",
    "http://shop.example@evil.example/",
    "http://shop.example:80@evil.example/",
    "http://user@shop.example/",
    "http://user:secret@shop.example/",
    "http://@shop.example/",
    "http://shop.example\\@evil.example/",
    "http://evil.example\\@shop.example/",
    "http://evil.example#@shop.example/",
    "http://evil.example?@shop.example/",
    "http://shop.example%2eevil.example/",
    "http://shop.example%00.evil.example/",
    "http://shop\N{IDEOGRAPHIC FULL STOP}example/",
    "http://\N{FULLWIDTH LATIN SMALL LETTER S}hop.example/",
    "http://shop.example\N{FULLWIDTH SOLIDUS}.evil.example/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1/",
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://",
    "http:",
    "://shop.example/",
    "://evil.example",
    ":evil",
]


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)

    @app.get("/login")
    def login() -> Response:
        return redirect(safe_redirect_target(request.args.get("next"), "/home"))

    return app


def answer(app: Flask, target: str, base_url: str) -> str:
    client = app.test_client()
    return client.get("/login", base_url=base_url, query_string={"next": target}).location or ""


@pytest.mark.parametrize("target", OWN)
def test_a_target_of_ones_own_is_returned(app: Flask, target: str) -> None:
    with app.test_request_context("/login", base_url="http://shop.example"):
        assert safe_redirect_target(target, "/home") == target


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_target_that_may_lead_elsewhere_is_not(app: Flask, target: str | None) -> None:
    with app.test_request_context("/login", base_url="http://shop.example"):
        assert safe_redirect_target(target, "/home") == "/home"
        assert safe_redirect_target(target) == "/"


def test_the_response_leads_there(app: Flask) -> None:
    base = "http://shop.example"
    assert answer(app, "/orders?page=2", base) == "/orders?page=2"
    assert answer(app, "http://shop.example/orders", base) == "http://shop.example/orders"
    assert answer(app, "//evil.example", base) == "/home"
    assert app.test_client().get("/login").location == "/home"


def test_the_port_counts(app: Flask) -> None:
    base = "http://shop.example:8080"
    assert answer(app, "http://shop.example:8080/a", base) == "http://shop.example:8080/a"
    assert answer(app, "http://shop.example/a", base) == "/home"
    assert answer(app, "http://shop.example:80/a", base) == "/home"


def test_https_is_not_left(app: Flask) -> None:
    base = "https://shop.example"
    assert answer(app, "https://shop.example/a", base) == "https://shop.example/a"
    assert answer(app, "http://shop.example/a", base) == "/home"


def test_an_ipv6_address_is_a_host(app: Flask) -> None:
    base = "http://[::1]:5000"
    assert answer(app, "http://[::1]:5000/a", base) == "http://[::1]:5000/a"
    assert answer(app, "http://[::2]:5000/a", base) == "/home"


def test_further_hosts(app: Flask) -> None:
    hosts = ["accounts.example", "Shop.example:8443"]
    with app.test_request_context("/", base_url="https://shop.example"):
        for target in ("https://accounts.example/a", "https://shop.example:8443/", "/a"):
            assert safe_redirect_target(target, hosts=hosts) == target
        for target in ("https://accounts.example:8443/", "https://a.accounts.example/"):
            assert safe_redirect_target(target, hosts=hosts) == "/"


def test_without_a_request_a_path_is_ones_own() -> None:
    assert safe_redirect_target("/a", "/home") == "/a"
    assert safe_redirect_target("http://localhost/a", "/home") == "/home"
    assert safe_redirect_target("http://own.example/", hosts=["own.example"]) != "/"
