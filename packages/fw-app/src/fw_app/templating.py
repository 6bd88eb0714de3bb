"""Rendering templates in the active application."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

from jinja2 import BaseLoader, Template, TemplateNotFound
from jinja2 import Environment as BaseEnvironment

from .active import get_request_ctx, require_app
from .signals import before_render_template, template_rendered
from .streaming import stream_with_context
from .template_context import _default_template_ctx_processor
from .template_environment import DispatchingJinjaLoader, Environment

if t.TYPE_CHECKING:
    from blinker import Signal

__all__ = [
    "BaseEnvironment",
    "BaseLoader",
    "DispatchingJinjaLoader",
    "Environment",
    "Template",
    "TemplateNotFound",
    "_default_template_ctx_processor",
    "_render",
    "_stream",
    "render_template",
    "render_template_string",
    "stream_template",
    "stream_template_string",
]


class RenderingApp(t.Protocol):
    """What rendering needs of an application."""

    def update_template_context(self, context: dict[str, t.Any]) -> None:
        """Add what the context processors give to every template."""

    def ensure_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """Return a function that may be called without ``await``."""


def _send(signal: Signal, app: RenderingApp, template: Template, context: dict[str, t.Any]) -> None:
    signal.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)


def _render(app: RenderingApp, template: Template, context: dict[str, t.Any]) -> str:
    """Render a template as its application does, with its context processors and signals."""
    app.update_template_context(context)
    # PERF: nobody listens most of the time (benchmarks: "template").
    if before_render_template.receivers:
        _send(before_render_template, app, template, context)
    text = template.render(context)
    if template_rendered.receivers:
        _send(template_rendered, app, template, context)
    return text


def _stream(app: RenderingApp, template: Template, context: dict[str, t.Any]) -> Iterator[str]:
    """Render a template in pieces, with the request kept at hand if there is one."""
    app.update_template_context(context)
    if before_render_template.receivers:
        _send(before_render_template, app, template, context)
    pieces = _pieces(app, template, context)
    return pieces if get_request_ctx() is None else stream_with_context(pieces)


def _pieces(app: RenderingApp, template: Template, context: dict[str, t.Any]) -> Iterator[str]:
    yield from template.generate(context)
    if template_rendered.receivers:
        _send(template_rendered, app, template, context)


def render_template(
    template_name_or_list: str | Template | list[str | Template], **context: t.Any
) -> str:
    """Render a template of the active application.

    :param template_name_or_list: its name; of several, the first that exists is taken.
    :param context: the variables of the template.
    :return: the text.
    :raises TemplateNotFound: if there is none of that name.
    """
    app = require_app().app
    return _render(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def render_template_string(source: str, **context: t.Any) -> str:
    """Render a template that is given as text. It must never be text of a request.

    :param source: the template; its values are escaped as in HTML.
    :param context: the variables of the template.
    :return: the text.
    """
    app = require_app().app
    return _render(app, app.jinja_env.from_string(source), context)


def stream_template(
    template_name_or_list: str | Template | list[str | Template], **context: t.Any
) -> Iterator[str]:
    """Render a template of the active application in pieces, to be returned by a view.

    :param template_name_or_list: its name; of several, the first that exists is taken.
    :param context: the variables of the template.
    :return: an iterator of pieces of text, during which the request stays at hand.
    :raises TemplateNotFound: if there is none of that name.
    """
    app = require_app().app
    return _stream(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def stream_template_string(source: str, **context: t.Any) -> Iterator[str]:
    """Render a template that is given as text in pieces, to be returned by a view.

    :param source: the template; its values are escaped as in HTML.
    :param context: the variables of the template.
    :return: an iterator of pieces of text, during which the request stays at hand.
    """
    app = require_app().app
    return _stream(app, app.jinja_env.from_string(source), context)
