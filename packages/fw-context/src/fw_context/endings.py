"""Remembering that a context has ended here, and where, for the sake of a good message."""

from __future__ import annotations

import sys
import threading
from contextvars import ContextVar
from types import FrameType
from typing import Any, NamedTuple


class Ending(NamedTuple):
    """Where a context ended. It keeps nothing of the context alive."""

    kind: str
    """The class name of what was bound."""
    filename: str
    line: int
    function: str
    thread: str
    task: str | None
    """The name of the asyncio task, if one was running."""

    def __str__(self) -> str:
        place = f"thread {self.thread!r}"
        if self.task is not None:
            place = f"task {self.task!r} of {place}"
        return (
            f"a {self.kind} was bound here earlier and has ended:"
            f" at {self.filename}:{self.line} in {self.function}(), in {place}"
        )


class Endings:
    """The last ending in each thread, task and greenlet.

    Recording looks at the calling frame, so it costs a microsecond or so: for development, not
    for every request of a busy server.

    :param name: Names the underlying :class:`~contextvars.ContextVar`.
    :param skip: Modules, by the beginning of their names, that are not worth showing: the place
        recorded is the nearest frame outside them. This package is always skipped.
    """

    def __init__(self, name: str = "fw_context.endings", skip: tuple[str, ...] = ()) -> None:
        self._var: ContextVar[Ending | None] = ContextVar(name, default=None)
        self._skip = ("fw_context", "contextlib", *skip)

    def record(self, value: Any) -> None:
        """Note that *value* ceases to be bound, here and now."""
        frame = self._outside(sys._getframe(1))
        code = frame.f_code
        self._var.set(
            Ending(
                type(value).__name__,
                code.co_filename,
                frame.f_lineno,
                code.co_name,
                threading.current_thread().name,
                _task_name(),
            )
        )

    def forget(self) -> None:
        """Forget what ended here, because something is bound again."""
        if self._var.get() is not None:
            self._var.set(None)

    @property
    def last(self) -> Ending | None:
        """The last ending in this thread, task or greenlet, or None."""
        return self._var.get()

    def describe(self) -> str:
        """A sentence about the last ending here; empty if nothing has ended."""
        ending = self._var.get()
        if ending is None:
            return ""
        text = str(ending)
        return f"{text[0].upper()}{text[1:]}."

    def _outside(self, frame: FrameType) -> FrameType:
        found = frame
        while found.f_globals.get("__name__", "").startswith(self._skip):
            if found.f_back is None:
                return frame
            found = found.f_back
        return found


def _task_name() -> str | None:
    # Asked only of a program that uses asyncio already: importing it is slow.
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return None
    try:
        task = asyncio.current_task()
    except (AttributeError, RuntimeError):
        return None
    return None if task is None else str(task.get_name())
