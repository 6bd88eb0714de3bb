"""What installing the umbrella brings, once a plan is released: the newest versions that agree with each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tools.release.members import UMBRELLA, Members


@dataclass
class Releases:
    """Which versions there are or will be, with what each requires of our other packages.

    :param of: for each package, its versions, newest first, with their ranges.
    """

    of: dict[str, dict[Version, dict[str, SpecifierSet]]] = field(default_factory=dict)

    def add(self, name: str, version: Version, requires: dict[str, SpecifierSet]) -> None:
        """Add a version of a package."""
        known = {**self.of.get(name, {}), version: requires}
        self.of[name] = dict(sorted(known.items(), reverse=True))

    def resolve(self, name: str) -> dict[str, Version] | None:
        """Return what installing the newest version of a package brings, or None when nothing agrees.

        :param name: the package.
        """
        newest = next(iter(self.of[name]))
        return self._agree({name: newest}, dict(self.of[name][newest]))

    def _agree(
        self, chosen: dict[str, Version], wanted: dict[str, SpecifierSet]
    ) -> dict[str, Version] | None:
        """Choose for one package after the other, newest first, and take back what leads nowhere."""
        if any(version not in wanted.get(name, SpecifierSet()) for name, version in chosen.items()):
            return None
        open_names = [name for name in wanted if name not in chosen]
        if not open_names:
            return chosen
        name = open_names[0]
        for version, requires in self.of.get(name, {}).items():
            if version in wanted[name]:
                merged = dict(wanted)
                for other, allowed in requires.items():
                    merged[other] = merged.get(other, SpecifierSet()) & allowed
                found = self._agree({**chosen, name: version}, merged)
                if found is not None:
                    return found
        return None


def released(members: Members) -> Releases:
    """Return what is released already.

    :param members: all packages.
    """
    releases = Releases()
    for member in members.values():
        for version in member.releases:
            releases.add(member.name, version, member.siblings_at(version))
    return releases


def what_users_get(releases: Releases) -> dict[str, Version] | None:
    """Return what installing the umbrella brings; None when nothing agrees, empty when there is no umbrella yet."""
    return releases.resolve(UMBRELLA) if UMBRELLA in releases.of else {}
