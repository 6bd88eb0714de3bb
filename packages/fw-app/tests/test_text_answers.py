"""Text that is the whole answer is sent as the class of the responses would send it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from fw_app import Flask, Response, after_this_request, session, stream_with_context
from fw_app.text_answers import text_type_of

Call = Callable[..., TestResponse]


class Stepping(Flask):
    """Makes a response each time."""

    def make_response(self, rv: Any) -> Response:
        return super().make_response(rv)


TEXTS = ["", "text", "\u00e9 \u4e2d \U0001f600", "x" * 100_000, "line\r\nline", "\0"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_as_a_response(call: Call, text: str, method: str) -> None:
    answers = []
    for kind in (Flask, Stepping):
        app = kind(__name__)
        app.add_url_rule("/", "index", lambda: text, methods=["GET", "POST"])
        answer = call(app, method=method)
        answers.append((answer.status, list(answer.headers), answer.data))
    assert answers[0] == answers[1]
    assert answers[0][2] == (b"" if method == "HEAD" else text.encode())


def test_text_that_cannot_be_encoded_is_an_error_of_the_view(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "\ud800")
    app.register_error_handler(500, lambda error: ("handled", 503))
    assert call(app).status == "503 SERVICE UNAVAILABLE"


def test_classes_that_go_their_own_way() -> None:
    class Json(Response):
        default_mimetype = "application/json"

    class Created(Response):
        default_status = 201

    class Counting(Response):
        def close(self) -> None:
            super().close()

    assert text_type_of(Response) == "text/html; charset=utf-8"
    assert text_type_of(Json) == "application/json"
    assert text_type_of(Created) == text_type_of(Counting) == ""


def test_an_own_class_of_responses(call: Call) -> None:
    class Own(Response):
        default_mimetype = "text/markdown"
        default_status = 203

    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "# text")
    assert call(app).mimetype == "text/html"
    app.response_class = Own
    answer = call(app)
    assert (answer.status_code, answer.mimetype, answer.text) == (203, "text/markdown", "# text")


def test_whoever_looks_at_the_response_gets_one(call: Call) -> None:
    app = Flask(__name__)
    app.secret_key = "key"
    seen: list[str] = []

    def look(response: Response) -> Response:
        seen.append(response.get_data(as_text=True))
        return response

    @app.get("/this")
    def this() -> str:
        after_this_request(look)
        return "this"

    @app.get("/saved")
    def saved() -> str:
        session["a"] = 1
        return "saved"

    @app.get("/")
    def index() -> str:
        return "index"

    assert call(app, "/this").text == "this"
    assert "session=" in call(app, "/saved").headers["Set-Cookie"]
    assert call(app).headers.get("Set-Cookie") is None
    app.after_request_funcs[None].append(look)
    assert call(app).text == "index"
    assert seen == ["this", "index"]


def test_a_stream_that_is_not_sent_does_not_hold_the_request(call: Call) -> None:
    app = Flask(__name__)
    ended: list[str] = []

    @app.get("/")
    def index() -> str:
        stream_with_context(iter(["never", "sent"]))
        return "text"

    app.teardown_request(lambda error: ended.append("request"))
    app.teardown_appcontext(lambda error: ended.append("app"))
    assert call(app).text == "text"
    assert ended == ["request", "app"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("data", [{}, [], {"b": 1, "a": "\u00e9"}, [{"a": [None, 1.5]}]])
@pytest.mark.parametrize("debug", [False, True])
def test_data_is_answered_as_by_a_response(call: Call, data: Any, method: str, debug: bool) -> None:
    answers = []
    for kind in (Flask, Stepping):
        app = kind(__name__)
        app.debug = debug
        app.add_url_rule("/", "index", lambda: data)
        answer = call(app, method=method)
        answers.append((answer.status, list(answer.headers), answer.data))
    assert answers[0] == answers[1]


def test_a_json_provider_that_is_changed_later(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: {"b": 1, "a": 2})
    assert call(app).text == '{"a":2,"b":1}\n'
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.mimetype = "application/vnd.api+json"  # type: ignore[attr-defined]
    answer = call(app)
    assert (answer.text, answer.mimetype) == ('{"b":1,"a":2}\n', "application/vnd.api+json")
    app.json.response = lambda *args: Response("own")  # type: ignore[method-assign]
    assert call(app).text == "own"
