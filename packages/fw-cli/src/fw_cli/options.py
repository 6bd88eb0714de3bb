"""The options that stand before the command: ``--app``, ``--debug``, ``--env-file``, ``--version``."""

from __future__ import annotations

import os
from typing import Any

import click
from click.core import ParameterSource

from fw_cli.dotenv_files import dotenv_is_installed, load_dotenv
from fw_cli.naming import program
from fw_cli.script_info import ScriptInfo


def get_version(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Print the versions and leave; the callback of ``--version``.

    :param ctx: The running context.
    :param param: The option.
    :param value: Whether it was given.
    """
    if value and not ctx.resilient_parsing:
        click.echo(program.version_text(), color=ctx.color)
        ctx.exit()


version_option = click.Option(
    ["--version"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=get_version,
    help="Show the versions of Python, the framework and Werkzeug.",
)


def _set_app(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value
    return value


# Eager, and named before --help, so that the help page can list the application's commands.
_app_option = click.Option(
    ["-A", "--app"],
    metavar="IMPORT",
    is_eager=True,
    expose_value=False,
    callback=_set_app,
    help=(
        "Where the application is, as 'module:name'. The module is a dotted name or a file. The name can be left out"
        " if it is 'app', 'application', 'create_app' or 'make_app', and can be a call such as 'create_app(1)'."
    ),
)


def _set_debug(ctx: click.Context, param: click.Parameter, value: bool) -> bool | None:
    source = ctx.get_parameter_source(param.name or "debug")
    if source in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP):
        # Not given: whatever FLASK_DEBUG says stays.
        return None
    # Through the environment, so that a factory sees it before there is an application.
    os.environ["FLASK_DEBUG"] = str(int(value))
    return value


_debug_option = click.Option(
    ["--debug/--no-debug"], expose_value=False, callback=_set_debug, help="Set debug mode."
)


def _env_file_callback(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not dotenv_is_installed():
        raise click.BadParameter(
            "python-dotenv must be installed to load an env file: pip install python-dotenv.",
            ctx=ctx,
            param=param,
        )
    defaults = ctx.ensure_object(ScriptInfo).load_dotenv_defaults
    if defaults or value is not None:
        load_dotenv(value, load_defaults=defaults)
    return value


# Eager, and before --app, so that FLASK_APP can stand in the file.
_env_file_option = click.Option(
    ["-e", "--env-file"],
    type=click.Path(exists=True, dir_okay=False),
    is_eager=True,
    expose_value=False,
    callback=_env_file_callback,
    help=(
        "Set environment variables from this file. It wins over '.env' and '.flaskenv'; variables that are set already"
        " win over all files. Needs python-dotenv."
    ),
)
