"""Each component works beside nothing but what it declares, at both ends of the versions that it declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.repository import Package, packages
from tools.fresh_environment import Environment
from tools.isolated import RESOLUTIONS, run_tests


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.parametrize("package", list(packages()), ids=lambda package: package.name)
def test_a_package_alone(
    package: Package, resolution: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    print(run_tests(package, wheels[package.name], tmp_path, resolution))


def test_every_package_can_be_imported_without_its_extras(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    for package in packages():
        environment = Environment(tmp_path / package.name)
        environment.install(
            "--find-links", str(wheels[package.name].parent), str(wheels[package.name])
        )
        assert environment.run("-c", f"import {package.module}") == ""
