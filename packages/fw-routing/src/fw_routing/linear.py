"""Placeholder until the linear scanner lands."""

from __future__ import annotations

import re
from collections.abc import Callable

from .parts import Part

Scanner = Callable[[str], "list[str] | None"]


class RegexScanner:
    """Matches a part by its regular expression."""

    def __init__(self, part: Part) -> None:
        self._pattern = re.compile(part.content)
        names = [
            f"__fw_{i}" for i, _ in enumerate(p for p in part.pieces if not isinstance(p, str))
        ]
        groups = [self._pattern.groupindex[name] for name in names]
        if part.suffixed:
            groups.append(self._pattern.groups)
        self._groups = tuple(groups)

    def __call__(self, target: str) -> list[str] | None:
        match = self._pattern.match(target)
        return None if match is None else [match[group] for group in self._groups]


def scanner(part: Part) -> Scanner:
    return RegexScanner(part)
