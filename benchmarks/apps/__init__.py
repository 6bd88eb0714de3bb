"""The applications, one module for each framework.

A module has ``NAME``, ``version()`` and ``build(kind)``, which returns the WSGI application that
answers the scenarios of that kind, or ``None`` where the framework has nothing for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: The modules by the names that the command line takes, in the order of the tables.
FRAMEWORKS = {
    "bare": "bare",
    "fw": "fw_applications",
    "flask": "flask_applications",
    "bottle": "bottle_applications",
    "falcon": "falcon_applications",
}

LINES = [f"line {i}\n" for i in range(10)]

PROFILE = {"id": 42, "name": "Ada Lovelace", "tags": ["math", "engines"], "active": True}


def load(name: str) -> Any:
    """Import a framework's module.

    :param name: a key of :data:`FRAMEWORKS`.
    """
    return import_module(f"{__name__}.{FRAMEWORKS[name]}")


def rule_count(kind: str) -> int:
    """Return how many rules an application of the kind ``rules N`` has, and 0 for others."""
    word, _, count = kind.partition(" ")
    return int(count) if word == "rules" else 0
