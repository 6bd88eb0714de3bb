"""Serve an ASGI application through uvicorn, where it is installed."""

from __future__ import annotations

from typing import Any

import click


def _uvicorn() -> Any:
    try:
        import uvicorn  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  an optional requirement, needed for ASGI alone
    except ImportError:
        raise click.ClickException(
            "This is an ASGI application, and the development server speaks WSGI. Install uvicorn to serve it:"
            " pip install uvicorn."
        ) from None
    return uvicorn


def _certificate(cert: Any) -> dict[str, Any]:
    if cert is None:
        return {}
    if not isinstance(cert, tuple):
        raise click.ClickException("For an ASGI application, give '--cert' and '--key' as files.")
    return {"ssl_certfile": cert[0], "ssl_keyfile": cert[1]}


def serve_asgi(
    hostname: str,
    port: int,
    application: Any,
    *,
    cert: Any = None,
    reload: bool = False,
    **watch: Any,
) -> None:
    """Serve an ASGI application for development.

    :param hostname: The interface to bind to.
    :param port: The port; 0 takes a free one.
    :param application: The ASGI application.
    :param cert: None, or the files of a certificate and its key.
    :param reload: Start again when a file changes.
    :param watch: ``extra_files`` and ``exclude_patterns`` for the reloader.
    :raises click.ClickException: uvicorn is not installed.
    """
    uvicorn = _uvicorn()
    options = {"host": hostname, "port": port, **_certificate(cert)}
    server = uvicorn.Server(uvicorn.Config(application, **options))
    if reload:
        from werkzeug._reloader import run_with_reloader  # noqa: PLC0415  only now needed

        run_with_reloader(server.run, **watch)
    else:
        server.run()
