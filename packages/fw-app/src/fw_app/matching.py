"""Finding a request's rule at once, where no URL adapter is needed for that."""

from __future__ import annotations

import typing as t

from werkzeug.exceptions import SecurityError
from werkzeug.routing import Rule

from fw_routing import Map

from .hosts import is_well_formed_host

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def find_at_once(url_map: Map, environ: WSGIEnvironment) -> tuple[Rule, dict[str, t.Any]] | None:
    """Return the rule and the values of its variables, or ``None``: ask the URL adapter.

    The adapter knows the whole story: redirects, WebSockets, hosts and subdomains. Here is what
    nearly all requests need of it. :func:`matches_at_once` says for which applications this is
    the same.

    PERF: making an adapter for each request takes 10 µs (benchmarks: "plain text").

    :param url_map: the rules.
    :param environ: the WSGI environment.
    :raises HTTPException: where it is certain that no rule matches, or the host is malformed.
    """
    host = environ.get("HTTP_HOST")
    if host is not None and not is_well_formed_host(host):
        raise SecurityError(f"Host {host!r} is malformed.")
    if url_map.host_matching or "HTTP_UPGRADE" in environ:
        return None
    path: str = environ.get("PATH_INFO", "")
    if not path.isascii():
        path = path.encode("latin1").decode(errors="replace")
    method: str = environ["REQUEST_METHOD"]
    # PERF: the table asked here and not in `find` (benchmarks: "plain text").
    rule = url_map.literal.get((url_map.default_subdomain, path, method))
    if rule is not None:
        return rule, {}
    if method not in _USUAL_METHODS:
        method = method.upper()
    return url_map.find(url_map.default_subdomain, path, method)


_USUAL_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_MAP_METHODS = ("bind", "bind_to_environ", "find")


def matches_at_once(app: t.Any, create_url_adapter: t.Any) -> bool:
    """Say whether :func:`find_at_once` tells the truth about an application.

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
