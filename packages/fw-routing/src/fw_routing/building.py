"""Builds URLs: each rule is compiled, on first use, to the steps that write its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from .converters import ValidationError, writer
from .patterns import Pattern
from .quoting import encode_query, quote_segment
from .syntax import Token

#: A variable's name, what writes its value, and the literal text after it.
_Step = tuple[str, Callable[[Any], str], str]


class BuiltPath(NamedTuple):
    """Where a URL points to, short of scheme and script name."""

    #: The subdomain, or the host where the map matches hosts.
    domain: str
    #: The path and the query, percent-encoded.
    path: str
    #: Whether the rule is for websockets.
    websocket: bool


class Template:
    """Literal text and variables, ready to be filled in."""

    __slots__ = ("head", "steps")

    def __init__(
        self, tokens: Iterable[Token], pattern: Pattern, defaults: Mapping[str, Any]
    ) -> None:
        #: The literal text before the first variable.
        self.head = ""
        self.steps: tuple[_Step, ...] = ()
        for token in tokens:
            if isinstance(token, str):
                self._literal(quote_segment(token))
            elif token.name in defaults:
                self._literal(pattern.converters[token.name].to_url(defaults[token.name]))
            else:
                write = writer(pattern.converters[token.name])
                self.steps += ((token.name, write, ""),)

    def _literal(self, text: str) -> None:
        if self.steps:
            name, write, after = self.steps[-1]
            self.steps = (*self.steps[:-1], (name, write, after + text))
        else:
            self.head += text

    def fill(self, values: Mapping[str, Any]) -> str:
        """Write the text with the values filled in."""
        text = self.head
        for name, write, after in self.steps:
            text += write(values[name]) + after
        return text


class Builder:
    """Builds the URLs of one rule.

    :param rule: the rule, bound to a map.
    :param pattern: what was read from it.
    """

    __slots__ = ("defaults", "domain", "known", "path", "required", "rule", "simple")

    def __init__(self, rule: Rule, pattern: Pattern) -> None:
        defaults = rule.defaults or {}
        self.rule = rule
        self.defaults = defaults
        self.domain = Template(pattern.domain, pattern, defaults)
        self.path = Template(pattern.path, pattern, defaults)
        #: Values that must be given.
        self.required = tuple(name for name in rule.arguments if name not in defaults)
        written = [name for name, _, _ in (*self.domain.steps, *self.path.steps)]
        #: Values that do not go into the query.
        self.known = frozenset((*written, *map(str, defaults)))
        #: Whether the required values are the only ones that the rule knows of.
        self.simple = not defaults and len(written) == len(self.required)

    def suits(self, values: Mapping[str, Any]) -> bool:
        """Say whether the values are enough, and none contradicts a default."""
        for name in self.required:
            if name not in values:
                return False
        for name, value in self.defaults.items():
            if name in values and value != values[name]:
                return False
        return True

    def build(self, values: Mapping[str, Any], append_unknown: bool) -> tuple[str, str]:
        """Write the domain and the path.

        :param values: the values, all required ones among them.
        :param append_unknown: whether other values make a query string.
        :raises ValidationError: where a converter refuses a value.
        """
        query = ""
        if append_unknown and not (self.simple and len(values) == len(self.required)):
            query = self._query(values)
        # PERF: most rules have a domain without variables and at most one in the path.
        domain = self.domain.fill(values) if self.domain.steps else self.domain.head
        path = self.path.fill(values)
        return domain, f"{path}?{query}" if query else path

    def _query(self, values: Mapping[str, Any]) -> str:
        known = self.known
        extra = {name: value for name, value in values.items() if name not in known}
        if not extra:
            return ""
        map = self.rule.map
        return encode_query(extra, map.sort_parameters, map.sort_key)


class MethodBuilder:
    """Builds the URLs of a rule whose class has its own way of it."""

    __slots__ = ("rule",)

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def suits(self, values: Mapping[str, Any]) -> bool:
        """Ask the rule."""
        return self.rule.suitable_for(values)

    def build(self, values: Mapping[str, Any], append_unknown: bool) -> tuple[str, str]:
        """Ask the rule.

        :raises ValidationError: where the rule built nothing.
        """
        built = self.rule.build(values, append_unknown)
        if built is None:
            raise ValidationError
        return built


def given(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the values that count: those that are not ``None``.

    :param values: a mapping; a `MultiDict` gives a value, or a list where a key has several.
    """
    if not values:
        return {}
    if isinstance(values, MultiDict):
        lists = dict.items(values)
        return {name: items[0] if len(items) == 1 else items for name, items in lists if items}
    return {name: value for name, value in values.items() if value is not None}
