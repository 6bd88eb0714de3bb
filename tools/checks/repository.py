"""Where the repository's parts are, and what a package says of itself in its ``pyproject.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import tomli
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file."""
    return tomli.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Package:
    """A distribution of the workspace.

    :param folder: the folder that holds its ``pyproject.toml``.
    """

    folder: Path

    @cached_property
    def project(self) -> dict[str, Any]:
        """The ``[project]`` table."""
        project: dict[str, Any] = read_toml(self.folder / "pyproject.toml")["project"]
        return project

    @property
    def name(self) -> str:
        """The distribution's normalized name, as in ``fw-routing``."""
        return canonicalize_name(self.project["name"])

    @property
    def module(self) -> str:
        """The import name, as in ``fw_routing``."""
        return self.name.replace("-", "_")

    @property
    def source(self) -> Path:
        """The folder of the import package."""
        return self.folder / "src" / self.module

    @property
    def requirements(self) -> list[Requirement]:
        """What it always requires."""
        return [Requirement(text) for text in self.project.get("dependencies", [])]

    @property
    def extras(self) -> dict[str, list[Requirement]]:
        """What each of its extras requires besides."""
        extras = self.project.get("optional-dependencies", {})
        return {name: [Requirement(text) for text in texts] for name, texts in extras.items()}


def packages(root: Path = ROOT) -> Iterator[Package]:
    """Yield the packages of a workspace, by name.

    :param root: the folder that holds ``packages/``.
    """
    for pyproject in sorted((root / "packages").glob("*/pyproject.toml")):
        yield Package(pyproject.parent)
