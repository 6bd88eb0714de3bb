"""The command groups of applications and blueprints, made when fw-cli is first needed."""

from __future__ import annotations

import typing as t

from .distributions import commands

if t.TYPE_CHECKING:
    from fw_cli import AppGroup


def app_group() -> AppGroup:
    """Return a new group whose commands run inside the application's context.

    :raises MissingDistribution: where fw-cli is not installed, with how to install it.
    """
    with commands("What holds commands (app.cli)"):
        # An application that is served without commands never imports click.
        from fw_cli import AppGroup  # noqa: PLC0415
    return AppGroup()
