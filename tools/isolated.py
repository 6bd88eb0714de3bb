"""Run a package's tests beside nothing but what it declares, at the highest and at the lowest versions.

The package and its siblings come from wheels, not from the tree, so that the floors between our own packages are tested too.
"""

from __future__ import annotations

from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from tools.checks.repository import Package
from tools.fresh_environment import CommandFailed, Environment

RESOLUTIONS = ("highest", "lowest-direct")
"""What uv calls the two ends of the declared ranges."""

TEST_RUNNER = "pytest>=9.0,<9.2"


class WrongVersions(Exception):
    """An environment does not hold what its package declares."""


def declared(package: Package) -> list[Requirement]:
    """Return what a package requires for itself and for all of its extras, siblings' extras resolved.

    :param package: the package.
    """
    extras = [requirement for extra in package.extras.values() for requirement in extra]
    return [one for one in [*package.requirements, *extras] if one.name != package.name]


def floor(requirement: Requirement) -> Version:
    """Return the lowest version that a requirement allows.

    :param requirement: one with a lower bound.
    :raises WrongVersions: when it has none.
    """
    bounds = [
        Version(one.version) for one in requirement.specifier if one.operator in (">=", "==", "~=")
    ]
    if not bounds:
        raise WrongVersions(
            f"{requirement}: has no lower bound: say the oldest version whose tests pass"
        )
    return max(bounds)


def check_versions(package: Package, installed: dict[str, Version], resolution: str) -> None:
    """Make sure that an environment holds what a package declares, and no other package of ours.

    :param package: the package whose tests are to run there.
    :param installed: what is in the environment.
    :param resolution: ``highest`` or ``lowest-direct``.
    :raises WrongVersions: when it does not.
    """
    requirements = {one.name: one for one in declared(package)}
    if resolution == "lowest-direct":
        for name, requirement in requirements.items():
            if installed[name] != floor(requirement):
                raise WrongVersions(
                    f"{package.name}: {name} {installed[name]} is installed, not the lowest that it declares,"
                    f" {floor(requirement)}: raise the bound of {requirement} to what really is the lowest"
                )
    ours = {name for name in installed if name.startswith("fw-")}
    strangers = ours - {package.name} - set(requirements)
    if strangers:
        raise WrongVersions(
            f"{package.name}: {', '.join(sorted(strangers))} came along, undeclared"
        )


def run_tests(package: Package, wheel: Path, folder: Path, resolution: str) -> str:
    """Run a package's tests in a fresh environment.

    :param package: the package.
    :param wheel: its wheel; siblings whose wheels lie beside it are taken from there.
    :param folder: an empty folder to work in.
    :param resolution: ``highest`` or ``lowest-direct``.
    :return: what is installed and what pytest printed.
    :raises CommandFailed: when the tests fail or nothing can be installed.
    :raises WrongVersions: when the environment is not what was asked for.
    """
    environment = Environment(folder / "venv")
    direct = [str(requirement) for requirement in declared(package)]
    links = ("--find-links", str(wheel.parent), "--resolution", resolution)
    environment.install(*links, str(wheel), *direct)
    check_versions(package, environment.versions(), resolution)
    return run_pytest(environment, package.folder / "tests", folder)


def run_pytest(environment: Environment, tests: Path, folder: Path) -> str:
    """Run tests in an environment that holds what they test.

    :param environment: the environment; it gets pytest besides.
    :param tests: the folder of the tests.
    :param folder: where to work.
    :return: what is installed and what pytest printed.
    :raises CommandFailed: when a test fails; the message has both too.
    """
    installed = environment.versions()
    environment.install(TEST_RUNNER)
    listing = " ".join(f"{name}=={version}" for name, version in sorted(installed.items()))
    config = folder / "pytest.ini"
    config.write_text(
        "[pytest]\naddopts = --import-mode=importlib -p no:cacheprovider\nfilterwarnings = error\n"
    )
    where = ("--rootdir", str(tests.parent), str(tests))
    try:
        output = environment.run("-m", "pytest", "-q", "-c", str(config), *where, cwd=folder)
    except CommandFailed as failure:
        raise CommandFailed(failure.command, f"{listing}\n{failure.output}") from None
    return f"{listing}\n{output}"
