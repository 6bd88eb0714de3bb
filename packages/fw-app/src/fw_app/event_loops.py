"""Running coroutines to their end on an event loop that each thread keeps."""

from __future__ import annotations

import asyncio
import os
import threading
import typing as t
from contextlib import suppress
from contextvars import Context, copy_context

T = t.TypeVar("T")


class _ThreadLoop:
    """The event loop of one thread, closed when the thread ends.

    PERF: a loop of its own for each call takes 200 µs (benchmarks: "async view").
    """

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        with suppress(Exception):  # the interpreter may be half gone
            self.loop.close()


_of_thread = threading.local()


def _forget() -> None:
    """Make the child of a fork begin with loops of its own: it must not wait on its parent's."""
    global _of_thread
    _of_thread = threading.local()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _thread_loop() -> asyncio.AbstractEventLoop:
    kept: _ThreadLoop | None = getattr(_of_thread, "kept", None)
    if kept is None or kept.loop.is_closed():
        kept = _of_thread.kept = _ThreadLoop()
    return kept.loop


def run(coroutine: t.Coroutine[t.Any, t.Any, T]) -> T:
    """Run a coroutine to its end, in the current thread.

    It sees the context variables of the caller, and the caller afterwards sees what it set. Tasks
    that it leaves running are cancelled, as at the end of :func:`asyncio.run`.

    :param coroutine: the coroutine.
    :raises RuntimeError: where an event loop runs in this thread already.
    """
    if asyncio._get_running_loop() is not None:
        coroutine.close()
        raise RuntimeError(
            "An async function cannot be run to its end in a thread whose event loop is running:"
            " both would wait for each other. Await the function there, or call the application"
            " in another thread, as asyncio.to_thread() does."
        )
    loop = _thread_loop()
    left: list[Context] = []
    try:
        return loop.run_until_complete(_noting_context(coroutine, left))
    finally:
        _end_tasks(loop)
        if left:
            _take_over(left[0])


async def _noting_context(coroutine: t.Awaitable[T], left: list[Context]) -> T:
    try:
        return await coroutine
    finally:
        left.append(copy_context())


def _take_over(context: Context) -> None:
    """Set what has another value there than here."""
    for variable, value in context.items():
        try:
            if variable.get() is value:
                continue
        except LookupError:
            pass
        variable.set(value)


def _end_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what still runs, and wait until it has ended."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    if getattr(loop, "_asyncgens", True):
        loop.run_until_complete(loop.shutdown_asyncgens())
