"""What a soak reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What was seen in a soak.

    :param seen: the figures, for somebody who reads them.
    :param failures: what must not happen and did; empty if all is well.
    """

    seen: str
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Soak:
    """A long run.

    :param name: what it is called on the command line.
    :param full: how often it does what it does in a full run.
    :param run: does it the given number of times.
    """

    name: str
    full: int
    run: Callable[[int], Outcome]
