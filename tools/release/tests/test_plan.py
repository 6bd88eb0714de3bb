from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

from tools.release.plan import make_plan
from tools.release.refusals import Refused

if TYPE_CHECKING:
    from tools.release.tests.conftest import Repository


def test_first_releases_come_in_dependency_order(
    unreleased: Repository,
) -> None:
    plan = make_plan(unreleased.members)

    assert [step.tag for step in plan.steps] == [
        "fw-routing-v0.1.0",
        "fw-app-v0.1.0",
        "fw-core-v0.1.0",
    ]
    assert plan.steps[0].reasons == ["first release"]


def test_a_fix_of_a_component_reaches_users_without_a_release_of_the_umbrella(
    repository: Repository,
) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    plan = make_plan(repository.members)

    assert [step.tag for step in plan.steps] == ["fw-routing-v0.1.1"]
    assert plan.steps[0].reasons == ["fixed: Slashes at the end no longer matter."]
    assert plan.users_get == {
        "fw-core": Version("0.1.0"),
        "fw-app": Version("0.1.0"),
        "fw-routing": Version("0.1.1"),
    }


def test_a_major_release_of_a_component_does_not_reach_them(repository: Repository) -> None:
    repository.change("fw-routing", "breaking", "Slashes at the end matter.")
    plan = make_plan(repository.members)

    assert [step.tag for step in plan.steps] == ["fw-routing-v0.2.0"]
    assert plan.users_get["fw-routing"] == Version("0.1.0")


def test_nothing_to_release(repository: Repository) -> None:
    assert make_plan(repository.members).steps == []


def test_an_umbrella_that_could_not_be_installed(repository: Repository) -> None:
    repository.change("fw-routing", "breaking", "Slashes at the end matter.")
    path = "packages/fw-app/pyproject.toml"
    repository.replace(path, "fw-routing>=0.1.0,<0.2", "fw-routing>=0.2.0,<0.3")
    repository.change("fw-app", "breaking", "Needs the new routing.")
    path = "packages/fw-core/pyproject.toml"
    repository.replace(path, "fw-app>=0.1.0,<0.2", "fw-app>=0.2.0,<0.3")
    repository.change("fw-core", "fixed", "Takes the new application.")

    with pytest.raises(Refused) as refused:
        make_plan(repository.members, ("fw-app", "fw-core"))
    assert "[order] it requires fw-routing" in str(refused.value)

    for name in ("fw-routing", "fw-app"):
        repository.git("tag", "--annotate", "--message", name, f"{name}-v0.2.0")
    for name in ("fw-routing", "fw-app"):
        module = name.replace("-", "_")
        version = f"packages/{name}/src/{module}/_version.py"
        repository.replace(version, "0.1.0", "0.2.0")
    with pytest.raises(Refused) as refused:
        make_plan(repository.members, ("fw-core",))
    assert "[umbrella] fw-core 0.1.1 could not be installed: no versions agree with" in str(
        refused.value
    )


def test_a_sibling_that_is_not_released(repository: Repository) -> None:
    repository.replace("packages/fw-app/pyproject.toml", "fw-routing>=0.1.0", "fw-routing>=0.1.1")
    repository.change("fw-app", "fixed", "Needs a fix of the routing.")

    with pytest.raises(Refused) as refused:
        make_plan(repository.members)
    (refusal,) = refused.value.refusals
    assert (refusal.package, refusal.rule) == ("fw-app", "order")
    assert refusal.remedy == "Release fw-routing with it: name both"


def test_a_use_of_what_is_in_no_release(repository: Repository) -> None:
    path = "packages/fw-routing/src/fw_routing/routes.py"
    new = 'def build() -> str:\n    """Build."""\n    return ""\n\n\n'
    repository.replace(path, "def match", new + "def match")
    repository.change("fw-routing", "added", "Paths can be built.")
    path = "packages/fw-app/src/fw_app/application.py"
    repository.replace(path, "import match", "import build, match")
    repository.change("fw-app", "added", "Answers know their paths.")

    with pytest.raises(Refused, match=r"fw-app: \[unreleased\] .* Release fw-routing with it"):
        make_plan(repository.members, ("fw-app",))
    assert len(make_plan(repository.members, ("fw-app", "fw-routing")).steps) == 2


def test_a_package_without_a_note(repository: Repository) -> None:
    with pytest.raises(Refused, match="nothing to tell its users"):
        make_plan(repository.members, ("fw-app",))


def test_a_package_that_does_not_exist(repository: Repository) -> None:
    with pytest.raises(Refused, match=r"fw-rooting: .* Choose from fw-app, fw-core, fw-routing"):
        make_plan(repository.members, ("fw-rooting",))


def test_a_version_too_small_for_its_changes(repository: Repository) -> None:
    repository.change("fw-routing", "breaking", "Slashes at the end matter.")
    with pytest.raises(Refused, match=r"0\.1\.1 is less than its changes ask for"):
        make_plan(repository.members, ("fw-routing",), Version("0.1.1"))
    assert make_plan(repository.members, ("fw-routing",), Version("1.0.0")).steps[
        0
    ].version == Version("1.0.0")
