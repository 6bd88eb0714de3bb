"""The command groups of applications and blueprints, made when fw-cli is first needed."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from fw_cli import AppGroup


def app_group() -> AppGroup:
    """Return a new group whose commands run inside the application's context.

    :raises ModuleNotFoundError: where fw-cli is not installed, with how to install it.
    """
    try:
        # An application that is served without commands never imports click.
        from fw_cli import AppGroup  # noqa: PLC0415
    except ModuleNotFoundError as e:
        if e.name != "fw_cli":
            raise
        raise ModuleNotFoundError(
            "Commands (app.cli) are in the distribution fw-cli, which is not installed:"
            " pip install fw-cli, or fw-app[cli].",
            name="fw_cli",
        ) from e
    return AppGroup()
