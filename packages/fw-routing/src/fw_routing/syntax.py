"""The language of rule strings: ``/user/<int(min=1):id>/photos/``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .errors import RuleError

_PLACEHOLDER = r"""
    <
    (?: (?P<converter> [a-zA-Z_][a-zA-Z0-9_]* )
        (?: \( (?P<arguments> .*? ) \) )?
    : )?
    (?P<name> [a-zA-Z_][a-zA-Z0-9_]* )
    >
"""


class Placeholder(NamedTuple):
    """A variable part of a rule: ``<converter(arguments):name>``."""

    name: str
    converter: str
    arguments: str


def tokenize(rule: str) -> tuple[str | Placeholder, ...]:
    """Split a rule string into literal text and variables.

    :param rule: the rule string, or the rule for a host or subdomain.
    :return: its tokens in order; no two literal texts stand next to each other.
    :raises RuleError: where a ``<`` does not begin a variable.
    """
    start = rule.find("<")
    if start < 0:
        return (rule,) if rule else ()
    tokens: list[str | Placeholder] = []
    position = 0
    while start >= 0:
        if start > position:
            tokens.append(rule[position:start])
        end = rule.find(">", start) + 1
        # PERF: an application names few variables, and many times (benchmarks: "register 10000").
        placeholder = _simple_placeholder(rule[start:end])
        if placeholder is None:
            placeholder, end = _placeholder_at(rule, start)
        tokens.append(placeholder)
        position = end
        start = rule.find("<", position)
    if position < len(rule):
        tokens.append(rule[position:])
    return tuple(tokens)


@lru_cache(maxsize=1024)
def _simple_placeholder(text: str) -> Placeholder | None:
    """Return the variable that a text is, or ``None`` where its end has to be looked for."""
    converter, colon, name = text[1:-1].rpartition(":")
    converter = converter if colon else "default"
    # PERF: the expression takes longer to compile than most modules to import, and only a variable
    # with arguments, or a malformed one, needs it (benchmarks: "import fw_app").
    plain = text.isascii() and name.isidentifier() and converter.isidentifier()
    return Placeholder(name, converter, "") if plain else None


def _placeholder_at(rule: str, start: int) -> tuple[Placeholder, int]:
    """Return the variable that begins at a place of a rule string, and where it ends."""
    match = re.compile(_PLACEHOLDER, re.VERBOSE).match(rule, start)  # which `re` remembers
    if match is None:
        raise _malformed(rule, start)
    return _of(match), match.end()


def _of(match: re.Match[str]) -> Placeholder:
    converter, arguments, name = match.groups()
    return Placeholder(name, converter or "default", arguments or "")


def pieces(text: str) -> list[str]:
    """Split literal text at its slashes, and keep them."""
    return re.findall("/|[^/]+", text)


def _malformed(rule: str, start: int) -> RuleError:
    end = rule.find(">", start)
    if end < 0:
        found, reason = rule[start:], "it has no closing '>'"
    else:
        found = rule[start : end + 1]
        inner = found[1:-1].rpartition(":")[2]
        if not inner.strip() or "(" in inner:
            reason = "it names no variable"
        else:
            reason = f"{inner!r} is not a name of letters, digits and underscores"
    return RuleError(
        f"malformed url rule: {rule!r}: {found!r} at position {start} is not a variable:"
        f" {reason}. Write '<name>', '<converter:name>' or '<converter(arguments):name>'.",
        rule,
    )
