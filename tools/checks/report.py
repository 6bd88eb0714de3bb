"""How a check says what it refuses."""

from __future__ import annotations

import sys
from collections.abc import Iterable


def conclude(check: str, refusals: Iterable[str]) -> int:
    """Print the refusals, or that there are none.

    :param check: what was checked, for the closing line.
    :param refusals: one message each: where, what is wrong, what to do.
    :return: the exit code: 1 when anything was refused.
    """
    messages = list(refusals)
    for message in messages:
        print(message, file=sys.stderr)
    print(f"{check}: {len(messages)} refused" if messages else f"{check}: fine")
    return 1 if messages else 0
