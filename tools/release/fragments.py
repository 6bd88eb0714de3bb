"""Changelog fragments: one small file a change, in ``packages/NAME/changes/``, which a release folds into the changelog.

A fragment is named ``<issue>.<kind>.md``, or ``+<words>.<kind>.md`` where there is no issue; its text is a sentence for a user.
The kinds are those of ``towncrier.toml``, and say how far the next version must move.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from tools.release.versions import Change

KINDS = {
    "breaking": Change.BREAK,
    "removed": Change.BREAK,
    "added": Change.FEATURE,
    "deprecated": Change.FEATURE,
    "fixed": Change.FIX,
    "security": Change.FIX,
    "internal": Change.FIX,
}
"""What each kind of fragment asks of the next version."""

FOLDER = "changes"

NAMING = f"<issue>.<kind>.md or +<words>.<kind>.md, a kind of {', '.join(KINDS)}"
"""How the files of fragments are named, for messages."""


@dataclass(frozen=True)
class Fragment:
    """A pending note for the changelog.

    :param path: its file.
    :param kind: one of :data:`KINDS`, or whatever the name says instead.
    """

    path: Path
    kind: str

    @property
    def change(self) -> Change:
        """What it asks of the next version."""
        return KINDS.get(self.kind, Change.NONE)

    @property
    def text(self) -> str:
        """What it says to the user."""
        return self.path.read_text(encoding="utf-8").strip()

    @property
    def problem(self) -> str | None:
        """Why no changelog can take it, or None when one can."""
        name = self.path.name
        if not self.path.is_file():
            return f"{name} is no file"
        if self.path.suffix != ".md":
            return f"{name} does not end in .md"
        if not self.kind:
            return f"{name} names no kind"
        if self.kind not in KINDS:
            meant = difflib.get_close_matches(self.kind.lower(), KINDS, n=1)
            return f"{self.kind!r} of {name} is no kind" + "".join(
                f"; {one!r} is one" for one in meant
            )
        return None if self.text else f"{name} is empty"

    @property
    def remedy(self) -> str:
        """What to do about the problem."""
        if self.kind in KINDS and self.path.suffix == ".md":
            return "Write the sentence that users should read, or delete it"
        return f"Name it {NAMING}"


def pending(folder: Path) -> list[Fragment]:
    """Return the fragments of a package, by name: every file there, so that a mistyped name is noticed, but README.md and hidden ones.

    :param folder: the package's folder.
    """
    paths = sorted((folder / FOLDER).glob("*"))
    return [
        Fragment(path, _kind(path))
        for path in paths
        if path.name != "README.md" and not path.name.startswith(".")
    ]


def _kind(path: Path) -> str:
    """Return what a name says: the part before ``.md``, and before the number that tells several notes of an issue apart."""
    parts = path.name.removesuffix(".md").split(".")
    if len(parts) > 2 and parts[-1].isdigit():
        parts.pop()
    return parts[-1] if len(parts) > 1 else ""
