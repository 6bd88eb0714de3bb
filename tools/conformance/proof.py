"""A pytest plugin that writes down where the classes under test come from.

It is copied beside the suite and loaded by name, so it imports nothing of this folder.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from pathlib import Path

import pytest

CLASSES = (
    "flask:Flask",
    "flask:Blueprint",
    "flask:Config",
    "flask:Request",
    "flask:Response",
    "flask.cli:FlaskGroup",
    "flask.json.provider:DefaultJSONProvider",
    "flask.sessions:SecureCookieSessionInterface",
    "flask.testing:FlaskClient",
    "flask.views:MethodView",
)


def origins() -> list[str]:
    """List the classes that the suite gets from ``flask``, each with its file."""
    classes = []
    for place in CLASSES:
        module, _, name = place.partition(":")
        classes.append(getattr(importlib.import_module(module), name))
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
