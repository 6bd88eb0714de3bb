"""Every teardown callback runs, and what failed comes together."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from fw_app import Blueprint, Flask, has_app_context
from fw_app.signals import appcontext_tearing_down, request_tearing_down
from fw_app.teardown import together

Call = Callable[..., TestResponse]


def failing(error: Exception) -> Callable[[object], None]:
    def callback(_: object) -> None:
        raise error

    return callback


def messages(error: BaseException) -> list[str]:
    """Return what failed, as every version of Python tells it."""
    if sys.version_info >= (3, 11):
        assert isinstance(error, ExceptionGroup)  # noqa: F821
        return [str(e) for e in error.exceptions]
    return [str(error), *vars(error)["__notes__"]]


def test_one_failure_does_not_keep_the_others_from_running(call: Call) -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__)
    seen: list[str] = []
    error = ValueError("one")
    app.teardown_request(lambda e: seen.append("app first"))
    app.teardown_request(failing(error))
    app.teardown_request(lambda e: seen.append("app last"))
    app.teardown_appcontext(lambda e: seen.append("context"))
    pages.teardown_request(lambda e: seen.append("pages"))
    pages.add_url_rule("/", "view", lambda: "x")
    app.register_blueprint(pages)

    def torn(sender: object, exc: object) -> None:
        seen.append("signal")

    with request_tearing_down.connected_to(torn, app), pytest.raises(ValueError, match="one"):
        call(app)
    assert seen == ["pages", "app last", "app first", "signal", "context"]
    assert not has_app_context()


def test_several_failures_come_together(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: "x")
    app.teardown_request(failing(ValueError("a")))
    app.teardown_request(failing(KeyError("b")))
    app.teardown_appcontext(failing(TypeError("c")))
    with pytest.raises(Exception) as info:  # noqa: PT011
        call(app)
    text = " ".join(messages(info.value))
    assert text.index("b") < text.index("a") < text.index("c")
    assert not has_app_context()


def test_failures_of_an_application_context() -> None:
    app = Flask(__name__)
    app.teardown_appcontext(failing(ValueError("a")))

    def torn(sender: object, exc: object) -> None:
        raise KeyError("b")

    with appcontext_tearing_down.connected_to(torn, app):
        ctx = app.app_context()
        ctx.push()
        with pytest.raises(Exception) as info:  # noqa: PT011
            ctx.pop()
    assert len(messages(info.value)) == 2
    assert not has_app_context()


def test_groups_made_here_are_opened() -> None:
    error = together([together([ValueError("a"), KeyError("b")]), TypeError("c")])
    assert len(messages(error)) == 3


def test_an_interrupt_is_not_held_back(call: Call) -> None:
    app = Flask(__name__)

    def interrupt(error: object) -> None:
        raise KeyboardInterrupt

    app.teardown_request(interrupt)
    with pytest.raises(KeyboardInterrupt):
        call(app)
    assert not has_app_context()
