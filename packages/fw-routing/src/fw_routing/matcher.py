"""Finds the rule for a path: by table where it can, by the tree of states where it must.

A matcher is made from all rules of a map at once, and what it answers never changes after, so that
any number of threads may use it while the map makes the next one. Its tables remember answers
for literal paths, and for one variable after a literal path; there are never more of them than
rules and methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.routing import Rule

from .converters import ValidationError, reader
from .errors import NoMatch, RequestAliasRedirect, RequestPath
from .patterns import Pattern, merge_slashes
from .trie import Node, Traveller
from .walk import Found, Search, SlashRequired, descend, walk

#: Methods for which the tables remember a rule that takes any method. Requests may come with
#: names that they make up, and those are not to fill the memory.
_COMMON_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})

#: A rule and the values of its variables.
Match = tuple[Rule, dict[str, Any]]


class Route:
    """What the matcher knows of a rule, found out when the rule is first matched.

    :param rule: the rule.
    :param pattern: what was read from it.
    :param plain: whether a match of it is all there is to say.
    """

    __slots__ = ("anywhere", "last", "literal", "plain", "slots")

    def __init__(self, rule: Rule, pattern: Pattern, plain: bool) -> None:
        #: The variables in order, and what reads their texts.
        self.slots = tuple((name, reader(conv)) for name, conv in pattern.converters.items())
        self.plain = plain
        only = len(self.slots) == 1 and not isinstance(pattern.path[-1], str)
        #: Whether no part is variable; whether nothing but the end of the path is.
        self.literal = plain and not self.slots
        self.last = plain and only


class Matcher:
    """Matches domains and paths against a fixed set of rules.

    :param entries: the rules with what was read from them, in the order they were added.
    :param merge_slashes: whether a path with a run of slashes is redirected to one without.
    :param plain: says whether a match of a rule is all there is to say: no default, alias or
        redirect. Only such rules are remembered.
    """

    def __init__(
        self,
        entries: Iterable[tuple[Rule, Pattern]] = (),
        merge_slashes: bool = True,
        plain: Callable[[Rule], bool] = bool,
    ) -> None:
        self.merge_slashes = merge_slashes
        self._plain = plain
        #: Rule by domain, path and method, for paths without variables.
        self.literal: dict[tuple[str, str, str], Rule] = {}
        #: The state at the end of a literal path that variables may follow, by domain and path.
        self._heads: dict[tuple[str, str], Node] = {}
        self._patterns: dict[int, Pattern] = {}
        self._routes: dict[int, Route] = {}
        self._root = Node()
        waiting = []
        for rule, pattern in entries:
            self._patterns[id(rule)] = pattern
            waiting.append(Traveller(rule, pattern))
        self._root.pending = waiting

    def quick(self, domain: str, path: str, method: str) -> Match | None:
        """Look a path up in the tables.

        :param domain: the subdomain or host.
        :param path: the path with its leading slash.
        :param method: the HTTP method.
        :return: the rule and its values, or ``None`` where only `match` knows.
        """
        # PERF: half of the time that a request spends on routing is this function.
        rule = self.literal.get((domain, path, method))
        if rule is not None:
            return rule, {}
        start, _, last = path.rpartition("/")
        node = self._heads.get((domain, start))
        if node is None or last in node.static:
            return None
        for edge in node.edges:
            if edge.isdigits:
                if not last.isdecimal():
                    continue
            elif not edge.istext:
                return None
            elif not last:
                continue
            target = edge.targets.get(method)
            if target is None:
                return None
            rule, name, read = target
            if read is None:
                return rule, {name: last}
            try:
                return rule, {name: read(last)}
            except ValueError:
                # `match` tells a mismatch from an error of the converter's.
                return None
        return None

    def match(self, domain: str, path: str, method: str, websocket: bool) -> Match:
        """Find the rule for a path.

        :param domain: the subdomain or host.
        :param path: the path with one leading slash, or an empty one.
        :param method: the HTTP method.
        :param websocket: whether the request is a websocket's.
        :return: the rule and its values.
        :raises RequestPath: where another path is the right one.
        :raises RequestAliasRedirect: where the rule is an alias.
        :raises NoMatch: where there is none, with the methods that there are.
        """
        parts = [domain, *path.split("/")]
        found = descend(self._root, parts, method, websocket)
        if found is None:
            search = Search(method, websocket)
            found = self._walk(parts, path, search)
            if found is None:
                self._retry_merged(domain, path, search)
                raise NoMatch(search.allowed, search.mismatch)
            route = self.route(found[0])
        else:
            route = self.route(found[0])
            if (route.literal or route.last) and not websocket:
                self._remember(found[0], route, domain, path, method)
        return self._read(found, route, parts, method, websocket)

    def route(self, rule: Rule) -> Route:
        """Return what is known of a rule."""
        route = self._routes.get(id(rule))
        if route is None:
            route = Route(rule, self._patterns[id(rule)], self._plain(rule))
            self._routes[id(rule)] = route
        return route

    def _walk(self, parts: list[str], path: str, search: Search) -> Found | None:
        try:
            return walk(self._root, parts, 0, search, [])
        except SlashRequired:
            raise RequestPath(f"{path}/") from None

    def _retry_merged(self, domain: str, path: str, search: Search) -> None:
        if not self.merge_slashes or "//" not in path:
            return
        path = merge_slashes(path)
        found = self._walk([domain, *path.split("/")], path, search)
        if found is not None and found[0].merge_slashes is not False:
            raise RequestPath(path)

    def _read(
        self, found: Found, route: Route, parts: list[str], method: str, websocket: bool
    ) -> Match:
        rule, texts = found
        values: dict[str, Any] = {}
        for (name, read), text in zip(route.slots, texts):  # noqa: B905
            try:
                values[name] = text if read is None else read(text)
            except ValidationError as error:
                raise self._no_match(parts, method, websocket) from error
            except ValueError as error:
                if read is not int:
                    raise
                # More digits than Python converts (`sys.set_int_max_str_digits`).
                raise self._no_match(parts, method, websocket) from error
        if rule.defaults:
            values.update(rule.defaults)
        if rule.alias and rule.map.redirect_defaults:
            raise RequestAliasRedirect(values, rule.endpoint)
        return rule, values

    def _no_match(self, parts: list[str], method: str, websocket: bool) -> NoMatch:
        """Return what is known of a path whose rule refused a value: the methods of others."""
        search = Search(method, websocket)
        walk(self._root, parts, 0, search, [])
        return NoMatch(search.allowed, search.mismatch)

    def _remember(self, rule: Rule, route: Route, domain: str, path: str, method: str) -> None:
        """Note a match of `descend` in the tables."""
        if method not in (_COMMON_METHODS if rule.methods is None else rule.methods):
            return
        if route.literal:
            self.literal[domain, path, method] = rule
            return
        start, _, last = path.rpartition("/")
        node = self._root
        for segment in (domain, *start.split("/")):
            following = node.static.get(segment)
            if following is None:
                return
            node = following
        for edge in node.edges:
            if edge.match(last) is not None:
                if edge.istext or edge.isdigits:
                    edge.targets[method] = (rule, *route.slots[0])
                    self._heads[domain, start] = node
                return

    def grow(self) -> None:
        """Grow the whole tree, for example before a server forks."""
        stack = [self._root]
        while stack:
            node = stack.pop()
            node.grow()
            stack.extend(node.static.values())
            stack.extend(edge.node for edge in node.edges)
