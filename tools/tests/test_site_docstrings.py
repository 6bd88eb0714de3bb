"""The site shows docstrings without the marks of the markup that they are written in."""

from __future__ import annotations

from pathlib import Path

import pytest

griffe = pytest.importorskip("griffe")

from tools.site_docstrings import ReadableDocstrings, comment_above, without_roles  # noqa: E402


def test_a_role_becomes_code() -> None:
    assert without_roles("A :class:`Flask`, a :meth:`~fw_app.app.Flask.run`.") == (
        "A `Flask`, a `run`."
    )
    assert without_roles("its :attr:`key <fw_sessions.ServerSession.key>`") == "its `key`"
    assert without_roles("``code``: `kept`") == "``code``: `kept`"


def test_the_comment_above_a_line_is_found() -> None:
    lines = ["#: The first line", "#: and the second.", "name = 1", "other = 2"]
    assert comment_above(lines, 3) == "The first line\nand the second."
    assert comment_above(lines, 4) == ""
    assert comment_above(["name = 1"], 1) == ""


def test_a_package_is_read_with_comments_as_docstrings(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(
        "class Tea:\n"
        '    """Like :class:`Coffee`."""\n'
        "    #: What it costs; see :meth:`~shop.Tea.buy`.\n"
        "    price = 250\n"
        "    weight = 100\n"
    )
    module = griffe.load(
        "shop",
        search_paths=[tmp_path],
        extensions=griffe.load_extensions(ReadableDocstrings()),
    )
    assert module["Tea"].docstring.value == "Like `Coffee`."
    assert module["Tea.price"].docstring.value == "What it costs; see `buy`."
    assert module["Tea.weight"].docstring is None
