"""The ``shell`` command."""

from __future__ import annotations

import code
import os
import sys
from pathlib import Path
from typing import Any

import click

from fw_cli.active import application_of
from fw_cli.app_group import with_appcontext


def shell_namespace(app: Any) -> dict[str, Any]:
    """Return what is defined when the shell begins.

    :param app: The application. Its ``make_shell_context()`` is asked; without one, there is ``app``.
    """
    names: dict[str, Any] = {}
    startup = os.environ.get("PYTHONSTARTUP")
    if startup and Path(startup).is_file():
        # The user's own start-up file, as the interactive interpreter runs it.
        exec(compile(Path(startup).read_bytes(), startup, "exec"), names)  # noqa: S102
    names.update(app.make_shell_context() if hasattr(app, "make_shell_context") else {"app": app})
    return names


def shell_banner(app: Any) -> str:
    """Return the lines that the shell prints first.

    :param app: The application; its ``import_name`` and ``instance_path`` are shown where it has them.
    """
    lines = [
        f"Python {sys.version} on {sys.platform}",
        f"App: {getattr(app, 'import_name', None) or repr(app)}",
    ]
    instance_path = getattr(app, "instance_path", None)
    if instance_path:
        lines.append(f"Instance: {instance_path}")
    return "\n".join(lines)


def _complete_names(names: dict[str, Any]) -> None:
    """Let the tab key complete the shell's names, and run the interpreter's interactive hook."""
    hook = getattr(sys, "__interactivehook__", None)
    if hook is None:
        return
    try:
        import readline  # noqa: PLC0415  missing on some platforms
        from rlcompleter import Completer  # noqa: PLC0415  imports readline
    except ImportError:
        pass
    else:
        readline.set_completer(Completer(names).complete)
    hook()


@click.command("shell", short_help="Run a shell in the app context.")
@with_appcontext
def shell_command() -> None:
    """Run an interactive Python shell with the application's context active.

    What the application's shell context holds is defined in it, and the file that PYTHONSTARTUP names is run first.
    """
    app = application_of(click.get_current_context())
    names = shell_namespace(app)
    _complete_names(names)
    code.interact(banner=shell_banner(app), local=names)
