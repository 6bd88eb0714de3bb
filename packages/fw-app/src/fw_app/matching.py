"""Finding a request's rule at once, where no URL adapter is needed for that."""

from __future__ import annotations

import typing as t

from werkzeug.exceptions import SecurityError
from werkzeug.routing import Rule

from fw_routing import Map, Node, descend

from .hosts import is_well_formed_host

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


Found = tuple[Rule, dict[str, t.Any]]

#: The rules of literal paths, as servers send them.
Known = dict[str | None, Rule]

#: How much is remembered: clients may send any host, and write a path or a method in many ways.
_MOST_HOSTS = 512
_MOST_METHODS = 64
_MOST_PATHS = 8192

_NOTHING: Known = {}


class Routes:
    """Finds rules for requests, and remembers them for literal paths by what the server sent.

    The adapter knows the whole story: redirects, WebSockets, hosts and subdomains. Here is what
    nearly all requests need of it. :func:`matches_at_once` says for which applications this is
    the same.

    PERF: making an adapter for each request takes 10 µs, and what is remembered saves another
    0.5 µs (benchmarks: "plain text", "parameter").
    """

    __slots__ = ("_hosts", "_memory")

    def __init__(self) -> None:
        # The table of the map that was asked, rules by method and path of requests, and where other
        # paths begin. They are one value, so that what an older table said is never taken for the
        # newer one's.
        self._memory: tuple[t.Any, dict[str, Known], Node | None] = None, {}, None
        # Hosts that were found to be well-formed.
        self._hosts: set[str | None] = {None}

    def find(self, url_map: Map, environ: WSGIEnvironment) -> Found | None:
        """Return the rule and the values of its variables, or ``None``: ask the URL adapter.

        :param url_map: the rules.
        :param environ: the WSGI environment.
        :raises HTTPException: where it is certain that no rule matches, or the host is malformed.
        """
        if url_map.host_matching or "HTTP_UPGRADE" in environ:
            return None
        path, method = environ.get("PATH_INFO"), environ["REQUEST_METHOD"]
        table, known, start = self._memory
        if table is url_map.literal and environ.get("HTTP_HOST") in self._hosts:
            rule = known.get(method, _NOTHING).get(path)
            if rule is not None:
                return rule, {}
            if path and path.isascii():
                found = None if start is None else descend(start, path, method)
                if found is not None:
                    return found
                # PERF: what is left, without trying the above again (benchmarks: "404", "405").
                if method in _USUAL_METHODS:
                    found = url_map.search(url_map.default_subdomain, path, method)
                    self._remember(url_map, (url_map.default_subdomain, path, method), path, method)
                    return found
        return self._look(url_map, environ.get("HTTP_HOST"), path, method)

    def _look(self, url_map: Map, host: str | None, path: str | None, method: str) -> Found | None:
        if host not in self._hosts:
            self._check_host(host)
        text = path or ""
        if not text.isascii():
            text = text.encode("latin1").decode(errors="replace")
        key = url_map.default_subdomain, text, method.upper()
        try:
            return url_map.find(*key)
        finally:
            self._remember(url_map, key, path, method)

    def _check_host(self, host: str | None) -> None:
        if host is not None and not is_well_formed_host(host):
            raise SecurityError(f"Host {host!r} is malformed.")
        if len(self._hosts) >= _MOST_HOSTS:
            self._hosts = {None}
        self._hosts.add(host)

    def _remember(
        self, url_map: Map, key: tuple[str, str, str], path: str | None, method: str
    ) -> None:
        # In this order, so that a change of the rules meanwhile leaves an older table in the memory.
        table, start = url_map.literal, url_map.starts.get(key[0])
        known = self._memory[1] if self._memory[0] is table else {}
        rule = table.get(key)
        if rule is not None:
            if len(known) >= _MOST_METHODS or len(known.get(method, ())) >= _MOST_PATHS:
                known = {}
            known.setdefault(method, {})[path] = rule
        self._memory = table, known, start


_USUAL_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_MAP_METHODS = ("bind", "bind_to_environ", "find", "search")


def matches_at_once(app: t.Any, create_url_adapter: t.Any) -> bool:
    """Say whether :meth:`Routes.find` tells the truth about an application.

    :param app: the application.
    :param create_url_adapter: the method that makes the adapters of the plain class.
    """
    url_map = app.url_map
    return (
        isinstance(url_map, Map)
        and all(getattr(type(url_map), name) is getattr(Map, name) for name in _MAP_METHODS)
        and not app.subdomain_matching
        and app.config["TRUSTED_HOSTS"] is None
        and type(app).create_url_adapter is create_url_adapter
        and "create_url_adapter" not in app.__dict__
    )
