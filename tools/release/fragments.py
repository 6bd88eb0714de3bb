"""Changelog fragments: one small file a change, in ``packages/NAME/changes/``, which a release folds into the changelog.

A fragment is named ``<issue>.<kind>.md``, or ``+<words>.<kind>.md`` where there is no issue; its text is a sentence for a user.
The kinds are those of ``towncrier.toml``, and say how far the next version must move.
"""

from __future__ import annotations

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


def pending(folder: Path) -> list[Fragment]:
    """Return the fragments of a package, by name.

    :param folder: the package's folder.
    """
    paths = sorted((folder / FOLDER).glob("*.md"))
    return [Fragment(path, _kind(path)) for path in paths if path.name != "README.md"]


def _kind(path: Path) -> str:
    parts = path.name.split(".")
    return parts[-2] if len(parts) > 2 and not parts[-2].isdigit() else parts[1]
