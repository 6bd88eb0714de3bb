"""Rules: one URL pattern each, and factories that make several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.routing import (
    BaseConverter,
    EndpointPrefix,
    Map,
    RuleFactory,
    Subdomain,
    Submount,
)
from werkzeug.routing import Rule as _Rule
from werkzeug.routing import RuleTemplate as _RuleTemplate
from werkzeug.routing import RuleTemplateFactory as _RuleTemplateFactory

from .building import Builder, MethodBuilder
from .errors import UnknownConverter
from .patterns import Pattern, domain_of, merge_slashes, read
from .syntax import Placeholder, tokenize

__all__ = [
    "EndpointPrefix",
    "Rule",
    "RuleFactory",
    "RuleTemplate",
    "RuleTemplateFactory",
    "Subdomain",
    "Submount",
    "builder_of",
    "pattern_of",
]


class Rule(_Rule):
    """One URL pattern, and what it leads to.

    It takes the parameters of :class:`werkzeug.routing.Rule` and behaves like it. Adding it to a
    map reads its strings and finds its converters, so that mistakes show at once; what matching
    and building need beyond that is made when the first request asks for it.

    A rule that is part of a map is not to be changed; where it must be, call :meth:`refresh`.
    """

    _pattern: Pattern | None = None
    #: What builds the rule's URLs, its own methods respected; and what `build` itself uses.
    _builder: Builder | MethodBuilder | None = None
    _writer: Builder | None = None

    def compile(self) -> None:
        """Read the rule's strings. Called by :meth:`bind`.

        :raises RuleError: where the rule is malformed or names a variable twice.
        :raises UnknownConverter: where the map has no converter of that name.
        """
        own = type(self).get_converter is not Rule.get_converter
        shared = None if own else getattr(self.map, "_shared_converters", {})
        pattern = read(self, shared)
        self._pattern = pattern
        self._builder = self._writer = None
        self._converters = pattern.converters
        self.arguments.update(pattern.converters)
        for name in self.defaults or ():
            if name in pattern.converters:
                # A default that its own converter refuses is a mistake to be told now.
                pattern.converters[name].to_url(self.defaults[name])  # type: ignore[index]

    def refresh(self) -> None:
        """Take note of changes to a rule that is part of a map."""
        super().refresh()
        # Makes the map compile its rules again before the next request.
        self.map._remap = True
        getattr(self.map, "_local_paths", {}).pop(self.endpoint, None)

    def get_converter(
        self,
        variable_name: str,
        converter_name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> BaseConverter:
        """Make the converter of a variable.

        :param variable_name: the variable's name.
        :param converter_name: the name in the rule, ``default`` where it has none.
        :param args: the converter's positional arguments in the rule.
        :param kwargs: the named ones.
        :raises UnknownConverter: where the map has no converter of that name.
        """
        converters = self.map.converters
        if converter_name not in converters:
            raise UnknownConverter(converter_name, converters, self.rule)
        return converters[converter_name](self.map, *args, **kwargs)

    def get_empty_kwargs(self) -> Mapping[str, Any]:
        """Return the arguments for an unbound copy of the rule.

        Unlike werkzeug's it carries ``websocket`` and an explicit ``merge_slashes`` over.
        """
        kwargs = dict(super().get_empty_kwargs())
        if self.websocket:
            kwargs["websocket"] = True
        unbound = self._pattern is None
        if unbound and self.merge_slashes is not None:
            kwargs["merge_slashes"] = self.merge_slashes
        return kwargs

    def build(
        self, values: Mapping[str, Any], append_unknown: bool = True
    ) -> tuple[str, str] | None:
        """Write the URL of this rule.

        :param values: the values of its variables, and others.
        :param append_unknown: whether others make a query string.
        :return: the domain and the path, or ``None`` where a converter refuses a value.
        :raises TypeError: where a value is missing.
        """
        builder = self._writer
        if builder is None:
            builder = self._writer = Builder(self, pattern_of(self))
        missing = [name for name in builder.required if name not in values]
        if missing:
            raise TypeError(f"{self!r} cannot be built without values for {sorted(missing)!r}.")
        built = builder.write(values, append_unknown)
        return None if built is None else built[:2]

    # What werkzeug's own map and matcher read of a rule, made when they ask.

    @property
    def _trace(self) -> list[tuple[bool, str]]:
        return self._pattern.trace() if self._pattern is not None else []

    @_trace.setter
    def _trace(self, value: object) -> None: ...

    @property
    def _parts(self) -> list[Any]:
        if self._pattern is None:
            return []
        twin = _Rule(
            self.rule,
            subdomain=self.subdomain,
            host=self.host,
            merge_slashes=self.merge_slashes,
        )
        twin.get_converter = (  # type: ignore[method-assign]
            lambda variable_name, *_: self._converters[variable_name]
        )
        twin.bind(self.map)
        return twin._parts

    @_parts.setter
    def _parts(self, value: object) -> None: ...

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state.pop("_builder", None)
        state.pop("_writer", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def pattern_of(rule: _Rule) -> Pattern:
    """Return what was read from a bound rule; from werkzeug's own rule it is read now."""
    pattern = getattr(rule, "_pattern", None)
    return pattern if isinstance(pattern, Pattern) else read(rule)


_BUILDING = ("build", "suitable_for")


def builder_of(rule: _Rule) -> Builder | MethodBuilder:
    """Return what builds the URLs of a rule, made on first use.

    :param rule: a bound rule. One of another class than ours, or of a subclass that has its own
        ``build`` or ``suitable_for``, is asked by its methods.
    """
    builder = getattr(rule, "_builder", None)
    if builder is None:
        builder = _make_builder(rule)
        rule._builder = builder  # type: ignore[attr-defined]
    return builder


def _make_builder(rule: _Rule) -> Builder | MethodBuilder:
    kind = type(rule)
    ours = isinstance(rule, Rule) and rule._pattern is not None
    if not ours or any(
        getattr(kind, name) is not getattr(Rule, name) or name in vars(rule) for name in _BUILDING
    ):
        return MethodBuilder(rule)
    return Builder(rule, pattern_of(rule))


def signature(rule: _Rule, map: Map) -> str:
    """Return what rules for the same URLs have in common: all but the names of variables."""
    pattern = rule._pattern if isinstance(rule, Rule) and rule.map is map else None
    if pattern is not None:
        domain, path = pattern.domain, pattern.path
    else:
        text = merge_slashes(rule.rule) if rule.merge_slashes is not False else rule.rule
        domain, path = tokenize(domain_of(rule, map)), tokenize(text)
    # A literal text holds no "<", so that it is no variable's.
    return f"{_nameless(domain) if domain else ''}|{_nameless(path)}"


def _nameless(tokens: tuple[str | Placeholder, ...]) -> str:
    text = ""
    for token in tokens:
        text += token if isinstance(token, str) else f"<{token.converter}({token.arguments})>"
    return text


class RuleTemplate(_RuleTemplate):
    """Rules with ``$name`` placeholders, made with the rules as arguments.

    Calling it with the values of the placeholders gives a factory.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> RuleTemplateFactory:
        """Return a factory of the rules with the placeholders filled in."""
        return RuleTemplateFactory(self.rules, dict(*args, **kwargs))


class RuleTemplateFactory(_RuleTemplateFactory):
    """Makes rules from those of a :class:`RuleTemplate`."""

    def get_rules(self, map: Map) -> Iterator[_Rule]:
        """Yield the rules with their placeholders filled in.

        :param map: the map that they are for.
        """
        for rule in super().get_rules(map):
            yield Rule(rule.rule, **rule.get_empty_kwargs())
