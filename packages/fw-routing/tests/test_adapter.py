"""Adapters: redirects, and whole URLs."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadHost
from werkzeug.test import create_environ
from werkzeug.wrappers import Request, Response

from fw_routing import BuildError, Map, MapAdapter, NotFound, RequestRedirect, Rule


def target(adapter: MapAdapter, path: str) -> str:
    with pytest.raises(RequestRedirect) as caught:
        adapter.match(path)
    return caught.value.new_url


def test_match() -> None:
    rule = Rule("/<int:id>", endpoint="e")
    adapter = Map([rule]).bind("example.com", path_info="/5")
    assert adapter.match() == ("e", {"id": 5})
    found, values = adapter.match("/6", return_rule=True)
    assert found is rule
    assert values == {"id": 6}
    assert adapter.test("/7")
    assert not adapter.test("/x")


def test_redirects() -> None:
    urls = Map(
        [
            Rule("/branch/", endpoint="branch"),
            Rule("/é/<path:p>/", endpoint="p"),
            Rule("/page/", endpoint="page", defaults={"n": 1}),
            Rule("/page/<int:n>", endpoint="page"),
            Rule("/old/<x>", endpoint="old", redirect_to="new/<x>"),
            Rule("/call/<x>", endpoint="call", redirect_to=lambda adapter, x: f"/to/{x}"),
        ]
    )
    adapter = urls.bind("example.com", "/app", url_scheme="https", query_args="a=b")
    assert target(adapter, "/branch") == "https://example.com/app/branch/?a=b"
    assert target(adapter, "/é/x y/z") == "https://example.com/app/%C3%A9/x%20y/z/?a=b"
    assert target(adapter, "/page/1") == "https://example.com/app/page/?a=b"
    assert target(adapter, "/old/a b") == "https://example.com/app/new/a%20b"
    assert target(adapter, "/call/x") == "https://example.com/to/x"
    assert target(adapter, "/branch//") == "https://example.com/app/branch/?a=b"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.com",
        "///evil.com",
        "/\\evil.com",
        "//evil.com//x",
        "/a//evil.com",
        "//evil.com/..",
        "/https://evil.com",
        "//user@evil.com",
        "/\t/evil.com",
        "/evil.com\r\nLocation: x",
    ],
)
@pytest.mark.parametrize("merge", [True, False])
def test_slash_redirects_stay_on_the_host(path: str, merge: bool) -> None:
    """CVE-2020-28724 and its kin: no path makes a redirect to another host."""
    urls = Map(
        [
            Rule("/<path:p>/", endpoint="p"),
            Rule("/<a>/", endpoint="a"),
            Rule("/x/", endpoint="x", defaults={"y": "1"}),
        ],
        merge_slashes=merge,
    )
    for mount in ("/", "/app"):
        adapter = urls.bind("example.com", mount)
        assert urls.find("", path, "GET") is None
        url = target(adapter, path)
        assert urlsplit(url)[:2] == ("http", "example.com")
        assert not any(char in url for char in "\r\n\t\\")


def test_redirect_to_takes_no_host_from_a_variable() -> None:
    urls = Map([Rule("/go/<path:x>", endpoint="go", redirect_to="<x>")])
    adapter = urls.bind("example.com")
    for text in ("https://evil.com/", "javascript:alert(1)", "x//evil.com"):
        assert urlsplit(target(adapter, f"/go/{text}"))[:2] == ("http", "example.com")
    assert target(adapter, "/go/a/b") == "http://example.com/a/b"


def test_build() -> None:
    urls = Map(
        [
            Rule("/", endpoint="index"),
            Rule("/<int:id>/<name>", endpoint="e"),
            Rule("/other", endpoint="other", subdomain="api"),
            Rule("/ws", endpoint="ws", websocket=True),
            Rule("/page/", endpoint="page", defaults={"n": 1}),
            Rule("/page/<int:n>", endpoint="page"),
            Rule("/m", endpoint="m", methods=["POST"]),
            Rule("/m/get", endpoint="m", methods=["GET"]),
        ]
    )
    adapter = urls.bind("example.com", "/app/", url_scheme="https")
    assert adapter.build("index") == "/app/"
    assert adapter.build("e", {"id": 5, "name": "a b/é"}) == "/app/5/a%20b/%C3%A9"
    assert (
        adapter.build("e", {"id": 5, "name": "x", "q": ["1", "2"], "none": None, "t": "a&b c"})
        == "/app/5/x?q=1&q=2&t=a%26b+c"
    )
    assert adapter.build("e", {"id": 5, "name": "x", "q": 1}, append_unknown=False) == "/app/5/x"
    assert adapter.build("e", MultiDict({"id": 5, "name": "x"})) == "/app/5/x"
    assert adapter.build("index", force_external=True) == "https://example.com/app/"
    assert adapter.build("index", force_external=True, url_scheme="") == "//example.com/app/"
    assert adapter.build("other") == "https://api.example.com/app/other"
    assert adapter.build("ws") == "wss://example.com/app/ws"
    assert adapter.build("page", {"n": 1}) == "/app/page/"
    assert adapter.build("page", {"n": 2}) == "/app/page/2"
    assert adapter.build("m") == "/app/m/get"
    assert adapter.build("m", method="POST") == "/app/m"


def test_build_path_is_the_short_way() -> None:
    urls = Map(
        [
            Rule("/<int:id>", endpoint="e", methods=["POST"]),
            Rule("/s", endpoint="s", subdomain="<u>"),
            Rule("/ws", endpoint="ws", websocket=True),
        ]
    )
    assert urls.build_path("e", {"id": 5, "q": "a b", "n": None}) == ("", "/5?q=a+b", False)
    assert urls.build_path("e", {"id": 5}, "POST") == ("", "/5", False)
    assert urls.build_path("e", {"id": 5}, "GET") is None
    assert urls.build_path("e", {"id": None}) is None
    assert urls.build_path("e") is None
    assert urls.build_path("s", {"u": "me"}) == ("me", "/s", False)
    assert urls.build_path("ws") == ("", "/ws", True)
    assert urls.build_path("nothing") is None


def test_hosts() -> None:
    urls = Map(
        [
            Rule("/a", endpoint="a", host="one.example"),
            Rule("/a", endpoint="a", host="two.example"),
        ],
        host_matching=True,
    )
    assert urls.bind("two.example").build("a") == "/a"
    assert urls.bind("three.example").build("a") == "http://one.example/a"
    assert urls.build_path("a", host="two.example") == ("two.example", "/a", False)
    with pytest.raises(RuntimeError, match="subdomain was provided: 'x'"):
        urls.bind("one.example", subdomain="x")


def test_sorted_parameters() -> None:
    urls = Map([Rule("/", endpoint="e")], sort_parameters=True)
    assert urls.bind("h").build("e", {"b": 2, "a": 1}) == "/?a=1&b=2"


def test_bind_to_environ() -> None:
    urls = Map([Rule("/é", endpoint="e"), Rule("/ws", endpoint="ws", websocket=True)])
    environ = create_environ("/é?a=b", "https://API.example.com:443/app/")
    adapter = urls.bind_to_environ(environ, server_name="example.com:443")
    assert (adapter.subdomain, adapter.server_name) == ("api", "example.com")
    assert (adapter.script_name, adapter.path_info) == ("/app/", "/é")
    assert (adapter.url_scheme, adapter.query_args) == ("https", "a=b")
    assert urls.bind_to_environ(Request(create_environ("/é"))).match() == ("e", {})
    upgrade = create_environ(
        "/ws", headers={"Connection": "keep-alive, Upgrade", "Upgrade": "WebSocket"}
    )
    assert urls.bind_to_environ(upgrade).match() == ("ws", {})
    with pytest.warns(UserWarning, match="doesn't match configured"):
        assert urls.bind_to_environ(environ, "other.example").subdomain == "<invalid>"


def test_bad_host() -> None:
    with pytest.raises(BadHost):
        Map().bind("a" * 70 + ".example")
    assert Map().bind("ÄRGER.example:80").server_name == "xn--rger-koa.example:80"


def test_dispatch() -> None:
    adapter = Map([Rule("/<x>", endpoint="e")]).bind("h")
    response = adapter.dispatch(lambda endpoint, values: Response(f"{endpoint} {values}"), "/a")
    assert isinstance(response, Response)
    assert response.get_data(as_text=True) == "e {'x': 'a'}"
    caught = adapter.dispatch(lambda *_: Response(), "/a/b", catch_http_exceptions=True)
    assert isinstance(caught, NotFound)


def test_own_adapter() -> None:
    class Loud(MapAdapter):
        def get_host(self, domain_part: str | None) -> str:
            return super().get_host(domain_part).upper()

    class Urls(Map):
        adapter_class = Loud

    adapter = Urls([Rule("/", endpoint="e")]).bind("h")
    assert adapter.build("e", force_external=True) == "http://H/"


def test_build_error() -> None:
    urls = Map([Rule("/<int:id>/<x>", endpoint="user.show", methods=["GET"])])
    adapter = urls.bind("h")
    with pytest.raises(BuildError) as caught:
        adapter.build("user.shw", {"id": 1})
    assert "Did you mean 'user.show' instead?" in str(caught.value)
    with pytest.raises(BuildError) as caught:
        adapter.build("user.show", {"id": 1, "x": None})
    assert str(caught.value).endswith("Did you forget to specify values ['x']?")
    assert caught.value.suggested is next(urls.iter_rules())
    alone = BuildError("user.sho", {}, None, rules=list(urls.iter_rules()))
    assert "user.show" in str(alone)
    assert BuildError("e", {}, None).suggested is None


def test_a_redirect_holds_no_control_character_of_the_query() -> None:
    urls = Map([Rule("/pages/", endpoint="pages"), Rule("/old", endpoint="pages", alias=True)])
    adapter = urls.bind("example.com", query_args="a=1\r\nSet-Cookie: b\x00\x7f")
    for path in ("/pages", "/old"):
        with pytest.raises(RequestRedirect) as caught:
            adapter.match(path)
        assert caught.value.new_url == "http://example.com/pages/?a=1%0D%0ASet-Cookie: b%00%7F"
        assert caught.value.get_response().status_code == 308
