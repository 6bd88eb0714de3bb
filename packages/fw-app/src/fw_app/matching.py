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

#: How many requests for literal paths are remembered. Clients may send any host.
_MOST = 8192


class Routes:
    """Finds rules for requests, and remembers them for literal paths by what the server sent.

    The adapter knows the whole story: redirects, WebSockets, hosts and subdomains. Here is what
    nearly all requests need of it. :func:`matches_at_once` says for which applications this is
    the same.

    PERF: making an adapter for each request takes 10 µs, and what is remembered saves another
    0.5 µs (benchmarks: "plain text", "parameter").
    """

    __slots__ = ("_memory",)

    def __init__(self) -> None:
        # The table of the map that was asked, rules by host, path and method of requests, and where
        # other paths begin. They are one value, so that what an older table said is never taken for
        # the newer one's.
        self._memory: tuple[t.Any, dict[tuple[t.Any, ...], Rule], Node | None] = None, {}, None

    def find(self, url_map: Map, environ: WSGIEnvironment) -> Found | None:
        """Return the rule and the values of its variables, or ``None``: ask the URL adapter.

        :param url_map: the rules.
        :param environ: the WSGI environment.
        :raises HTTPException: where it is certain that no rule matches, or the host is malformed.
        """
        if url_map.host_matching or "HTTP_UPGRADE" in environ:
            return None
        host, path = environ.get("HTTP_HOST"), environ.get("PATH_INFO")
        method = environ["REQUEST_METHOD"]
        table, known, start = self._memory
        if table is url_map.literal:
            rule = known.get((host, path, method))
            if rule is not None:
                return rule, {}
            if start is not None and path and path.isascii():
                found = descend(start, path, method)
                if found is not None and (host is None or is_well_formed_host(host)):
                    return found
        return self._look(url_map, host, path, method)

    def _look(self, url_map: Map, host: str | None, path: str | None, method: str) -> Found | None:
        if host is not None and not is_well_formed_host(host):
            raise SecurityError(f"Host {host!r} is malformed.")
        key = host, path, method
        domain = url_map.default_subdomain
        path = path or ""
        if not path.isascii():
            path = path.encode("latin1").decode(errors="replace")
        if method not in _USUAL_METHODS:
            method = method.upper()
        descended = self._memory[0] is url_map.literal and path.isascii()
        found = (url_map.search if descended else url_map.find)(domain, path, method)
        # In this order, so that a change of the rules meanwhile leaves an older table in the memory.
        table, start = url_map.literal, url_map.starts.get(domain)
        known = self._memory[1] if self._memory[0] is table else {}
        rule = table.get((domain, path, method))
        if rule is not None:
            if len(known) >= _MOST:
                known = {}
            known[key] = rule
        self._memory = table, known, start
        return found


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
