"""Coroutines on an event loop that a thread keeps."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextvars import ContextVar

import pytest

from fw_app.event_loops import run

seen: ContextVar[str] = ContextVar("seen")


async def which_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_a_thread_keeps_its_loop() -> None:
    first = run(which_loop())
    assert run(which_loop()) is first
    others: list[asyncio.AbstractEventLoop] = []
    thread = threading.Thread(target=lambda: others.append(run(which_loop())))
    thread.start()
    thread.join()
    assert others[0] is not first
    assert others[0].is_closed()


def test_context_variables_go_in_and_come_out() -> None:
    async def look_and_set() -> str:
        before = seen.get()
        await asyncio.sleep(0)
        seen.set("inside")
        return before

    seen.set("outside")
    assert run(look_and_set()) == "outside"
    assert seen.get() == "inside"


def test_what_was_set_before_an_error_comes_out() -> None:
    async def fail() -> None:
        seen.set("failed")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(fail())
    assert seen.get() == "failed"


def test_tasks_that_are_left_are_cancelled() -> None:
    ended: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("task")

    async def leave() -> asyncio.Task[None]:
        task = asyncio.create_task(forever())
        await asyncio.sleep(0)
        return task

    task = run(leave())
    assert task.cancelled()
    assert ended == ["task"]


def test_generators_that_are_left_are_closed() -> None:
    ended: list[str] = []
    kept: list[AsyncIterator[int]] = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            ended.append("numbers")

    async def take_one() -> int:
        kept.append(numbers())
        return await anext(kept[0])

    assert run(take_one()) == 1
    assert ended == ["numbers"]


def test_within_a_running_loop_it_says_what_to_do() -> None:
    async def outer() -> None:
        run(which_loop())

    with pytest.raises(RuntimeError, match="Await the function there"):
        run(outer())
