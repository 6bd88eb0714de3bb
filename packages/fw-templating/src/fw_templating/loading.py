"""Looking for templates in the folder of an application, then in those of its parts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateNotFound

from .protocols import TemplateOwner, TemplateSource

Source = tuple[str, str | None, Callable[[], bool] | None]
"""What a loader returns: the text, the file it is from, and whether that is still up to date."""

Attempt = tuple[BaseLoader, Any, Source | None]
"""A loader that was asked, whose it is (the application's or a part's), and what it found."""

logger = logging.getLogger("fw_templating")


class DispatchingJinjaLoader(BaseLoader):
    """Asks the application's loader first, then that of each of its parts, in their order.

    So an application can replace any template of a part by one of the same name.

    It is made for subclassing: ``_iter_loaders`` says who is asked, :meth:`explain` what is told
    about it while ``EXPLAIN_TEMPLATE_LOADING`` is set in the application's ``config``.

    :param app: The application. Its parts are asked for anew each time, so those that are added
        later count too.
    """

    def __init__(self, app: TemplateSource) -> None:
        self.app = app

    def get_source(self, environment: Environment, template: str) -> Source:
        """Return the text of a template.

        :raises TemplateNotFound: No loader has it.
        """
        if self.app.config.get("EXPLAIN_TEMPLATE_LOADING"):
            return self._get_source_explained(environment, template)
        return self._get_source_fast(environment, template)

    def _get_source_fast(self, environment: Environment, template: str) -> Source:
        for _, loader in self._iter_loaders(template):
            found = _ask(loader, environment, template)
            if found is not None:
                return found
        raise TemplateNotFound(template)

    def list_templates(self) -> list[str]:
        """Return the names of all templates, sorted, each once."""
        names: set[str] = set()
        for _, loader in self._iter_loaders(""):
            names.update(loader.list_templates())
        return sorted(names)

    def explain(self, template: str, attempts: list[Attempt]) -> None:
        """Tell which loaders were asked for a template and what they found.

        It is called while ``EXPLAIN_TEMPLATE_LOADING`` is set. This one writes a record of level
        ``INFO`` to the logger ``fw_templating``.
        """
        lines = [f"Looking for the template {template!r}:"]
        for number, (loader, owner, found) in enumerate(attempts, 1):
            result = "nothing" if found is None else f"found {found[1] or 'a string'!r}"
            name = getattr(owner, "name", None) or repr(owner)
            lines.append(f"  {number}. {name}, {loader!r}: {result}")
        matches = sum(found is not None for _, _, found in attempts)
        if matches != 1:
            lines.append(f"  {matches} loaders have it{'; the first is used' if matches else ''}.")
        logger.info("%s", "\n".join(lines))

    def _iter_loaders(self, template: str) -> Iterator[tuple[Any, BaseLoader]]:
        """Go through those to ask for *template*, each with its owner."""
        loader = self.app.jinja_loader
        if loader is not None:
            yield self.app, loader
        owner: TemplateOwner
        for owner in self.app.iter_blueprints():
            loader = owner.jinja_loader
            if loader is not None:
                yield owner, loader

    def _get_source_explained(self, environment: Environment, template: str) -> Source:
        attempts: list[Attempt] = [
            (loader, owner, _ask(loader, environment, template))
            for owner, loader in self._iter_loaders(template)
        ]
        self.explain(template, attempts)
        for _, _, found in attempts:
            if found is not None:
                return found
        raise TemplateNotFound(template)


def _ask(loader: BaseLoader, environment: Environment, template: str) -> Source | None:
    try:
        return loader.get_source(environment, template)
    except TemplateNotFound:
        return None
