"""Routes as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Protocol


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
