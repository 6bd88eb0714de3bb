"""Start the development server, with the debugger around the application where it is asked for.

Werkzeug's server and debugger are imported when they start: most commands need neither.
"""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING, Any

import click

from fw_cli.environment import is_running_from_reloader
from fw_cli.naming import program

if TYPE_CHECKING:
    from fw_cli.debugger import DebuggedApplication


def show_server_banner(
    debug: bool | None, app_import_path: str | None, kind: str = "Flask"
) -> None:
    """Print what is served and in which mode, except in the process that the reloader started.

    :param debug: The mode; None prints nothing about it.
    :param app_import_path: What is served; None prints nothing about it.
    :param kind: What kind of application it is.
    """
    if is_running_from_reloader():
        return
    if app_import_path is not None:
        click.echo(f" * Serving {kind} app '{app_import_path}'")
    if debug is not None:
        click.echo(f" * Debug mode: {'on' if debug else 'off'}")


def debugged(app: Any, hostname: str, evalex: bool = True) -> DebuggedApplication:
    """Wrap an application in the debugger, usable from localhost and from the name it is served under.

    :param app: The WSGI application.
    :param hostname: What the server binds to.
    :param evalex: Let the page run code.
    """
    from fw_cli.debugger import DebuggedApplication  # noqa: PLC0415  only debug mode needs it

    wrapped = DebuggedApplication(app, evalex=evalex)
    wrapped.trusted_hosts.append(hostname)
    return wrapped


def run_simple(hostname: str, port: int, application: Any, **options: Any) -> None:
    """Start Werkzeug's server; what ``werkzeug.serving.run_simple`` is at that time.

    :param hostname: The interface to bind to.
    :param port: The port.
    :param application: The WSGI application.
    :param options: For ``werkzeug.serving.run_simple``.
    """
    import werkzeug.serving  # noqa: PLC0415  only the server needs it

    werkzeug.serving.run_simple(hostname, port, application, **options)


def serve(hostname: str, port: int, application: Any, **options: Any) -> None:
    """Serve a WSGI application for development, as ``werkzeug.run_simple`` does.

    :param hostname: The interface to bind to, or ``unix://`` and a path.
    :param port: The port; 0 takes a free one.
    :param application: The WSGI application.
    :param options: For ``werkzeug.run_simple``. With ``use_debugger`` the application is wrapped in
        :class:`fw_cli.DebuggedApplication` rather than in Werkzeug's.
    """
    evalex = options.pop("use_evalex", True)
    if options.pop("use_debugger", False):
        application = debugged(application, hostname, evalex)
    try:
        run_simple(hostname, port, application, use_debugger=False, **options)
    except SystemExit as error:
        if error.code == 1 and not is_running_from_reloader():
            suggest_port(hostname, port)
        raise


def suggest_port(hostname: str, port: int) -> None:
    """Name a free port on standard error, if the given one is taken.

    :param hostname: The interface.
    :param port: The port that was asked for.
    """
    if hostname.startswith("unix://") or not _is_taken(hostname, port):
        return
    free = next(
        (p for p in range(port + 1, min(port + 100, 65536)) if not _is_taken(hostname, p)), 0
    )
    click.echo(
        f"Choose another port with '--port', for example: {program.name} run --port {free}"
        " (in code: app.run(port=...)). '--port 0' takes any free one.",
        err=True,
    )


def _is_taken(hostname: str, port: int) -> bool:
    import socket  # noqa: PLC0415  only a server that could not start asks

    family = socket.AF_INET6 if ":" in hostname else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            # As the server does: a port whose last connections are still closing is not taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((hostname, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
