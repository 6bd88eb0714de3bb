from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.local_index import LocalIndex
from tools.release.build import build
from tools.release.neighbours import neighbours, tagged, verify
from tools.release.prepare import prepare
from tools.release.refusals import Refused

if TYPE_CHECKING:
    from tools.release.tests.conftest import BuiltRepository, Repository

ROUTES = "packages/fw-routing/src/fw_routing/routes.py"
ANSWERS = """\
from fw_app.application import answer


def test_an_answer() -> None:
    assert answer("/here/") == "this is here"
"""


@pytest.fixture
def repository(
    repository: Repository, built: BuiltRepository, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Repository]:
    """A repository whose application has a real test, and whose releases are on an index on loopback."""
    repository.write("packages/fw-app/tests/test_it.py", ANSWERS)
    repository.commit("Test answers")
    repository.git("tag", "--force", "--annotate", "--message", "x", "fw-app-v0.1.0")
    with LocalIndex(built.dist) as index:
        monkeypatch.setenv("UV_INDEX", index.simple_url)
        yield repository


def ship_routing(repository: Repository, dist: Path, kind: str) -> None:
    repository.note("fw-routing", kind, "Another way to match.")
    repository.commit("Match in another way")
    prepare(repository.members, ("fw-routing",))
    build(repository.members["fw-routing"], dist)


def test_released_packages_on_a_good_new_wheel(repository: Repository, tmp_path: Path) -> None:
    repository.replace(ROUTES, 'strip("/")', 'strip("/ ")')
    ship_routing(repository, tmp_path, "fixed")

    app, umbrella = neighbours(repository.members, repository.members["fw-routing"], tmp_path)

    assert (app.name, app.accepted, umbrella.name) == ("fw-app", True, "fw-core")
    assert "fw-app==0.1.0 fw-routing==0.1.1" in app.outcome
    assert "1 passed" in app.outcome


def test_what_is_released_together_is_no_neighbour_yet(
    repository: Repository, tmp_path: Path
) -> None:
    repository.note("fw-app", "fixed", "Answers are shorter.")
    repository.note("fw-routing", "fixed", "Another way to match.")
    repository.change("fw-core", "fixed", "Takes both.")
    prepare(repository.members, ("fw-routing", "fw-app"))
    build(repository.members["fw-routing"], tmp_path)

    found = neighbours(repository.members, repository.members["fw-routing"], tmp_path)

    assert [(one.name, str(one.version)) for one in found] == [
        ("fw-app", "0.1.0"),
        ("fw-core", "0.1.0"),
    ]


def test_a_released_package_that_a_new_wheel_breaks(repository: Repository, tmp_path: Path) -> None:
    repository.replace(ROUTES, 'strip("/")', "upper()")
    ship_routing(repository, tmp_path, "fixed")

    with pytest.raises(Refused) as refused:
        neighbours(repository.members, repository.members["fw-routing"], tmp_path)
    assert "fw-app 0.1.0, which accepts 0.1.1, fails with it" in str(refused.value)
    assert "fw-routing==0.1.1" in str(refused.value)


def test_a_released_package_that_the_index_does_not_have(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship_routing(repository, tmp_path, "fixed")
    with LocalIndex(tmp_path / "empty") as index:
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.simple_url)
        for name in ("UV_FIND_LINKS", "UV_INDEX"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(Refused) as refused:
            neighbours(repository.members, repository.members["fw-routing"], tmp_path)
    (refusal,) = refused.value.refusals
    assert refusal.rule == "index"
    assert "fw-app==0.1.0 cannot be installed beside fw_routing-0.1.1-py3-" in refusal.problem
    assert refusal.remedy.startswith("Say in UV_INDEX which index has the released packages")


def test_a_breaking_wheel_is_kept_from_those_that_refuse_it(
    repository: Repository, tmp_path: Path
) -> None:
    repository.replace(ROUTES, 'strip("/")', "upper()")
    ship_routing(repository, tmp_path, "breaking")

    found = neighbours(repository.members, repository.members["fw-routing"], tmp_path)

    assert [one.accepted for one in found] == [False, False]
    assert found[0].outcome == "requires fw-routing>=0.1.0,<0.2: its users keep the old one"


@pytest.mark.parametrize("resolution", ["highest", "lowest-direct"])
def test_a_wheel_beside_released_siblings(
    repository: Repository, built: BuiltRepository, resolution: str
) -> None:
    said = verify(repository.members["fw-app"], built.dist, resolution)
    assert said.startswith("fw-app==0.1.0 fw-routing==0.1.0\n")
    assert "1 passed" in said


def test_the_package_of_a_tag(repository: Repository) -> None:
    assert tagged(repository.members, "fw-app-v0.1.0").name == "fw-app"
    with pytest.raises(Refused, match=r"stands on a tree whose version is 0\.1\.0"):
        tagged(repository.members, "fw-app-v0.3.0")
    with pytest.raises(Refused, match="no package has this name"):
        tagged(repository.members, "fw-rooting-v0.1.0")
    with pytest.raises(Refused, match=r"nonsense is no tag of a release\. Name one such as fw-r"):
        tagged(repository.members, "nonsense")


def test_what_depends_on_a_package(repository: Repository) -> None:
    found = repository.members.all_dependants(["fw-app"])
    assert [one.name for one in found] == ["fw-app", "fw-core"]
