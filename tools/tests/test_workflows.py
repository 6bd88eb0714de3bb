"""The workflows are valid, have the least permissions, and run only what is pinned."""

from __future__ import annotations

import re
import sys
import sysconfig
from pathlib import Path

import pytest

from tools.checks.repository import ROOT
from tools.fresh_environment import run

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_they_follow_the_schema() -> None:
    schema = ("--builtin-schema", "vendor.github-workflows")
    said = run(sys.executable, "-m", "check_jsonschema", *schema, *map(str, WORKFLOWS))
    assert "ok -- validation done" in said


def test_the_linter_finds_nothing() -> None:
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    said = run(str(zizmor), "--offline", "--no-progress", "--color=never", *map(str, WORKFLOWS))
    assert "No findings to report" in said


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_hash(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", workflow.read_text())
    assert used
    for action, comment in used:
        if not action.startswith("$/"):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_only_the_job_that_publishes_has_a_permission() -> None:
    granted = {
        path.name: re.findall(r"^ +([\w-]+): (?:write|read)\b", path.read_text(), re.MULTILINE)
        for path in WORKFLOWS
    }
    assert granted == {"checks.yml": [], "publish.yml": ["id-token"], "verify.yml": []}


def test_the_job_that_publishes_is_not_reusable() -> None:
    publish = (ROOT / ".github" / "workflows" / "publish.yml").read_text()
    assert "gh-action-pypi-publish" in publish
    assert "workflow_call" not in publish


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_tools_are_installed_from_the_pins(workflow: Path) -> None:
    installed = re.findall(r"pip install (.*)", workflow.read_text())
    assert set(installed) == {"--constraint .github/constraints.txt hatch"}


@pytest.mark.parametrize("workflow", ["publish.yml", "verify.yml"])
def test_what_users_get_is_built_from_the_pins(workflow: str) -> None:
    steps = (ROOT / ".github" / "workflows" / workflow).read_text().split("\n      - ")
    builds = [step for step in steps if "release build" in step]
    assert builds
    for step in builds:
        for tool in ("PIP", "UV"):
            assert (
                f"{tool}_CONSTRAINT: ${{{{ github.workspace }}}}/.github/constraints.txt\n" in step
            )
