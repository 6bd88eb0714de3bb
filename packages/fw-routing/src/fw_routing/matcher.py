"""Finds the rule for a path: by table where it can, by the tree of states where it must.

A matcher is made from all rules of a map at once, and what it answers never changes after, so that
any number of threads may use it while the map makes the next one. It remembers answers in a table
for literal paths, and at the states of the tree for others; there are never more of them than
rules and methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.routing import Rule

from .converters import ValidationError
from .errors import RequestAliasRedirect, RequestPath
from .patterns import Pattern, merge_slashes
from .route import Route
from .trie import Node, Traveller
from .walk import Found, Match, Search, SlashRequired, ahead, descend, is_literal, walk

#: Methods for which the tables remember a rule that takes any method. Requests may come with
#: names that they make up, and those are not to fill the memory.
_COMMON_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})

#: What comes of the search for a path that no rule begins like.
_NOWHERE = Search("", websocket=False)


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
        #: What came of searches for such paths that rules take for other methods alone.
        self._refused: dict[tuple[str, str, str], Search] = {}
        #: The state behind the first slash, by domain.
        self.starts: dict[str, Node] = {}
        self._patterns: dict[int, Pattern] = {}
        self._routes: dict[int, Route] = {}
        self._root = Node()
        waiting = []
        for rule, pattern in entries:
            self._patterns[id(rule)] = pattern
            waiting.append(Traveller(rule, pattern))
        self._root.pending = waiting

    def quick(self, domain: str, path: str, method: str) -> Match | None:
        """Look for what has been found before.

        :param domain: the subdomain or host.
        :param path: the path.
        :param method: the HTTP method.
        :return: the rule and its values, or ``None`` where only `match` knows.
        """
        rule = self.literal.get((domain, path, method))
        if rule is not None:
            return rule, {}
        start = self.starts.get(domain)
        return None if start is None or not path else descend(start, path, method)

    def match(self, domain: str, path: str, method: str, websocket: bool) -> Match | Search:
        """Find the rule for a path.

        :param domain: the subdomain or host.
        :param path: the path with one leading slash, or an empty one.
        :param method: the HTTP method.
        :param websocket: whether the request is a websocket's.
        :return: the rule and its values; where there is none, the search, with the methods that
            there are.
        :raises RequestPath: where another path is the right one.
        :raises RequestAliasRedirect: where the rule is an alias.
        """
        refused = self._refused.get((domain, path, method))
        if refused is not None and not websocket:
            return refused
        parts = [domain, *path.split("/")]
        begun = (self._root, 0) if "//" in path else ahead(self._root, parts)
        if begun is None:
            return _NOWHERE
        search = Search(method, websocket)
        found = self._walk(*begun, parts, path, search)
        if found is None:
            self._retry_merged(domain, path, search)
            if search.allowed:
                self._remember_refusal(parts, path, search)
            return search
        rule, texts = found
        route = self.route(rule)
        if route.plain and search.end is not None and not websocket:
            self._remember(route, domain, path, method, search.end)
        values = self._read(route, texts)
        if values is None:
            return self._near_misses(parts, method, websocket)
        return rule, values

    def route(self, rule: Rule) -> Route:
        """Return what is known of a rule."""
        route = self._routes.get(id(rule))
        if route is None:
            route = Route(rule, self._patterns[id(rule)], self._plain(rule))
            self._routes[id(rule)] = route
        return route

    def _walk(
        self, node: Node, at: int, parts: list[str], path: str, search: Search
    ) -> Found | None:
        try:
            return walk(node, parts, at, search, [])
        except SlashRequired:
            raise RequestPath(f"{path}/") from None

    def _retry_merged(self, domain: str, path: str, search: Search) -> None:
        if not self.merge_slashes or "//" not in path:
            return
        path = merge_slashes(path)
        found = self._walk(self._root, 0, [domain, *path.split("/")], path, search)
        if found is not None and found[0].merge_slashes is not False:
            raise RequestPath(path)

    def _read(self, route: Route, texts: list[str]) -> dict[str, Any] | None:
        """Return the values of a rule's variables, or ``None`` where a converter refuses one."""
        rule = route.rule
        values: dict[str, Any] = {}
        for (name, read), text in zip(route.slots, texts):  # noqa: B905
            try:
                values[name] = text if read is None else read(text)
            except ValidationError:
                return None
            except ValueError:
                if read is not int:
                    raise
                # More digits than Python converts (`sys.set_int_max_str_digits`).
                return None
        if rule.defaults:
            values.update(rule.defaults)
        if rule.alias and rule.map.redirect_defaults:
            raise RequestAliasRedirect(values, rule.endpoint)
        return values

    def _near_misses(self, parts: list[str], method: str, websocket: bool) -> Search:
        """Return what is known of a path whose rule refused a value: the methods of others."""
        search = Search(method, websocket)
        walk(self._root, parts, 0, search, [])
        return search

    def _remember(self, route: Route, domain: str, path: str, method: str, end: Node) -> None:
        """Note a rule that was found, for `quick`."""
        rule = route.rule
        if method not in (_COMMON_METHODS if rule.methods is None else rule.methods):
            return
        if domain not in self.starts:
            top = self._root.static.get(domain)
            if top is None:
                return  # the rule has a variable in the domain
            self.starts[domain] = top.static[""]
        if route.slots:
            end.targets = {**end.targets, method: route}
        else:
            self.literal[domain, path, method] = rule

    def _remember_refusal(self, parts: list[str], path: str, search: Search) -> None:
        """Note which methods a path has, where there can be no more such notes than rules."""
        common = search.method in _COMMON_METHODS and not search.websocket
        if common and is_literal(self._root, parts):
            self._refused[parts[0], path, search.method] = search

    def grow(self) -> None:
        """Grow the whole tree, for example before a server forks."""
        stack = [self._root]
        while stack:
            node = stack.pop()
            node.grow()
            stack.extend(node.static.values())
            stack.extend(edge.node for edge in node.edges)
