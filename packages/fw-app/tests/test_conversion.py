"""Responses made of what views return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response as WerkzeugResponse

from fw_app import Flask, Response, jsonify

Call = Callable[..., TestResponse]


def wsgi(environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("203 Fine", [("X-Kind", "wsgi")])
    return [b"w"]


def numbers() -> Iterator[str]:
    yield from "12"


HTML = "text/html; charset=utf-8"
VALUES: list[tuple[str, Any, int, bytes, str]] = [
    ("text", "aé", 200, "aé".encode(), HTML),
    ("bytes", b"a", 200, b"a", HTML),
    ("bytearray", bytearray(b"a"), 200, b"a", HTML),
    ("iterator", lambda: numbers(), 200, b"12", HTML),
    ("dict", {"a": 1}, 200, b'{"a":1}\n', "application/json"),
    ("list", [1], 200, b"[1]\n", "application/json"),
    ("jsonify", lambda: jsonify(a=1), 200, b'{"a":1}\n', "application/json"),
    ("status", ("a", 201), 201, b"a", HTML),
    ("status line", ("a", "299 Own"), 299, b"a", HTML),
    ("headers", ("a", {"Content-Type": "text/plain"}), 200, b"a", "text/plain"),
    ("pairs", ("a", [("Content-Type", "text/plain")]), 200, b"a", "text/plain"),
    ("both", ("a", 202, {"X-Kind": "b"}), 202, b"a", HTML),
    ("dict and status", ({"a": 1}, 400), 400, b'{"a":1}\n', "application/json"),
    ("response", lambda: Response("r", 206), 206, b"r", HTML),
    ("response and status", lambda: (Response("r", 206), 207), 207, b"r", HTML),
    ("Werkzeug's", WerkzeugResponse("w", mimetype="text/plain"), 200, b"w", "text/plain; charset=utf-8"),
    ("application", wsgi, 203, b"w", "text/plain; charset=utf-8"),
    ("empty", "", 200, b"", HTML),
    ("no content", ("", 204), 204, b"", HTML),
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "status", "body", "kind"),
    [pytest.param(*rest, id=name) for name, *rest in VALUES],
)
def test_return_values(call: Call, value: Any, status: int, body: bytes, kind: str) -> None:
    app = Flask(__name__)
    app.testing = True

    @app.get("/")
    def view() -> Any:
        made = callable(value) and getattr(value, "__name__", "") == "<lambda>"
        return value() if made else value

    response = call(app)
    assert (response.status_code, response.data) == (status, body)
    assert response.headers.get("Content-Type", "") == kind


def test_headers_of_a_tuple_replace_those_of_the_response(call: Call) -> None:
    app = Flask(__name__)

    @app.get("/")
    def view() -> Any:
        response = Response("r", headers=[("X-Kind", "1"), ("X-Kind", "2")])
        return response, {"X-Kind": ["3", "4"], "X-More": "5"}

    response = call(app)
    assert response.headers.getlist("X-Kind") == ["3", "4"]
    assert response.headers["X-More"] == "5"


def test_returned_http_errors(call: Call) -> None:
    class Own(HTTPException):
        code = 418

        def get_response(self, *args: Any, **kwargs: Any) -> WerkzeugResponse:
            return WerkzeugResponse("own", 418)

    app = Flask(__name__)
    app.add_url_rule("/own", "own", lambda: Own())
    app.add_url_rule("/plain", "plain", lambda: Forbidden("no"))
    assert call(app, "/own").text == "own"
    response = call(app, "/plain")
    assert response.status_code == 403
    assert "<p>no</p>" in response.text


REFUSED: list[tuple[Any, str]] = [
    (None, "either returned None or ended without a return statement"),
    (1, "but it was a int"),
    (object(), "but it was a object"),
    (("a", 200, {}, 1), "it has 4 items"),
    (("a",), "it has 1 items"),
    ((None, 200), "returned None"),
    ({1}, "but it was a set"),
]


@pytest.mark.parametrize(("value", "message"), REFUSED)
def test_what_no_response_can_be_made_of(call: Call, value: Any, message: str) -> None:
    app = Flask(__name__)
    app.testing = True
    app.add_url_rule("/", "shop_front", lambda: value)
    with pytest.raises(TypeError) as info:
        call(app)
    assert message in str(info.value)
    assert "did not return a valid response" in str(info.value)


def test_the_refusal_names_the_endpoint(call: Call) -> None:
    app = Flask(__name__)
    app.testing = True
    app.add_url_rule("/", "shop_front", lambda: None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="The view function for 'shop_front' did not return"):
        call(app)


def test_a_callable_that_is_no_application(call: Call) -> None:
    app = Flask(__name__)
    app.testing = True
    app.add_url_rule("/", "view", lambda: lambda: "x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="did not return a valid response"):
        call(app)


def test_the_response_class_of_the_app(call: Call) -> None:
    class Own(Response):
        default_mimetype = "application/own"

    app = Flask(__name__)
    app.response_class = Own
    app.add_url_rule("/text", "text", lambda: "x")
    app.add_url_rule("/other", "other", lambda: WerkzeugResponse("x", mimetype="text/plain"))
    assert call(app, "/text").mimetype == "application/own"
    assert call(app, "/other").mimetype == "text/plain"
    with app.app_context():
        assert type(app.make_response(WerkzeugResponse("x"))) is Own
