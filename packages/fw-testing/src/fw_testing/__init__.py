"""Test client, request builder, command runner and pytest plugin for web applications.

The command runner is :class:`fw_testing.cli_runner.FlaskCliRunner`, apart because it needs click; the bridge to ASGI
applications is :class:`fw_testing.asgi.ASGIBridge`.

The names below are imported when they are first used: pytest imports this package in every run, for its plugin, and
most runs use nothing of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fw_testing._version import __version__ as __version__

if TYPE_CHECKING:
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
else:  # imported on first use
    _HOMES = {
        "EnvironBuilder": "builder",
        "FlaskClient": "client",
        "ConflictingAddress": "errors",
        "CookiesDisabled": "errors",
        "FwTestingError": "errors",
        "NestedClient": "errors",
        "NoCommands": "errors",
        "NoSession": "errors",
        "NotWSGI": "errors",
        "SessionApp": "protocols",
    }

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOMES})
