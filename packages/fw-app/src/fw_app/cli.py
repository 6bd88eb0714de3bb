"""The command line, from fw-cli, which is told here what an application and its context are."""

from __future__ import annotations

import typing as t

from .active import get_app_ctx
from .app import Flask
from .distributions import commands
from .environment import get_debug_flag, get_load_dotenv
from .globals import current_app

with commands("The command line (fw_app.cli)"):
    import click

    import fw_cli
    from fw_cli import (
        AppGroup,
        CertParamType,
        FlaskGroup,
        NoAppException,
        ScriptInfo,
        SeparatedPathType,
        _app_option,
        _called_with_wrong_args,
        _debug_option,
        _env_file_callback,
        _env_file_option,
        _path_is_ancestor,
        _set_app,
        _set_debug,
        _validate_key,
        cli,
        find_app_by_string,
        find_best_app,
        get_version,
        load_dotenv,
        locate_app,
        main,
        pass_script_info,
        prepare_import,
        routes_command,
        run_command,
        shell_command,
        show_server_banner,
        version_option,
        with_appcontext,
    )


__all__ = [
    "AppGroup",
    "CertParamType",
    "F",
    "FlaskGroup",
    "NoAppException",
    "ScriptInfo",
    "SeparatedPathType",
    "_app_option",
    "_called_with_wrong_args",
    "_debug_option",
    "_env_file_callback",
    "_env_file_option",
    "_path_is_ancestor",
    "_set_app",
    "_set_debug",
    "_validate_key",
    "cli",
    "click",
    "current_app",
    "find_app_by_string",
    "find_best_app",
    "get_debug_flag",
    "get_load_dotenv",
    "get_version",
    "load_dotenv",
    "locate_app",
    "main",
    "pass_script_info",
    "prepare_import",
    "routes_command",
    "run_command",
    "shell_command",
    "show_server_banner",
    "version_option",
    "with_appcontext",
]

F = t.TypeVar("F", bound=t.Callable[..., t.Any])


def _active_application() -> object | None:
    """Return the application itself, never a proxy, whose context is active."""
    ctx = get_app_ctx(None)
    return None if ctx is None else ctx.app


def _is_application(value: object) -> bool:
    return isinstance(value, Flask)


fw_cli.active_app.append(_active_application)
fw_cli.recognisers.insert(0, _is_application)
fw_cli.hidden_packages.add("fw_app")
