"""The packages as a release sees them: versions, tags, fragments, and who depends on whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import tomli
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from tools.checks.module_graph import Import, imports_of
from tools.checks.repository import Package, packages
from tools.release.fragments import Fragment, pending
from tools.release.git import Git
from tools.release.refusals import refuse
from tools.release.versions import Change

_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
UMBRELLA = "fw-core"
"""The package that users install to get all of them."""


@dataclass(frozen=True)
class Member(Package):
    """A package of the repository, with what git knows of it.

    :param git: the repository.
    """

    git: Git

    @property
    def path(self) -> str:
        """Its folder, from the root."""
        return self.folder.relative_to(self.git.root).as_posix()

    @property
    def version_file(self) -> Path:
        """Where its version is written."""
        return self.source / "_version.py"

    @property
    def version(self) -> Version:
        """The version in the tree: the last one released, or the first to be."""
        found = _VERSION.search(self.version_file.read_text(encoding="utf-8"))
        if found is None:
            raise refuse(
                self.name,
                "version",
                f'{self.version_file.name} has no line like `__version__ = "1.0.0"`',
                "Write one",
            )
        return Version(found[1])

    def tag(self, version: Version) -> str:
        """Return the tag that a version has or will have."""
        return f"{self.name}-v{version}"

    @cached_property
    def releases(self) -> list[Version]:
        """The versions that are tagged in this history, oldest first."""
        return sorted(version for version in self._tagged.values() if version is not None)

    @property
    def stray_tags(self) -> list[str]:
        """The tags of this history that look like releases of it and name no version, or not as :meth:`tag` writes it."""
        return [tag for tag, version in self._tagged.items() if version is None]

    @cached_property
    def _tagged(self) -> dict[str, Version | None]:
        return {tag: self._version_of(tag) for tag in self.git.tags(f"{self.name}-v*")}

    def _version_of(self, tag: str) -> Version | None:
        try:
            version = Version(tag.removeprefix(f"{self.name}-v"))
        except InvalidVersion:
            return None
        return version if self.tag(version) == tag else None

    @property
    def last_release(self) -> Version | None:
        """The newest tagged version."""
        return self.releases[-1] if self.releases else None

    @property
    def last_tag(self) -> str | None:
        """The newest tag."""
        return self.tag(self.releases[-1]) if self.releases else None

    @property
    def shipped_paths(self) -> list[str]:
        """What of it reaches users."""
        return [f"{self.path}/{part}" for part in ("src", "pyproject.toml", "README.md")]

    @property
    def commits(self) -> list[str]:
        """The subjects of the commits since the last tag that touch what users get."""
        return self.git.subjects_since(self.last_tag, *self.shipped_paths)

    @cached_property
    def imports(self) -> list[Import]:
        """What its modules import; read once, since that takes long."""
        return imports_of(self.source)

    @property
    def fragments(self) -> list[Fragment]:
        """The notes that wait for the next release."""
        return pending(self.folder)

    @property
    def declared_change(self) -> Change:
        """The greatest change that its fragments declare."""
        return max((one.change for one in self.fragments), default=Change.NONE)

    def siblings(self, requirements: list[Requirement] | None = None) -> dict[str, SpecifierSet]:
        """Return the ranges of our packages that it requires, extras included, by name.

        :param requirements: read these instead of the tree's.
        """
        if requirements is None:
            extras = [one for extra in self.extras.values() for one in extra]
            requirements = [*self.requirements, *extras]
        ranges: dict[str, SpecifierSet] = {}
        for one in requirements:
            if one.name != self.name and (self.folder.parent / one.name).is_dir():
                ranges[one.name] = ranges.get(one.name, SpecifierSet()) & one.specifier
        return ranges

    def siblings_at(self, version: Version) -> dict[str, SpecifierSet]:
        """Return the ranges of our packages that a released version always requires.

        :param version: a tagged one.
        """
        text = self.git.read(self.tag(version), f"{self.path}/pyproject.toml")
        project = tomli.loads(text)["project"]
        return self.siblings([Requirement(one) for one in project.get("dependencies", [])])


class Members(dict[str, Member]):
    """All packages of a repository, by name.

    :param root: the repository.
    """

    def __init__(self, root: Path) -> None:
        self.git = Git(root.resolve())
        found = [Member(package.folder, self.git) for package in packages(self.git.root)]
        super().__init__((member.name, member) for member in found)

    def pick(self, names: tuple[str, ...]) -> list[Member]:
        """Return the named packages in dependency order.

        :param names: their names.
        :raises Refused: when one does not exist.
        """
        for name in names:
            if name not in self:
                raise refuse(
                    name, "name", "no package has this name", f"Choose from {', '.join(self)}"
                )
        return [member for member in self.in_order() if member.name in names]

    def dependants(self, name: str) -> dict[str, SpecifierSet]:
        """Return which packages require one, and with what range."""
        ranges = {other.name: other.siblings().get(name) for other in self.values()}
        return {other: found for other, found in ranges.items() if found is not None}

    def all_dependants(self, names: Iterable[str]) -> list[Member]:
        """Return some packages and all that depend on them, directly or through others, in order.

        :param names: their names.
        """
        found = set(names)
        order = self.in_order()
        for member in order:
            if set(member.siblings()) & found:
                found.add(member.name)
        return [member for member in order if member.name in found]

    def in_order(self) -> list[Member]:
        """Return every package after those that it requires.

        :raises Refused: when packages require each other.
        """
        order: list[Member] = []
        waiting = dict(self)
        while waiting:
            ready = [one for one in waiting.values() if not set(one.siblings()) & set(waiting)]
            if not ready:
                knot = ", ".join(sorted(waiting))
                raise refuse(
                    "repository",
                    "cycle",
                    f"these packages require each other, directly or through others: {knot}",
                    "Take one of the dependencies out of pyproject.toml: what both need belongs to a package below them",
                )
            for member in ready:
                order.append(waiting.pop(member.name))
        return order
