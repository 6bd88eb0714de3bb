"""How an application tells its routes.

They are asked of it in one of these ways, the first that it offers:

- ``iter_routes()``: yields objects with the attributes of :class:`fw_cli.RouteLike`;
- ``url_map``: a ``werkzeug.routing.Map``;
- ``routes``: an iterable of objects with ``path`` or ``rule``, and ``methods`` or ``method`` (Starlette, FastAPI, Bottle);
- Falcon's and Django's own means.

For any other framework, append a function to :data:`route_listers`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
from werkzeug.routing import Map

from fw_cli.route_table import Route, RouteTable

#: Each returns an application's routes, or None where it does not know that kind of application.
route_listers: list[Callable[[Any], RouteTable | None]] = []


def _of_iter_routes(app: Any) -> RouteTable | None:
    if not hasattr(app, "iter_routes"):
        return None
    return RouteTable(
        [
            Route(r.endpoint, r.methods, r.rule, getattr(r, "domain", "") or "")
            for r in app.iter_routes()
        ]
    )


def _of_url_map(app: Any) -> RouteTable | None:
    url_map = getattr(app, "url_map", None)
    if not isinstance(url_map, Map):
        return None
    part = "host" if url_map.host_matching else "subdomain"
    rules = url_map.iter_rules()
    routes = [Route(str(r.endpoint), r.methods, r.rule, getattr(r, part) or "") for r in rules]
    return RouteTable(routes, part.title())


def _of_routes(app: Any) -> RouteTable | None:
    routes = getattr(app, "routes", None)
    if callable(routes) or not isinstance(routes, Iterable):
        return None
    return RouteTable(list(_of_any(routes, "", "")))


def _of_any(routes: Iterable[Any], names: str, prefix: str) -> Iterator[Route]:
    """Read routes, and those of what is mounted, named as Starlette names them: ``mount:route``."""
    for route in routes:
        read = _of_one(route)
        inner = getattr(route, "routes", None)
        if inner and isinstance(inner, Iterable):
            named = f"{names}{route.name}:" if getattr(route, "name", None) else names
            yield from _of_any(inner, named, prefix + read.rule)
        else:
            yield Route(names + read.endpoint, read.methods, prefix + read.rule)


def _of_one(route: Any) -> Route:
    """Read a route of Starlette (``path``, ``methods``, ``name``) or Bottle (``rule``, ``method``, ``callback``)."""
    view = getattr(route, "endpoint", None) or getattr(route, "callback", None)
    name = getattr(route, "name", None) or getattr(view, "__name__", None) or type(route).__name__
    method = getattr(route, "method", None)
    methods = getattr(route, "methods", None) or ([method] if method else None)
    return Route(
        str(name), methods, str(getattr(route, "path", None) or getattr(route, "rule", None) or "")
    )


def _of_falcon(app: Any) -> RouteTable | None:
    falcon = _loaded(app, "falcon", "falcon.inspect")
    if falcon is None:
        return None
    found = falcon.inspect_routes(app)
    return RouteTable(
        [
            Route(r.class_name, [m.method for m in r.methods if not m.internal], r.path)
            for r in found
        ]
    )


def _of_django(app: Any) -> RouteTable | None:
    urls = _loaded(app, "django", "django.urls")
    return (
        None
        if urls is None
        else RouteTable(list(_django_routes(urls.get_resolver().url_patterns, "/")))
    )


def _django_routes(patterns: Iterable[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        rule = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _django_routes(pattern.url_patterns, rule)
        else:
            yield Route(pattern.name or getattr(pattern.callback, "__name__", ""), None, rule)


def _loaded(app: Any, package: str, module: str) -> Any | None:
    """Return a module of the framework that ``app`` comes from, which that framework has imported, or may import."""
    if type(app).__module__.partition(".")[0] != package:
        return None
    __import__(module)
    return sys.modules[module]


_BUILT_IN = (_of_iter_routes, _of_url_map, _of_routes, _of_falcon, _of_django)


def route_table(app: Any) -> RouteTable:
    """Return the routes of an application.

    :param app: The application.
    :raises click.ClickException: Nobody knows how to list them.
    """
    for lister in (*route_listers, *_BUILT_IN):
        table = lister(app)
        if table is not None:
            return table
    raise click.ClickException(
        f"The routes of {app!r} cannot be listed: it has no 'url_map' of Werkzeug, no 'routes' and no 'iter_routes()'."
        " Append a function to 'fw_cli.route_listers' that returns a 'fw_cli.RouteTable' for it."
    )
