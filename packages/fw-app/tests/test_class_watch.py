"""Changes of classes are noticed, however they are noticed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from fw_app import Flask, Request, Response
from fw_app.class_watch import UNCHANGED, renew, sentinel_of
from fw_app.class_watch import Watched as WatchedClasses
from fw_app.plan import current_plans

Call = Callable[..., TestResponse]

told = pytest.mark.skipif(not UNCHANGED, reason="this interpreter does not mark changed classes")


class Base:
    value = 1


class Watched(Base):
    pass


class Other:
    value = 1


def unchanged(sentinel: Any) -> bool:
    return bool(sentinel.__flags__ & UNCHANGED)


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="known of CPython up to 3.12")
@pytest.mark.skipif(sys.implementation.name != "cpython", reason="known of CPython")
def test_where_the_mark_is_known_to_be() -> None:
    assert UNCHANGED


@told
@pytest.mark.parametrize("kind", [Base, Watched, Other])
def test_a_change_takes_the_mark_away(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sentinel = sentinel_of(Watched, Other)
    assert unchanged(sentinel)
    assert (Watched.value, Other().value) == (1, 1)
    assert unchanged(sentinel)  # looking is no change
    monkeypatch.setattr(kind, "value", 2)
    assert not unchanged(sentinel)
    assert (Watched.value, Watched().value) != (0, 0)
    assert not unchanged(sentinel)  # and looking does not hide one
    renew(sentinel)
    assert unchanged(sentinel)
    monkeypatch.undo()
    assert not unchanged(sentinel)


@told
@pytest.mark.parametrize("kind", [Base, Watched, ImmutableMultiDict])
def test_classes_are_watched_together_with_a_class_of_dicts(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = WatchedClasses(ImmutableMultiDict)
    watched.note(Watched)
    assert unchanged(watched[Watched])
    monkeypatch.setattr(kind, "get", None, raising=False)
    assert not unchanged(watched[Watched])


def test_a_sentinel_does_not_call_what_classes_do_for_subclasses() -> None:
    made = []

    class Registering:
        def __init_subclass__(cls) -> None:
            made.append(cls)

    renew(sentinel_of(Registering))
    assert made == []


def test_classes_that_cannot_have_a_common_subclass_never_show_the_mark() -> None:
    sentinel = sentinel_of(int, str)
    renew(sentinel)
    assert not unchanged(sentinel)


def upper(app: Any) -> str:
    return "UPPER"


@pytest.fixture
def app(call: Call) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "text")
    app.add_url_rule("/json", "json", lambda: {"a": 1})
    assert call(app).text == "text"
    assert call(app, "/json").json == {"a": 1}
    return app


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"),
    [
        (Flask, "make_response", lambda self, rv: Response("made"), "made"),
        (Flask, "dispatch_request", lambda self: "dispatched", "dispatched"),
        (Flask, "preprocess_request", lambda self: "first", "first"),
        (Flask, "full_dispatch_request", lambda self: Response("all of it"), "all of it"),
        (Flask, "process_response", lambda self, response: Response("last"), "last"),
        (Response, "get_app_iter", lambda self, environ: [b"items"], "items"),
        (Response, "set_data", lambda self, value: setattr(self, "response", [b"set"]), "set"),
        (Response, "default_mimetype", "text/x-new", "text"),
    ],
)
def test_a_change_of_a_class_counts_from_the_next_request(
    app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch, kind: Any, name: str, value: Any,
    expected: str,
) -> None:  # fmt: skip
    before = dict(call(app).headers)
    monkeypatch.setattr(kind, name, value)
    for _ in range(2):
        answer = call(app)
        assert answer.text == expected
        assert answer.mimetype == ("text/x-new" if name == "default_mimetype" else "text/html")
    monkeypatch.undo()
    answer = call(app)
    assert (answer.text, dict(answer.headers)) == ("text", before)


def test_a_request_class_changed_later_is_made_at_once(
    app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    plain = Request.__init__

    def counting(self: Request, environ: Any, *args: Any, **kwargs: Any) -> None:
        made.append(environ["PATH_INFO"])
        plain(self, environ, *args, **kwargs)

    monkeypatch.setattr(Request, "__init__", counting)
    call(app)
    monkeypatch.undo()
    call(app, "/json")
    assert made == ["/"]


def test_a_class_that_is_chosen_later_is_watched_too() -> None:
    class Shop(Flask):
        """Gets another class of responses."""

    class Louder(Response):
        """Gets another type."""

    app = Shop(__name__, static_folder=None)
    app.add_url_rule("/", "view", lambda: "text")
    client = app.test_client()
    assert client.get("/").mimetype == "text/html"
    Shop.response_class = Louder
    assert client.get("/").mimetype == "text/html"
    Louder.default_mimetype = "text/x-loud"
    assert client.get("/").mimetype == "text/x-loud"


def test_an_unrelated_change_changes_nothing(app: Flask, call: Call) -> None:
    plans = current_plans(app)
    Flask.something_else = 1  # type: ignore[attr-defined]
    try:
        assert call(app).text == "text"
        assert current_plans(app) is plans
    finally:
        del Flask.something_else  # type: ignore[attr-defined]
    assert call(app).text == "text"


def test_an_instance_that_changes_its_class(app: Flask, call: Call) -> None:
    class Louder(Flask):
        def make_response(self, rv: Any) -> Response:
            return super().make_response(rv.upper())

    app.__class__ = Louder
    assert call(app).text == "TEXT"


def test_classes_that_are_made_in_passing_are_not_kept() -> None:
    watched = WatchedClasses()
    for number in range(5_000):
        kind = type(f"Kind{number}", (), {})
        watched.note(kind)
        assert watched[kind].__flags__ & UNCHANGED or not UNCHANGED
    assert len(watched) <= 1024


def test_classes_of_exceptions_are_watched_too() -> None:
    class Failure(Exception):
        code = 1

    class Worse(Failure):
        pass

    sentinel = sentinel_of(Worse)
    assert unchanged(sentinel) or not UNCHANGED
    Failure.code = 2
    assert not unchanged(sentinel)
    renew(sentinel)
    assert unchanged(sentinel) or not UNCHANGED
