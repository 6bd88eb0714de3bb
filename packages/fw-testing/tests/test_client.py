from __future__ import annotations

import io
import json
from functools import partial
from importlib.metadata import version
from typing import Any

import pytest
from werkzeug.test import TestResponse
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from fw_testing import (
    ConflictingAddress,
    CookiesDisabled,
    EnvironBuilder,
    FlaskClient,
    NestedClient,
    NoSession,
    NotWSGI,
)


@Request.application
def plain(request: Request) -> Response:
    """A WSGI application that knows nothing of this package."""
    if request.path == "/redirect":
        return redirect("/target?x=1", 303)
    if request.path == "/login":
        response = Response("in")
        response.set_cookie("user", "ada")
        return response
    if request.path == "/upload":
        return Response(request.form["name"] + request.files["file"].read().decode())
    if request.path == "/boom":
        raise ZeroDivisionError
    return Response(
        f"{request.url} {request.cookies.get('user')}", headers={"X-Method": request.method}
    )


def test_any_wsgi_application() -> None:
    client = FlaskClient(plain)
    assert client.get("/a?b=1").text == "http://localhost/a?b=1 None"
    client.get("/login")
    assert client.get("/").text == "http://localhost/ ada"
    response = client.post("/redirect", follow_redirects=True)
    assert response.text == "http://localhost/target?x=1 ada"
    assert [step.status_code for step in response.history] == [303]
    upload = client.post("/upload", data={"name": "n", "file": (io.BytesIO(b"content"), "f.txt")})
    assert upload.text == "ncontent"
    with pytest.raises(ZeroDivisionError):
        client.get("/boom")


@pytest.mark.parametrize(
    "method", ["get", "post", "put", "patch", "delete", "options", "trace", "head"]
)
def test_methods_give_a_test_response(method: str) -> None:
    response = getattr(FlaskClient(plain), method)("/")
    assert isinstance(response, TestResponse)
    assert response.headers["X-Method"] == method.upper()


def test_what_is_no_wsgi_application() -> None:
    async def asgi(scope: Any, receive: Any, send: Any) -> None: ...

    class Modern:
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...

    async def configured(settings: Any, scope: Any, receive: Any, send: Any) -> None: ...

    for app in (asgi, Modern(), partial(configured, {}), partial(partial(Modern()))):
        with pytest.raises(NotWSGI, match="ASGIBridge"):
            FlaskClient(app)
    with pytest.raises(NotWSGI, match="'hello' is not callable"):
        FlaskClient("hello")


def test_environ_base(site: Any, browser: FlaskClient) -> None:
    site.route("/who")(lambda: f"{site.request.remote_addr} {site.request.user_agent}")
    assert browser.get("/who").text == f"127.0.0.1 Werkzeug/{version('werkzeug')}"
    browser.environ_base["REMOTE_ADDR"] = "192.168.0.22"
    browser.environ_base["HTTP_USER_AGENT"] = "Foo"
    assert browser.get("/who").text == "192.168.0.22 Foo"
    assert browser.get("/who", environ_base={"REMOTE_ADDR": "::1"}).text == "::1 Foo"


def test_open_takes_a_builder_an_environ_or_a_request(site: Any, browser: FlaskClient) -> None:
    site.route("/who")(lambda: f"{site.request.remote_addr} {site.request.args.get('x')}")
    builder = EnvironBuilder(site, "/who", query_string={"x": "1"})
    browser.environ_base["REMOTE_ADDR"] = "127.0.0.2"
    given = [builder, builder.get_environ(), builder.get_request()]
    assert [browser.open(one).text for one in given] == ["127.0.0.2 1"] * 3
    assert builder.environ_base is None
    builder.close()


def test_address(make_site: Any) -> None:
    site = make_site(SERVER_NAME="example.com")
    site.route("/")(lambda: site.request.url)
    client = FlaskClient(site)
    assert client.get("/", subdomain="shop").text == "http://shop.example.com/"
    assert client.get("/", url_scheme="https").text == "https://example.com/"
    assert client.get("http://other.example/").text == "http://other.example/"
    with pytest.raises(ConflictingAddress):
        client.get("/", base_url="http://x/", url_scheme="https")


def test_json_both_ways(site: Any, browser: FlaskClient) -> None:
    site.route("/echo", methods=["POST"])(
        lambda: Response(site.request.data, mimetype="application/json")
    )
    site.json.loads = lambda text, **kwargs: ("decoded", text)
    response = browser.post("/echo", json={"drink": "gin €"})
    assert response.data.decode() == '{"drink": "gin €"}'
    assert response.json == ("decoded", b'{"drink": "gin \xe2\x82\xac"}')


def test_context_is_preserved_until_the_next_request_or_the_end(
    site: Any, browser: FlaskClient
) -> None:
    def set_value(value: str) -> str:
        site.g.value = value
        return value

    site.route("/set/<value>")(set_value)

    with browser:
        browser.get("/set/1")
        assert site.g.value == "1"
        assert site.request.path == "/set/1"
        browser.get("/set/2")
        assert site.g.value == "2"
        assert len(site.stack) == 1
        browser.get("/missing")
        assert not hasattr(site.g, "value")
    assert site.stack == []
    browser.get("/set/3")
    assert site.stack == []


def test_a_request_is_made_in_the_context_that_the_last_one_left(
    site: Any, browser: FlaskClient
) -> None:
    site.route("/show/<path:value>")(lambda value: value)
    site.json.dumps = lambda obj, **kwargs: json.dumps(f"{obj} from {site.request.path}")
    with browser:
        browser.get("/show/1")
        response = browser.post("/show/2", json="asked")
        assert response.request.json == "asked from /show/1"
        with pytest.raises(ConflictingAddress):
            browser.get("/show/3", base_url="http://localhost/", subdomain="www")
        assert site.request.path == "/show/2"


def test_context_of_a_redirect_is_the_last_requests(site: Any, browser: FlaskClient) -> None:
    def start() -> Response:
        site.session["start"] = True
        return redirect("/target")

    site.route("/start")(start)

    def target() -> str:
        site.session["target"] = True
        return ""

    site.route("/target")(target)

    with browser:
        browser.get("/start", follow_redirects=True)
        assert site.session == {"start": True, "target": True}
        assert site.request.path == "/target"
        assert len(site.stack) == 1


def test_context_of_a_failed_request_does_not_come_back(site: Any, browser: FlaskClient) -> None:
    def boom() -> str:
        site.request.environ["werkzeug.debug.preserve_context"](site.stack[-1])
        raise ZeroDivisionError

    site.route("/boom")(boom)

    with browser:
        with pytest.raises(ZeroDivisionError):
            browser.get("/boom")
        browser.get("/")
        assert site.request.path == "/"
        assert len(site.stack) == 1


def test_client_is_used_again_but_not_nested(browser: FlaskClient) -> None:
    for _ in range(2):
        with browser:
            assert browser.get("/missing").status_code == 404
            with pytest.raises(NestedClient, match="Cannot nest client invocations"):
                browser.__enter__()


def test_session_transaction(site: Any, browser: FlaskClient) -> None:
    site.route("/foo")(lambda: str(site.session["foo"]))
    with browser.session_transaction() as session:
        assert session == {}
        assert site.stack == []
        session["foo"] = [42]
    assert browser.get("/foo").text == "[42]"
    with browser.session_transaction() as session:
        assert session == {"foo": [42]}


def test_session_transaction_of_another_path_and_host(site: Any, browser: FlaskClient) -> None:
    with browser.session_transaction("/x", base_url="http://shop.example/") as session:
        session["a"] = 1
    assert browser.get_cookie("session", domain="shop.example") is not None
    assert browser.get_cookie("session") is None


def test_failed_session_transaction_saves_nothing(site: Any, browser: FlaskClient) -> None:
    transaction = browser.session_transaction()
    transaction.__enter__()["a"] = 1
    error = ZeroDivisionError()
    assert not transaction.__exit__(type(error), error, None)
    assert browser.get_cookie("session") is None


def test_session_transaction_needs_cookies(site: Any) -> None:
    client = FlaskClient(site, use_cookies=False)
    with (
        pytest.raises(CookiesDisabled, match=r"Cookies are disabled\."),
        client.session_transaction(),
    ):
        pass
    assert issubclass(CookiesDisabled, TypeError)


def test_session_transaction_needs_a_session(site: Any, browser: FlaskClient) -> None:
    site.secret_key = None
    with (
        pytest.raises(NoSession, match=r"Session backend did not open a session.*SECRET_KEY"),
        browser.session_transaction(),
    ):
        pass
    site.secret_key = "test"
    site.null_sessions = True
    with browser.session_transaction() as session:
        session["a"] = 1
    assert browser.get_cookie("session") is None


def test_session_transaction_on_another_framework() -> None:
    client = FlaskClient(plain)
    with pytest.raises(NoSession, match="lacks 'session_interface', 'test_request_context'"):
        client.session_transaction().__enter__()
    assert issubclass(NoSession, RuntimeError)


def test_request_from_builder_args_can_be_overridden(site: Any) -> None:
    class Authorised(FlaskClient):
        def _request_from_builder_args(
            self, args: tuple[Any, ...], kwargs: dict[str, Any]
        ) -> Request:
            kwargs.setdefault("headers", {})["Authorization"] = "Bearer token"
            return super()._request_from_builder_args(args, kwargs)

    site.route("/token")(lambda: site.request.headers["Authorization"])
    assert Authorised(site).get("/token").text == "Bearer token"


def test_response_wrapper_and_buffering(site: Any) -> None:
    class Mine(Response):
        mine = True

    client = FlaskClient(site, Mine)
    response = client.get("/", buffered=True)
    assert isinstance(response, Mine)
    assert isinstance(response, TestResponse)


@pytest.mark.parametrize(
    ("attributes", "kept"),
    [
        ("Expires=Thu, 01 Jan 1970 00:00:01 GMT", False),
        ("Expires=Fri, 01 Jan 2100 00:00:00 GMT", True),
        ("Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=60", True),
        ("Max-Age=0", False),
        ("Path=/", True),
    ],
)
def test_a_cookie_past_its_expiry_is_forgotten(attributes: str, kept: bool) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Set-Cookie", f"user=ada; {attributes}")])
        return [b""]

    client = FlaskClient(app)
    client.set_cookie("user", "bob")
    client.get("/")
    assert (client.get_cookie("user") is not None) is kept


def test_the_environ_is_asked_of_the_response() -> None:
    browser = FlaskClient(plain)
    with pytest.raises(TypeError, match=r"'as_tuple'\. Use 'response\.request\.environ'"):
        browser.get("/", as_tuple=True)
    assert browser.get("/").request.environ["PATH_INFO"] == "/"
