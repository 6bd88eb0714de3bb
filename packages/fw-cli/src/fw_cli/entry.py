"""The command line as a whole, for a console script or ``python -m``."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from fw_cli.flask_group import FlaskGroup
from fw_cli.import_report import print_error
from fw_cli.naming import program

_HELP = """\
Serve, inspect and script a web application.

The application is found with the '--app' option, the 'FLASK_APP' environment variable, or in a 'wsgi.py' or 'app.py'
file in the current directory.
"""


def make_cli(name: str | None = None, help: str = _HELP) -> FlaskGroup:
    """Make the group that a program's command line begins with.

    :param name: The command's name; by default the program's.
    :param help: The text of its help page.
    """
    return FlaskGroup(name=name or program.name, help=help)


def run_program(group: click.Group, prog_name: str | None = None) -> NoReturn:
    """Run a command line and leave the process.

    An error in the user's code ends it with status 1 and a traceback that begins in the user's code.

    :param group: The command line.
    :param prog_name: The command as usage lines show it; by default as it was typed.
    """
    try:
        group.main(prog_name=prog_name)
    except Exception as error:
        print_error(error)
    sys.exit(1)


#: The command line of this distribution.
cli = make_cli()


def main() -> None:
    """Run :data:`cli` with the arguments of the process."""
    run_program(cli)
