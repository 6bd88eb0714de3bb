"""Paths of one domain: what nearly every URL is, written without an adapter.

A server that knows the domain and the script name of its request needs only the path and the query
of an endpoint. :class:`LocalPaths` has for each endpoint what writes them, made on first use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, final

from werkzeug.routing import Rule

from .building import Builder, BuiltPath
from .converters import ValidationError, writes_numerals
from .rules import builder_of

#: Writes the path and the query of an endpoint from its values. It is given the HTTP method as well,
#: whose rule is preferred, and returns ``None`` where an adapter has to say.
WritePath = Callable[[dict[str, Any], str], "str | None"]


class RuleTable(Protocol):
    """What is asked of a map."""

    _rules_by_endpoint: dict[Any, list[Rule]]
    _remap_lock: Any

    def build_path(
        self, endpoint: Any, values: dict[str, Any], *, default_method: str | None
    ) -> BuiltPath | None:
        """Build the domain and the path."""


@final
class LocalPaths(dict[Any, WritePath]):
    """For each endpoint, what writes its paths below one domain.

    PERF: with one look-up and one call a URL costs a fifth of what an adapter takes for it
    (benchmarks: "url_for", "template").

    :param urls: the map.
    :param domain: the subdomain or host that the paths are for.
    """

    __slots__ = ("_urls", "domain")

    def __init__(self, urls: RuleTable, domain: str) -> None:
        self._urls = urls
        self.domain = domain

    def __missing__(self, endpoint: Any) -> WritePath:
        urls = self._urls
        rules = urls._rules_by_endpoint.get(endpoint)
        if not rules:  # not kept: a rule may come, and mistaken names are without number
            return ByMap(urls, endpoint, self.domain).write
        count = len(rules)
        write = self._writer(endpoint, rules)
        with urls._remap_lock:
            # Another thread may have added a rule meanwhile, which this would know nothing of.
            if urls._rules_by_endpoint.get(endpoint) is rules and len(rules) == count:
                self[endpoint] = write
        return write

    def _writer(self, endpoint: Any, rules: list[Rule]) -> WritePath:
        builder = builder_of(rules[0])
        if len(rules) > 1 or not isinstance(builder, Builder) or not builder.is_local(self.domain):
            return ByMap(self._urls, endpoint, self.domain).write
        if not builder.path.steps:
            return ConstantPath(builder).write
        if len(builder.path.steps) > 1 or builder.path.head == "/":
            return PathOfSeveral(builder).write
        return PathOfOne(builder).write


@final
class ByMap:
    """Writes the paths of any endpoint: asks the map.

    :param urls: the map.
    :param endpoint: the endpoint.
    :param domain: the subdomain or host that the paths are for.
    """

    __slots__ = ("_domain", "_endpoint", "_urls")

    def __init__(self, urls: RuleTable, endpoint: Any, domain: str) -> None:
        self._urls = urls
        self._endpoint = endpoint
        self._domain = domain

    def write(self, values: dict[str, Any], method: str) -> str | None:
        """Write the path and the query, if they are of this domain and not for websockets."""
        built = self._urls.build_path(self._endpoint, values, default_method=method)
        if built is None or built[2] or built[0] != self._domain:
            return None
        return f"/{built[1].lstrip('/')}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._endpoint!r}>"


@final
class ConstantPath:
    """Writes the path of a rule without variables.

    :param builder: the rule's builder.
    """

    __slots__ = ("_builder", "_path")

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._path = f"/{builder.path.head.lstrip('/')}"

    def write(self, values: dict[str, Any], method: str) -> str | None:
        """Write the path, and a query from the values."""
        return self._builder.with_query(self._path, values) if values else self._path

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._path!r}>"


@final
class PathOfOne:
    """Writes the path of a rule with one variable.

    :param builder: the rule's builder.
    """

    __slots__ = ("_after", "_builder", "_head", "_name", "_plain_type", "_write")

    def __init__(self, builder: Builder) -> None:
        ((self._name, self._write, self._after),) = builder.path.steps
        self._builder = builder
        self._head = f"/{builder.path.head.lstrip('/')}"
        #: The type whose values are written as Python writes them.
        self._plain_type = int if writes_numerals(self._write) else None

    def write(self, values: dict[str, Any], method: str) -> str | None:
        """Write the path, and a query from further values, if there is one for the variable."""
        try:
            value = values[self._name]
            if type(value) is self._plain_type:
                path = f"{self._head}{value}{self._after}"
            elif value is None:
                return None
            else:
                path = f"{self._head}{self._write(value)}{self._after}"
        except (KeyError, ValidationError):  # no value, or one that is refused
            return None
        return path if len(values) == 1 else self._builder.with_query(path, values)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._head!r}, {self._name!r}, {self._after!r}>"


@final
class PathOfSeveral:
    """Writes the path of a rule with any number of variables.

    :param builder: the rule's builder.
    """

    __slots__ = ("_builder", "_head", "_steps")

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._head = f"/{builder.path.head.lstrip('/')}"
        self._steps = tuple(
            (name, write, writes_numerals(write), after)
            for name, write, after in builder.path.steps
        )

    def write(self, values: dict[str, Any], method: str) -> str | None:
        """Write the path, and a query from further values, if there is one for each variable."""
        path = self._head
        try:
            for name, write, numerals, after in self._steps:
                value = values.get(name)
                if value is None:
                    return None
                text = value if numerals and type(value) is int else write(value)
                path = f"{path}{text}{after}"
        except Exception:
            # A converter refused a value, or failed; but a later variable may have no value, and
            # that would be said first. So the plain way has to say what is wrong.
            return None
        if path.startswith("//"):  # a value may begin with a slash
            path = f"/{path.lstrip('/')}"
        if len(values) == len(self._steps):
            return path
        return self._builder.with_query(path, values)

    def __repr__(self) -> str:
        names = [name for name, *_ in self._steps]
        return f"<{type(self).__name__} {self._head!r}, {names}>"
