"""The ``run`` command."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import click

from fw_cli.asgi_server import serve_asgi
from fw_cli.environment import get_debug_flag, is_running_from_reloader
from fw_cli.import_report import print_error, user_frames
from fw_cli.options import _debug_option
from fw_cli.parameters import CertParamType, SeparatedPathType, _validate_key
from fw_cli.recognition import kind_of
from fw_cli.remarks import show_remarks
from fw_cli.script_info import ScriptInfo, pass_script_info
from fw_cli.server import serve, show_server_banner


class BrokenApplication:
    """Stands in for an application that failed to load: raises the failure at every request.

    The reloader keeps the server going meanwhile, and starts it again when a file changes.

    :param error: What was raised while the application was loaded.
    """

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.frames = user_frames(error)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Raise the failure, whatever is asked."""
        raise self.error.with_traceback(self.frames) from self.error.__cause__

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.error!r}>"


class BrokenASGIApplication(BrokenApplication):
    """The same for an ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # type: ignore[override]
        """Raise the failure, whatever is asked."""
        raise self.error.with_traceback(self.frames)


def _load(info: ScriptInfo) -> Any:
    try:
        return info.load_app()
    except Exception as error:
        if not is_running_from_reloader():
            raise
        print_error(error)
        # Werkzeug's server hands its socket to the process that the reloader starts; uvicorn has none to hand over.
        return (
            BrokenApplication(error)
            if "WERKZEUG_SERVER_FD" in os.environ
            else BrokenASGIApplication(error)
        )


def _refuse_loading(ctx: click.Context, param: click.Parameter, value: bool | None) -> None:
    if value is not None:
        raise click.UsageError(
            "'--eager-loading' and '--lazy-loading' were removed: the application is loaded before the server starts,"
            " and again by the reloader when a file changes. Leave the option out."
        )


@click.command("run", short_help="Run a development server.")
@click.option("--host", "-h", default="127.0.0.1", help="The interface to bind to.")
@click.option(
    "--port", "-p", default=5000, type=click.IntRange(0, 65535), help="The port to bind to."
)
@click.option(
    "--cert", type=CertParamType(), is_eager=True, help="Serve HTTPS with this certificate file."
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    callback=_validate_key,
    expose_value=False,
    help="The file of the certificate's key.",
)
@click.option(
    "--reload/--no-reload",
    default=None,
    help="Restart when a file changes. On by default in debug mode.",
)
@click.option(
    "--debugger/--no-debugger",
    default=None,
    help="Show the debugger on errors. On by default in debug mode.",
)
@click.option(
    "--with-threads/--without-threads",
    default=True,
    help="Handle requests at the same time, or one by one.",
)
@click.option(
    "--extra-files",
    default=None,
    type=SeparatedPathType(),
    help=f"More files that restart the server when they change, separated by {os.pathsep!r}.",
)
@click.option(
    "--exclude-patterns",
    default=None,
    type=SeparatedPathType(),
    help=f"Patterns (fnmatch) of files that restart nothing, separated by {os.pathsep!r}.",
)
@click.option(
    "--eager-loading/--lazy-loading",
    default=None,
    callback=_refuse_loading,
    expose_value=False,
    hidden=True,
)
@pass_script_info
def run_command(
    info: ScriptInfo,
    host: str,
    port: int,
    reload: bool | None,
    debugger: bool | None,
    with_threads: bool,
    cert: Any,
    extra_files: list[str] | None,
    exclude_patterns: list[str] | None,
) -> None:
    """Run a local development server.

    It is made for working on an application, not for production: it is not built to be secure, stable or fast.

    '--debug' switches the reloader and the debugger on.
    """
    app = _load(info)
    debug = get_debug_flag()
    reload = debug if reload is None else reload
    debugger = debug if debugger is None else debugger
    kind = kind_of(app)
    show_server_banner(debug, info.app_import_path, kind)
    show_remarks(app)

    watch = {"extra_files": extra_files, "exclude_patterns": exclude_patterns}
    if kind == "ASGI":
        serve_asgi(host, port, app, cert=cert, reload=reload, **watch)
    else:
        serve(
            host,
            port,
            app,
            use_reloader=reload,
            use_debugger=debugger,
            threaded=with_threads,
            ssl_context=cert,
            **watch,
        )


run_command.params.insert(0, _debug_option)
