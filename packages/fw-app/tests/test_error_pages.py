"""The pages of HTTP errors: each is what the error's own methods say, however they were replaced."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.exceptions import (
    Forbidden,
    HTTPException,
    MethodNotAllowed,
    NotFound,
    TooManyRequests,
    Unauthorized,
)
from werkzeug.test import TestResponse, create_environ

from fw_app import Flask, Response, abort, redirect, request, send_from_directory

Call = Callable[..., TestResponse]


class Own(HTTPException):
    code = 420
    description = "<calm> down"

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain"), ("X-Own", "yes")]

    def get_body(self, *args: Any, **kwargs: Any) -> str:
        return f"own: {self.description}"


def changed() -> HTTPException:
    error = NotFound("once")
    error.get_body = lambda *args, **kwargs: "said by this one alone"  # type: ignore[method-assign]
    return error


ERRORS: dict[str, Callable[[], HTTPException]] = {
    "plain": Forbidden,
    "described": lambda: Forbidden("<not> you\nand not now"),
    "no description": lambda: Forbidden(description=""),
    "methods": lambda: MethodNotAllowed(["GET", "PUT"]),
    "no methods": MethodNotAllowed,
    "retry": lambda: TooManyRequests(retry_after=7),
    "challenge": Unauthorized,
    "class of its own": Own,
    "methods of its own": changed,
    "code of its own": lambda: type("Odd", (HTTPException,), {"code": 499})("odd"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_answers_what_it_says_itself(call: Call, name: str) -> None:
    app = Flask(__name__)

    @app.get("/")
    def view() -> str:
        error = ERRORS[name]()
        raise error

    @app.get("/returned")
    def returned() -> Any:
        return ERRORS[name](), 410

    error = ERRORS[name]()
    page = error.get_response(create_environ())
    for _ in range(2):
        response = call(app)
        assert response.status_code == error.code
        assert response.get_data() == page.get_data()
        assert set(response.headers) == set(page.headers)
    again = call(app, "/returned")
    assert again.status_code == 410
    assert again.get_data() == page.get_data()


def test_a_class_of_responses_of_ones_own_makes_the_answers(call: Call) -> None:
    class Marked(Response):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.headers["X-Marked"] = "yes"

    app = Flask(__name__)
    app.response_class = Marked
    app.add_url_rule("/", "view", lambda: "x")
    assert call(app, "/nowhere").headers["X-Marked"] == "yes"
    assert call(app, method="DELETE").headers["X-Marked"] == "yes"


def test_a_method_that_is_replaced_on_the_class_is_called(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Flask(__name__)
    assert b"Not Found" in call(app, "/nowhere").get_data()
    monkeypatch.setattr(NotFound, "get_body", lambda *args, **kwargs: "another page")
    assert call(app, "/nowhere").get_data() == b"another page"


def headers_of_ones_own(*args: Any, **kwargs: Any) -> list[tuple[str, str]]:
    return [("Content-Type", "text/html; charset=utf-8"), ("X-Own", "yes")]


def page_of_ones_own(*args: Any, **kwargs: Any) -> str:
    return "another page"


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (NotFound, "description", "elsewhere"),
        (HTTPException, "get_headers", headers_of_ones_own),
        (MethodNotAllowed, "get_headers", headers_of_ones_own),
        (NotFound, "get_headers", headers_of_ones_own),
        (HTTPException, "get_description", page_of_ones_own),
        (HTTPException, "name", "another name"),
        (MethodNotAllowed, "code", 499),
        (NotFound, "get_body", page_of_ones_own),
        (HTTPException, "__getattribute__", lambda self, name: object.__getattribute__(self, name)),
    ],
)
def test_what_is_replaced_after_the_first_error_counts(
    call: Call, monkeypatch: pytest.MonkeyPatch, kind: Any, name: str, value: Any
) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: "", methods=["GET"])

    def answers() -> list[Any]:
        sent = [call(app, "/nowhere"), call(app, method="DELETE")]
        return [(each.status, each.get_data(), each.headers.get("X-Own")) for each in sent]

    def pages() -> list[Any]:
        errors: list[Any] = [NotFound(), MethodNotAllowed(["GET"])]
        sent = [error.get_response(create_environ()) for error in errors]
        return [(each.status, each.get_data(), each.headers.get("X-Own")) for each in sent]

    before = pages()
    assert answers() == answers() == before
    with monkeypatch.context() as patched:
        patched.setattr(kind, name, value)
        assert answers() == answers() == pages()
    assert answers() == answers() == before


KINDS: list[Any] = [Forbidden, NotFound, MethodNotAllowed, TooManyRequests, Unauthorized, Own]
OWN: dict[str, list[Any]] = {
    "description": [None, "", "said", "<&\n"],
    "code": [404, 444, 499],
    "response": [None, None, Response("own", 409)],
    "valid_methods": [None, [], ["GET"], ["PUT", "M-SEARCH"]],
    "get_body": [page_of_ones_own],
    "get_headers": [headers_of_ones_own],
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_an_error_has_of_its_own_counts(call: Call, kind: Any) -> None:
    rng = random.Random(1)
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: error())

    def error() -> Any:
        made = kind()
        vars(made).update(own)
        return made

    for _ in range(150):
        names = rng.sample(list(OWN), rng.choice([0, 1, 1, 2, 2, 3]))
        own = {name: rng.choice(OWN[name]) for name in names}
        page, sent = error().get_response(create_environ()), call(app)
        assert (sent.status, sent.get_data()) == (page.status, page.get_data()), own
        assert set(sent.headers) == set(page.headers), own


class SpilledError(Exception):
    """What a view raises and a handler answers."""


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.before_request(lambda: None)
    app.add_url_rule("/abort", "abort", lambda: abort(403))
    app.add_url_rule("/redirect", "redirect", lambda: redirect("/abort"))
    app.add_url_rule("/slash/", "slash", lambda: "")
    app.add_url_rule("/file", "file", lambda: send_from_directory("static", "none"))

    @app.get("/spill")
    def spill() -> str:
        raise SpilledError

    @app.errorhandler(SpilledError)
    def answer(error: SpilledError) -> tuple[str, int]:
        return "wiped", 418

    return app


@pytest.fixture
def by_counting() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("by_counting")
@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/nowhere", "GET"),
        ("/abort", "GET"),
        ("/abort", "DELETE"),
        ("/abort", "OPTIONS"),
        ("/slash", "GET"),
        ("/redirect", "GET"),
        ("/file", "GET"),
        ("/spill", "GET"),
    ],
)
def test_an_answered_error_is_freed_by_counting_references(
    app: Flask, path: str, method: str
) -> None:
    def send() -> None:
        body: Any = app(create_environ(path, method=method), lambda *args: print)
        for _ in body:
            pass
        getattr(body, "close", int)()

    send()
    gc.collect()
    send()
    assert gc.collect() == 0


def test_a_hook_sees_why_no_rule_matched(call: Call) -> None:
    app = Flask(__name__)
    seen: list[Any] = []

    @app.teardown_request
    def look(error: BaseException | None) -> None:
        seen.append(request.routing_exception)

    call(app, "/nowhere")
    assert isinstance(seen[0], NotFound)
