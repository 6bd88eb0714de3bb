"""The ends of URLs."""

from __future__ import annotations

import pytest

from fw_app.urls import anchored


@pytest.mark.parametrize(
    ("anchor", "url"),
    [(None, "/a"), ("", "/a#"), ("b", "/a#b"), ("x y", "/a#x%20y"), ("é", "/a#%C3%A9"), ("?/", "/a#?/")],
)  # fmt: skip
def test_anchors(anchor: str | None, url: str) -> None:
    assert anchored("/a", anchor) == url
