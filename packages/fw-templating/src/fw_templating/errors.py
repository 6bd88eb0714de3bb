"""What can go wrong here, beside Jinja's own errors.

.. code-block:: text

    Exception
    └── TemplatingError
        └── ContextProcessorError    (a TypeError too)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class TemplatingError(Exception):
    """The base of the errors of this package."""


class ContextProcessorError(TemplatingError, TypeError):
    """A context processor returned something else than a dict.

    :param processor: The function.
    :param result: What it returned.
    """

    def __init__(self, processor: Callable[..., Any], result: Any) -> None:
        super().__init__(
            f"The context processor {processor!r} returned {result!r}. It must return a dict of the"
            " names to add to every template; an empty one if there are none."
        )
        self.processor = processor
        self.result = result
