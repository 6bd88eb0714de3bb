from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.version import Version

from tools.release.status import Status, status
from tools.release.versions import Change

if TYPE_CHECKING:
    from tools.release.tests.conftest import Repository


def of(repository: Repository) -> dict[str, Status]:
    return {one.member.name: one for one in status(repository.members)}


def test_nothing_changed_since_the_tags(repository: Repository) -> None:
    found = of(repository)

    assert list(found) == ["fw-routing", "fw-app", "fw-core"]
    routing = found["fw-routing"]
    assert routing.member.last_tag == "fw-routing-v0.1.0"
    assert routing.commits == []
    assert routing.next_version == Version("0.1.0")
    assert routing.dependants == {"fw-app": ">=0.1.0,<0.2", "fw-core": ">=0.1.0,<0.2"}


def test_a_first_release_takes_the_version_in_the_tree(
    unreleased: Repository,
) -> None:
    routing = of(unreleased)["fw-routing"]

    assert routing.member.last_tag is None
    assert routing.next_version == Version("0.1.0")
    assert [commit.partition(" ")[2] for commit in routing.commits] == ["Begin"]


def test_only_the_commits_that_touch_a_package_count(repository: Repository) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    found = of(repository)

    assert [commit.partition(" ")[2] for commit in found["fw-routing"].commits] == [
        "Slashes at the end no longer matter."
    ]
    assert found["fw-routing"].next_version == Version("0.1.1")
    assert found["fw-app"].commits == []


def test_tests_are_no_reason_for_a_release(repository: Repository) -> None:
    repository.write("packages/fw-app/tests/test_more.py", "def test_more() -> None: ...\n")
    repository.commit("Test more")

    assert of(repository)["fw-app"].commits == []


def test_a_new_name_is_a_feature(repository: Repository) -> None:
    path = "packages/fw-routing/src/fw_routing/routes.py"
    repository.replace(
        path, "def match", 'def build() -> str:\n    """Build."""\n    return ""\n\n\ndef match'
    )
    repository.commit("Build paths")
    routing = of(repository)["fw-routing"]

    assert routing.interface.added == ["fw_routing.routes.build"]
    assert routing.change is Change.FEATURE


def test_a_removed_name_is_a_break(repository: Repository) -> None:
    repository.replace("packages/fw-routing/src/fw_routing/routes.py", "def match", "def find")
    repository.commit("Rename")
    routing = of(repository)["fw-routing"]

    assert [one.partition(":")[0] for one in routing.interface.broken] == [
        "fw_routing.routes.match"
    ]
    assert routing.next_version == Version("0.2.0")


def test_another_version_number_is_no_change_of_the_interface(repository: Repository) -> None:
    repository.replace("packages/fw-routing/src/fw_routing/_version.py", "0.1.0", "0.1.1")
    repository.commit("Count")

    assert of(repository)["fw-routing"].interface.change is Change.NONE


def test_what_a_machine_reads(repository: Repository) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    data = of(repository)["fw-routing"].as_json()

    assert data["package"] == "fw-routing"
    assert data["version"] == "0.1.0"
    assert data["tag"] == "fw-routing-v0.1.0"
    assert data["fragments"] == ["+slashes.fixed.md"]
    assert data["next"] == "0.1.1"
