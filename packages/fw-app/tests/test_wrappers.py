"""Requests that parse what is asked for, and responses that refuse what must not be sent."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.test import TestResponse, create_environ, run_wsgi_app
from werkzeug.wrappers import Request as WerkzeugRequest
from werkzeug.wrappers import Response as WerkzeugResponse

from fw_app import Blueprint, Flask, Request, Response, request

Call = Callable[..., TestResponse]

ENVIRONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "query": {"path": "/a/b?x=1&x=2&y=%C3%A9"},
    "mounted": {"path": "/a", "base_url": "http://example.com:8080/app"},
    "https": {"path": "/", "base_url": "https://example.com"},
    "unicode": {"path": "/é/ü"},
    "method": {"method": "put"},
    "json": {"method": "POST", "json": {"a": 1}},
    "headers": {"headers": {"Accept": "text/html;q=0.5, text/plain", "Cookie": "a=1; b=2"}},
    "remote": {"environ_overrides": {"REMOTE_ADDR": "10.0.0.1"}},
}
ATTRIBUTES = [
    *("method", "scheme", "server", "root_path", "path", "query_string", "remote_addr", "host"),
    *("full_path", "url", "base_url", "url_root", "root_url", "host_url", "args", "values"),
    *("cookies", "mimetype", "content_type", "content_length", "is_secure", "is_json"),
    *("accept_mimetypes", "access_route", "user_agent", "script_root", "want_form_data_parsed"),
]


@pytest.mark.parametrize("name", ENVIRONS)
def test_the_same_as_werkzeugs(name: str) -> None:
    environ = create_environ(**ENVIRONS[name])
    ours, theirs = Request(dict(environ)), WerkzeugRequest(dict(environ))
    for attribute in ATTRIBUTES:
        assert str(getattr(ours, attribute)) == str(getattr(theirs, attribute)), attribute
    assert dict(ours.headers) == dict(theirs.headers)
    assert isinstance(ours, WerkzeugRequest)


def test_attributes_may_be_set() -> None:
    ours = Request(create_environ("/a"))
    ours.path = "/b"
    ours.method = "PATCH"
    assert (ours.path, ours.method) == ("/b", "PATCH")


def test_endpoint_and_blueprints(call: Call) -> None:
    app = Flask(__name__)
    outer, inner = Blueprint("outer", __name__), Blueprint("inner", __name__)

    def view(**values: int) -> dict[str, Any]:
        return {
            "endpoint": request.endpoint,
            "blueprint": request.blueprint,
            "blueprints": request.blueprints,
            "args": request.view_args,
            "rule": str(request.url_rule),
        }

    app.add_url_rule("/app/<int:n>", "app", view)
    inner.add_url_rule("/inner", "inner", view)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    assert call(app, "/app/3").get_json() == {
        "endpoint": "app",
        "blueprint": None,
        "blueprints": [],
        "args": {"n": 3},
        "rule": "/app/<int:n>",
    }
    found = call(app, "/inner").get_json()
    assert found["blueprint"] == "outer.inner"
    assert found["blueprints"] == ["outer.inner", "outer"]
    unmatched = Request(create_environ("/"))
    assert (unmatched.endpoint, unmatched.blueprint, unmatched.view_args) == (None, None, None)


def test_limits_come_from_the_application(call: Call) -> None:
    app = Flask(__name__)

    @app.post("/")
    def view() -> str:
        if "wider" in request.args:
            request.max_content_length = 100
        return str(len(request.get_data()))

    assert call(app, method="POST", data=b"x" * 50).text == "50"
    app.config["MAX_CONTENT_LENGTH"] = 10
    assert call(app, method="POST", data=b"x" * 50).status_code == 413
    assert call(app, "/?wider", method="POST", data=b"x" * 50).text == "50"


def test_limits_without_an_application() -> None:
    alone = Request(create_environ())
    assert alone.max_content_length is None
    assert alone.max_form_memory_size == 500_000
    assert alone.max_form_parts == 1_000
    alone.max_form_parts = 3
    alone.max_form_memory_size = 4
    assert (alone.max_form_parts, alone.max_form_memory_size) == (3, 4)


def test_form_limits(call: Call) -> None:
    app = Flask(__name__)
    app.config["MAX_FORM_PARTS"] = 2
    app.add_url_rule("/", "view", lambda: str(len(request.form)), methods=["POST"])
    fields = {f"field{n}": "x" for n in range(3)}
    multipart = {"method": "POST", "content_type": "multipart/form-data"}
    assert call(app, data=fields, **multipart).status_code == RequestEntityTooLarge.code
    fields.popitem()
    assert call(app, data=fields, **multipart).text == "2"


@pytest.mark.parametrize(
    "header",
    ["Basic \xff\xfe", "Basic //79", "", "Digest ,,=", "Bearer \xff", "\xff"],
)
def test_g4_an_authorization_that_cannot_be_read_is_none(call: Call, header: str) -> None:
    """G4: ``Basic`` with bytes that are no UTF-8 was an uncaught error, a 500."""
    app = Flask(__name__)
    app.testing = True

    @app.get("/")
    def view() -> str:
        found = request.authorization
        return "none" if found is None or found.username is None else found.username

    response = call(app, environ_overrides={"HTTP_AUTHORIZATION": header})
    assert (response.status_code, response.text) == (200, "none")
    assert call(app, auth=("ada", "secret")).text == "ada"


def status_for_host(app: Flask, host: str) -> str:
    # Without a client, which reads the host itself, for its cookies.
    return run_wsgi_app(app, {**create_environ(), "HTTP_HOST": host})[1]


def test_g7_a_malformed_host_is_a_400() -> None:
    """G7: without TRUSTED_HOSTS it was accepted, and then used in external URLs."""
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: request.url)
    for host in ("", "a/b", "a b", "a@b", "[::1", "a:99999", "a\x00b", "http://a", "?", "a:b"):
        assert status_for_host(app, host) == "400 BAD REQUEST", host
    for host in ("a", "a.example:8080", "[::1]:80", "127.0.0.1", "xn--bcher-kva.example", "web_1"):
        assert status_for_host(app, host) == "200 OK", host


def test_trusted_hosts(call: Call) -> None:
    app = Flask(__name__)
    app.config["TRUSTED_HOSTS"] = ["example.com", ".example.org"]
    app.add_url_rule("/", "view", lambda: request.host)
    assert call(app, headers={"Host": "example.com"}).text == "example.com"
    assert call(app, headers={"Host": "a.example.org"}).text == "a.example.org"
    assert call(app, headers={"Host": "a.example.com"}).status_code == 400


def test_json_that_is_none(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: request.get_json(), methods=["POST"])
    broken = {"method": "POST", "data": b"{", "content_type": "application/json"}
    assert call(app, **broken).status_code == 400
    assert call(app, method="POST", data=b"{}").status_code == 415
    app.debug = True
    assert "Failed to decode JSON" in call(app, **broken).text
    deep = {**broken, "data": b"[" * 100_000}
    assert call(app, **deep).status_code == BadRequest.code


# -- responses --------------------------------------------------------------------------------


def sent(response: WerkzeugResponse, method: str = "GET") -> tuple[str, list[Any], bytes]:
    """Return what a response gives to a server."""
    said: list[Any] = []

    def start_response(status: str, headers: list[Any], exc_info: Any = None) -> Any:
        said.extend((status, headers))

    body = b"".join(response(create_environ(method=method), start_response))
    return said[0], sorted(said[1]), body


RESPONSES: list[dict[str, Any]] = [
    {},
    {"response": "text"},
    {"response": b"bytes", "status": 404},
    {"response": "é", "mimetype": "text/plain"},
    {"response": "a", "content_type": "application/own"},
    {"response": "a", "headers": {"X-Kind": "1", "Content-Type": "text/css"}},
    {"response": "a", "status": 204},
    {"response": "a", "status": "299 Own"},
    {"response": ["a", "b"]},
    {"response": iter(["a", "b"])},
    {"response": "a", "status": 304},
    {"response": "a", "status": 100},
    {"response": "a", "headers": []},
    {"response": "", "status": 301, "headers": {"Location": "/é"}},
]


class TheirResponse(WerkzeugResponse):
    """Werkzeug's, with the defaults of the reference."""

    default_mimetype = "text/html"
    autocorrect_location_header = False


@pytest.mark.parametrize("number", range(len(RESPONSES)))
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_sent_like_werkzeugs(number: int, method: str) -> None:
    def arguments() -> dict[str, Any]:
        body = RESPONSES[number].get("response")
        return {
            **RESPONSES[number],
            "response": iter(["a", "b"]) if hasattr(body, "__next__") else body,
        }

    ours, theirs = Response(**arguments()), TheirResponse(**arguments())
    assert sent(ours, method) == sent(theirs, method)
    again, other = Response(**arguments()), TheirResponse(**arguments())
    assert list(again.headers) == list(other.headers)
    again.headers["X-Late"] = other.headers["X-Late"] = "1"
    assert sent(again, method) == sent(other, method)


def marked(make: Callable[..., None]) -> Callable[..., None]:
    def init(self: Response, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        self.headers["X-Marked"] = "yes"

    return init


CHANGES: dict[str, Any] = {
    "default_mimetype": "text/plain",
    "default_status": 202,
    "automatically_set_content_length": False,
    "set_data": lambda self, value: setattr(self, "response", [value.upper().encode()]),
    "__init__": marked(Response.__init__),
    "__setattr__": lambda self, name, value: (
        None if name == "_closers" else object.__setattr__(self, name, value)
    ),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("where", [Response, WerkzeugResponse])
def test_what_text_becomes_after_a_change_of_the_class(
    monkeypatch: pytest.MonkeyPatch, name: str, where: type[WerkzeugResponse]
) -> None:
    class Derived(Response):
        """Takes no short way."""

    usual = sent(Response("ä"))
    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(where, name, CHANGES[name], raising=False)
            changed = sent(Response("ä"))
            assert changed == sent(Response("ä")) == sent(Derived("ä"))
            hidden = where is WerkzeugResponse and name in vars(Response)
            assert (changed == usual) == (hidden or name == "__setattr__")
        assert sent(Response("ä")) == sent(Response("ä")) == usual


def test_a_subclass_that_overrides_the_sending() -> None:
    class Own(Response):
        def get_wsgi_headers(self, environ: Any) -> Any:
            headers = super().get_wsgi_headers(environ)
            headers["X-Own"] = "1"
            return headers

    assert ("X-Own", "1") in sent(Own("a"))[1]


def test_data_and_length() -> None:
    response = Response("abc")
    assert response.content_length == 3
    response.data = "abcd"
    assert response.get_data() == b"abcd"
    assert response.headers["Content-Length"] == "4"
    closed: list[int] = []
    response.call_on_close(lambda: closed.append(1))
    response.close()
    assert closed == [1]


@pytest.mark.parametrize("value", ["a\x00b", "a\x07b", "a\u0100", "a\x7fb", "\u20ac"])
def test_g6_header_values_that_cannot_be_sent(value: str) -> None:
    """G6: they were accepted, and refused late by the server."""
    response = Response("a")
    with pytest.raises(ValueError, match="The header 'X-Name' cannot have the value"):
        response.headers["X-Name"] = value
    with pytest.raises(ValueError, match="must not be sent"):
        Response("a", headers={"X-Name": value})
    with pytest.raises(ValueError, match="Content-Type"):
        sent(Response("a", content_type=f"text/{value}"))
    assert "X-Name" not in response.headers


@pytest.mark.parametrize(
    "arguments",
    [
        {"key": "a;b"},
        {"key": "a=b"},
        {"key": "a b"},
        {"key": ""},
        {"key": "a\r\nb"},
        {"key": "a", "domain": "x;Path=/z"},
        {"key": "a", "path": "/;Secure"},
        {"key": "a", "path": "/\x00"},
    ],
)
def test_g5_cookies_that_would_be_read_as_more(arguments: dict[str, Any]) -> None:
    """G5: name and domain were written unchecked."""
    response = Response("a")
    with pytest.raises(ValueError, match="cookie"):
        response.set_cookie(**arguments)
    assert "Set-Cookie" not in response.headers


def test_cookies() -> None:
    response = Response("a")
    response.set_cookie("a", "1;2", max_age=5, samesite="Lax", secure=True, httponly=True)
    [cookie] = response.headers.getlist("Set-Cookie")
    assert cookie.startswith('a="1\\0732"')
    assert "Max-Age=5" in cookie
    response.delete_cookie("a")
    assert len(response.headers.getlist("Set-Cookie")) == 2


def test_large_cookies_warn_by_config() -> None:
    app = Flask(__name__)
    app.config["MAX_COOKIE_SIZE"] = 20
    with app.app_context(), pytest.warns(UserWarning, match="too large"):
        Response("a").set_cookie("a", "x" * 50)
    Response("a").set_cookie("a", "x" * 50)


def test_a_server_gets_bytes_for_a_bytearray() -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: bytearray(b"abc"))  # type: ignore[arg-type]
    chunks = list(app(create_environ("/"), lambda *started: None))  # type: ignore[arg-type]
    assert [(type(chunk), chunk) for chunk in chunks] == [(bytes, b"abc")]


@pytest.mark.parametrize("length", [None, "7", "", "-1", "x", "1_0", "9" * 5000], ids="abcdefg")
@pytest.mark.parametrize("encoding", [None, "chunked", "gzip"])
def test_content_length_is_the_one_of_the_headers(length: str | None, encoding: str | None) -> None:
    given = {"CONTENT_LENGTH": length, "HTTP_TRANSFER_ENCODING": encoding}
    environ = {
        **create_environ(),
        **{key: value for key, value in given.items() if value is not None},
    }
    expected = WerkzeugRequest(environ).content_length
    assert Request(environ).content_length == expected
    looked_at = Request(environ)
    looked_at.headers  # noqa: B018
    assert looked_at.content_length == expected


def test_content_length_of_headers_that_were_replaced() -> None:
    request = Request({"CONTENT_LENGTH": "7"})
    request.headers = Headers({"Content-Length": "9"})
    assert request.content_length == 9


def test_an_urlencoded_form_has_no_files() -> None:
    app = Flask(__name__)

    @app.post("/")
    def view() -> dict[str, Any]:
        form, files = request.form, request.files
        return {
            "form": form,
            "files": files,
            "same": files is request.files,
            "kind": str(type(files)),
        }

    assert app.test_client().post("/", data={"a": "1"}).json == {
        "form": {"a": "1"},
        "files": {},
        "same": True,
        "kind": str(Request.parameter_storage_class),
    }


# -- forms and bodies, read the short way and the long way --------------------------------------


@pytest.fixture
def forms(call: Call) -> Callable[..., Any]:
    """An application that reads forms and bodies, with a request class of its own."""
    app = Flask(__name__)

    @app.post("/form")
    def form() -> str:
        return ",".join(f"{name}={value}" for name, value in request.form.items(multi=True))

    @app.post("/body")
    def body() -> str:
        return str(request.get_data(as_text=True))

    def post(kind: type[Request], path: str, data: bytes = b"a=1&a=2&b=3") -> str:
        app.request_class = kind
        urlencoded = "application/x-www-form-urlencoded"
        answer = call(app, path, method="POST", data=data, content_type=urlencoded)
        return answer.text if answer.status_code == 200 else answer.status

    return post


TOO_LARGE = "413 REQUEST ENTITY TOO LARGE"


@pytest.mark.parametrize(
    ("name", "value", "of_form", "of_body"),
    [
        ("max_content_length", 5, TOO_LARGE, TOO_LARGE),
        ("max_content_length", property(lambda self: 5), TOO_LARGE, TOO_LARGE),
        ("max_form_memory_size", 5, TOO_LARGE, "a=1&a=2&b=3"),
        ("max_form_parts", 2, TOO_LARGE, "a=1&a=2&b=3"),
        ("_max_form_parts", 2, TOO_LARGE, "a=1&a=2&b=3"),
        ("_max_content_length", 5, TOO_LARGE, TOO_LARGE),
        ("stream", property(lambda self: BytesIO(b"own=1")), "own=1", "own=1"),
        ("mimetype", "text/plain", "", "a=1&a=2&b=3"),
        ("want_form_data_parsed", False, "", "a=1&a=2&b=3"),
        ("_get_stream_for_parsing", lambda self: BytesIO(b"own=1"), "own=1", "a=1&a=2&b=3"),
        ("get_data", lambda self, **options: "own", "a=1,a=2,b=3", "own"),
        ("something_else", 5, "a=1,a=2,b=3", "a=1&a=2&b=3"),
    ],
)
def test_what_a_request_class_overrides_counts(
    forms: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: Any,
    of_form: str,
    of_body: str,
) -> None:
    class Own(Request):
        pass

    usual = ("a=1,a=2,b=3", "a=1&a=2&b=3")
    overriding = type("Overriding", (Request,), {name: value})
    for _ in range(2):
        assert (forms(overriding, "/form"), forms(overriding, "/body")) == (of_form, of_body)
        assert (forms(Own, "/form"), forms(Own, "/body")) == usual
    # And so does what is set on a class, or on one of its bases, between two requests.
    for changed in (Own, Request, WerkzeugRequest):
        if changed is WerkzeugRequest and name in vars(Request):
            continue  # nobody asks it
        monkeypatch.setattr(changed, name, value, raising=False)
        for _ in range(2):
            assert (forms(Own, "/form"), forms(Own, "/body")) == (of_form, of_body), changed
        monkeypatch.undo()
        assert (forms(Own, "/form"), forms(Own, "/body")) == usual


def test_what_is_set_on_a_request_counts(call: Call) -> None:
    app = Flask(__name__)

    @app.post("/")
    def view() -> str:
        for name, value in request.args.items():
            setattr(request, name, None if value == "none" else int(value))
        return f"{len(request.form)} {request.max_form_parts} {request.max_content_length}"

    def post(query: str) -> str:
        answer = call(app, f"/?{query}", method="POST", data={"a": "1", "b": "2"})
        return answer.text if answer.status_code == 200 else answer.status

    assert post("") == "2 1000 None"
    assert post("max_form_parts=2&max_content_length=7") == "2 2 7"
    assert post("max_form_parts=1") == TOO_LARGE
    assert post("_max_form_parts=1") == TOO_LARGE
    assert post("max_content_length=6") == TOO_LARGE
    assert post("max_form_memory_size=6") == TOO_LARGE
    app.config.update(MAX_FORM_PARTS=1, MAX_CONTENT_LENGTH=6)
    assert post("") == TOO_LARGE
    assert post("max_form_parts=2&max_content_length=7") == "2 2 7"
    assert post("max_form_parts=none&max_content_length=7") == TOO_LARGE


def test_a_form_read_outside_an_application() -> None:
    for given in ({}, {"max_form_parts": 2}):
        alone = Request(create_environ(method="POST", data={"a": "1", "b": "2"}))
        for name, value in given.items():
            setattr(alone, name, value)
        assert alone.form.to_dict() == {"a": "1", "b": "2"}
    alone = Request(create_environ(method="POST", data={"a": "x" * 500_000}))
    with pytest.raises(RequestEntityTooLarge):
        alone.form  # noqa: B018


def test_properties_that_ask_for_what_they_override(call: Call) -> None:
    class Own(Request):
        @property
        def args(self) -> Any:  # type: ignore[override]
            return [*super().args.lists()]

        @property
        def form(self) -> Any:
            return [*super().form.lists()]

        @property
        def files(self) -> Any:
            return [*super().files]

    app = Flask(__name__)
    app.request_class = Own
    app.add_url_rule(
        "/", "view", lambda: [request.args, request.form, request.files], methods=["POST"]
    )
    answer = call(app, "/?a=1", method="POST", data={"b": "2"})
    assert answer.json == [[["a", ["1"]]], [["b", ["2"]]], []]
    upload = {"b": "2", "f": (BytesIO(b"text"), "name.txt")}
    assert call(app, method="POST", data=upload).json == [[], [["b", ["2"]]], ["f"]]


@pytest.mark.parametrize("name", ["stream", "form", "files", "data", "get_data"])
def test_the_body_of_a_shallow_request_cannot_be_read(name: str) -> None:
    shallow = Request(create_environ(method="POST", data={"a": "1"}), shallow=True)
    with pytest.raises(RuntimeError, match="shallow=True"):
        getattr(shallow, name)()


@pytest.mark.parametrize("terminated", [True, False])
@pytest.mark.parametrize("most", [None, 3, 10])
def test_the_stream_ends_where_the_body_does(terminated: bool, most: int | None) -> None:
    environ = create_environ(method="POST", input_stream=BytesIO(b"0123rest"))
    environ["CONTENT_LENGTH"] = "4"
    if terminated:
        environ["wsgi.input"] = BytesIO(b"0123")
        environ["wsgi.input_terminated"] = True
    limited = Request(environ)
    limited.max_content_length = most
    if most == 3:
        with pytest.raises(RequestEntityTooLarge):
            limited.stream.read()
    else:
        assert limited.stream.read() == b"0123"
        assert limited.stream is limited.stream
        assert limited.get_data() == b""


def test_a_mixin_that_keeps_subclasses_to_itself_hides_nothing(call: Call) -> None:
    """Classes are told apart by what they are, not by what they were told when they were made."""

    class Mixin:
        def __init_subclass__(cls) -> None:
            """Tell nobody."""

    class SmallRequest(Mixin, Request):
        max_content_length = 3

    class LoudResponse(Mixin, Response):
        def get_wsgi_headers(self, environ: Any) -> Any:
            headers = super().get_wsgi_headers(environ)
            headers["X-Loud"] = "yes"
            return headers

    app = Flask(__name__)
    app.request_class, app.response_class = SmallRequest, LoudResponse
    app.add_url_rule("/", view_func=lambda: request.get_data(), methods=["POST"])
    assert call(app, "/", method="POST", data=b"abc").headers["X-Loud"] == "yes"
    assert call(app, "/", method="POST", data=b"abcd").status_code == 413
