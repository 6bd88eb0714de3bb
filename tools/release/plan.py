"""``plan``: which packages would be released, in which order, as which versions, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tools.release.members import UMBRELLA, Member, Members
from tools.release.needs import unmet
from tools.release.refusals import Refusal, Refused
from tools.release.status import Status, status_of
from tools.release.umbrella import Releases, released, what_users_get
from tools.release.versions import Change, compatible_range, shown


@dataclass(frozen=True)
class Step:
    """One release.

    :param member: the package.
    :param version: the version that it gets.
    :param reasons: why, a line each.
    """

    member: Member
    version: Version
    reasons: list[str]

    @property
    def tag(self) -> str:
        """The tag that the release gets."""
        return self.member.tag(self.version)

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        last = self.member.last_release
        return {
            "package": self.member.name,
            "from": last and str(last),
            "to": str(self.version),
            "tag": self.tag,
            "reasons": self.reasons,
        }


@dataclass(frozen=True)
class Plan:
    """The releases to make, in dependency order.

    :param steps: the releases.
    :param users_get: what ``pip install fw-core`` brings of ours afterwards.
    """

    steps: list[Step] = field(default_factory=list)
    users_get: dict[str, Version] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "steps": [step.as_json() for step in self.steps],
            "users_get": {name: str(version) for name, version in self.users_get.items()},
        }


def make_plan(
    members: Members, names: tuple[str, ...] = (), version: Version | None = None
) -> Plan:
    """Return the plan for some packages, or for all that have something to release.

    :param members: all packages.
    :param names: the packages to release; empty for those that have notes or were never released.
    :param version: the version that the one named package is to get, at least the smallest that it may take.
    :raises Refused: when the plan would break somebody.
    """
    candidates = members.pick(names) if names else members.in_order()
    found = [status_of(member, members) for member in candidates]
    ready = [one for one in found if names or one.fragments or one.member.last_release is None]
    steps = [Step(one.member, version or one.next_version, _reasons(one)) for one in ready]
    refusals = [refusal for one in ready for refusal in _refuse_alone(one, version)]
    refusals += [refusal for step in steps for refusal in _refuse_siblings(step, steps, members)]
    refusals += [refusal for step in steps for refusal in _refuse_needs(step, steps, members)]
    if refusals:
        raise Refused(refusals)
    return Plan(steps, _users_get(steps, members))


def _reasons(status: Status) -> list[str]:
    if status.member.last_release is None:
        return ["first release"]
    notes = [one for one in status.fragments if one.problem is None]
    reasons = [f"{one.kind}: {one.text.splitlines()[0]}" for one in notes]
    return reasons + [f"interface: {one}" for one in status.interface.broken]


def _refuse_alone(status: Status, version: Version | None) -> Iterator[Refusal]:
    """Yield what stands against releasing a package, whatever else is released."""
    member, target = status.member, version or status.next_version
    for one in status.fragments:
        if one.problem is not None:
            yield Refusal(member.name, "fragment", one.problem, one.remedy)
    if member.last_release is not None and not status.fragments:
        number = len(status.commits)
        commits = f"{number} commit{'s' * (number > 1)} and no note" if number else "no change"
        problem = f"it has nothing to tell its users: {commits}"
        remedy = f"Add a note to {member.path}/changes/ or leave it out"
        yield Refusal(member.name, "fragment", problem, remedy)
    if status.interface.broken and member.declared_change < Change.BREAK:
        problem = f"{status.interface.broken[0]}, and no note declares it"
        remedy = "Add a breaking note, or keep the old way working"
        yield Refusal(member.name, "break", problem, remedy)
    if target < status.next_version:
        problem = f"{target} is less than its changes ask for"
        yield Refusal(member.name, "version", problem, f"Take at least {status.next_version}")
    if target not in member.releases and member.git.tag_exists(member.tag(target)):
        problem = f"the tag {member.tag(target)} exists, outside this history"
        remedy = "Fetch and rebase: somebody released it; delete the tag if it was never published"
        yield Refusal(member.name, "tag", problem, remedy)
    if target in member.releases and status.fragments:
        problem = f"the tag {member.tag(target)} exists"
        yield Refusal(member.name, "tag", problem, "A version is released once: take a greater one")


def _available(name: str, steps: list[Step], members: Members) -> list[Version]:
    planned = [step.version for step in steps if step.member.name == name]
    return [*members[name].releases, *planned]


def planned_ranges(step: Step, steps: list[Step]) -> dict[str, SpecifierSet]:
    """Return the ranges that a release will always require of our packages, raised where the plan moves a sibling out of one."""
    ranges = dict(step.member.siblings(step.member.requirements))
    for other in steps:
        allowed = ranges.get(other.member.name)
        if allowed is not None and other.version not in allowed:
            ranges[other.member.name] = compatible_range(other.version)
    return ranges


def _refuse_siblings(step: Step, steps: list[Step], members: Members) -> list[Refusal]:
    """Return the siblings that a release needs and that are neither released nor planned."""
    return [
        Refusal(
            step.member.name,
            "order",
            f"it requires {name}{shown(allowed)}, which is neither released nor in the plan",
            f"Release {name} with it: name both",
        )
        for name, allowed in planned_ranges(step, steps).items()
        if not any(version in allowed for version in _available(name, steps, members))
    ]


def _refuse_needs(step: Step, steps: list[Step], members: Members) -> Iterator[Refusal]:
    """Yield what a release imports of siblings and its users may not have: `prepare` raises the range only to what is planned."""
    planned = {one.member.name for one in steps}
    for need in unmet(step.member, members):
        name, where = next(iter(need.missing.items()))
        if need.since is not None:
            problem = f"{where} imports {name}, which {need.sibling} has only since {need.since}"
            remedy = f"Raise its lower bound: {need.sibling}{shown(compatible_range(need.since))}"
            yield Refusal(step.member.name, "range-wide", problem, remedy)
        elif need.sibling not in planned:
            problem = f"{where} imports {name}, which no release of {need.sibling} has yet"
            remedy = f"Release {need.sibling} with it: name both"
            yield Refusal(step.member.name, "unreleased", problem, remedy)


def _users_get(steps: list[Step], members: Members) -> dict[str, Version]:
    releases: Releases = released(members)
    for step in steps:
        releases.add(step.member.name, step.version, planned_ranges(step, steps))
    found = what_users_get(releases)
    if found is None:
        version, ranges = next(iter(releases.of[UMBRELLA].items()))
        wanted = ", ".join(f"{name}{shown(allowed)}" for name, allowed in ranges.items())
        problem = f"{UMBRELLA} {version} could not be installed: no versions agree with {wanted}"
        remedy = "Release the umbrella too with ranges that agree, or hold the component back"
        raise Refused([Refusal(UMBRELLA, "umbrella", problem, remedy)])
    return found
