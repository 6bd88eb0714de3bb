"""The applications of fw-core."""

from __future__ import annotations

from importlib.metadata import version as installed
from typing import Any

import fw_core

from . import flask_like

NAME = "fw-core"


def version() -> str:
    """Return the version installed."""
    return installed("fw-core")


def build(kind: str) -> Any:
    """Return the application for a kind of scenario."""
    return flask_like.build(fw_core, kind)
