"""The tables of ``docs/upgrading.md``, made from the tables of removed names: ``python -m tools.upgrading_tables``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fw_app.removed import REMOVED_ARGUMENTS, REMOVED_ATTRIBUTES, REMOVED_KEYS
from fw_core._removed import REMOVED
from tools.environments import ROOT

PAGE = ROOT / "docs" / "upgrading.md"

_QUOTED = re.compile(r"(?<!\w)'([^']+)'(?!\w)")
_CODE = re.compile(r"(?:fw_core|app)\.[\w.]+(?:\([^)]*\))?|FLASK_DEBUG|total_seconds\(\)")


def markup(advice: str) -> str:
    """Return the text of an error as the cell of a table, its code marked as such.

    :param advice: what to write instead.
    """
    pieces = _QUOTED.sub(r"`\1`", advice).rstrip(".").split("`")
    pieces[::2] = [_CODE.sub(r"`\g<0>`", piece) for piece in pieces[::2]]
    pieces[0] = pieces[0][:1].lower() + pieces[0][1:] if not pieces[0][:2].isupper() else pieces[0]
    return "`".join(pieces)


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Return a table.

    :param rows: what was removed, and what is in its place.
    """
    lines = [f"| `{removed}` | {markup(advice)} |" for removed, advice in rows]
    return "\n".join(["| removed | in its place |", "|---|---|", *lines])


def tables() -> dict[str, str]:
    """Return the tables of the page by the headings that they are under."""
    modules = (
        (f"{module}.{name}", text)
        for module, names in REMOVED.items()
        for name, text in names.items()
    )
    attributes = (
        (f"{kind}.{name}", text)
        for kind, names in REMOVED_ATTRIBUTES.items()
        for name, text in names.items()
    )
    arguments = (
        (f"{function}({name}=…)", text)
        for function, names in REMOVED_ARGUMENTS.items()
        for name, text in names.items()
    )
    return {
        "Modules": table(modules),
        "Attributes": table(attributes),
        "Arguments": table(arguments),
        "Configuration keys": table(REMOVED_KEYS.items()),
    }


def with_tables(page: str) -> str:
    """Return the text of the page with its tables made anew.

    :param page: the text.
    """
    for heading, made in tables().items():
        page, count = re.subn(
            rf"(?<=\n)(### {heading}\n\n(?:[^|#\n][^\n]*\n+)*)\|[^\n]*(?:\n\|[^\n]*)*",
            lambda found, made=made: found[1] + made,  # type: ignore[misc]
            page,
        )
        if count != 1:
            raise ValueError(
                f"{PAGE} has {count} tables under the heading {heading!r}; it needs one."
            )
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
