"""Starts processes that find their modules compiled, as those of an installed application do.

Where ``PYTHONDONTWRITEBYTECODE`` is set, as it often is in containers, every import would otherwise be a
compilation, and whoever has the shortest source would win.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from functools import cache
from typing import Any

from .driver import ROOT


@cache
def _bytecode_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="benchmarks-bytecode-")


@cache
def _compiled(python: str, what: str, name: str) -> dict[str, str]:
    """Return the environment of a process after one like it has compiled what it imports."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": _bytecode_folder().name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    _measure(python, what, name, environment)
    return environment


def _measure(python: str, what: str, name: str, environment: dict[str, str]) -> Any:
    program = f"from benchmarks.startup import main; main({what!r}, {name!r})"
    command = [python, "-c", program]  # `-m` would import what some frameworks need
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def measured(python: str, what: str, name: str) -> Any:
    """Run a measurement of :mod:`benchmarks.startup` in a process of its own.

    :param python: the interpreter.
    :param what: ``import``, ``service``, ``first`` or ``memory``.
    :param name: a module or a framework.
    """
    return _measure(python, what, name, _compiled(python, what, name))
