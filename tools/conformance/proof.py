"""A pytest plugin that writes down where the classes under test come from.

It is copied beside the suite and loaded by name, so it imports nothing of this folder.
"""

from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path

import pytest


def origins() -> list[str]:
    """List the classes that the suite gets from ``flask``, each with its file."""
    import flask  # noqa: PLC0415  # only after the alias, if there is one, is set
    import flask.cli  # noqa: PLC0415
    import flask.json.provider  # noqa: PLC0415
    import flask.sessions  # noqa: PLC0415
    import flask.testing  # noqa: PLC0415
    import flask.views  # noqa: PLC0415

    classes: list[type] = [
        flask.Flask,
        flask.Blueprint,
        flask.Config,
        flask.Request,
        flask.Response,
        flask.cli.FlaskGroup,
        flask.json.provider.DefaultJSONProvider,
        flask.sessions.SecureCookieSessionInterface,
        flask.testing.FlaskClient,
        flask.views.MethodView,
    ]
    return [f"{item.__module__}.{item.__qualname__} {inspect.getfile(item)}" for item in classes]


def loaded() -> list[str]:
    """List the files of every module named ``flask…`` that is loaded."""
    return [
        f"module {name} {getattr(module, '__file__', None)}"
        for name, module in sorted(sys.modules.items())
        if name == "flask" or name.startswith("flask.")
    ]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the proof when the last test has run."""
    target = Path(os.environ["CONFORMANCE_PROOF"])
    target.write_text("\n".join([*origins(), *loaded()]) + "\n", encoding="utf-8")
