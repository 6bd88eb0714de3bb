"""The command line, with ``fw`` as the name of the program; written in :mod:`fw_cli`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click as click
from click.core import ParameterSource as ParameterSource
from werkzeug.utils import import_string as import_string

from fw_app.cli import AppGroup as AppGroup
from fw_app.cli import CertParamType as CertParamType
from fw_app.cli import F as F
from fw_app.cli import FlaskGroup as FlaskGroup
from fw_app.cli import NoAppException as NoAppException
from fw_app.cli import ScriptInfo as ScriptInfo
from fw_app.cli import SeparatedPathType as SeparatedPathType
from fw_app.cli import _app_option as _app_option
from fw_app.cli import _called_with_wrong_args as _called_with_wrong_args
from fw_app.cli import _debug_option as _debug_option
from fw_app.cli import _env_file_callback as _env_file_callback
from fw_app.cli import _env_file_option as _env_file_option
from fw_app.cli import _path_is_ancestor as _path_is_ancestor
from fw_app.cli import _set_app as _set_app
from fw_app.cli import _set_debug as _set_debug
from fw_app.cli import _validate_key as _validate_key
from fw_app.cli import find_app_by_string as find_app_by_string
from fw_app.cli import find_best_app as find_best_app
from fw_app.cli import get_version as get_version
from fw_app.cli import load_dotenv as load_dotenv
from fw_app.cli import locate_app as locate_app
from fw_app.cli import pass_script_info as pass_script_info
from fw_app.cli import prepare_import as prepare_import
from fw_app.cli import routes_command as routes_command
from fw_app.cli import run_command as run_command
from fw_app.cli import shell_command as shell_command
from fw_app.cli import show_server_banner as show_server_banner
from fw_app.cli import version_option as version_option
from fw_app.cli import with_appcontext as with_appcontext
from fw_app.globals import current_app as current_app
from fw_app.helpers import get_debug_flag as get_debug_flag
from fw_app.helpers import get_load_dotenv as get_load_dotenv
from fw_cli import hidden_packages, make_cli, program, run_program
from fw_cli.environment import is_running_from_reloader as is_running_from_reloader
from fw_cli.server import run_simple as run_simple
from fw_core._names import module_getattr
from fw_core._version import __version__

hidden_packages.add("fw_core")
program.name = "fw"
program.product = "fw-core"
program.product_version = lambda: __version__

#: The command ``fw``.
cli = make_cli()


def main() -> None:
    """Run ``fw`` with the arguments of the process."""
    run_program(cli)


if not TYPE_CHECKING:
    __getattr__ = module_getattr(__name__)
