"""Coroutine functions where a plain function is called for."""

from __future__ import annotations

import inspect
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from types import FunctionType

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


@pytest.mark.parametrize("attributes", [{}, {"__wrapped__": print}, {"label": 1}])
def test_the_short_way_answers_as_inspect_does(attributes: dict[str, object]) -> None:
    async def waits() -> None: ...

    async def yields() -> AsyncIterator[int]:
        yield 1

    def makes() -> Iterator[int]:
        yield 1

    class View:
        async def method(self) -> None: ...

        async def __call__(self) -> None: ...

    for func in (waits, yields, makes, print, View.method, View().method, View(), View, lambda: 1):
        if isinstance(func, FunctionType):
            func.__dict__.update(attributes)
        assert is_coroutine_function(func) == inspect.iscoroutinefunction(func), func


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
