"""The templates that an environment has loaded."""

from __future__ import annotations

from typing import Any

from jinja2 import BaseLoader, Template
from jinja2.utils import LRUCache


class TemplateCache(LRUCache):
    """Jinja's cache, and beside it the same templates by name alone, to be found without a lock.

    What is removed from the cache, or has to make room, is forgotten in both.

    PERF: Jinja makes a weak reference and a tuple, and takes a lock, for each look-up
    (benchmarks: "template").
    """

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self._known: dict[str, Template] = {}
        self._loader: BaseLoader | None = None

    def find(self, loader: BaseLoader | None, name: str) -> Template | None:
        """Return the template that *loader* gave for *name*, if it was noted."""
        return self._known.get(name) if loader is self._loader else None

    def note(self, loader: BaseLoader | None, name: str, template: Template) -> None:
        """Have :meth:`find` find a template."""
        if loader is not self._loader:
            self._known = {}
            self._loader = loader
        self._known[name] = template

    def clear(self) -> None:
        """Forget all templates."""
        super().clear()
        self._known = {}

    def __setitem__(self, key: Any, value: Any) -> None:
        # What is found by name alone is not counted as used. Where one has to go, start anew, so
        # that those in use are counted again; and a template that was reloaded is not the one known.
        if key in self or len(self) >= self.capacity:
            self._known = {}
        super().__setitem__(key, value)

    def __delitem__(self, key: Any) -> None:
        self._known = {}
        super().__delitem__(key)
