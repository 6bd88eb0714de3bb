"""Streams that keep the request: where they run, and when they let go (G1 of the security page)."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import pytest

from fw_app.active import _cv_request
from fw_app.streaming import stream_with_context

mark: ContextVar[str] = ContextVar("mark", default="none")


class Request:
    """A context that counts its holders."""

    def __init__(self) -> None:
        self.holders = 0
        self.ended: list[tuple[object, BaseException | None]] = []

    def retain(self) -> None:
        self.holders += 1

    def release(self, exc: BaseException | None = None) -> None:
        self.holders -= 1
        self.ended.append((_cv_request.get(None), exc))


def in_view(view: Callable[[], Any]) -> tuple[Request, Any]:
    """Call a function as a view is called: with a request that is gone afterwards."""
    ctx: Any = Request()
    token = _cv_request.set(ctx)
    try:
        return ctx, view()
    finally:
        _cv_request.reset(token)


def numbers() -> Iterator[str]:
    for n in "123":
        assert _cv_request.get(None) is not None
        yield n


def test_a_stream_runs_with_the_request_and_lets_go_at_the_end() -> None:
    ctx, stream = in_view(lambda: stream_with_context(numbers()))
    assert ctx.holders == 1
    assert "".join(stream) == "123"
    assert _cv_request.get(None) is None
    assert ctx.ended == [(ctx, None)]
    stream.close()
    assert list(stream) == []
    assert len(ctx.ended) == 1


def test_as_a_decorator_also_of_a_method() -> None:
    class Report:
        title = "r"

        @stream_with_context
        def rows(self, end: str) -> Iterator[str]:
            """The rows."""
            assert _cv_request.get(None) is not None
            yield self.title
            yield end

    ctx, stream = in_view(lambda: Report().rows("!"))
    assert list(stream) == ["r", "!"]
    assert len(ctx.ended) == 1
    assert Report.rows.__doc__ == "The rows."


def test_a_string_will_do() -> None:
    ctx, stream = in_view(lambda: stream_with_context("ab"))  # type: ignore[call-overload]
    assert list(stream) == ["a", "b"]
    assert len(ctx.ended) == 1


def test_outside_a_request_it_is_refused() -> None:
    with pytest.raises(RuntimeError, match="can only be used when a request context is active"):
        stream_with_context(numbers())
    later = stream_with_context(numbers)
    with pytest.raises(RuntimeError, match="no request to keep"):
        later()


def test_an_error_in_the_stream_reaches_the_teardown() -> None:
    def broken() -> Iterator[str]:
        yield "1"
        raise ZeroDivisionError

    ctx, stream = in_view(lambda: stream_with_context(broken()))
    with pytest.raises(ZeroDivisionError):
        list(stream)
    [(active, error)] = ctx.ended
    assert active is ctx
    assert isinstance(error, ZeroDivisionError)


def test_a_stream_that_never_began_lets_go_when_closed() -> None:
    ctx, stream = in_view(lambda: stream_with_context(numbers()))
    stream.close()
    assert ctx.ended == [(ctx, None)]


def test_the_source_is_closed_once_in_its_context() -> None:
    class Source:
        def __init__(self) -> None:
            self.closed: list[object] = []

        def __iter__(self) -> Iterator[str]:
            return self

        def __next__(self) -> str:
            raise StopIteration

        def close(self) -> None:
            self.closed.append(_cv_request.get(None))

    source = Source()
    ctx, stream = in_view(lambda: stream_with_context(source))
    assert list(stream) == []
    stream.close()
    assert source.closed == [ctx]


def test_an_error_while_closing_does_not_keep_the_request() -> None:
    def stubborn() -> Iterator[str]:
        try:
            yield "1"
        finally:
            raise ZeroDivisionError

    ctx, stream = in_view(lambda: stream_with_context(stubborn()))
    next(stream)
    with pytest.raises(ZeroDivisionError):
        stream.close()
    assert ctx.holders == 0


def test_what_the_stream_sets_stays_in_the_stream() -> None:
    seen: list[str] = []

    def setting() -> Iterator[str]:
        for n in "12":
            seen.append(mark.get())
            mark.set(n)
            yield n

    mark.set("view")
    _, stream = in_view(lambda: stream_with_context(setting()))
    for _ in stream:
        assert mark.get() == "view"
    assert seen == ["view", "1"]


def test_g1_a_stream_closed_on_another_thread_leaves_nothing_there() -> None:
    """G1: the other thread's next requests would see the first user's request and ``g``."""
    ctx, stream = in_view(lambda: stream_with_context(numbers()))
    assert next(stream) == "1"
    found: list[object] = []

    def close() -> None:
        stream.close()
        found.append(_cv_request.get(None))

    thread = threading.Thread(target=close)
    thread.start()
    thread.join()
    assert found == [None]
    [(active, error)] = ctx.ended
    assert active is ctx
    assert isinstance(error, GeneratorExit)


def test_g1_abandoned_streams_let_go_by_themselves() -> None:
    """G1: a thousand streams dropped half-way: as many ends as beginnings, nothing stays."""
    contexts = []
    for _ in range(1000):
        ctx, stream = in_view(lambda: stream_with_context(numbers()))
        next(stream)
        contexts.append(ctx)
        del stream
        assert _cv_request.get(None) is None
    gc.collect()
    assert {ctx.holders for ctx in contexts} == {0}
    assert {len(ctx.ended) for ctx in contexts} == {1}


def test_streams_inside_one_another() -> None:
    def view() -> Iterator[str]:
        inner = stream_with_context(numbers())

        def outer() -> Iterator[str]:
            yield "["
            yield from inner
            yield "]"

        return stream_with_context(outer())

    ctx, stream = in_view(view)
    assert ctx.holders == 2
    assert "".join(stream) == "[123]"
    assert ctx.holders == 0
