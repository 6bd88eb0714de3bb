"""The applications of Flask."""

from __future__ import annotations

from importlib.metadata import version as installed
from typing import Any

import flask

from . import flask_like

NAME = "Flask"


def version() -> str:
    """Return the version installed."""
    return installed("flask")


def build(kind: str) -> Any:
    """Return the application for a kind of scenario."""
    return flask_like.build(flask, kind)
