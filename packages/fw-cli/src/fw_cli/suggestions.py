"""The nearest known name to one that was mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

_DEFINES_APP = re.compile(
    r"^(app|application)\s*(:[^=\n]+)?=|^(async )?def (application|create_app|make_app)\b",
    re.MULTILINE,
)


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like ``name``.

    :param name: What was asked for.
    :param candidates: What there is.
    :return: None where nothing is close.
    """
    folded = {candidate.lower(): candidate for candidate in candidates}
    matches = get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def importable_names(folder: Path) -> list[str]:
    """Return the modules and packages that lie in a folder.

    :param folder: A folder, which may be missing.
    """
    if not folder.is_dir():
        return []
    modules = [path.stem for path in folder.glob("*.py")]
    packages = [path.parent.name for path in folder.glob("*/__init__.py")]
    return sorted(name for name in {*modules, *packages} if name.isidentifier())


def modules_with_an_application(folder: Path) -> list[str]:
    """Return the modules in a folder whose text defines an application or a factory under a usual name.

    :param folder: A folder, which may be missing. Files are read as text, none is imported.
    """
    return [
        name
        for name in importable_names(folder)
        if (file := folder / f"{name}.py").is_file()
        and _DEFINES_APP.search(file.read_text("utf-8", "replace"))
    ]
