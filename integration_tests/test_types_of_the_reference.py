"""The reference's type checks pass on fw-core's types, by the stubs of the alias."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tools import alias_stubs
from tools.conformance.suite import fetch
from tools.environments import ROOT, environment


def mypy(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    stubs = alias_stubs.FOLDER.parent
    return subprocess.run(
        [environment("conformance"), "-m", "mypy", "--strict", "--no-incremental", *arguments],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(stubs)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_type_checks_of_the_reference_pass(tmp_path: Path) -> None:
    archive = fetch(environment("conformance"), ROOT / ".environments" / "downloads")
    with tarfile.open(archive) as tar:
        members = [m for m in tar.getmembers() if "/tests/type_check/" in m.name and m.isfile()]
        for member in members:
            content = tar.extractfile(member)
            assert content is not None
            (tmp_path / Path(member.name).name).write_bytes(content.read())
    files = sorted(tmp_path.glob("*.py"))
    assert len(files) == 3
    done = mypy(*files, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_type_checker_sees_is_ours(tmp_path: Path) -> None:
    file = tmp_path / "seen.py"
    file.write_text("import flask\nreveal_type(flask.Flask('x'))\nflask.Flask(5)\n")
    done = mypy(file, folder=tmp_path)
    assert 'Revealed type is "fw_app.app.Flask"' in done.stdout
    assert "incompatible type" in done.stdout


@pytest.mark.parametrize("path", alias_stubs.stubs(), ids=lambda path: path.stem)
def test_a_stub_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == alias_stubs.stubs()[path]
