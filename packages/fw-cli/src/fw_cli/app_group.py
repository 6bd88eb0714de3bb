"""Commands that run with the application's context active."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar

import click

from fw_cli.active import context_of, current_application
from fw_cli.script_info import ScriptInfo

F = TypeVar("F", bound=Callable[..., Any])


def with_appcontext(f: F) -> F:
    """Run a command's callback with the application's context active.

    Commands made by :class:`AppGroup` have it already. A context that is active is left as it is.

    :param f: The callback.
    """

    @click.pass_context
    def in_context(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        if current_application() is None:
            ctx.with_resource(context_of(ctx.ensure_object(ScriptInfo).load_app()))
        return ctx.invoke(f, *args, **kwargs)

    return update_wrapper(in_context, f)  # type: ignore[return-value]


class AppGroup(click.Group):
    """A group whose commands run with the application's context active, and whose subgroups do the same."""

    def command(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:  # type: ignore[override]
        """Make a command of the decorated function, as ``click.Group.command`` does.

        :param args: For ``click.Group.command``.
        :param kwargs: For ``click.Group.command``; ``with_appcontext=False`` leaves the context alone.
        """
        wants_context = kwargs.pop("with_appcontext", True)
        bare = args[0] if len(args) == 1 and callable(args[0]) and not kwargs else None
        make = super().command(*(() if bare else args), **kwargs)

        def decorate(function: Callable[..., Any]) -> Any:
            return make(with_appcontext(function) if wants_context else function)

        return decorate(bare) if bare else decorate

    def group(self, *args: Any, **kwargs: Any) -> Any:
        """Make a subgroup of the decorated function, an :class:`AppGroup` unless ``cls`` says otherwise.

        :param args: For ``click.Group.group``.
        :param kwargs: For ``click.Group.group``.
        """
        kwargs.setdefault("cls", AppGroup)
        return super().group(*args, **kwargs)
