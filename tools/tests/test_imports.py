from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks import imports
from tools.checks.module_graph import cycles, edges

PYPROJECT = """\
[project]
name = "fw-routing"
dependencies = ["werkzeug>=3"]
[project.optional-dependencies]
fast = ["python-dotenv>=1", "fw-context"]
"""


def repository(folder: Path, modules: dict[str, str]) -> Path:
    """Make a repository whose one package is ``fw_routing``."""
    package = folder / "packages" / "fw-routing"
    source = package / "src" / "fw_routing"
    source.mkdir(parents=True)
    (package / "pyproject.toml").write_text(PYPROJECT)
    for name, code in {"__init__": "", **modules}.items():
        path = source / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(code)
    return folder


def test_the_picture_holds_in_this_repository() -> None:
    assert list(imports.refusals()) == []


@pytest.mark.parametrize(
    "code",
    [
        "import fw_app",
        "from fw_app.ctx import AppContext",
        "def late():\n    import fw_app",
        "class Late:\n    async def method(self):\n        from fw_app import Flask",
        "import typing\nif typing.TYPE_CHECKING:\n    import fw_app",
        "import importlib\nimportlib.import_module('fw_app.ctx')",
        "try:\n    import fw_app\nexcept ImportError:\n    pass",
    ],
)
def test_another_component_is_refused_wherever_it_is_imported(tmp_path: Path, code: str) -> None:
    (refusal,) = imports.refusals(repository(tmp_path, {"rules": code}))
    assert refusal.startswith("fw_routing.rules:")
    assert "imports fw_app" in refusal


@pytest.mark.parametrize(
    "code",
    [
        "import os, werkzeug.routing",
        "from werkzeug.routing import Map",
        "def late():\n    import dotenv",
        "try:\n    import greenlet\nexcept ImportError:\n    greenlet = None",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from _typeshed import Incomplete",
    ],
)
def test_what_is_declared_or_optional_is_fine(tmp_path: Path, code: str) -> None:
    assert list(imports.refusals(repository(tmp_path, {"__init__": code}))) == []


def test_what_is_not_declared_is_refused(tmp_path: Path) -> None:
    (refusal,) = imports.refusals(repository(tmp_path, {"rules": "import click"}))
    assert "does not declare" in refusal


def test_an_extra_must_not_be_needed_to_import_the_package(tmp_path: Path) -> None:
    modules = {"__init__": "from . import env", "env": "import dotenv", "unused": "import dotenv"}
    (refusal,) = imports.refusals(repository(tmp_path, modules))
    assert refusal.startswith("fw_routing.env:1: imports dotenv, which only an extra brings")


@pytest.mark.parametrize(
    "back",
    [
        "from fw_routing.a import name",
        "from .a import name",
        "from . import a",
        "def late():\n    from fw_routing import a",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from fw_routing.a import Name",
    ],
)
def test_a_cycle_is_refused_however_it_is_hidden(tmp_path: Path, back: str) -> None:
    modules = {"a": "import fw_routing.b", "b": "from fw_routing import c", "c": back}
    (refusal,) = imports.refusals(repository(tmp_path, modules))
    assert "import cycle fw_routing.a -> fw_routing.b -> fw_routing.c -> fw_routing.a" in refusal


def test_the_packages_above_a_module_are_no_cycle(tmp_path: Path) -> None:
    modules = {
        "__init__": "from fw_routing.json import tag",
        "json/__init__": "from .tag import Tag",
        "json/tag": "import json",
    }
    root = repository(tmp_path, modules)
    source = root / "packages" / "fw-routing" / "src" / "fw_routing"
    assert edges(source)["fw_routing.json"] == {"fw_routing.json.tag"}
    assert list(cycles(edges(source))) == []
