"""A rule as it was read: its tokens for the domain and for the path, and its converters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from werkzeug.routing import BaseConverter, Map, Rule, parse_converter_args

from .converters import BUILTIN
from .errors import RuleError, UnknownConverter
from .syntax import Placeholder, pieces, tokenize


class Pattern(NamedTuple):
    """What a rule says about URLs, read once when the rule is added to a map."""

    domain: tuple[str | Placeholder, ...]
    path: tuple[str | Placeholder, ...]
    converters: dict[str, BaseConverter]

    def trace(self) -> list[tuple[bool, str]]:
        """Return the pieces of the rule as pairs: whether it is a variable, and its text or name."""
        return [*_trace(self.domain), (False, "|"), *_trace(self.path)]


def _trace(tokens: Iterable[str | Placeholder]) -> Iterator[tuple[bool, str]]:
    for token in tokens:
        if isinstance(token, str):
            for piece in pieces(token):
                yield False, piece
        else:
            yield True, token.name


def merge_slashes(path: str) -> str:
    """Return the path with every run of slashes made one."""
    return re.sub("/{2,}", "/", path) if "//" in path else path


def domain_of(rule: Rule, map: Map) -> str:
    """Return the rule for the host or subdomain, whichever the map goes by."""
    if map.host_matching:
        return rule.host or ""
    subdomain = rule.subdomain
    return (map.default_subdomain if subdomain is None else subdomain) or ""


def read(rule: Rule, shared: dict[Any, BaseConverter] | None = None) -> Pattern:
    """Read the strings of a bound rule and find its converters.

    :param rule: a rule that is bound to a map.
    :param shared: where converters without state are kept to be used again; ``None`` makes
        every one anew (a rule class that has its own way of making them must be asked).
    :return: the pattern.
    :raises RuleError: for a malformed rule or one that names a variable twice.
    """
    text = merge_slashes(rule.rule) if rule.merge_slashes else rule.rule
    host = domain_of(rule, rule.map)
    domain, path = tokenize(host) if host else (), tokenize(text)
    converters: dict[str, BaseConverter] = {}
    for token in (*domain, *path) if domain else path:
        if isinstance(token, str):
            continue
        if token.name in converters:
            raise RuleError(
                f"the variable {token.name!r} stands twice in the url rule {rule.rule!r}."
                " Give each variable a name of its own.",
                rule.rule,
            )
        converters[token.name] = _converter(rule, token, shared)
    return Pattern(domain, path, converters)


def _converter(
    rule: Rule, token: Placeholder, shared: dict[Any, BaseConverter] | None
) -> BaseConverter:
    known = rule.map.converters
    kind = known.get(token.converter)
    if shared is None:
        return _make(rule, token)
    if kind is None:
        raise UnknownConverter(token.converter, known, rule.rule)
    if kind not in BUILTIN:
        return _make(rule, token)
    key = (kind, token.arguments)
    converter = shared.get(key)
    if converter is None:
        converter = shared[key] = _make(rule, token)
    return converter


def _make(rule: Rule, token: Placeholder) -> BaseConverter:
    args, kwargs = parse_converter_args(token.arguments) if token.arguments else ((), {})
    return rule.get_converter(token.name, token.converter, args, kwargs)
