"""Tables that are plain dicts, and say when they change."""

from __future__ import annotations

import copy
import pickle
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from fw_app.registries import CallbackTable, WatchedDict, watched

CHANGES: dict[str, Callable[[Any], object]] = {
    "set": lambda d: d.__setitem__("b", []),
    "delete": lambda d: d.__delitem__("a"),
    "update": lambda d: d.update(b=[]),
    "or": lambda d: d.__ior__({"b": []}),
    "pop": lambda d: d.pop("a"),
    "popitem": lambda d: d.popitem(),
    "clear": lambda d: d.clear(),
    "setdefault": lambda d: d.setdefault("b", []),
}


@pytest.mark.parametrize("kind", [WatchedDict, CallbackTable])
@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_announced(kind: type[WatchedDict[Any, Any]], name: str) -> None:
    changes: list[None] = []
    table = watched({"a": []}, lambda: changes.append(None), lists=kind is CallbackTable)
    assert type(table) is kind
    plain: dict[str, list[object]] = {"a": []}
    CHANGES[name](table)
    CHANGES[name](plain)
    assert table == plain
    assert changes


LIST_CHANGES: dict[str, Callable[[Any], object]] = {
    "append": lambda it: it.append(3),
    "extend": lambda it: it.extend([3]),
    "insert": lambda it: it.insert(0, 3),
    "remove": lambda it: it.remove(1),
    "pop": lambda it: it.pop(),
    "clear": lambda it: it.clear(),
    "reverse": lambda it: it.reverse(),
    "sort": lambda it: it.sort(reverse=True),
    "set": lambda it: it.__setitem__(0, 3),
    "delete": lambda it: it.__delitem__(slice(None)),
    "add": lambda it: it.__iadd__([3]),
    "multiply": lambda it: it.__imul__(2),
}


@pytest.mark.parametrize("name", LIST_CHANGES)
def test_changes_of_a_list_are_announced(name: str) -> None:
    changes: list[None] = []
    table = watched({}, lambda: changes.append(None), lists=True)
    table["a"] += [1, 2]
    plain = [1, 2]
    changes.clear()
    LIST_CHANGES[name](table["a"])
    LIST_CHANGES[name](plain)
    assert table["a"] == plain
    assert len(changes) == 1
    assert copy.copy(table["a"]) == plain


def test_a_list_that_was_given_stays_that_list() -> None:
    table = watched({}, lambda: None, lists=True)
    given = [1]
    table["a"] = given
    assert table["a"] is given
    default = [1]
    assert table.setdefault("b", default) == default
    assert table.setdefault("b", [2]) is table["b"]


def test_reading_announces_nothing() -> None:
    changes: list[None] = []
    table = watched({"a": 1}, lambda: changes.append(None), lists=False)
    assert (table["a"], table.get("b"), "a" in table, len(table)) == (1, None, True, 1)
    assert table.setdefault("a", 2) == 1
    assert (table.copy(), table | {"b": 1}) == ({"a": 1}, {"a": 1, "b": 1})
    with pytest.raises(KeyError):
        table["b"]
    assert changes == []


def test_a_table_is_kept_and_a_mapping_taken_over() -> None:
    table: WatchedDict[str, int] = WatchedDict()
    assert watched(table, lambda: None, lists=False) is table
    lists: dict[str | None, list[object]] = {None: [1]}
    taken = watched(lists, lambda: None, lists=True)
    assert taken[None] is lists[None]


def test_a_bound_list_becomes_the_value() -> None:
    table: CallbackTable[Any] = CallbackTable()
    bound = table.bound("shop")
    assert "shop" not in table
    assert table.bound("shop") is bound
    table["shop"].append(1)
    assert bound == [1]
    assert table.bound("shop") is bound
    other = table.bound("cart")
    table.setdefault("cart", []).append(2)
    table.setdefault("cart", []).append(3)
    assert table["cart"] == [2, 3]
    assert table.bound("cart") is table["cart"]
    assert other == [] or other is table["cart"]


def test_it_is_a_defaultdict() -> None:
    table: CallbackTable[Any] = CallbackTable({None: [1]})
    assert isinstance(table, defaultdict)
    assert table["new"] == []
    for copied in (copy.copy(table), table.copy(), pickle.loads(pickle.dumps(table))):
        assert type(copied) is CallbackTable
        assert copied == table
        copied["more"].append(1)
        assert "more" not in table
