"""The tree of states: grown where it is visited, also after it was interrupted."""

from __future__ import annotations

import pytest

from fw_routing import BaseConverter, Map, Rule


def test_an_interrupted_growth_starts_again() -> None:
    class Interrupted(BaseConverter):
        interrupts = 2

        @property
        def weight(self) -> int:  # type: ignore[override]
            if Interrupted.interrupts:
                Interrupted.interrupts -= 1
                raise KeyboardInterrupt
            return 100

    urls = Map(
        [
            Rule("/a/b/c", endpoint="first"),
            Rule("/a/b/<x:y>/d", endpoint="second"),
            Rule("/a/b/<int:y>/d", endpoint="third", methods=["POST"]),
        ],
        converters={"x": Interrupted},
    )
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            urls.find("", "/a/b/c", "GET")
    for path, method, endpoint in (
        ("/a/b/c", "GET", "first"),
        ("/a/b/7/d", "GET", "second"),
        ("/a/b/7/d", "POST", "third"),
    ):
        match = urls.find("", path, method)
        assert match is not None
        assert match[0].endpoint == endpoint


def test_only_visited_states_grow() -> None:
    visited = []

    class Counted(BaseConverter):
        @property
        def weight(self) -> int:  # type: ignore[override]
            visited.append(self)
            return 100

    urls = Map(
        [Rule("/a/<c:x>/", endpoint="a"), Rule("/b/<c:x>/", endpoint="b")],
        converters={"c": Counted},
    )
    assert not visited
    assert urls.find("", "/a/1/", "GET") is not None
    assert len(visited) == 1
    urls.prepare()
    assert len(visited) == 2
