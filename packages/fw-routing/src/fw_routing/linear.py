"""Matches one part of a path, in time that is linear in its length.

A regular expression with several open-ended variables (``/<a>-<b>-<c>``) tries every way to divide
a text that does not match: its time grows with the square or the cube of the length, and a long
path becomes an attack (CVE-2024-45296). Parts of that kind are matched by `re` only while they are
short; longer ones are divided by a table of the places from which the rest can match. The answer
is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from werkzeug.routing import BaseConverter

from .converters import (
    AnyConverter,
    FloatConverter,
    IntegerConverter,
    PathConverter,
    UnicodeConverter,
    UUIDConverter,
)
from .parts import Part

#: Gives the texts of a part's variables (and of its optional slash), or ``None``.
Scanner = Callable[[str], "list[str] | None"]

#: How many steps an expression may take at the worst: some tens of microseconds.
_STEPS = 20_000


def scanner(part: Part) -> Scanner:
    """Return what matches a part.

    :param part: the part; its expression is compiled here.
    """
    by_regex = RegexScanner(part)
    variables = [piece for piece in part.pieces if not isinstance(piece, str)]
    if any(type(variable) not in _ATOMS for variable in variables):
        # Somebody's own expression: only `re` knows what it means.
        return by_regex
    ways = sum(type(variable) in _OPEN for variable in variables)
    if ways < 2 and len(variables) < 3:
        return by_regex
    return BoundedScanner(by_regex, TableScanner(part), int(_STEPS ** (1 / max(ways, 2))))


class RegexScanner:
    """Matches a part by its regular expression.

    :param part: the part.
    """

    __slots__ = ("_groups", "_match")

    def __init__(self, part: Part) -> None:
        pattern = re.compile(part.content)
        self._match = pattern.match
        count = sum(not isinstance(piece, str) for piece in part.pieces)
        groups = [pattern.groupindex[f"__fw_{number}"] for number in range(count)]
        if part.suffixed:
            groups.append(pattern.groups)
        self._groups = tuple(groups)

    def __call__(self, target: str) -> list[str] | None:
        """Match a text."""
        match = self._match(target)
        return None if match is None else [match[group] for group in self._groups]


class BoundedScanner:
    """Matches short texts by an expression, which is faster, and long ones by a table.

    :param short: what matches texts up to the limit.
    :param long: what matches longer ones.
    :param limit: a number of characters.
    """

    __slots__ = ("_limit", "_long", "_short")

    def __init__(self, short: Scanner, long: Scanner, limit: int) -> None:
        self._short = short
        self._long = long
        self._limit = limit

    def __call__(self, target: str) -> list[str] | None:
        """Match a text."""
        return (self._short if len(target) <= self._limit else self._long)(target)


class Atom(Protocol):
    """A piece of a part, for the table."""

    def reach(self, text: str, goals: bytearray) -> bytearray:
        """Return from which places the atom can get to one of the goals.

        :param text: the whole text.
        :param goals: for each place in the text, and its end, whether the rest matches there.
        """

    def take(self, text: str, start: int, goals: bytearray) -> int:
        """Return where the atom ends that begins at a place it can begin at.

        :param text: the whole text.
        :param start: a place that `reach` marked.
        :param goals: the same as for `reach`.
        """


class Literal(NamedTuple):
    """Text that stands for itself."""

    text: str

    def reach(self, text: str, goals: bytearray) -> bytearray:
        """Mark the places where the text stands."""
        places = bytearray(len(goals))
        start = text.find(self.text)
        while start >= 0:
            places[start] = goals[start + len(self.text)]
            start = text.find(self.text, start + 1)
        return places

    def take(self, text: str, start: int, goals: bytearray) -> int:
        """Pass over the text."""
        return start + len(self.text)


class Choice(NamedTuple):
    """One of several texts, the first of them that leads to a match."""

    texts: tuple[str, ...]

    def reach(self, text: str, goals: bytearray) -> bytearray:
        """Mark the places where one of them stands."""
        places = bytearray(len(goals))
        for option in self.texts:
            for place, reached in enumerate(Literal(option).reach(text, goals)):
                if reached:
                    places[place] = 1
        return places

    def take(self, text: str, start: int, goals: bytearray) -> int:
        """Pass over the first that leads to a match."""
        ends = [start + len(o) for o in self.texts if text.startswith(o, start)]
        return next(end for end in ends if goals[end])


class Run(NamedTuple):
    """A number of characters of one kind, as many as lead to a match, or as few."""

    #: Says whether a character may begin the run, and whether it may continue it.
    begins: Callable[[str], bool]
    continues: Callable[[str], bool]
    least: int = 1
    most: int | None = None
    greedy: bool = True

    def reach(self, text: str, goals: bytearray) -> bytearray:
        """Mark the places from which a run can get to a goal."""
        size = len(text)
        places = bytearray(size + 1)
        nearest = _nearest(goals)
        if self.least == 0:
            places[size] = goals[size]
        # From right to left; where characters that continue a run end, from the next place on.
        end = size
        for start in range(size - 1, -1, -1):
            limit = end if self.begins(text[start]) else start
            if self.most is not None:
                limit = min(limit, start + self.most)
            first = start + self.least
            if first <= limit and nearest[first] <= limit:
                places[start] = 1
            if not self.continues(text[start]):
                end = start
        return places

    def take(self, text: str, start: int, goals: bytearray) -> int:
        """Pass over the longest run that leads to a match, or the shortest."""
        limit = len(text) if self.most is None else min(len(text), start + self.most)
        ends = self._ends(text, start, limit)
        if not self.greedy:
            return next(end for end in ends if goals[end])
        return max(end for end in ends if goals[end])

    def _ends(self, text: str, start: int, limit: int) -> Iterator[int]:
        if self.least == 0:
            yield start
        for place in range(start, limit):
            if not (self.begins if place == start else self.continues)(text[place]):
                return
            if place + 1 >= start + self.least:
                yield place + 1


def _nearest(goals: bytearray) -> list[int]:
    """Return for each place the first goal at it or behind it."""
    nearest = [len(goals)] * (len(goals) + 1)
    for place in range(len(goals) - 1, -1, -1):
        nearest[place] = place if goals[place] else nearest[place + 1]
    return nearest


class Expression(NamedTuple):
    """Text of a fixed length, by a regular expression."""

    match: Callable[[str, int], re.Match[str] | None]

    def reach(self, text: str, goals: bytearray) -> bytearray:
        """Mark the places where the expression matches."""
        places = bytearray(len(goals))
        for start in range(len(goals)):
            match = self.match(text, start)
            if match is not None:
                places[start] = goals[match.end()]
        return places

    def take(self, text: str, start: int, goals: bytearray) -> int:
        """Pass over the match."""
        match = self.match(text, start)
        return start if match is None else match.end()


class LastSlash(NamedTuple):
    """A slash that may be missing, and does not stand behind another."""

    def reach(self, text: str, goals: bytearray) -> bytearray:
        """Mark the end, and the slash before it."""
        places = bytearray(len(goals))
        size = len(text)
        places[size] = not text.endswith("/")
        if text.endswith("/"):
            places[size - 1] = text[size - 2 : size - 1] != "/"
        return places

    def take(self, text: str, start: int, goals: bytearray) -> int:
        """Pass over all that is left."""
        return len(text)


class TableScanner:
    """Matches a part of builtin converters by the places from which the rest can match.

    :param part: the part.
    """

    __slots__ = ("_atoms", "_spans")

    def __init__(self, part: Part) -> None:
        atoms: list[Atom] = []
        #: Which atoms make a variable, as slices.
        self._spans: list[tuple[int, int]] = []
        for piece in part.pieces:
            start = len(atoms)
            if isinstance(piece, str):
                atoms.append(Literal(piece))
            else:
                atoms += _ATOMS[type(piece)](piece)
                self._spans.append((start, len(atoms)))
        if part.suffixed:
            self._spans.append((len(atoms), len(atoms) + 1))
            atoms.append(LastSlash())
        self._atoms = tuple(atoms)

    def __call__(self, target: str) -> list[str] | None:
        """Match a text."""
        goals = bytearray(len(target) + 1)
        goals[-1] = 1
        tables = [goals]
        for atom in reversed(self._atoms):
            tables.append(atom.reach(target, tables[-1]))
        tables.reverse()
        if not tables[0][0]:
            return None
        ends = [0]
        for atom, goals in zip(self._atoms, tables[1:]):  # noqa: B905
            ends.append(atom.take(target, ends[-1], goals))
        return [target[ends[start] : ends[stop]] for start, stop in self._spans]


def _not_slash(char: str) -> bool:
    return char != "/"


def _in_line(char: str) -> bool:
    return char != "\n"


_LENGTH = re.compile(r"\[\^/\]\{(\d+)(,?)(\d*)\}")
_DASH = Run("-".__eq__, "-".__eq__, least=0, most=1)
_NUMBER = Run(str.isdecimal, str.isdecimal)
_UUID = Expression(re.compile(UUIDConverter.regex).match)


def _text_atoms(converter: BaseConverter) -> Sequence[Atom]:
    match = _LENGTH.fullmatch(converter.regex)
    if match is None:
        return [Run(_not_slash, _not_slash)]
    least, comma, most = match.groups()
    limit = (int(most) if most else None) if comma else int(least)
    return [Run(_not_slash, _not_slash, int(least), limit)]


def _sign(converter: BaseConverter) -> Sequence[Atom]:
    return [_DASH] if converter.regex.startswith("-?") else []


def _int_atoms(converter: BaseConverter) -> Sequence[Atom]:
    return [*_sign(converter), _NUMBER]


def _float_atoms(converter: BaseConverter) -> Sequence[Atom]:
    return [*_sign(converter), _NUMBER, Literal("."), _NUMBER]


def _any_atoms(converter: BaseConverter) -> Sequence[Atom]:
    # The converter keeps its items as a set; their order is in its expression, escaped.
    source = converter.regex[3:-1]
    plain = re.sub(r"\\(.)|\|", lambda match: match[1] or "\0", source, flags=re.DOTALL)
    return [Choice(tuple(plain.split("\0")))]


def _path_atoms(converter: BaseConverter) -> Sequence[Atom]:
    return [Run(_not_slash, _in_line, greedy=False)]


def _uuid_atoms(converter: BaseConverter) -> Sequence[Atom]:
    return [_UUID]


_ATOMS: dict[type[BaseConverter], Callable[[BaseConverter], Sequence[Atom]]] = {
    UnicodeConverter: _text_atoms,
    IntegerConverter: _int_atoms,
    FloatConverter: _float_atoms,
    AnyConverter: _any_atoms,
    PathConverter: _path_atoms,
    UUIDConverter: _uuid_atoms,
}

#: Converters whose texts may end at any of many places.
_OPEN = frozenset({UnicodeConverter, IntegerConverter, FloatConverter, PathConverter})
