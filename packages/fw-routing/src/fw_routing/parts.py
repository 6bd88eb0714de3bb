"""The steps that a path must take, one for each segment, and which goes first.

A step is either literal text or a *part*, a regular expression for one segment; a converter that
matches slashes makes a *final* part, which takes the rest of the path. Parts are compared by
weight: those with more literal text come before those with less, fewer and lighter variables
before the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from werkzeug.routing import BaseConverter

from .syntax import Placeholder

#: More literal text first: minus its number of texts, each one's place and minus its length,
#: minus the number of variables, their converters' weights.
Weight = tuple[int, tuple[tuple[int, int], ...], int, tuple[float, ...]]


class Part(NamedTuple):
    """A step that takes one of several texts, or the end of a path."""

    #: The source of the regular expression. It is left to `re` when the step is first visited.
    content: str
    #: Whether the part takes everything that remains of the path.
    final: bool
    #: Whether a trailing slash may be missing, to be asked for by a redirect.
    suffixed: bool
    weight: Weight
    #: Literal texts and the converters of variables.
    pieces: tuple[str | BaseConverter, ...]


class _Draft:
    """A part in the making."""

    __slots__ = ("final", "pieces", "static", "weights")

    def __init__(self) -> None:
        self.pieces: list[str | BaseConverter] = []
        self.static: list[tuple[int, int]] = []
        self.weights: list[float] = []
        self.final = False

    def literal(self, text: str) -> None:
        """Add text between slashes."""
        if text:
            self.static.append((len(self.static), -len(text)))
            self._append(text)

    def slash(self) -> None:
        """Add a slash, which weighs nothing."""
        self._append("/")

    def _append(self, text: str) -> None:
        last = self.pieces[-1] if self.pieces else None
        if isinstance(last, str):
            self.pieces[-1] = last + text
        else:
            self.pieces.append(text)

    def variable(self, converter: BaseConverter) -> None:
        """Add a variable."""
        self.pieces.append(converter)
        self.weights.append(converter.weight)
        if not converter.part_isolating:
            self.final = True

    def _weight(self) -> Weight:
        return -len(self.static), tuple(self.static), -len(self.weights), tuple(self.weights)

    def step(self) -> str | Part:
        """Return the finished step."""
        if not self.weights:
            return str(self.pieces[0]) if self.pieces else ""
        content = source(self.pieces) + r"\Z"
        return Part(content, self.final, False, self._weight(), tuple(self.pieces))

    def last_steps(self) -> Iterator[str | Part]:
        """Yield the step at the end of a rule, and the slash that may be missing after it."""
        tail = self.pieces[-1] if self.pieces else ""
        if not (self.final and isinstance(tail, str) and tail.endswith("/")):
            yield self.step()
            return
        kept = (*self.pieces[:-1], tail[:-1]) if len(tail) > 1 else tuple(self.pieces[:-1])
        # The expression stops before a slash that is the rule's own, and reports whether it
        # was there: without it the matcher asks for a redirect.
        content = source(kept) + r"(?<!/)(/?)\Z"
        yield Part(content, True, True, self._weight(), kept)
        yield ""


def source(pieces: Iterable[str | BaseConverter]) -> str:
    """Return the source of the regular expression for literal texts and variables."""
    text = ""
    number = 0
    for piece in pieces:
        if isinstance(piece, str):
            text += re.escape(piece)
        else:
            text += f"(?P<__fw_{number}>{piece.regex})"
            number += 1
    return text


def steps(
    tokens: tuple[str | Placeholder, ...], converters: Mapping[str, BaseConverter]
) -> Iterator[str | Part]:
    """Return the steps of a rule in order.

    :param tokens: the rule's tokens, for the domain or for the path.
    :param converters: the converters of its variables.
    """
    if not tokens:
        return iter(("",))
    first = tokens[0]
    if len(tokens) == 1 and isinstance(first, str):
        return iter(first.split("/"))
    return _steps(tokens, converters)


def _steps(
    tokens: tuple[str | Placeholder, ...], converters: Mapping[str, BaseConverter]
) -> Iterator[str | Part]:
    draft = _Draft()
    for token in tokens:
        if not isinstance(token, str):
            draft.variable(converters[token.name])
            continue
        first, *others = token.split("/")
        draft.literal(first)
        for text in others:
            if draft.final:
                draft.slash()
            else:
                yield draft.step()
                draft = _Draft()
            draft.literal(text)
    yield from draft.last_steps()
