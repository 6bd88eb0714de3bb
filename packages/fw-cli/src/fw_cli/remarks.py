"""Remarks on what is set and has no effect: lines on standard error, where a warning might stop a test suite."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

import click

from fw_cli.environment import is_running_from_reloader

_FLASK_ENV = (
    "The environment variable FLASK_ENV ({!r}) has no effect any more."
    " Use FLASK_DEBUG=1 or '--debug' for debug mode, and a configuration key of your own for the rest."
)


@runtime_checkable
class MakesRemarks(Protocol):
    """An application that knows what in its set-up has no effect."""

    def setup_remarks(self) -> Iterable[str]:
        """Return a sentence for each thing."""


def show_environment_remarks() -> None:
    """Print what in the environment has no effect, except in the process that the reloader started."""
    environment = os.environ.get("FLASK_ENV")
    if environment and not is_running_from_reloader():
        click.echo(_FLASK_ENV.format(environment), err=True)


def show_remarks(app: Any) -> None:
    """Print what an application has to say of its set-up, except in the process that the reloader started.

    :param app: The application.
    """
    if isinstance(app, MakesRemarks) and not is_running_from_reloader():
        for remark in app.setup_remarks():
            click.echo(remark, err=True)
