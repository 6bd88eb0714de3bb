"""``prepare``: write the version, the changelog and the raised ranges, commit, tag. Nothing leaves this machine."""

from __future__ import annotations

import datetime as dt
import re

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tools.release.changelog import write_changelog
from tools.release.fragments import FOLDER
from tools.release.git import Git
from tools.release.members import Member, Members
from tools.release.needs import unmet
from tools.release.plan import Plan, Step, make_plan
from tools.release.refusals import Refusal, Refused, refuse
from tools.release.versions import compatible_range, shown


def prepare(
    members: Members,
    names: tuple[str, ...],
    version: Version | None = None,
    date: dt.date | None = None,
) -> Plan:
    """Prepare the release of some packages as one commit with a tag for each.

    :param members: all packages.
    :param names: the packages to release.
    :param version: the version that the one named package is to get; the smallest possible by default.
    :param date: the day that the changelog names; today by default.
    :return: what was prepared.
    :raises Refused: when the tree is dirty, the plan would break somebody, or git refuses the commit or a tag; nothing is changed then.
    """
    git = members.git
    dirty = git.changed_in_tree()
    if dirty:
        raise refuse(
            "repository",
            "dirty",
            f"the tree has changes that no commit has ({dirty[0].strip()})",
            "Commit or stash them",
        )
    plan = make_plan(members, names, version)
    before = git("rev-parse", "HEAD")
    tags: list[str] = []
    try:
        _write(plan, members, date or dt.datetime.now(dt.timezone.utc).date())
        _commit(plan, git)
        for step in plan.steps:
            git("tag", "--annotate", "--message", f"{step.member.name} {step.version}", step.tag)
            tags.append(step.tag)
    except Refused as refused:
        _take_back(git, before, tags, refused)
        raise
    except BaseException:  # an interruption too
        _take_back(git, before, tags)
        raise
    return plan


def _take_back(git: Git, before: str, tags: list[str], cause: Refused | None = None) -> None:
    """Undo what was begun: the tree was clean, so that all that is new since is what was written, committed and tagged here.

    :param git: the repository.
    :param before: the commit that the branch stood on.
    :param tags: the tags that were made.
    :param cause: the refusal that led here, to be told as well where undoing fails.
    """
    undo = [
        *(("tag", "--delete", tag) for tag in tags),
        ("reset", "--quiet", "--hard", before),
        ("clean", "--quiet", "-d", "--force", "--", "packages"),
    ]
    for number, command in enumerate(undo):
        try:
            git(*command)
        except Refused as failure:
            left = "; ".join(f"git {' '.join(one)}" for one in undo[number:])
            stands = Refusal(
                "repository",
                "git",
                f"what was prepared could not be taken back: {failure.refusals[0].problem}",
                f"Remove what git complains of, then run `{left}`",
            )
            raise Refused([*(cause.refusals if cause else ()), stands]) from failure


def _write(plan: Plan, members: Members, day: dt.date) -> None:
    for step in plan.steps:
        write_version(step.member, step.version)
        write_changelog(step, members.git.root, day)
    for step in plan.steps:
        raise_dependants(step, members, {one.member.name for one in plan.steps})


def _commit(plan: Plan, git: Git) -> None:
    """Commit what was written; a first release may have nothing to write."""
    git("add", "--all", "packages")
    titles = ", ".join(f"{step.member.name} {step.version}" for step in plan.steps)
    if git.changed_in_tree():
        git("commit", "--quiet", "--message", f"Release {titles}")


def write_version(member: Member, version: Version) -> None:
    """Write the version that a package has from now on."""
    text = member.version_file.read_text(encoding="utf-8")
    text = re.sub(r'(?m)^__version__ = ".*"$', f'__version__ = "{version}"', text)
    member.version_file.write_text(text, encoding="utf-8")


def raise_dependants(step: Step, members: Members, released_together: set[str]) -> None:
    """Raise the ranges of the packages that need the new version or would not accept it.

    A dependant that is not released in the same breath gets a note, so that its next release tells its users.

    :param step: the release.
    :param members: all packages.
    :param released_together: the names of the packages that are released with it.
    """
    name = step.member.name
    for dependant, allowed in members.dependants(name).items():
        user = members[dependant]
        needed = any(need.sibling == name and need.since is None for need in unmet(user, members))
        if step.version in allowed and not needed:
            continue
        new_range = compatible_range(step.version)
        write_range(user, name, new_range)
        if dependant not in released_together:
            note = user.folder / FOLDER / f"+{name}-{step.version}.internal.md"
            note.parent.mkdir(exist_ok=True)
            note.write_text(f"Requires {name}{shown(new_range)}.\n", encoding="utf-8")


def write_range(member: Member, sibling: str, new_range: SpecifierSet) -> None:
    """Write the range of a sibling that a package requires, everywhere in its ``pyproject.toml``, keeping extras.

    :param member: the package.
    :param sibling: the name of the required package.
    :param new_range: its new range.
    """
    path = member.folder / "pyproject.toml"
    pattern = re.compile(rf'"({re.escape(sibling)}(?:\[[^\]]*\])?)\s*[<>=!~][^";]*(;[^"]*)?"')
    text = path.read_text(encoding="utf-8")
    path.write_text(
        pattern.sub(lambda found: f'"{found[1]}{shown(new_range)}{found[2] or ""}"', text),
        encoding="utf-8",
    )
