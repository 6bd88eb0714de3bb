"""Find, run, inspect and script a web application from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fw_cli._version import __version__ as __version__
from fw_cli.active import active_app as active_app
from fw_cli.active import application_of as application_of
from fw_cli.active import current_application as current_application
from fw_cli.app_group import AppGroup as AppGroup
from fw_cli.app_group import with_appcontext as with_appcontext
from fw_cli.asgi_server import serve_asgi as serve_asgi
from fw_cli.discovery import _called_with_wrong_args as _called_with_wrong_args
from fw_cli.discovery import find_app_by_string as find_app_by_string
from fw_cli.discovery import find_best_app as find_best_app
from fw_cli.discovery import locate_app as locate_app
from fw_cli.discovery import prepare_import as prepare_import
from fw_cli.dotenv_files import _path_is_ancestor as _path_is_ancestor
from fw_cli.dotenv_files import load_dotenv as load_dotenv
from fw_cli.entry import cli as cli
from fw_cli.entry import main as main
from fw_cli.entry import make_cli as make_cli
from fw_cli.entry import run_program as run_program
from fw_cli.environment import get_debug_flag as get_debug_flag
from fw_cli.environment import get_load_dotenv as get_load_dotenv
from fw_cli.errors import NoAppException as NoAppException
from fw_cli.explain import DescribesPlan as DescribesPlan
from fw_cli.explain import explain_command as explain_command
from fw_cli.flask_group import FlaskGroup as FlaskGroup
from fw_cli.import_report import hidden_packages as hidden_packages
from fw_cli.listing import route_listers as route_listers
from fw_cli.naming import Program as Program
from fw_cli.naming import program as program
from fw_cli.options import _app_option as _app_option
from fw_cli.options import _debug_option as _debug_option
from fw_cli.options import _env_file_callback as _env_file_callback
from fw_cli.options import _env_file_option as _env_file_option
from fw_cli.options import _set_app as _set_app
from fw_cli.options import _set_debug as _set_debug
from fw_cli.options import get_version as get_version
from fw_cli.options import version_option as version_option
from fw_cli.parameters import CertParamType as CertParamType
from fw_cli.parameters import SeparatedPathType as SeparatedPathType
from fw_cli.parameters import _validate_key as _validate_key
from fw_cli.recognition import is_application as is_application
from fw_cli.recognition import recognisers as recognisers
from fw_cli.remarks import MakesRemarks as MakesRemarks
from fw_cli.remarks import show_environment_remarks as show_environment_remarks
from fw_cli.remarks import show_remarks as show_remarks
from fw_cli.route_table import Route as Route
from fw_cli.route_table import RouteLike as RouteLike
from fw_cli.route_table import RouteTable as RouteTable
from fw_cli.routes import routes_command as routes_command
from fw_cli.run import run_command as run_command
from fw_cli.script_info import ScriptInfo as ScriptInfo
from fw_cli.script_info import pass_script_info as pass_script_info
from fw_cli.server import serve as serve
from fw_cli.server import show_server_banner as show_server_banner
from fw_cli.shell import shell_command as shell_command

if TYPE_CHECKING:
    from fw_cli.debugger import DebuggedApplication as DebuggedApplication
else:

    def __getattr__(name: str) -> Any:
        # PERF: it brings Werkzeug's debugger and server, which only "run" needs ("fw --help").
        if name != "DebuggedApplication":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        from fw_cli.debugger import DebuggedApplication  # noqa: PLC0415

        globals()[name] = DebuggedApplication
        return DebuggedApplication
