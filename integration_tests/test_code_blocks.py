"""The Python code that README and documentation show runs as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.code_blocks import check_page, pages
from tools.checks.repository import ROOT


@pytest.mark.parametrize("page", pages(ROOT), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_code_of_a_page_runs(page: Path) -> None:
    problem = check_page(page)
    assert problem is None, problem
