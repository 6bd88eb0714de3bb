"""Builds URLs: each rule is compiled, on first use, to the steps that write its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from .converters import ValidationError, writer
from .patterns import Pattern
from .quoting import encode_query, quote_segment
from .syntax import Placeholder

#: A variable's name, what writes its value, and the literal text after it.
_Step = tuple[str, Callable[[Any], str], str]


#: Where a URL points to, short of scheme and script name: the subdomain (or the host, where the
#: map matches hosts); the path and the query, percent-encoded; whether it is for websockets.
BuiltPath = tuple[str, str, bool]


class Template:
    """Literal text and variables, ready to be filled in."""

    __slots__ = ("head", "steps")

    def __init__(
        self, tokens: Iterable[str | Placeholder], pattern: Pattern, defaults: Mapping[str, Any]
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

    __slots__ = (
        "_constant",
        "_count",
        "_defaults",
        "_domain",
        "_known",
        "_rule",
        "_websocket",
        "path",
        "required",
    )

    def __init__(self, rule: Rule, pattern: Pattern) -> None:
        defaults = rule.defaults or {}
        self._rule = rule
        self._websocket = rule.websocket
        self._defaults = defaults
        self._domain = Template(pattern.domain, pattern, defaults)
        #: What writes the path.
        self.path = Template(pattern.path, pattern, defaults)
        #: Values that must be given.
        self.required = tuple(name for name in rule.arguments if name not in defaults)
        written = {name for name, _, _ in (*self._domain.steps, *self.path.steps)}
        #: Values that do not go into the query.
        self._known = frozenset((*written, *map(str, defaults)))
        #: How many values there are where none goes into the query; -1 where it depends.
        self._count = len(written) if written == set(self.required) and not defaults else -1
        self._constant = None if written else (self._domain.head, self.path.head, rule.websocket)

    def build(self, values: Mapping[str, Any], append_unknown: bool) -> BuiltPath | None:
        """Build a URL, if the values are enough and none contradicts a default.

        :param values: the values of the rule's variables; ``None`` counts for nothing.
        :param append_unknown: whether other values make a query string.
        """
        if not values and self._constant is not None and not self.required:
            return self._constant
        for name in self.required:
            if values.get(name) is None:
                return None
        for name, value in self._defaults.items():
            other = values.get(name)
            if other is not None and value != other:
                return None
        return self.write(values, append_unknown)

    def write(self, values: Mapping[str, Any], append_unknown: bool) -> BuiltPath | None:
        """Build a URL from values that have all that is required.

        :param values: the values of the rule's variables.
        :param append_unknown: whether other values make a query string.
        :return: ``None`` where a converter refuses a value.
        """
        if self._constant is not None and not values:
            return self._constant
        template = self._domain
        try:
            domain = template.fill(values) if template.steps else template.head
            template = self.path
            path = template.head
            # PERF: written out here; a call of `fill` is a tenth of the whole.
            for name, write, after in template.steps:
                path = f"{path}{write(values[name])}{after}"
        except ValidationError:
            return None
        if append_unknown and len(values) != self._count:
            path = self.with_query(path, values)
        return domain, path, self._websocket

    def with_query(self, path: str, values: Mapping[str, Any]) -> str:
        """Return a path with a query of the values that the rule does not know.

        :param path: the path, percent-encoded.
        :param values: the values.
        """
        known = self._known
        extra = {name: value for name, value in values.items() if name not in known}
        if not extra:
            return path
        urls = self._rule.map
        query = encode_query(extra, urls.sort_parameters, urls.sort_key)
        return f"{path}?{query}" if query else path

    def is_local(self, domain: str) -> bool:
        """Say whether every URL of the rule is its path on a domain, and needs each variable.

        :param domain: a subdomain or host.
        """
        if self._websocket or self._defaults or self._domain.steps or self._domain.head != domain:
            return False
        return set(self.required) == {name for name, _, _ in self.path.steps}


class MethodBuilder:
    """Builds the URLs of a rule whose class has its own way of it.

    :param rule: the rule.
    """

    __slots__ = ("_rule",)

    def __init__(self, rule: Rule) -> None:
        self._rule = rule

    def build(self, values: Mapping[str, Any], append_unknown: bool) -> BuiltPath | None:
        """Ask the rule, with the values that are not ``None``.

        :param values: the values of the rule's variables.
        :param append_unknown: whether other values make a query string.
        """
        given = {name: value for name, value in values.items() if value is not None}
        return ask(self._rule, given, append_unknown)


def ask(rule: Rule, values: Mapping[str, Any], append_unknown: bool) -> BuiltPath | None:
    """Build a URL by the methods of a rule: ``suitable_for`` and ``build``.

    :param rule: the rule.
    :param values: the values of its variables; ``None`` is a value like others.
    :param append_unknown: whether other values make a query string.
    """
    built = rule.build(values, append_unknown) if rule.suitable_for(values) else None
    return None if built is None else (*built, rule.websocket)


def unfold(values: MultiDict[str, Any]) -> dict[str, Any]:
    """Return a value for each key, and a list for a key with several."""
    lists = dict.items(values)
    return {name: items[0] if len(items) == 1 else items for name, items in lists if items}
