"""``status``: where each package stands since its last release."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.version import Version

from tools.release.fragments import Fragment
from tools.release.interface import InterfaceChange, change_since
from tools.release.members import Member, Members
from tools.release.versions import Change, next_version, shown


@dataclass(frozen=True)
class Status:
    """Where a package stands.

    :param member: the package.
    :param commits: the subjects of the commits since its last tag that touch what users get.
    :param fragments: its pending notes.
    :param interface: how its public interface changed since its last tag.
    :param dependants: which of our packages require it, with the range as text.
    """

    member: Member
    commits: list[str]
    fragments: list[Fragment]
    interface: InterfaceChange
    dependants: dict[str, str]

    @property
    def change(self) -> Change:
        """The greatest change that its notes or its interface show."""
        noticed = Change.FIX if self.commits else Change.NONE
        return max(self.member.declared_change, self.interface.change, noticed)

    @property
    def next_version(self) -> Version:
        """The smallest version that it may take next; the one in the tree before the first release."""
        last = self.member.last_release
        return self.member.version if last is None else next_version(last, self.change)

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "package": self.member.name,
            "version": str(self.member.version),
            "tag": self.member.last_tag,
            "commits": self.commits,
            "fragments": [one.path.name for one in self.fragments],
            "wrong_fragments": [one.problem for one in self.fragments if one.problem],
            "interface": {"broken": self.interface.broken, "added": self.interface.added},
            "next": str(self.next_version),
            "dependants": self.dependants,
        }


def status_of(member: Member, members: Members) -> Status:
    """Return where one package stands.

    :param member: the package.
    :param members: all packages.
    """
    commits = member.commits
    interface = change_since(member, member.last_tag) if commits else InterfaceChange()
    dependants = {name: shown(found) for name, found in members.dependants(member.name).items()}
    return Status(member, commits, member.fragments, interface, dependants)


def status(members: Members) -> list[Status]:
    """Return where each package stands, in dependency order."""
    return [status_of(member, members) for member in members.in_order()]
