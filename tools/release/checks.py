"""``check``: what a change must satisfy before it is merged. Each rule is a function; :data:`RULES` lists them."""

from __future__ import annotations

import io
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass

from hatchling.builders.wheel import WheelBuilder
from packaging.specifiers import SpecifierSet
from twine.commands.check import check as twine_check
from validate_pyproject.api import Validator
from validate_pyproject.errors import ValidationError

from tools.checks.repository import read_toml
from tools.checks.skeleton import missing_parts
from tools.release.fragments import FOLDER, NAMING
from tools.release.members import Member, Members
from tools.release.needs import never_there, unmet
from tools.release.refusals import Refusal, Refused
from tools.release.status import Status, status_of
from tools.release.versions import (
    Change,
    ceiling_of,
    compatible_range,
    floor_of,
    next_breaking,
    shown,
)


@dataclass(frozen=True)
class Subject:
    """What a rule looks at.

    :param member: the package.
    :param members: all packages.
    :param standing: where each of them stands.
    :param base: the ref that the change started from; None for everything since the last tag.
    """

    member: Member
    members: Members
    standing: dict[str, Status]
    base: str | None = None

    @property
    def status(self) -> Status:
        """Where the package stands."""
        return self.standing[self.member.name]

    def refusal(self, rule: str, problem: str, remedy: str) -> Refusal:
        """Return a refusal of this package."""
        return Refusal(self.member.name, rule, problem, remedy)


def fragment(subject: Subject) -> Iterator[Refusal]:
    """A changed package says so to its users."""
    member, git = subject.member, subject.members.git
    for one in member.fragments:
        if one.problem is not None:
            yield subject.refusal("fragment", one.problem, one.remedy)
    if subject.base is not None:
        changed = git.changed_since(subject.base, *member.shipped_paths)
        told = git.changed_since(
            subject.base, f"{member.path}/{FOLDER}", f"{member.path}/CHANGELOG.md"
        )
    else:
        changed = subject.status.commits if member.last_tag else []
        told = [one.path.name for one in member.fragments]
    if changed and not told:
        yield subject.refusal(
            "fragment",
            f"it changed ({changed[0]}{' and more' if changed[1:] else ''}) and no note tells its users",
            f"Add a note to {member.path}/{FOLDER}, named {NAMING}",
        )


def undeclared_break(subject: Subject) -> Iterator[Refusal]:
    """What breaks users is declared."""
    member = subject.member
    broken = subject.status.interface.broken
    if broken and member.declared_change < Change.BREAK:
        listed = "; ".join(broken[:3]) + (f" and {len(broken) - 3} more" if broken[3:] else "")
        yield subject.refusal(
            "break",
            f"its interface is not what {member.last_tag} promised ({listed}), and no note declares that",
            f"Keep the old way working, or add {member.path}/{FOLDER}/<issue>.breaking.md, which makes the next version a major one",
        )


def ranges(subject: Subject) -> Iterator[Refusal]:
    """The ranges of our packages hold what is in the tree, and nothing that may break."""
    for name, allowed in subject.member.siblings().items():
        sibling = subject.members[name]
        coming = subject.standing[sibling.name].next_version
        yield from _too_narrow(subject, sibling, allowed)
        ceiling, fitting = ceiling_of(allowed), compatible_range(sibling.version)
        if (
            floor_of(allowed) is None
            or ceiling is None
            or ceiling > next_breaking(max(coming, sibling.version))
        ):
            yield subject.refusal(
                "range-wide",
                f"it accepts {name}{shown(allowed)}, and so versions that nobody has seen",
                f"Close the range before the next breaking version: {name}{shown(fitting)}",
            )


def _too_narrow(subject: Subject, sibling: Member, allowed: SpecifierSet) -> Iterator[Refusal]:
    coming = subject.standing[sibling.name].next_version
    if not {sibling.version, coming} & {*allowed.filter([sibling.version, coming])}:
        yield subject.refusal(
            "range-narrow",
            f"it requires {sibling.name}{shown(allowed)}, and the tree has {sibling.version}, next {coming}",
            f"Move the range to {sibling.name}{shown(compatible_range(sibling.version))}, or the tree tests what no user gets",
        )


def needs(subject: Subject) -> Iterator[Refusal]:
    """What is used of a sibling is in the oldest version that the range allows."""
    for name, where in never_there(subject.member, subject.members).items():
        yield subject.refusal(
            "use", f"{where} imports {name}, which does not exist", "Import what there is"
        )
    for need in unmet(subject.member, subject.members):
        name, where = next(iter(need.missing.items()))
        sibling = subject.members[need.sibling]
        if need.since is not None:
            yield subject.refusal(
                "range-wide",
                f"{where} imports {name}, which {need.sibling} has only since {need.since}",
                f"Raise the lower bound: {need.sibling}{shown(compatible_range(need.since))}",
            )
        else:
            coming = subject.standing[sibling.name].next_version
            yield subject.refusal(
                "unreleased",
                f"{where} imports {name}, which no release of {need.sibling} has yet",
                f"Say so by requiring the coming one: {need.sibling}{shown(compatible_range(coming))}; both are then released together",
            )


def metadata(subject: Subject) -> Iterator[Refusal]:
    """``pyproject.toml`` is valid and the README can be shown."""
    os.environ.setdefault("VALIDATE_PYPROJECT_NO_NETWORK", "1")
    try:
        Validator()(read_toml(subject.member.folder / "pyproject.toml"))
    except ValidationError as error:
        yield subject.refusal(
            "metadata", f"pyproject.toml is not valid: {error.summary}", "Correct it"
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            (wheel,) = WheelBuilder(str(subject.member.folder)).build(directory=folder)
        except Exception as error:  # whatever the backend makes of a wrong configuration
            yield subject.refusal(
                "metadata", f"no wheel can be built: {error}", "Correct pyproject.toml"
            )
            return
        problem = _rendering_problem(wheel)
    if problem:
        yield subject.refusal(
            "readme",
            f"the README does not render: {problem}",
            "Correct its markup, or its content type",
        )


def _rendering_problem(wheel: str) -> str | None:
    """Return what ``twine check --strict`` says against the description in a wheel."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logger = logging.getLogger("twine")
    logger.addHandler(handler)
    try:
        with redirect_stdout(said):
            failed = twine_check([wheel], strict=True)
    finally:
        logger.removeHandler(handler)
    return " ".join(said.getvalue().partition(": ")[2].split()) if failed else None


def skeleton(subject: Subject) -> Iterator[Refusal]:
    """The package has every part that each has."""
    for message in missing_parts(subject.member):
        problem, _, remedy = message.removeprefix(f"{subject.member.folder.name}: ").partition(": ")
        yield subject.refusal("skeleton", problem, remedy.capitalize())


RULES: tuple[Callable[[Subject], Iterator[Refusal]], ...] = (
    skeleton,
    fragment,
    undeclared_break,
    ranges,
    needs,
    metadata,
)


def check(members: Members, base: str | None = None) -> list[Refusal]:
    """Return everything that a change must not be merged with.

    :param members: all packages.
    :param base: the ref that the change started from, such as ``origin/main``; None for everything since the last tags.
    """
    try:
        order = members.in_order()
    except Refused as refused:
        return refused.refusals
    standing = {member.name: status_of(member, members) for member in order}
    subjects = [Subject(member, members, standing, base) for member in order]
    return [refusal for subject in subjects for rule in RULES for refusal in rule(subject)]
