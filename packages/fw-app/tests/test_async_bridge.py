"""Coroutine functions where a plain function is called for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import pytest
from werkzeug.test import TestResponse

from fw_app import Flask, Response, request
from fw_app.async_bridge import async_to_sync, is_coroutine_function

Call = Callable[..., TestResponse]


async def answer(name: str = "") -> str:
    return f"{request.path}{name}"


def test_which_functions_must_be_awaited() -> None:
    assert is_coroutine_function(answer)
    assert is_coroutine_function(partial(answer, "x"))
    assert not is_coroutine_function(test_which_functions_must_be_awaited)


def test_no_library_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asgiref.sync", None)

    async def length(text: str) -> int:
        return len(text)

    assert async_to_sync(length)("four") == 4


def test_async_views_and_hooks(call: Call) -> None:
    pytest.importorskip("asgiref")
    app = Flask(__name__)
    seen: list[str] = []

    @app.before_request
    async def before() -> None:
        seen.append("before")

    @app.after_request
    async def after(response: Response) -> Response:
        seen.append("after")
        return response

    @app.teardown_request
    async def teardown(error: BaseException | None) -> None:
        seen.append("teardown")

    @app.errorhandler(ZeroDivisionError)
    async def handle(error: Exception) -> str:
        return "handled"

    @app.get("/error")
    async def error() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/<name>", "answer", answer)
    assert call(app, "/a").text == "/aa"
    assert seen == ["before", "after", "teardown"]
    assert call(app, "/error").text == "handled"
