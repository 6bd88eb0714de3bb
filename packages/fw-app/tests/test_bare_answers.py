"""Answers without a response object: the same as with one, which somebody looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.exceptions import Forbidden, HTTPException, MethodNotAllowed, NotFound
from werkzeug.test import create_environ

from fw_app import Flask, Response, redirect, stream_with_context
from fw_app.json.provider import DefaultJSONProvider, JSONProvider

Sent = tuple[str, list[tuple[str, str]], bytes]


class PlainError(HTTPException):
    code = 444

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain")]


def pieces() -> Iterator[str | bytes]:
    yield "ä"
    yield b"\xff"
    yield ""


def raised(error: Exception) -> Any:
    raise error


VIEWS: dict[str, Callable[[], Any]] = {
    "status": lambda: ("ä", 418),
    "status 200": lambda: ("ä", 200),
    "no content": lambda: ("ä", 204),
    "not modified": lambda: ("ä", 304),
    "odd status": lambda: ("ä", 299),
    "status line": lambda: ("ä", "299 Odd"),
    "bytes and status": lambda: (b"a", 202),
    "data and status": lambda: ({"a": 1}, 202),
    "headers": lambda: ("a", 202, {"X-Own": "yes"}),
    "generator": pieces,
    "generator and status": lambda: (pieces(), 202),
    "iterator": lambda: iter(["a", "b"]),
    "error": Forbidden,
    "raised": lambda: raised(Forbidden("no")),
    "methods": lambda: raised(MethodNotAllowed(["GET"])),
    "odd error": lambda: raised(PlainError("plain")),
    "answered": lambda: raised(KeyError("a")),
    "answered with itself": lambda: raised(NotFound()),
    "answered error": lambda: raised(Forbidden(response=Response("own", 499))),
    "redirect": lambda: redirect("/x"),
    "with the context": lambda: stream_with_context(pieces()),
}


def application(view: Callable[[], Any]) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", "view", view, methods=["GET", "POST"])
    app.add_url_rule("/slash/", "slash", view)
    app.register_error_handler(KeyError, lambda error: ("answered", 418))
    app.register_error_handler(404, lambda error: error)
    return app


def send(app: Flask, path: str = "/", method: str = "GET") -> Sent:
    seen: list[Any] = []
    body: Any = app(create_environ(path, method=method), lambda *args: seen.extend(args))  # type: ignore[arg-type]
    sent = b"".join(body)
    getattr(body, "close", int)()
    return seen[0], seen[1], sent


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "GET"), ("/", "HEAD"), ("/", "POST"), ("/", "PUT"), ("/no", "GET"), ("/slash", "GET")],
)
def test_the_answer_is_that_of_a_response(name: str, path: str, method: str) -> None:
    bare, seen = application(VIEWS[name]), application(VIEWS[name])
    seen.after_request(lambda response: response)
    assert send(bare, path, method) == send(seen, path, method)


def test_a_generator_is_closed_with_its_answer() -> None:
    ended: list[str] = []

    def view() -> Iterator[str]:
        try:
            yield "first"
            yield "second"
        finally:
            ended.append("closed")

    body: Any = application(view)(create_environ("/"), lambda *args: print)
    assert next(iter(body)) == b"first"
    body.close()
    assert ended == ["closed"]


def test_an_error_of_a_generator_reaches_the_server() -> None:
    def view() -> Iterator[str]:
        yield "first"
        raise LookupError("later")

    with pytest.raises(LookupError, match="later"):
        send(application(view))


def test_a_stream_that_is_not_sent_does_not_hold_the_context() -> None:
    ended: list[object] = []

    def view() -> tuple[str, int]:
        stream_with_context(iter("a"))
        return "instead", 202

    app = application(view)
    app.teardown_appcontext(ended.append)
    assert send(app)[2] == b"instead"
    assert ended == [None]


def test_a_method_that_must_not_be_sent_is_refused() -> None:
    app = application(lambda: raised(MethodNotAllowed(["GET\r\nX-Own: yes"])))
    app.testing = True
    with pytest.raises(ValueError, match="Allow"):
        send(app)


def test_a_class_of_responses_of_ones_own_makes_the_response() -> None:
    class Own(Response):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.headers["X-Own"] = "yes"

    for name in ("status", "generator", "raised"):
        app = application(VIEWS[name])
        app.response_class = Own
        assert ("X-Own", "yes") in send(app)[1]


def test_a_step_of_ones_own_is_taken() -> None:
    class Own(Flask):
        def dispatch_request(self) -> Any:
            return "own", 203

    assert send(Own(__name__), "/nowhere")[2] == b"own"


@pytest.mark.parametrize("name", ["text", "status", "raised", "generator", "data and status"])
def test_an_error_of_the_server_is_the_servers(name: str) -> None:
    handled: list[object] = []
    app = application(VIEWS.get(name, lambda: "ä"))

    @app.errorhandler(500)
    def handle(error: Exception) -> str:
        handled.append(error)
        return "handled"

    def refuse(*args: Any) -> Any:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        app(create_environ("/"), refuse)
    assert handled == []


class OwnData:
    """Has no form in JSON."""


class OwnProvider(DefaultJSONProvider):
    """Has settings of its own, one of them in a way of its own."""

    compact = False
    asked = 0

    @property
    def sort_keys(self) -> bool:  # type: ignore[override]
        self.asked += 1
        return self.asked > 2


SETTINGS: dict[str, list[Any]] = {
    "ensure_ascii": [False, True],
    "sort_keys": [False, True],
    "compact": [False, True, None],
    "mimetype": ["application/own", "text/own", ""],
    "default": [lambda value: "own", lambda value: ["other"]],
    "dumps": [lambda *args, **kwargs: "dumped"],
    "body_of": [lambda *args: "body"],
    "response": [lambda *args: Response("responded", mimetype="text/own")],
}


@pytest.mark.parametrize("where", ["instance", "class", "base"])
@pytest.mark.parametrize("name", SETTINGS)
def test_data_is_written_by_the_settings_of_now(
    monkeypatch: pytest.MonkeyPatch, where: str, name: str
) -> None:
    class Provider(DefaultJSONProvider):
        default = staticmethod(lambda value: "said")

    data = {"z": "ä", "a": [OwnData()]}
    bare, seen = application(lambda: data), application(lambda: data)
    seen.after_request(lambda response: response)
    for app in (bare, seen):
        app.json = Provider(app)
    usual = send(bare)
    assert send(bare) == send(seen) == usual
    targets: dict[str, list[Any]] = {
        "instance": [bare.json, seen.json],
        "class": [Provider],
        "base": [DefaultJSONProvider],
    }
    for value in SETTINGS[name]:
        with monkeypatch.context() as patched:
            for target in targets[where]:
                patched.setattr(target, name, value)
            changed = send(bare)
            assert send(bare) == send(seen) == changed
        assert send(bare) == send(seen) == usual
    bare.debug = seen.debug = True
    assert send(bare) == send(bare) == send(seen) != usual


def test_a_setting_that_is_found_out_each_time() -> None:
    app = application(lambda: {"z": 1, "a": 2})
    app.json = OwnProvider(app)
    bodies = [send(app)[2] for _ in range(6)]
    assert b"z" in bodies[0][:8]
    assert b"a" in bodies[-1][:8]


def test_a_provider_of_ones_own_writes_the_response() -> None:
    class Own(JSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            return f"own {obj}"

        def loads(self, s: str | bytes, **kwargs: Any) -> Any:
            raise NotImplementedError

    app = application(lambda: [1])
    app.json = Own(app)
    assert send(app)[2] == b"own [1]"
