"""Importing Werkzeug without its development server and its test client.

``import werkzeug`` loads both, with the standard library's HTTP server and client behind them: half of
what an application takes to import, and no application that is served uses either. Here they are
left out until somebody asks for them, by whatever name: ``werkzeug.Client``,
``werkzeug.run_simple``, ``import werkzeug.test``, ``from werkzeug.serving import …`` are what they
always were. Where Werkzeug has been imported before, nothing is done.

PERF: benchmarks: "import fw_app".
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_PARTS = {"run_simple": "werkzeug.serving", "Client": "werkzeug.test"}


def _import_without_parts() -> None:
    """Import Werkzeug while empty modules stand in for the two."""
    standing_in = {}
    for name, module in _PARTS.items():
        stand_in = standing_in[module] = ModuleType(module)
        setattr(stand_in, name, None)
    sys.modules.update(standing_in)
    try:
        werkzeug = import_module("werkzeug")
    finally:
        for module, stand_in in standing_in.items():
            if sys.modules.get(module) is stand_in:
                del sys.modules[module]
    for name in _PARTS:
        delattr(werkzeug, name)
    vars(werkzeug)["__getattr__"] = _part


def _part(name: str) -> Any:
    """Import what was left out; the module's ``__getattr__``."""
    if name in _PARTS:
        value = getattr(import_module(_PARTS[name]), name)
    elif f"werkzeug.{name}" in _PARTS.values():
        value = import_module(f"werkzeug.{name}")
    else:
        raise AttributeError(f"module 'werkzeug' has no attribute {name!r}", name=name)
    setattr(sys.modules["werkzeug"], name, value)
    return value


if "werkzeug" not in sys.modules and not any(part in sys.modules for part in _PARTS.values()):
    _import_without_parts()
