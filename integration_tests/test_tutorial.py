"""The tutorial shows the example blog as it is: every listing is a part of its file, and no module is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.code_blocks import files
from tools.checks.repository import ROOT

BLOG = ROOT / "examples" / "blog"
PAGES = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
LISTINGS = [
    pytest.param(page, path, content, id=f"{page.stem}-{path}")
    for page in PAGES
    for path, content in files(page.read_text(encoding="utf-8"))
]
SHOWN_WHOLE = sorted(
    path.relative_to(BLOG).as_posix()
    for pattern in ("blog/*.py", "blog/*.sql", "blog/templates/**/*.html")
    for path in BLOG.glob(pattern)
)


@pytest.mark.parametrize(("page", "path", "content"), LISTINGS)
def test_a_listing_is_what_stands_in_the_file(page: Path, path: str, content: str) -> None:
    assert content in (BLOG / path).read_text(encoding="utf-8"), f"{page.name} shows another {path}"


@pytest.mark.parametrize("path", SHOWN_WHOLE)
def test_a_file_is_shown_from_its_first_line_to_its_last(path: str) -> None:
    shown = "\n".join(listing.values[2] for listing in LISTINGS if listing.values[1] == path)  # type: ignore[misc]

    lines = (BLOG / path).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line not in shown] == []
