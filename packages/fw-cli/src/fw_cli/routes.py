"""The ``routes`` command, and how an application tells its routes.

An application's routes are asked of it in one of these ways, the first that it offers:

- ``iter_routes()``: yields objects with the attributes of :class:`RouteLike`;
- ``url_map``: a ``werkzeug.routing.Map``;
- ``routes``: an iterable of objects with ``path`` or ``rule``, and ``methods`` or ``method`` (Starlette, FastAPI, Bottle).

For any other framework, append a function to :data:`route_listers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Protocol

import click
from werkzeug.routing import Map

from fw_cli.active import application_of
from fw_cli.app_group import with_appcontext


class RouteLike(Protocol):
    """What a row of the table needs."""

    @property
    def endpoint(self) -> str:
        """The name of what answers."""

    @property
    def methods(self) -> Iterable[str] | None:
        """The HTTP methods."""

    @property
    def rule(self) -> str:
        """The pattern of the path."""


@dataclass(frozen=True)
class Route:
    """A row of the table."""

    endpoint: str
    methods: Iterable[str] | None
    rule: str
    domain: str = ""


@dataclass(frozen=True)
class RouteTable:
    """Routes in the order in which they are matched."""

    routes: list[Route] = field(default_factory=list)
    #: What the domains are: ``Host`` or ``Subdomain``.
    domain_title: str = "Subdomain"

    def rows(self, sort: str = "endpoint", all_methods: bool = False) -> list[list[str]]:
        """Return the cells, the titles first.

        :param sort: ``endpoint``, ``methods``, ``domain``, ``rule``, or ``match`` for the order of matching.
        :param all_methods: Show HEAD and OPTIONS too.
        """
        hidden = frozenset() if all_methods else frozenset({"HEAD", "OPTIONS"})
        titles = {
            "endpoint": "Endpoint",
            "methods": "Methods",
            "domain": self.domain_title,
            "rule": "Rule",
        }
        if not any(map(attrgetter("domain"), self.routes)):
            del titles["domain"]
        cells = [
            {
                "endpoint": route.endpoint,
                "methods": ", ".join(sorted(set(route.methods or ()) - hidden)),
                "domain": route.domain,
                "rule": route.rule,
            }
            for route in self.routes
        ]
        if sort in titles:
            cells.sort(key=lambda cell: cell[sort])
        return [list(titles.values()), *([cell[key] for key in titles] for cell in cells)]


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
    return RouteTable([_of_any(route) for route in routes])


def _of_any(route: Any) -> Route:
    """Read a route of Starlette (``path``, ``methods``, ``name``) or Bottle (``rule``, ``method``, ``callback``)."""
    view = getattr(route, "endpoint", None) or getattr(route, "callback", None)
    name = getattr(route, "name", None) or getattr(view, "__name__", None) or type(route).__name__
    method = getattr(route, "method", None)
    methods = getattr(route, "methods", None) or ([method] if method else None)
    return Route(
        str(name), methods, str(getattr(route, "path", None) or getattr(route, "rule", None) or "")
    )


def route_table(app: Any) -> RouteTable:
    """Return the routes of an application.

    :param app: The application.
    :raises click.ClickException: Nobody knows how to list them.
    """
    for lister in (*route_listers, _of_iter_routes, _of_url_map, _of_routes):
        table = lister(app)
        if table is not None:
            return table
    raise click.ClickException(
        f"The routes of {app!r} cannot be listed: it has no 'url_map' of Werkzeug, no 'routes' and no 'iter_routes()'."
        " Append a function to 'fw_cli.route_listers' that returns a 'fw_cli.RouteTable' for it."
    )


def _print_table(rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded))


@click.command("routes", short_help="Show the routes for the app.")
@click.option(
    "--sort",
    "-s",
    type=click.Choice(("endpoint", "methods", "domain", "rule", "match")),
    default="endpoint",
    help="What to sort by. 'match' is the order in which the routes are tried.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS methods.")
@with_appcontext
def routes_command(sort: str, all_methods: bool) -> None:
    """Show all registered routes with endpoints and methods."""
    table = route_table(application_of(click.get_current_context()))
    if table.routes:
        _print_table(table.rows(sort, all_methods))
    else:
        click.echo("No routes were registered.")
