"""Messages that wait for the next page."""

from __future__ import annotations

from typing import Any

import pytest

from fw_app.app import Flask
from fw_app.flashing import flash, get_flashed_messages
from fw_app.globals import session
from fw_app.signals import message_flashed
from fw_app.templating import render_template_string


def make_app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "key"

    @app.post("/")
    def send() -> str:
        flash("saved")
        flash("no stock", "error")
        flash("hint", category="info")
        return "ok"

    return app


def test_messages_are_fetched_once_and_are_the_same_within_a_request() -> None:
    app = make_app()

    @app.get("/")
    def show() -> list[Any]:
        return [
            get_flashed_messages(),
            get_flashed_messages(with_categories=True),
            get_flashed_messages(category_filter=["error", "info"]),
            get_flashed_messages(with_categories=True, category_filter=iter(["info"])),
            "_flashes" in session,
        ]

    client = app.test_client()
    assert client.get("/").json == [[], [], [], [], False]
    client.post("/")
    assert client.get("/").json == [
        ["saved", "no stock", "hint"],
        [["message", "saved"], ["error", "no stock"], ["info", "hint"]],
        ["no stock", "hint"],
        [["info", "hint"]],
        False,
    ]
    assert client.get("/").json == [[], [], [], [], False]


def test_messages_are_there_for_templates_and_escaped() -> None:
    app = make_app()

    @app.get("/")
    def show() -> str:
        flash("<b>")
        return render_template_string("{% for m in get_flashed_messages() %}[{{ m }}]{% endfor %}")

    client = app.test_client()
    client.post("/")
    assert client.get("/").text == "[saved][no stock][hint][&lt;b&gt;]"


def test_flashing_changes_the_session_even_where_changes_inside_are_not_seen() -> None:
    app = make_app()
    with app.test_request_context():
        flash("one")
        session.modified = False
        flash("two")
        assert session.modified
        assert list(session["_flashes"]) == [("message", "one"), ("message", "two")]


def test_the_signal() -> None:
    app = make_app()
    sent: list[tuple[Any, str, str]] = []

    def heard(sender: Any, message: str, category: str) -> None:
        sent.append((sender, message, category))

    with message_flashed.connected_to(heard, app):
        app.test_client().post("/")
    assert sent == [
        (app, "saved", "message"),
        (app, "no stock", "error"),
        (app, "hint", "info"),
    ]


def test_outside_a_request() -> None:
    with pytest.raises(RuntimeError, match="Working outside of request context"):
        flash("lost")
    with pytest.raises(RuntimeError, match="Working outside of request context"):
        get_flashed_messages()
