"""A built wheel among what is released: its own tests beside it, and the released packages' tests on it.

The other packages come from the index that uv is set up for (``UV_INDEX`` adds one), as a user gets them.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from tools.fresh_environment import CommandFailed, Environment
from tools.isolated import WrongVersions, run_pytest, run_tests
from tools.release.build import expected
from tools.release.members import Member, Members
from tools.release.refusals import refuse
from tools.release.versions import shown


@dataclass(frozen=True)
class Neighbour:
    """A released package that depends on a new wheel.

    :param name: the package.
    :param version: its last release.
    :param accepted: whether its range takes the new version; its users keep the old one otherwise.
    :param outcome: what was installed and what its tests said.
    """

    name: str
    version: Version
    accepted: bool
    outcome: str

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "package": self.name,
            "version": str(self.version),
            "accepted": self.accepted,
            "outcome": self.outcome,
        }


def tagged(members: Members, tag: str) -> Member:
    """Return the package that a tag releases.

    :param members: all packages.
    :param tag: the tag, as in ``fw-routing-v1.4.0``.
    :raises Refused: when no package has that name, or the tree another version.
    """
    name, _, version = tag.rpartition("-v")
    if not name:
        problem = f"{tag} is no tag of a release"
        raise refuse("repository", "tag", problem, "Name one such as fw-routing-v1.4.0")
    (member,) = members.pick((name,))
    if str(member.version) != version:
        raise refuse(
            name,
            "tag",
            f"the tag {tag} stands on a tree whose version is {member.version}",
            "Delete the tag and let `prepare` write version and tag together",
        )
    return member


def verify(member: Member, dist: Path, resolution: str) -> str:
    """Run a package's tests on its built wheel, beside released siblings.

    :param member: the package.
    :param dist: where ``build`` put its wheel.
    :param resolution: ``highest`` or ``lowest-direct``.
    :return: what was installed and what pytest printed.
    :raises Refused: when the tests fail or the versions are not those asked for.
    """
    wheel = expected(member, member.version, dist.resolve()).wheel
    with tempfile.TemporaryDirectory() as folder:
        try:
            return run_tests(member, wheel, Path(folder), resolution)
        except (CommandFailed, WrongVersions) as failure:
            problem = f"its wheel fails at the {resolution} versions:\n{failure}\n"
            raise refuse(member.name, "verify", problem, "Correct it or its bounds") from failure


def neighbours(members: Members, member: Member, dist: Path) -> list[Neighbour]:
    """Run the tests of the last release of each dependant against a new wheel.

    :param members: all packages.
    :param member: the package with the new wheel.
    :param dist: where ``build`` put the wheel.
    :return: how each fared.
    :raises Refused: when the tests of one that accepts the new version fail.
    """
    wheel = expected(member, member.version, dist.resolve()).wheel
    found = []
    for other in members.all_dependants([member.name]):
        last = _last_before(other, member)
        if other.name == member.name or last is None:
            continue
        allowed = other.siblings_at(last).get(member.name)
        if allowed is None:
            continue
        if member.version not in allowed:
            told = f"requires {member.name}{shown(allowed)}: its users keep the old one"
            found.append(Neighbour(other.name, last, accepted=False, outcome=told))
        else:
            outcome = _on_new_wheel(other, last, member, wheel)
            found.append(Neighbour(other.name, last, accepted=True, outcome=outcome))
    return found


def _last_before(other: Member, member: Member) -> Version | None:
    """Return the last release of a package that was not tagged together with a new one: those are on no index yet."""
    together = member.git.tags_beside(member.tag(member.version))
    before = (version for version in reversed(other.releases) if other.tag(version) not in together)
    return next(before, None)


def _on_new_wheel(other: Member, last: Version, member: Member, wheel: Path) -> str:
    extras = ",".join(other.extras)
    wanted = f"{other.name}[{extras}]=={last}" if extras else f"{other.name}=={last}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tree = member.git.export(other.tag(last), other.path, folder / "tree")
        environment = Environment(folder / "venv")
        try:
            environment.install(wanted, str(wheel))
        except CommandFailed as failure:
            raise refuse(
                member.name,
                "index",
                f"{wanted} cannot be installed beside {wheel.name}:\n{failure}\n",
                "Say in UV_INDEX which index has the released packages, or correct the ranges that disagree",
            ) from failure
        try:
            installed = environment.versions()
            if (installed[other.name], installed[member.name]) != (last, member.version):
                raise WrongVersions(f"{installed[other.name]} and {installed[member.name]} met")
            return run_pytest(environment, tree / "tests", folder)
        except (CommandFailed, WrongVersions) as failure:
            raise refuse(
                member.name,
                "neighbour",
                f"{other.name} {last}, which accepts {member.version}, fails with it:\n{failure}\n",
                "Keep the old way working, or make it a breaking release",
            ) from failure
