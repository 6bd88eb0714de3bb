"""What can go wrong with context locals.

.. code-block:: text

    RuntimeError
    └── ContextError
        ├── UnboundError        nothing is bound here
        └── WrongContextError   something else is bound here than what was to be popped
"""

from __future__ import annotations

from typing import Any


class ContextError(RuntimeError):
    """The base of the errors of this package."""


class UnboundError(ContextError):
    """A proxy or a stack was used where nothing is bound.

    It is a :exc:`RuntimeError`, as users of context locals have come to expect.
    """


class WrongContextError(ContextError):
    """A value was to be popped that is not on top here.

    :param expected: What the caller asked to pop.
    :param current: What is on top in this thread, task or greenlet; None for nothing.
    :param message: The text shown; it holds both reprs.
    """

    def __init__(self, expected: Any, current: Any, message: str) -> None:
        super().__init__(message)
        self.expected = expected
        self.current = current
