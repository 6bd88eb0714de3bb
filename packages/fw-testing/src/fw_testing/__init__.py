"""Test client, request builder, command runner and pytest plugin for web applications.

The command runner is :class:`fw_testing.cli_runner.FlaskCliRunner`, apart because it needs click; the bridge to ASGI
applications is :class:`fw_testing.asgi.ASGIBridge`.
"""

from __future__ import annotations

from fw_testing._version import __version__ as __version__
from fw_testing.builder import EnvironBuilder as EnvironBuilder
from fw_testing.client import FlaskClient as FlaskClient
from fw_testing.errors import ConflictingAddress as ConflictingAddress
from fw_testing.errors import CookiesDisabled as CookiesDisabled
from fw_testing.errors import FwTestingError as FwTestingError
from fw_testing.errors import NestedClient as NestedClient
from fw_testing.errors import NoCommands as NoCommands
from fw_testing.errors import NoSession as NoSession
from fw_testing.errors import NotWSGI as NotWSGI
from fw_testing.protocols import SessionApp as SessionApp
