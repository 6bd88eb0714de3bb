"""Every package has the same skeleton, and the workspace's configuration says nothing that hatch would ignore."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tools.checks.report import conclude
from tools.checks.repository import ROOT, Package, packages, read_toml

FILES = ("README.md", "CHANGELOG.md", "LICENSE.txt", "pyproject.toml")
"""What each package has beside ``src`` and ``tests``."""

RELEASES = "<!-- releases: the newest first -->"
"""Where towncrier.toml says that a changelog grows."""

TOP_KEYS = frozenset(
    {"build", "env", "envs", "lock-envs", "locker", "metadata", "publish", "requires-hatch"}
    | {"scripts", "sources", "version", "workspace"}
)
"""What hatch reads at the top of ``hatch.toml``."""

ENVIRONMENT_KEYS = frozenset(
    {"builder", "dependencies", "dependency-groups", "description", "detached", "dev-mode"}
    | {"env-exclude", "env-include", "env-vars", "extra-dependencies", "extra-scripts", "features"}
    | {"installer", "lock-filename", "locked", "matrix", "matrix-name-format", "overrides", "path"}
    | {"platforms", "post-install-commands", "pre-install-commands", "python", "python-sources"}
    | {"scripts", "skip-install", "sources", "system-packages", "template", "type", "uv-path"}
    | {"workspace"}
)
"""What hatch reads in the table of an environment."""

WORKSPACE_KEYS = frozenset({"exclude", "members", "parallel"})
MEMBER_KEYS = frozenset({"features", "path"})


def missing_parts(package: Package) -> Iterator[str]:
    """Yield what a package lacks of the skeleton.

    :param package: the package to look at.
    """
    where = package.folder.name
    for name in FILES:
        path = package.folder / name
        if not path.is_file() or not path.read_text(encoding="utf-8").strip():
            yield f"{where}: {name} is missing or empty: every package has one; copy another's and adapt it"
    changelog = package.folder / "CHANGELOG.md"
    if changelog.is_file() and RELEASES not in changelog.read_text(encoding="utf-8"):
        yield f"{where}: CHANGELOG.md has no line {RELEASES!r}: put one under its heading; releases are written below it"
    if not (package.source / "py.typed").is_file():
        marker = package.source.relative_to(package.folder) / "py.typed"
        yield f"{where}: {marker} is missing: without it type checkers ignore our types; create it, empty"
    if not next((package.folder / "tests").glob("test_*.py"), None):
        yield f"{where}: tests/ has no test_*.py: a package is tested on its own"
    if not (package.folder / "changes").is_dir():
        yield f"{where}: changes/ is missing: notes for the changelog go there; create it with an empty .gitkeep"
    if package.folder.name != package.name:
        yield f"{where}: the folder is not named like the distribution, {package.name}: rename one of them"


def foreign_licences(root: Path) -> Iterator[str]:
    """Yield the packages whose licence is not the repository's.

    :param root: the repository.
    """
    licence = (root / "LICENSE.txt").read_bytes()
    for package in packages(root):
        path = package.folder / "LICENSE.txt"
        if path.is_file() and path.read_bytes() != licence:
            yield f"{package.folder.name}: LICENSE.txt differs from the repository's: copy it"


def _unknown(where: str, table: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    for key in sorted(set(table) - known):
        yield (
            f"hatch.toml: hatch does not know the key {key!r} of {where} and ignores it:"
            f" it knows {', '.join(sorted(known))}"
        )


def unknown_keys(configuration: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of ``hatch.toml`` that hatch would ignore.

    :param configuration: the content of ``hatch.toml``.
    """
    yield from _unknown("the top", configuration, TOP_KEYS)
    for name, environment in configuration.get("envs", {}).items():
        yield from _unknown(f"environment {name!r}", environment, ENVIRONMENT_KEYS)
        workspace = environment.get("workspace", {})
        yield from _unknown(f"the workspace of {name!r}", workspace, WORKSPACE_KEYS)
        for member in workspace.get("members", []):
            if isinstance(member, dict):
                yield from _unknown(f"a member of {name!r}", member, MEMBER_KEYS)


def missing_members(configuration: Mapping[str, Any], root: Path = ROOT) -> Iterator[str]:
    """Yield the packages that the default environment lacks, and what their extras bring and it does not.

    :param configuration: the content of ``hatch.toml``.
    :param root: the repository.
    """
    default = configuration.get("envs", {}).get("default", {})
    members = default.get("workspace", {}).get("members", [])
    paths = [member["path"] if isinstance(member, dict) else member for member in members]
    present = {folder for path in paths for folder in root.glob(path)}
    for package in packages(root):
        if package.folder not in present:
            yield f"hatch.toml: the default environment lacks {package.folder.name}: add it to the members"
    dependencies = {Requirement(text).name for text in default.get("dependencies", [])}
    known = dependencies | {package.name for package in packages(root)}
    for package in packages(root):
        wanted = {one.name for extra in package.extras.values() for one in extra}
        for name in sorted(wanted - known - {one.name for one in package.requirements}):
            yield f"hatch.toml: the default environment lacks {name}, which an extra of {package.folder.name} brings: add it to the dependencies, or its tests are skipped"


def refusals(root: Path = ROOT) -> Iterator[str]:
    """Yield everything that is wrong with the skeleton of a repository.

    :param root: the repository.
    """
    for package in packages(root):
        yield from missing_parts(package)
    yield from foreign_licences(root)
    configuration = read_toml(root / "hatch.toml")
    yield from unknown_keys(configuration)
    yield from missing_members(configuration, root)


if __name__ == "__main__":
    sys.exit(conclude("skeleton", refusals()))
