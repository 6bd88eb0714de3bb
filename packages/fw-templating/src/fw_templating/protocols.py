"""What this package wants to know of an application. Any object that has it will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from jinja2 import BaseLoader


class TemplateOwner(Protocol):
    """A part of an application that may have templates of its own, such as a blueprint."""

    @property
    def name(self) -> str:
        """What the part is called."""
        ...

    @property
    def jinja_loader(self) -> BaseLoader | None:
        """Where its templates are, or None if it has none."""
        ...


class TemplateSource(Protocol):
    """An application as :class:`.DispatchingJinjaLoader` sees it."""

    @property
    def jinja_loader(self) -> BaseLoader | None:
        """Where the application's own templates are, or None if it has none."""
        ...

    @property
    def config(self) -> Mapping[str, Any]:
        """Its settings; ``EXPLAIN_TEMPLATE_LOADING`` is asked for."""
        ...

    def iter_blueprints(self) -> Iterable[TemplateOwner]:
        """Go through its parts in the order in which their templates are looked for."""
        ...


class TemplateApp(Protocol):
    """An application as :class:`.Environment` sees it."""

    def create_global_jinja_loader(self) -> BaseLoader:
        """Make the loader of its environment."""
        ...
