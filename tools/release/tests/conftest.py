"""Throw-away repositories with three small packages: a router, an application on it, and the umbrella over both."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.checks.repository import ROOT
from tools.release.build import build
from tools.release.members import Members

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{name}"
dynamic = ["version"]
description = "A small {name}"
readme = "README.md"
license = "BSD-3-Clause"
license-files = ["LICENSE.txt"]
requires-python = ">=3.10"
dependencies = [{dependencies}]

[tool.hatch.version]
path = "src/{module}/_version.py"

[tool.hatch.build.targets.sdist]
include = ["src", "tests", "README.md", "CHANGELOG.md", "LICENSE.txt"]

[tool.hatch.build.targets.wheel]
packages = ["src/{module}"]
"""

ROUTES = '''\
"""Routes."""


def match(path: str) -> str:
    """Return the name of a path."""
    return path.strip("/")
'''

APP = '''\
"""An application."""

from fw_routing.routes import match


def answer(path: str) -> str:
    """Return what a path answers."""
    return f"this is {match(path)}"
'''


class Repository:
    """A git repository of small packages, to change and commit.

    :param root: its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "user.name", "A maintainer")
        self.git("config", "user.email", "maintainer@example.com")
        self.git("config", "commit.gpgsign", "false")
        self.write("towncrier.toml", (ROOT / "towncrier.toml").read_text())
        self.write(".gitignore", "dist/\n__pycache__/\n")

    def git(self, *arguments: str) -> str:
        """Run git."""
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=self.root, check=True, capture_output=True, text=True
        ).stdout

    def write(self, path: str, text: str) -> Path:
        """Write a file, folders included."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text that a file has."""
        text = (self.root / path).read_text()
        assert old in text
        self.write(path, text.replace(old, new))

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def note(self, package: str, kind: str, text: str) -> None:
        """Write a note for a package's changelog."""
        self.write(
            f"packages/{package}/changes/+{text.split()[0].lower().strip('.')}.{kind}.md",
            f"{text}\n",
        )

    def change(self, package: str, kind: str, text: str) -> None:
        """Commit a harmless change of a package, with its note."""
        module = package.replace("-", "_")
        path = f"packages/{package}/src/{module}/__init__.py"
        self.write(path, (self.root / path).read_text() + f"# {text}\n")
        self.note(package, kind, text)
        self.commit(text)

    def package(self, name: str, modules: dict[str, str], dependencies: str = "") -> None:
        """Add a package."""
        module = name.replace("-", "_")
        folder = f"packages/{name}"
        fields = {"name": name, "module": module, "dependencies": dependencies}
        self.write(f"{folder}/pyproject.toml", PYPROJECT.format(**fields))
        self.write(f"{folder}/README.md", f"# {name}\n\nSmall.\n")
        self.write(f"{folder}/LICENSE.txt", "BSD\n")
        marker = "<!-- releases: the newest first -->\n"
        self.write(
            f"{folder}/CHANGELOG.md",
            f"# Changes of {name}\n\n{marker}\n## 0.1.0\n\n- First release.\n",
        )
        self.write(f"{folder}/changes/.gitkeep", "")
        self.write(f"{folder}/tests/test_it.py", "def test_nothing() -> None: ...\n")
        source = f"{folder}/src/{module}"
        self.write(f"{source}/py.typed", "")
        self.write(f"{source}/_version.py", '"""The version."""\n\n__version__ = "0.1.0"\n')
        for file, code in {"__init__": f'"""The package {name}."""\n', **modules}.items():
            self.write(f"{source}/{file}.py", code)

    @property
    def members(self) -> Members:
        """Its packages, read anew."""
        return Members(self.root)

    def tags(self) -> list[str]:
        """All its tags."""
        return self.git("tag", "--list").split()


def three_packages(root: Path) -> Repository:
    """Make a repository whose three packages were never released."""
    root.mkdir()
    repository = Repository(root)
    repository.package("fw-routing", {"routes": ROUTES})
    repository.package("fw-app", {"application": APP}, '"fw-routing>=0.1.0,<0.2"')
    umbrella = '"fw-app>=0.1.0,<0.2", "fw-routing>=0.1.0,<0.2"'
    everything = "from fw_app.application import answer as answer\n"
    repository.package("fw-core", {"everything": everything}, umbrella)
    repository.commit("Begin")
    return repository


def release_first(repository: Repository) -> Repository:
    """Tag the three packages as 0.1.0."""
    for name in ("fw-routing", "fw-app", "fw-core"):
        repository.git("tag", "--annotate", "--message", name, f"{name}-v0.1.0")
    return repository


@pytest.fixture
def empty_repository(tmp_path: Path) -> Repository:
    """A repository without packages."""
    (tmp_path / "repository").mkdir()
    return Repository(tmp_path / "repository")


@pytest.fixture
def unreleased(tmp_path: Path) -> Repository:
    """A repository whose three packages were never released."""
    return three_packages(tmp_path / "repository")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository whose three packages are released as 0.1.0."""
    return release_first(three_packages(tmp_path / "repository"))


@dataclass(frozen=True)
class BuiltRepository:
    """A repository whose three packages are released, and their files.

    :param repository: the repository; not to be changed.
    :param dist: the files; not to be changed.
    """

    repository: Repository
    dist: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltRepository:
    """Three packages, built once for all tests."""
    folder = tmp_path_factory.mktemp("built")
    repository = release_first(three_packages(folder / "repository"))
    for member in repository.members.values():
        build(member, folder / "dist")
    return BuiltRepository(repository, folder / "dist")
