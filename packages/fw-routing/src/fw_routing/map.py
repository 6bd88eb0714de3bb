"""The map: all rules of an application, matching and building with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.routing import BaseConverter, RuleFactory
from werkzeug.routing import Map as _Map
from werkzeug.routing import Rule as _Rule
from werkzeug.wrappers import Request
from werkzeug.wsgi import get_host

from .adapter import MapAdapter, error_of
from .building import BuiltPath, ask, unfold
from .environ import ascii_host, decoded, scheme_of, subdomain_of, without_port
from .errors import NoMatch, RequestAliasRedirect, RequestPath
from .local import LocalPaths
from .matcher import Matcher
from .rules import builder_of, pattern_of, signature
from .trie import Node
from .walk import Search

_NOTHING: Mapping[str, Any] = {}

#: The method of a request that names none.
DEFAULT_METHOD = "GET"


class Map(_Map):
    """The URL rules of an application.

    Rules may be added at any time, from any thread. What matching needs is compiled when the
    first path is matched after that, and published at once; a request sees the rules either
    before or after, never half of them.

    :param rules: rules and factories of rules.
    :param default_subdomain: the subdomain of rules that name none.
    :param strict_slashes: redirect a path without the slash that its rule ends with.
    :param merge_slashes: redirect a path with several slashes in a row to one without.
    :param redirect_defaults: redirect to the rule whose defaults stand for the values.
    :param converters: converters by name, besides the default ones.
    :param sort_parameters: sort the parameters of query strings.
    :param sort_key: what to sort them by.
    :param host_matching: match whole hosts instead of subdomains.
    """

    lock_class: Callable[[], Any] = Lock  # type: ignore[assignment]

    #: What `bind` and `bind_to_environ` return.
    adapter_class: type[MapAdapter] = MapAdapter

    #: The module that the warning of a foreign server name is attributed to, for filters that go by
    #: the module; by default the caller's.
    warns_as: str | None = None

    def __init__(
        self,
        rules: Iterable[RuleFactory] | None = None,
        default_subdomain: str = "",
        strict_slashes: bool = True,
        merge_slashes: bool = True,
        redirect_defaults: bool = True,
        converters: Mapping[str, type[BaseConverter]] | None = None,
        sort_parameters: bool = False,
        sort_key: Callable[[Any], Any] | None = None,
        host_matching: bool = False,
    ) -> None:
        self._merges = merge_slashes
        self._matcher: Matcher = Matcher()  # type: ignore[assignment]
        self._rules_by_endpoint: dict[Any, list[_Rule]] = {}
        self._remap = True
        self._remap_lock = self.lock_class()
        #: Rules by domain, path and method, for paths without variables that were matched before.
        #: What is found here is what `find` returns, with no values; it empties when rules change.
        self.literal: Mapping[tuple[str, str, str], _Rule] = {}
        #: Where `descend` begins, by domain, as far as rules with variables were matched before.
        self.starts: Mapping[str, Node] = {}
        #: All rules in the order they were added, and how many of them `conflicts` has seen.
        self._added: list[_Rule] = []
        self._first_of: dict[str, _Rule] = {}
        self._more_of: dict[str, list[_Rule]] = {}
        self._signed = 0
        #: Endpoints whose rules are yet to be sorted for building.
        self._unsorted: set[Any] = set()
        self._shared_converters: dict[Any, BaseConverter] = {}
        self._local_paths = LocalPaths(self, default_subdomain)

        self.converters = {**self.default_converters, **(converters or {})}
        self.host_matching = host_matching
        self.default_subdomain = default_subdomain
        self.strict_slashes = strict_slashes
        self.redirect_defaults = redirect_defaults
        self.sort_parameters = sort_parameters
        self.sort_key = sort_key

        for factory in rules or ():
            self.add(factory)

    # -- the rules

    def add(self, rulefactory: RuleFactory) -> None:
        """Add a rule, or all rules of a factory.

        :param rulefactory: a rule that is in no map yet, or a factory.
        :raises RuleError: for a rule that cannot be read.
        """
        for rule in rulefactory.get_rules(self):
            rule.bind(self)
            with self._remap_lock:
                self._added.append(rule)
                self._rules_by_endpoint.setdefault(rule.endpoint, []).append(rule)
                self._unsorted.add(rule.endpoint)
                self._expire()
                self._local_paths.pop(rule.endpoint, None)

    @property
    def _rules(self) -> list[_Rule]:
        return [rule for rules in list(self._rules_by_endpoint.values()) for rule in rules]

    def iter_rules(self, endpoint: Any | None = None) -> Iterator[_Rule]:
        """Iterate over all rules, or those of an endpoint.

        :param endpoint: an endpoint that has rules.
        """
        self._sort()
        return iter(self._rules if endpoint is None else self._rules_by_endpoint[endpoint])

    def is_endpoint_expecting(self, endpoint: Any, *arguments: str) -> bool:
        """Say whether a rule of the endpoint has all of these variables.

        :param endpoint: an endpoint that has rules.
        :param arguments: names of variables.
        """
        names = set(arguments)
        return any(names <= rule.arguments for rule in self.iter_rules(endpoint))

    def conflicts(self, rule: _Rule) -> list[_Rule]:
        """Return the rules that were added before and take the same requests as this one.

        They have the same host or subdomain and rule string, a method in common, and are for
        websockets alike; the later rule never matches for those methods. It costs one look-up.

        :param rule: a rule, in this map or not.
        """
        key = self._sign(rule)
        first = self._first_of.get(key)
        if first is None or first is rule:
            return []
        found = []
        for other in (first, *self._more_of.get(key, ())):
            if other is rule:
                break
            if other.websocket == rule.websocket and _share_methods(other, rule):
                found.append(other)
        return found

    def _sign(self, rule: _Rule) -> str:
        """Return a rule's signature, after those of the rules that were added have been noted."""
        added, key = None, ""
        with self._remap_lock:
            while self._signed < len(self._added):
                added = self._added[self._signed]
                key = signature(added, self)
                # PERF: no list for a rule that is alone, as nearly all are
                # (benchmarks: "register 10000").
                if self._first_of.setdefault(key, added) is not added:
                    self._more_of.setdefault(key, []).append(added)
                self._signed += 1
        return key if added is rule else signature(rule, self)

    def _sort(self) -> None:
        if not self._unsorted:
            return
        with self._remap_lock:
            for endpoint in self._unsorted:
                rules = self._rules_by_endpoint.get(endpoint, ())
                if len(rules) > 1:
                    # A new list: another thread may be reading the old one.
                    self._rules_by_endpoint[endpoint] = sorted(rules, key=_build_order)
            self._unsorted = set()

    def update(self) -> None:
        """Take in the rules that were added. Matching and building do so by themselves."""
        self._sort()
        if not self._remap:
            return
        with self._remap_lock:
            if self._remap:
                entries = [(rule, pattern_of(rule)) for rule in self._added if not rule.build_only]
                self._matcher = Matcher(entries, self.merge_slashes, self._is_plain)
                self._local_paths.clear()
                self._remap = False
                # In this order: who finds the new table finds the new starts, too.
                self.starts = self._matcher.starts
                self.literal = self._matcher.literal

    def _expire(self) -> None:
        """Let the next match compile the rules anew."""
        self._remap = True
        self.starts = {}
        self.literal = {}

    def prepare(self) -> None:
        """Compile now what would be compiled on first use, for example before a server forks."""
        self.update()
        self._matcher.grow()
        for rule in self._added:
            builder_of(rule)

    @property
    def merge_slashes(self) -> bool:
        """Whether a path with several slashes in a row is redirected to one without."""
        return self._merges

    @merge_slashes.setter
    def merge_slashes(self, value: bool) -> None:
        with self._remap_lock:  # else an update under way could undo the second line
            self._merges = value
            self._expire()

    # -- matching

    def find(
        self, domain: str, path: str, method: str, websocket: bool = False
    ) -> tuple[_Rule, dict[str, Any]] | None:
        """Find the rule for a path without an adapter: the short way for a server's pipeline.

        :param domain: the subdomain, or the host where the map matches hosts.
        :param path: the decoded path, with its leading slash.
        :param method: the HTTP method in upper case.
        :param websocket: whether the request is a websocket's.
        :return: the rule and the values of its variables; or ``None`` where only
            :meth:`MapAdapter.match` can tell, because it ends in a redirect.
        :raises MethodNotAllowed: where the path matches for other methods only.
        :raises WebsocketMismatch: where one side speaks websocket and the other does not.
        :raises NotFound: where nothing matches.
        """
        if self._remap:
            self.update()
        if not websocket:
            found = self._matcher.quick(domain, path, method)
            if found is not None:
                return found
        return self.search(domain, path, method, websocket)

    def search(
        self, domain: str, path: str, method: str, websocket: bool = False
    ) -> tuple[_Rule, dict[str, Any]] | None:
        """Do what :meth:`find` does for a path that is not among those found before.

        :param domain: the subdomain, or the host where the map matches hosts.
        :param path: the decoded path, with its leading slash.
        :param method: the HTTP method in upper case.
        :param websocket: whether the request is a websocket's.
        """
        if self._remap:
            self.update()
        path = f"/{path.lstrip('/')}" if path else ""
        matcher = self._matcher
        try:
            found = matcher.match(domain, path, method, websocket)
        except (RequestPath, RequestAliasRedirect):
            return None
        if isinstance(found, Search):
            raise error_of(found.allowed, found.mismatch)
        rule, values = found
        if matcher.route(rule).plain:
            return found
        if rule.redirect_to is not None:
            return None
        if self.redirect_defaults and self.defaults_rule(rule, method, values) is not None:
            return None
        return found

    def lookup(
        self, domain: str, path: str, method: str, websocket: bool
    ) -> tuple[_Rule, dict[str, Any]]:
        """Match a path and leave redirects to the caller. Adapters use it.

        :param domain: the subdomain or host.
        :param path: the path with one leading slash, or an empty one.
        :param method: the HTTP method in upper case.
        :param websocket: whether the request is a websocket's.
        :raises RequestPath: where another path is the right one.
        :raises RequestAliasRedirect: where the rule is an alias.
        :raises NoMatch: where nothing matches.
        """
        if self._remap:
            self.update()
        matcher = self._matcher
        if not websocket:
            known = matcher.quick(domain, path, method)
            if known is not None:
                return known
        found = matcher.match(domain, path, method, websocket)
        if isinstance(found, Search):
            raise NoMatch(found.allowed, found.mismatch)
        return found

    def defaults_rule(self, rule: _Rule, method: str, values: Mapping[str, Any]) -> _Rule | None:
        """Return the rule of the same endpoint whose defaults stand for the values.

        :param rule: the rule that matched.
        :param method: the HTTP method.
        :param values: the values of its variables.
        """
        self._sort()
        for other in self._rules_by_endpoint[rule.endpoint]:
            if other is rule:
                break
            if other.provides_defaults_for(rule) and other.suitable_for(values, method):
                return other
        return None

    def _is_plain(self, rule: _Rule) -> bool:
        """Say whether a match of the rule can be returned as it is."""
        if rule.defaults or rule.redirect_to is not None or rule.alias:
            return False
        if not self.redirect_defaults:
            return True
        rules = self._rules_by_endpoint.get(rule.endpoint, ())
        return len(rules) < 2 or not any(other.provides_defaults_for(rule) for other in rules)

    # -- building

    def build_path(
        self,
        endpoint: Any,
        values: Mapping[str, Any] | None = None,
        method: str | None = None,
        append_unknown: bool = True,
        *,
        default_method: str | None = DEFAULT_METHOD,
        host: str | None = None,
    ) -> BuiltPath | None:
        """Build domain and path for an endpoint without an adapter.

        The result is what :meth:`MapAdapter.build` makes its URL from: where ``domain`` is the
        current one and ``websocket`` is false, the URL is the script name followed by ``path``.

        :param endpoint: the endpoint.
        :param values: the values of the rule's variables; others make the query string, lists
            give a parameter for each item, ``None`` is left out.
        :param method: take a rule for this HTTP method.
        :param append_unknown: leave values out that the rule does not know if false.
        :param default_method: without a method, prefer a rule for this one.
        :param host: prefer a rule of this host (where the map matches hosts).
        :return: domain, path and whether it is for websockets; ``None`` where no rule fits.
        """
        if self._unsorted:
            self._sort()
        rules = self._rules_by_endpoint.get(endpoint)
        if not rules:
            return None
        if method is None and len(rules) == 1 and (values is None or type(values) is dict):
            # PERF: nearly every endpoint has one rule, and then neither method nor host chooses.
            builder = getattr(rules[0], "_builder", None) or builder_of(rules[0])
            return builder.build(values or _NOTHING, append_unknown)
        build = _build
        if isinstance(values, MultiDict):
            # A None in it is a value like others, to be refused by a converter.
            values, build = unfold(values), ask
        elif values is None:
            values = {}
        if method is None and default_method is not None:
            built = _first(build, _taking(rules, default_method), values, append_unknown, host)
            if built is not None:
                return built
        return _first(build, _taking(rules, method), values, append_unknown, host)

    @property
    def local_paths(self) -> LocalPaths:
        """For each endpoint, what writes its path and query below the default subdomain.

        Ask for it once a request, and put the script name without its last slash before a path:
        that is the URL which an adapter for the default subdomain builds.
        """
        if self._local_paths.domain != self.default_subdomain:
            self._local_paths = LocalPaths(self, self.default_subdomain)
        return self._local_paths

    # -- binding

    def bind(
        self,
        server_name: str,
        script_name: str | None = None,
        subdomain: str | None = None,
        url_scheme: str = "http",
        default_method: str = DEFAULT_METHOD,
        path_info: str | None = None,
        query_args: Mapping[str, Any] | str | None = None,
    ) -> MapAdapter:
        """Return an adapter for a host.

        :param server_name: the host, without the subdomain.
        :param script_name: where the application is mounted.
        :param subdomain: the current subdomain; by default the map's.
        :param url_scheme: the scheme; ``ws`` and ``wss`` match rules for websockets only.
        :param default_method: the HTTP method that is matched where no other is given.
        :param path_info: the path that is matched where no other is given.
        :param query_args: the query for the targets of redirects.
        :raises RuntimeError: for a subdomain where the map matches hosts.
        :raises BadHost: where the host is none.
        """
        if self.host_matching:
            if subdomain is not None:
                raise RuntimeError(
                    f"host matching enabled and a subdomain was provided: {subdomain!r}."
                    " Bind the whole host as 'server_name' instead."
                )
        elif subdomain is None:
            subdomain = self.default_subdomain
        return self.adapter_class(
            self,
            ascii_host(server_name.lower()),
            "/" if script_name is None else script_name,
            subdomain,
            url_scheme,
            "/" if path_info is None else path_info,
            default_method,
            query_args,
        )

    def bind_to_environ(
        self,
        environ: dict[str, Any] | Request,
        server_name: str | None = None,
        subdomain: str | None = None,
    ) -> MapAdapter:
        """Return an adapter for a WSGI request.

        :param environ: the WSGI environment, or a request that has one.
        :param server_name: the host without the subdomain; by default that of the request, and
            no subdomain.
        :param subdomain: the current subdomain; by default what the request's host has more than
            ``server_name``.
        """
        env = environ if isinstance(environ, dict) else environ.environ
        actual = get_host(env).lower()
        scheme = scheme_of(env)
        name = actual if server_name is None else without_port(server_name.lower(), scheme)
        if subdomain is None and not self.host_matching:
            subdomain = subdomain_of(actual, name, self.warns_as)
        return Map.bind(
            self,
            name,
            decoded(env, "SCRIPT_NAME"),
            subdomain,
            scheme,
            env["REQUEST_METHOD"],
            decoded(env, "PATH_INFO"),
            query_args=decoded(env, "QUERY_STRING"),
        )

    def __repr__(self) -> str:
        from pprint import pformat  # noqa: PLC0415 - for a repr only

        return f"{type(self).__name__}({pformat(list(self.iter_rules()))})"

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        for name in ("_remap_lock", "_matcher", "_local_paths", "literal", "starts"):
            del state[name]
        return {**state, "_remap": True}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._matcher = Matcher()
        self._remap_lock = self.lock_class()
        self._local_paths = LocalPaths(self, self.default_subdomain)
        self._expire()


def _build(rule: _Rule, values: Mapping[str, Any], append_unknown: bool) -> BuiltPath | None:
    return builder_of(rule).build(values, append_unknown)


def _taking(rules: Iterable[_Rule], method: str | None) -> Iterator[_Rule]:
    for rule in rules:
        if method is None or rule.methods is None or method in rule.methods:
            yield rule


def _first(
    build: Callable[[_Rule, Mapping[str, Any], bool], BuiltPath | None],
    rules: Iterable[_Rule],
    values: Mapping[str, Any],
    append_unknown: bool,
    host: str | None,
) -> BuiltPath | None:
    """Build with the first rule that fits, and is of the host if there is one."""
    first = None
    for rule in rules:
        built = build(rule, values, append_unknown)
        if built is not None:
            if host is None or built[0] == host:
                return built
            first = first or built
    return first


def _build_order(rule: _Rule) -> tuple[int, int, int]:
    return rule.build_compare_key()


def _share_methods(one: _Rule, other: _Rule) -> bool:
    if one.methods is None or other.methods is None:
        return True
    return not (set(one.methods) & set(other.methods)) <= {"HEAD", "OPTIONS"} or (
        one.methods == other.methods
    )
