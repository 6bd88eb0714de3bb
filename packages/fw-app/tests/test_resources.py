"""Where modules and packages lie."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import pytest
import werkzeug

from fw_app.resources import find_package_path, get_root_path


def test_root_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package_here").mkdir()
    (tmp_path / "package_here" / "__init__.py").touch()
    (tmp_path / "module_here.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert get_root_path("package_here") == str(tmp_path / "package_here")
    assert get_root_path("module_here") == str(tmp_path)
    assert get_root_path("werkzeug") == os.path.dirname(str(werkzeug.__file__))
    program = ModuleType("__main__")
    program.__file__ = str(tmp_path / "program" / "run.py")
    monkeypatch.setitem(sys.modules, "__main__", program)
    assert get_root_path("__main__") == str(tmp_path / "program")
    assert get_root_path("no_such_module") == os.getcwd()


def test_a_namespace_package_has_no_root_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spread" / "site").mkdir(parents=True)
    (tmp_path / "spread" / "site" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(RuntimeError, match="No root path can be found for the provided module"):
        get_root_path("spread")
    assert get_root_path("spread.site") == str(tmp_path / "spread" / "site")
    assert find_package_path("spread.site") == str(tmp_path)


def test_package_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package_there").mkdir()
    (tmp_path / "package_there" / "__init__.py").touch()
    (tmp_path / "module_there.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find_package_path("package_there.sub") == str(tmp_path)
    assert find_package_path("module_there") == str(tmp_path)
    assert find_package_path("no_such_module") == os.getcwd()
    made = ModuleType("made_up")
    monkeypatch.setitem(sys.modules, "made_up", made)
    assert find_package_path("made_up") == os.getcwd()


def test_modules_of_a_zip_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "code.zip", "w") as archive:
        archive.writestr("zipped.py", textwrap.dedent("VALUE = 1\n"))
    monkeypatch.syspath_prepend(str(tmp_path / "code.zip"))
    assert get_root_path("zipped") == str(tmp_path / "code.zip")
