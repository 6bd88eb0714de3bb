"""What a package uses of its siblings, and the oldest release of each that has it.

A use is an import: the names that ``from fw_routing import …`` asks for. What is reached by attribute after ``import fw_routing`` is
not seen; the tests of the package's wheel beside the lowest versions find that.
"""

from __future__ import annotations

from dataclasses import dataclass

from packaging.version import Version

from tools.release.interface import has, load_at, load_tree
from tools.release.members import Member, Members


def used_names(user: Member, sibling: Member) -> dict[str, str]:
    """Return the names of a sibling that a package imports, with one place where it does.

    :param user: the package that imports.
    :param sibling: the package that it imports from.
    """
    mine = [one for one in user.imports if one.distribution_module == sibling.module]
    return {one.target: f"{one.importer}:{one.line}" for one in mine}


@dataclass(frozen=True)
class Need:
    """What a package asks of a sibling that the oldest version it allows does not have.

    :param sibling: the name of the sibling.
    :param missing: the names that are missing there, with one place where each is used.
    :param since: the first release that has them all; None while none has.
    """

    sibling: str
    missing: dict[str, str]
    since: Version | None


def missing_at(user: Member, sibling: Member, version: Version) -> dict[str, str]:
    """Return the names that a package uses of a sibling and that a release of it lacks."""
    released = load_at(sibling, sibling.tag(version))
    used = used_names(user, sibling)
    return {name: where for name, where in used.items() if not has(released, name)}


def unmet(user: Member, members: Members) -> list[Need]:
    """Return what a package needs of its siblings beyond the oldest release that it allows.

    :param user: the package.
    :param members: all packages.
    """
    needs: list[Need] = []
    for name, allowed in user.siblings().items():
        sibling = members[name]
        releases = [version for version in sibling.releases if version in allowed]
        if not releases:
            continue  # only an unreleased version will do, and the range says so
        missing = missing_at(user, sibling, releases[0])
        if missing:
            enough = (one for one in releases[1:] if not missing_at(user, sibling, one))
            needs.append(Need(name, missing, next(enough, None)))
    return needs


def never_there(user: Member, members: Members) -> dict[str, str]:
    """Return the names that a package imports from siblings and that their trees do not have."""
    gone: dict[str, str] = {}
    for name in user.siblings():
        current = load_tree(members[name])
        used = used_names(user, members[name])
        gone |= {one: where for one, where in used.items() if not has(current, one)}
    return gone
