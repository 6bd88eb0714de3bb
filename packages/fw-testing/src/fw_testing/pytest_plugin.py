"""Fixtures for applications under test: ``app``, ``client`` and ``runner``.

pytest loads this in every run, so it imports nothing at start but pytest; the rest is imported when a fixture is used.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option ``app``."""
    parser.addini(
        "app",
        "The application for the fixture 'app': 'module:name' of an application or a factory.",
    )


def _is_factory(found: Any) -> bool:
    """Tell whether ``found`` can be called with nothing, which no WSGI or ASGI application can."""
    try:
        inspect.signature(found).bind()
    except (TypeError, ValueError):
        return False
    return True


@pytest.fixture
def app(pytestconfig: pytest.Config) -> Any:
    """Return the application that the ini option ``app`` names, in testing mode.

    Define a fixture of this name to make the application yourself.
    """
    from werkzeug.utils import import_string  # noqa: PLC0415  only runs that use the fixture pay for it

    name = pytestconfig.getini("app")
    if not name:
        raise pytest.UsageError(
            "The fixture 'app' needs an application. Name one in the pytest configuration, for example"
            " 'app = \"hello:create_app\"', or define a fixture 'app' in conftest.py."
        )
    found = import_string(name)
    application = found() if _is_factory(found) else found
    if hasattr(application, "testing"):
        application.testing = True
    return application


@pytest.fixture
def client(app: Any) -> Iterator[Any]:
    """Return a client for the application: its own ``test_client()``, or a :class:`fw_testing.FlaskClient`.

    An ASGI application is started before the test, and shut down after it.
    """
    if hasattr(app, "test_client"):
        yield app.test_client()
        return
    from fw_testing.client import FlaskClient, is_asgi  # noqa: PLC0415  only runs that use the fixture pay for it

    if not is_asgi(app):
        yield FlaskClient(app)
        return
    from fw_testing.asgi import ASGIBridge  # noqa: PLC0415  only ASGI applications need it

    with ASGIBridge(app) as bridge:
        yield FlaskClient(bridge)


@pytest.fixture
def runner(app: Any) -> Any:
    """Return a runner of the application's commands: its own ``test_cli_runner()``, or a :class:`FlaskCliRunner`."""
    if hasattr(app, "test_cli_runner"):
        return app.test_cli_runner()
    from fw_testing.cli_runner import FlaskCliRunner  # noqa: PLC0415  click is an extra

    return FlaskCliRunner(app)
