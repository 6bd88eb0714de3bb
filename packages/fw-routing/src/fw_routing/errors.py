"""What can go wrong, and what only the application can decide.

::

    RoutingException            werkzeug's base of everything below
    ├── RuleError               a rule string that cannot be read        (also ValueError)
    │   └── UnknownConverter    a rule names a converter nobody knows    (also LookupError)
    ├── BuildError              no URL for an endpoint and its values    (also LookupError)
    ├── RequestRedirect         the same resource lives at another URL   (also HTTPException)
    ├── RequestPath             the matcher wants another path           (internal)
    └── RequestAliasRedirect    the matcher wants the canonical rule     (internal)

``WebsocketMismatch``, ``NotFound`` and ``MethodNotAllowed`` are HTTP errors of werkzeug.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import BuildError as _BuildError
from werkzeug.routing import (
    MapAdapter,
    NoMatch,
    RequestAliasRedirect,
    RequestPath,
    RequestRedirect,
    RoutingException,
    Rule,
    WebsocketMismatch,
)

__all__ = [
    "BuildError",
    "MethodNotAllowed",
    "NoMatch",
    "NotFound",
    "RequestAliasRedirect",
    "RequestPath",
    "RequestRedirect",
    "RoutingException",
    "RuleError",
    "UnknownConverter",
    "WebsocketMismatch",
]


class RuleError(RoutingException, ValueError):
    """A rule string that cannot be read.

    :param message: what is wrong and what to write instead.
    :param rule: the rule string.
    """

    def __init__(self, message: str, rule: str) -> None:
        super().__init__(message, rule)
        self.message = message
        self.rule = rule

    def __str__(self) -> str:
        return self.message


class UnknownConverter(RuleError, LookupError):
    """A rule names a converter that its map does not have.

    :param name: the name that was not found.
    :param known: the names that the map has.
    :param rule: the rule string.
    """

    def __init__(self, name: str, known: Iterable[str], rule: str) -> None:
        from difflib import get_close_matches  # noqa: PLC0415 - for messages only

        names = sorted(known)
        near = get_close_matches(name, names, 1, 0.5)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        super().__init__(
            f"the converter {name!r} does not exist (in rule {rule!r}). {hint}"
            f"Known converters are {', '.join(map(repr, names))};"
            f" add your own to 'Map.converters' before the rule.",
            rule,
        )
        self.name = name
        self.known = names

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, self.known, self.rule)


class BuildError(_BuildError):
    """There is no URL for an endpoint with these values.

    ``suggested`` is the rule that comes nearest, and the message names the values that it lacks.

    :param endpoint: what a URL was wanted for.
    :param values: the values that were given.
    :param method: the HTTP method that was asked for, if any.
    :param adapter: the adapter that tried; its map is searched for the nearest rule.
    :param rules: rules to search instead, where no adapter was involved.
    """

    def __init__(
        self,
        endpoint: Any,
        values: Mapping[str, Any],
        method: str | None,
        adapter: MapAdapter | None = None,
        rules: Iterable[Rule] | None = None,
    ) -> None:
        super().__init__(endpoint, values, method, adapter)
        self.rules = rules

    def closest_rule(self, adapter: MapAdapter | None) -> Rule | None:
        """Find the rule whose endpoint, arguments and methods resemble what was asked for.

        :param adapter: its map is searched, unless the error was given rules of its own.
        :return: the nearest rule, or ``None`` where there are no rules at all.
        """
        from difflib import SequenceMatcher  # noqa: PLC0415 - for messages only

        rules = self.rules
        if rules is None:
            if adapter is None:
                return None
            rules = adapter.map.iter_rules()
        wanted = SequenceMatcher(None, "", str(self.endpoint))
        best: Rule | None = None
        best_score = -1.0
        for rule in rules:
            extra = self._resemblance(rule)
            wanted.set_seq1(str(rule.endpoint))
            # PERF: the two quick ratios are upper bounds; the exact one is quadratic in the
            # length, and an application may have ten thousand rules.
            if (
                0.98 * wanted.real_quick_ratio() + extra <= best_score
                or 0.98 * wanted.quick_ratio() + extra <= best_score
            ):
                continue
            score = 0.98 * wanted.ratio() + extra
            if score > best_score:
                best, best_score = rule, score
        return best

    def _resemblance(self, rule: Rule) -> float:
        fits = set(self.values or ()) <= rule.arguments
        same_method = bool(rule.methods and self.method in rule.methods)
        return 0.01 * fits + 0.01 * same_method
