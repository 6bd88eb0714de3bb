from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from fw_cli import load_dotenv
from fw_cli.dotenv_files import _path_is_ancestor


@pytest.fixture
def files(project: Any) -> Any:
    pytest.importorskip("dotenv", reason="python-dotenv is an extra")
    project.write(".flaskenv", "ONE=flaskenv\nTWO=flaskenv\nHAM=火腿\n")
    project.write(".env", "ONE=env\nKEPT=env\n")
    project.write("own.txt", "ONE=own\nOWN=own\n")
    return project


def test_precedence(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "shell")
    assert load_dotenv()
    seen = [os.environ[name] for name in ("ONE", "TWO", "HAM", "KEPT")]
    assert seen == ["env", "flaskenv", "火腿", "shell"]


def test_own_file_wins_and_defaults_can_be_left_out(files: Any) -> None:
    assert load_dotenv("own.txt", load_defaults=False)
    assert (os.environ["ONE"], os.environ["OWN"], "TWO" in os.environ) == ("own", "own", False)
    assert not load_dotenv("missing.txt", load_defaults=False)


def test_found_from_a_folder_below_which_stays_the_working_directory(
    files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = files.folder / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert load_dotenv()
    assert os.environ["ONE"] == "env"
    assert Path.cwd() == below


def test_reading_writes_nothing_and_runs_nothing(files: Any) -> None:
    """CVE-2026-28684: a dotenv file that is a symbolic link is read and never rewritten."""
    target = files.write("elsewhere/secret", "LINKED=$(touch ran) `touch ran`\n")
    (files.folder / "link").symlink_to(target)
    before = {path: path.stat().st_mtime_ns for path in files.folder.rglob("*") if path.is_file()}
    load_dotenv("link")
    assert before == {
        path: path.stat().st_mtime_ns for path in files.folder.rglob("*") if path.is_file()
    }
    assert os.environ["LINKED"] == "$(touch ran) `touch ran`"


def test_without_python_dotenv_there_is_a_tip(
    project: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "dotenv", None)
    assert not load_dotenv()
    assert capsys.readouterr().err == ""
    project.write(".env", "FOO=1\n")
    assert not load_dotenv()
    assert "Install python-dotenv" in capsys.readouterr().err
    assert "FOO" not in os.environ


def test_path_is_ancestor() -> None:
    assert _path_is_ancestor("/a", "/a/b")
    assert not _path_is_ancestor("/a/b", "/a")
