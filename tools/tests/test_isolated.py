from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tools.checks.repository import Package
from tools.isolated import WrongVersions, check_versions, declared, floor

PYPROJECT = """\
[project]
name = "fw-app"
dependencies = ["werkzeug>=3.1.6", "fw-routing>=0.2,<0.3"]
[project.optional-dependencies]
async = ["asgiref>=3.2"]
all = ["fw-app[async]"]
"""


@pytest.fixture
def package(tmp_path: Path) -> Package:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    return Package(tmp_path)


def installed(**versions: str) -> dict[str, Version]:
    return {name.replace("_", "-"): Version(version) for name, version in versions.items()}


def test_the_requirements_of_extras_belong_to_it(package: Package) -> None:
    assert [one.name for one in declared(package)] == ["werkzeug", "fw-routing", "asgiref"]


@pytest.mark.parametrize(
    ("requirement", "lowest"), [("a>=1.2,<2", "1.2"), ("a~=1.4", "1.4"), ("a==3", "3")]
)
def test_the_floor_is_the_lower_bound(requirement: str, lowest: str) -> None:
    assert floor(Requirement(requirement)) == Version(lowest)


def test_a_requirement_without_a_floor_is_refused() -> None:
    with pytest.raises(WrongVersions, match="no lower bound"):
        floor(Requirement("werkzeug<4"))


def test_the_lowest_versions_must_really_be_installed(package: Package) -> None:
    lowest = installed(fw_app="1", werkzeug="3.1.6", fw_routing="0.2", asgiref="3.2")
    check_versions(package, lowest, "lowest-direct")
    newest = lowest | installed(werkzeug="3.1.9")
    check_versions(package, newest, "highest")
    with pytest.raises(WrongVersions, match=r"werkzeug 3\.1\.9 is installed, not the lowest"):
        check_versions(package, newest, "lowest-direct")


def test_another_package_of_ours_must_not_come_along(package: Package) -> None:
    with pytest.raises(WrongVersions, match="fw-cli came along"):
        check_versions(package, installed(fw_app="1", fw_routing="0.2", fw_cli="1"), "highest")
