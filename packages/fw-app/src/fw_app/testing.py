"""The test client and the runner of commands, from fw-testing."""

from __future__ import annotations

from werkzeug.test import Client

from fw_cli import ScriptInfo
from fw_testing import EnvironBuilder, FlaskClient
from fw_testing.client import _get_werkzeug_version

from .cli_runner import FlaskCliRunner
from .sessions import SessionMixin

__all__ = [
    "Client",
    "EnvironBuilder",
    "FlaskCliRunner",
    "FlaskClient",
    "ScriptInfo",
    "SessionMixin",
    "_get_werkzeug_version",
]
