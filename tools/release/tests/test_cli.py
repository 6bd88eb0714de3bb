from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tools.checks.repository import ROOT
from tools.fresh_environment import run
from tools.release.cli import cli

if TYPE_CHECKING:
    from tools.release.tests.conftest import BuiltRepository, Repository


def call(repository: Repository, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--root", str(repository.root), *arguments])


def test_status_is_a_table_for_people(repository: Repository) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    said = call(repository, "status")

    assert said.exit_code == 0
    row = next(line for line in said.output.splitlines() if "fw-routing " in line)
    assert row.split()[:7] == ["fw-routing", "0.1.0", "0.1.0", "1", "1", "same", "0.1.1"]
    assert "fw-core >=0.1.0,<0.2" in said.output
    _, _, details = said.output.partition("fw-routing since fw-routing-v0.1.0\n")
    commit, note = details.splitlines()
    assert commit.startswith("  commit: ")
    assert commit.endswith("Slashes at the end no longer matter.")
    assert note.startswith("  note: ")


def test_status_says_how_the_interface_changed(repository: Repository) -> None:
    repository.replace("packages/fw-routing/src/fw_routing/routes.py", "def match", "def find")
    repository.commit("Rename")
    said = call(repository, "status")

    assert "1 broken, 1 new" in said.output
    lines = [line.strip() for line in said.output.splitlines()]
    assert any(line.startswith("broken: ") and "match" in line for line in lines)
    assert any(line.startswith("new: ") and line.endswith("find") for line in lines)


def test_status_names_the_notes_that_no_changelog_takes(unreleased: Repository) -> None:
    unreleased.write("packages/fw-routing/changes/12.fix.md", "Slashes.\n")
    unreleased.write("packages/fw-app/changes/12.fixed", "Answers.\n")
    unreleased.commit("Misname")
    said = call(unreleased, "status")

    assert (
        "fw-routing 'fix' of 12.fix.md is no kind; 'fixed' is one. Name it <issue>" in said.output
    )
    assert "fw-app 12.fixed does not end in .md. Name it <issue>" in said.output
    assert "a kind of breaking, removed, added, " in said.output
    data = json.loads(call(unreleased, "--json", "status").output)
    assert [len(one["wrong_fragments"]) for one in data] == [1, 1, 0]


@pytest.mark.parametrize(
    "tag",
    ["fw-routing-v1-test", "fw-routing-v0.1.1-rc1", "fw-routing-v0.2.0.0-", "fw-routing-vnext"],
)
def test_a_tag_that_names_no_version_is_left_out_with_a_warning(
    repository: Repository, tag: str
) -> None:
    repository.git("tag", tag)
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    said = call(repository, "--json", "status")

    assert json.loads(said.stdout)[0]["tag"] == "fw-routing-v0.1.0"
    assert said.stderr.startswith(
        f"warning: fw-routing: the tag {tag} names no version as fw-routing-v0.1.0 does, and is left out. "
        f"Take it away with `git tag --delete {tag}`"
    )
    assert call(repository, "prepare", "fw-routing").exit_code == 0
    assert "fw-routing-v0.1.1" in repository.tags()


def test_a_tag_that_names_no_version_releases_nothing(repository: Repository) -> None:
    said = call(repository, "tagged", "fw-routing-v1-test")
    assert said.exit_code == 1
    assert "the tag fw-routing-v1-test stands on a tree whose version is 0.1.0" in said.output


def test_status_is_json_for_machines(repository: Repository) -> None:
    data = json.loads(call(repository, "--json", "status").output)
    assert [one["package"] for one in data] == ["fw-routing", "fw-app", "fw-core"]
    assert json.loads(call(repository, "status", "--json").output) == data


def test_a_refusal_names_package_rule_and_remedy_and_ends_with_1(repository: Repository) -> None:
    repository.replace("packages/fw-routing/src/fw_routing/routes.py", "def match", "def find")
    repository.note("fw-routing", "fixed", "Another name.")
    repository.commit("Rename")
    said = call(repository, "check")
    assert said.exit_code == 1
    assert "fw-routing [break] its interface is not what fw-routing-v0.1.0 promised" in said.output

    said = call(repository, "--json", "plan")
    assert said.exit_code == 1
    (refusal,) = json.loads(said.output)["refused"]
    assert (refusal["package"], refusal["rule"]) == ("fw-routing", "break")


def test_a_plan_says_what_users_get(repository: Repository) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    said = call(repository, "plan")
    assert "fixed: Slashes at the end no longer matter." in said.output
    words = " ".join(said.output.split())
    assert "pip install fw-core then brings: fw-core 0.1.0, fw-app 0.1.0, fw-routing 0.1.1" in words


def test_a_plan_without_the_umbrella(unreleased: Repository) -> None:
    said = call(unreleased, "plan", "fw-routing")
    assert "then brings: nothing yet, fw-core was never released" in said.output


def test_a_plan_of_nothing(repository: Repository) -> None:
    assert "nothing to release: no package has a note" in call(repository, "plan").output


def test_what_was_prepared_is_shown_with_the_next_step(unreleased: Repository) -> None:
    said = call(unreleased, "prepare", "fw-app", "fw-routing")
    pushes = [line.strip() for line in said.output.splitlines() if "git push" in line]
    assert pushes == [
        "git push origin HEAD fw-routing-v0.1.0",
        "git push origin HEAD fw-app-v0.1.0",
    ]


def test_what_a_change_affects(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "topic")
    repository.change("fw-app", "fixed", "Answers are shorter.")
    said = call(repository, "--json", "affected", "--base", "main")
    assert json.loads(said.output) == ["fw-app", "fw-core"]


def test_the_program_of_its_own(repository: Repository) -> None:
    program = (sys.executable, "-m", "tools.release", "--root", str(repository.root))
    assert json.loads(run(*program, "--json", "check", cwd=ROOT)) == {"refused": []}


def test_build_tells_the_digests(built: BuiltRepository) -> None:
    dist = str(built.dist.with_name("again"))
    said = call(built.repository, "--json", "build", "fw-routing", "--dist", dist)
    (found,) = json.loads(said.output)
    assert set(found["sha256"]) == {
        "fw_routing-0.1.0.tar.gz",
        "fw_routing-0.1.0-py3-none-any.whl",
        "fw_routing-0.1.0.cdx.json",
    }


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("prepare", "fw-app", "fw-core", "--as", "2.0.0"), "--as goes with exactly one package"),
        (("prepare", "fw-app", "--as", "two"), "Invalid version: 'two'"),
        (("publish", "fw-app"), "Missing option '--index'"),
    ],
)
def test_wrong_use(repository: Repository, arguments: tuple[str, ...], problem: str) -> None:
    said = call(repository, *arguments)
    assert said.exit_code == 2
    assert problem in said.output
