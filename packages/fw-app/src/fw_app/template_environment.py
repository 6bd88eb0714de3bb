"""The Jinja environment of an application, and the loader behind it.

Apart from :mod:`fw_app.templating`, because the application itself makes these, when the first
template is asked for. Importing this module imports Jinja.
"""

from __future__ import annotations

import typing as t

import fw_templating
from fw_templating import Attempt, Environment

from .debughelpers import explain_template_loading_attempts

__all__ = ["DispatchingJinjaLoader", "Environment"]


class DispatchingJinjaLoader(fw_templating.DispatchingJinjaLoader):
    """Looks for templates in the application's folder, then in those of its blueprints."""

    def explain(self, template: str, attempts: list[Attempt]) -> None:
        """Log who was asked for a template, while ``EXPLAIN_TEMPLATE_LOADING`` is set."""
        explain_template_loading_attempts(t.cast(t.Any, self.app), template, attempts)
