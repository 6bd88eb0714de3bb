"""Rendering a template that was looked up already, at once or in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import Template

from .errors import ContextProcessorError

ContextProcessor = Callable[[], dict[str, Any]]
"""A function that returns the names to add to every template."""


def add_to_context(context: dict[str, Any], processors: Iterable[ContextProcessor]) -> None:
    """Let context processors add to a template's context. What it has already, it keeps.

    :raises ContextProcessorError: One did not return a dict.
    """
    given = context.copy()
    for processor in processors:
        added = processor()
        if not isinstance(added, Mapping):
            raise ContextProcessorError(processor, added)
        context.update(added)
    context.update(given)


def render(template: Template, context: dict[str, Any]) -> str:
    """Render a template.

    :param context: Its variables.
    """
    return template.render(context)


def stream(template: Template, context: dict[str, Any]) -> Iterator[str]:
    """Render a template in pieces, as they are asked for.

    :param context: Its variables. They are looked at when the first piece is asked for.
    """
    return template.generate(context)
