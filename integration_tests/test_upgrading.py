"""The page on upgrading lists what was removed, and each of it says what to write instead."""

from __future__ import annotations

import importlib
import re

import pytest

from fw_core._removed import REMOVED
from tools.upgrading_tables import PAGE, with_tables


def test_the_page_lists_what_was_removed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page, "run: python -m tools.upgrading_tables"


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in REMOVED.items() for name in names]
)
def test_a_name_says_what_to_write(module: str, name: str) -> None:
    namespace = importlib.import_module(module)
    message = re.escape(f"{module}.{name} was removed: {REMOVED[module][name]}")
    assert not hasattr(namespace, name)
    with pytest.raises(AttributeError, match=message):
        getattr(namespace, name)
    with pytest.raises(ImportError, match=message):
        exec(f"from {module} import {name}")
