from __future__ import annotations

from pathlib import Path
from typing import Any

from fw_cli.suggestions import importable_names, modules_with_an_application, nearest


def test_nearest() -> None:
    assert nearest("helo", ["other", "hello"]) == "hello"
    assert nearest("APP", ["app"]) == "app"
    assert nearest("zzz", ["app"]) is None
    assert nearest("app", []) is None


def test_names_in_a_folder(project: Any) -> None:
    project.write("pkg/__init__.py", "")
    project.write("not-a-name.py", "app = 1")
    project.write("views.py", "x = 'app ='")
    assert importable_names(project.folder) == ["hello", "mini", "pkg", "views"]
    assert modules_with_an_application(project.folder) == ["hello"]
    assert importable_names(Path("missing")) == []
