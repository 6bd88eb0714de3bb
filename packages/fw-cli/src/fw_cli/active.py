"""Which application has an active context, asked of whoever knows.

This package knows no framework's context. A framework appends a probe to :data:`active_app`, and commands learn from it
that a context is there already and need not be pushed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click

from fw_cli.script_info import ScriptInfo

#: Each returns the application whose context is active in this thread or task, or None.
active_app: list[Callable[[], object | None]] = []


def current_application() -> Any | None:
    """Return the application with an active context, or None."""
    for probe in active_app:
        app = probe()
        if app is not None:
            return app
    return None


def application_of(ctx: click.Context) -> Any:
    """Return the application that a command works on: the active one, or else the one to be loaded.

    :param ctx: The command's context.
    :raises NoAppException: There is none to be found.
    """
    active = current_application()
    return ctx.ensure_object(ScriptInfo).load_app() if active is None else active


def context_of(app: Any) -> AbstractContextManager[Any]:
    """Return the application's context manager, or one that does nothing where it has no such notion.

    :param app: Any application.
    """
    context: AbstractContextManager[Any] = (
        app.app_context() if hasattr(app, "app_context") else nullcontext()
    )
    return context
