from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.checks.repository import ROOT
from tools.checks.skeleton import missing_members, refusals, unknown_keys

CONFIGURATION = """\
[envs.default]
workspace.members = ["packages/*"]
dependencies = ["gevent"]
"""


def test_the_repository_has_the_whole_skeleton() -> None:
    assert list(refusals()) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with one package, like ours."""
    package = tmp_path / "packages" / "fw-context"
    shutil.copytree(ROOT / "packages" / "fw-context", package, ignore=lambda *_: ["tests"])
    (package / "tests").mkdir()
    (package / "tests" / "test_context.py").write_text("def test_nothing() -> None: ...\n")
    shutil.copy(ROOT / "LICENSE.txt", tmp_path)
    (tmp_path / "hatch.toml").write_text(CONFIGURATION)
    return tmp_path


def test_a_complete_package_is_fine(copy: Path) -> None:
    assert list(refusals(copy)) == []


@pytest.mark.parametrize(
    ("part", "remedy"),
    [
        ("README.md", "copy another's"),
        ("CHANGELOG.md", "copy another's"),
        ("LICENSE.txt", "copy another's"),
        ("src/fw_context/py.typed", "create it, empty"),
        ("tests", "tested on its own"),
        ("changes", "create it"),
    ],
)
def test_a_missing_part_is_refused(copy: Path, part: str, remedy: str) -> None:
    path = copy / "packages" / "fw-context" / part
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    (refusal,) = refusals(copy)
    assert refusal.startswith("fw-context: ")
    assert part in refusal
    assert remedy in refusal


def test_another_licence_is_refused(copy: Path) -> None:
    (copy / "packages" / "fw-context" / "LICENSE.txt").write_text("All rights reserved.\n")
    (refusal,) = refusals(copy)
    assert "differs from the repository's" in refusal


@pytest.mark.parametrize(
    ("key", "configuration"),
    [
        ("environments", {"environments": {}}),
        ("dependancies", {"envs": {"x": {"dependancies": []}}}),
        ("member", {"envs": {"x": {"workspace": {"member": []}}}}),
        ("feature", {"envs": {"x": {"workspace": {"members": [{"path": "a", "feature": []}]}}}}),
    ],
)
def test_a_key_that_hatch_would_ignore_is_refused(
    key: str, configuration: dict[str, object]
) -> None:
    (refusal,) = unknown_keys(configuration)
    assert f"hatch does not know the key {key!r}" in refusal


def test_a_package_left_out_of_the_environment_is_refused(copy: Path) -> None:
    refusal = next(missing_members({}, copy))
    assert "lacks fw-context" in refusal


def test_what_an_extra_brings_belongs_into_the_environment(copy: Path) -> None:
    (copy / "hatch.toml").write_text('[envs.default]\nworkspace.members = ["packages/*"]\n')
    (refusal,) = refusals(copy)
    assert "lacks gevent, which an extra of fw-context brings" in refusal
