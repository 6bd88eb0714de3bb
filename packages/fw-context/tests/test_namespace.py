from __future__ import annotations

import pytest

from fw_context import Namespace


def test_attributes_come_and_go() -> None:
    g = Namespace()
    g.user = "ada"
    assert g.user == "ada"
    assert "user" in g
    del g.user
    assert "user" not in g
    with pytest.raises(AttributeError, match="user"):
        _ = g.user


def test_it_has_the_methods_of_a_dict() -> None:
    g = Namespace()
    assert g.get("x") is None
    assert g.get("x", 1) == 1
    assert g.setdefault("x", []) == []
    g.setdefault("x", [1]).append(2)
    assert g.x == [2]
    assert g.setdefault("y") is None
    assert list(g) == ["x", "y"]
    assert g.pop("x") == [2]
    assert g.pop("x", "gone") == "gone"
    assert g.pop("x", None) is None
    with pytest.raises(KeyError):
        g.pop("x")


def test_two_namespaces_share_nothing() -> None:
    first, second = Namespace(), Namespace()
    first.x = 1
    assert "x" not in second


def test_it_can_be_subclassed() -> None:
    class Globals(Namespace):
        team = "default"

        def __repr__(self) -> str:
            return "<g>"

    g = Globals()
    assert g.team == "default"
    assert "team" not in g
    assert repr(g) == "<g>"


def test_the_repr_names_what_is_kept() -> None:
    g = Namespace()
    assert repr(g) == "<Namespace empty>"
    g.user, g.db = 1, 2
    assert repr(g) == "<Namespace user, db>"
