"""The test client and the runner of commands, from fw-testing."""

from __future__ import annotations

from werkzeug.test import Client

from .distributions import commands, testing_tools
from .sessions import SessionMixin

with testing_tools("The test client (fw_app.testing)"):
    from fw_testing import EnvironBuilder, FlaskClient
    from fw_testing.client import _get_werkzeug_version

with commands("The runner of commands (fw_app.testing)"):
    from fw_cli import ScriptInfo

    from .cli_runner import FlaskCliRunner

__all__ = [
    "Client",
    "EnvironBuilder",
    "FlaskCliRunner",
    "FlaskClient",
    "ScriptInfo",
    "SessionMixin",
    "_get_werkzeug_version",
]
