"""The section of a changelog that a release writes: its notes by towncrier, and what a first release has of its own."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

from tools.release.plan import Step
from tools.release.refusals import refuse

_SECTION = re.compile(r"^## (?P<version>\S+).*\n+(?P<body>(?:(?!## ).*\n?)*)", re.MULTILINE)


def write_changelog(step: Step, root: Path, day: dt.date) -> None:
    """Fold the pending notes of a package into its changelog.

    A first release has its section already, written by hand: that one gets the notes, and the version when it becomes another.

    :param step: the release.
    :param root: the repository.
    :param day: the day that the section names.
    """
    path = step.member.folder / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8")
    own = _SECTION.search(text) if step.member.last_release is None else None
    if own is not None and (step.member.fragments or own["version"] != str(step.version)):
        path.write_text(text[: own.start()] + text[own.end() :], encoding="utf-8")
        _write_notes(step, root, day)
        _put_first(path, own["body"].strip())
    elif step.member.fragments:
        _write_notes(step, root, day)


def _put_first(path: Path, body: str) -> None:
    """Put some lines at the beginning of the newest section of a changelog, in place of a remark that it has none."""
    text = path.read_text(encoding="utf-8")
    newest = _SECTION.search(text)
    assert newest is not None, "towncrier has just written it"
    notes = newest["body"].removeprefix("No significant changes.\n").lstrip("\n")
    whole = f"{body}\n\n{notes}".rstrip("\n") + "\n"
    rest = text[newest.end() :]
    path.write_text(
        text[: newest.start("body")] + whole + (f"\n{rest}" if rest else ""), encoding="utf-8"
    )


def _write_notes(step: Step, root: Path, day: dt.date) -> None:
    """Let towncrier write a section, of no notes too, and delete the notes."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "towncrier", "build", "--yes"),
            *("--config", str(root / "towncrier.toml"), "--dir", str(step.member.folder)),
            *("--name", step.member.name, "--version", str(step.version)),
            *("--date", day.isoformat()),
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise refuse(
            step.member.name,
            "changelog",
            f"towncrier: {(done.stdout + done.stderr).strip()}",
            "Put the notes right and prepare again",
        )
