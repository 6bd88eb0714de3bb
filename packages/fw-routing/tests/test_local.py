"""Paths without an adapter: what they are, and that they follow the rules of the map."""

from __future__ import annotations

import pickle
import threading
from typing import Any

import pytest
import werkzeug.routing
from werkzeug.routing import BaseConverter, IntegerConverter

from fw_routing import Map, Rule, ValidationError


def path(urls: Map, endpoint: str, method: str = "GET", **values: Any) -> str | None:
    return urls.local_paths[endpoint](values, method)


def test_paths_of_all_shapes() -> None:
    urls = Map(
        [
            Rule("/", endpoint="home"),
            Rule("/item/<int:id>/edit", endpoint="item"),
            Rule("/<path:page>", endpoint="page"),
            Rule("/<day>/<int:number>", endpoint="number"),
            Rule("/é/<x>", endpoint="é"),
            Rule("//a/<x>", endpoint="slashes", merge_slashes=False),
        ]
    )
    assert path(urls, "home") == "/"
    assert path(urls, "home", q="a b", n=None) == "/?q=a+b"
    assert path(urls, "home", n=None) == "/"
    assert path(urls, "item", id=7) == "/item/7/edit"
    assert path(urls, "item", id="07", page=2, tag=["a", "b"]) == "/item/7/edit?page=2&tag=a&tag=b"
    assert path(urls, "item", id=True) == "/item/1/edit"
    assert path(urls, "page", page="a/é b") == "/a/%C3%A9%20b"
    assert path(urls, "page", page="//evil.example") == "/evil.example"
    assert path(urls, "number", day="monday", number=3, x="é&") == "/monday/3?x=%C3%A9%26"
    assert path(urls, "é", x=1) == "/%C3%A9/1"
    assert path(urls, "slashes", x="b") == "/a/b"


def test_the_adapter_is_asked_where_a_path_is_not_enough() -> None:
    urls = Map(
        [
            Rule("/item/<int:id>", endpoint="item"),
            Rule("/<a>/<b>", endpoint="two"),
            Rule("/ws", endpoint="ws", websocket=True),
            Rule("/sub", endpoint="sub", subdomain="sub"),
            Rule("/of/<user>", endpoint="user", subdomain="<name>"),
        ]
    )
    assert path(urls, "item") is None
    assert path(urls, "item", id=None) is None
    assert path(urls, "two", a=1) is None
    assert path(urls, "ws") is None
    assert path(urls, "sub") is None
    assert path(urls, "user", name="ada", user="x") is None
    assert path(urls, "nothing", x=1) is None


def test_several_rules_defaults_and_methods() -> None:
    urls = Map(
        [
            Rule("/all/", endpoint="all", defaults={"page": 1}),
            Rule("/all/<int:page>", endpoint="all"),
            Rule("/read", endpoint="either", methods=["GET"]),
            Rule("/write", endpoint="either", methods=["POST"]),
        ]
    )
    assert path(urls, "all") == path(urls, "all", page=1) == "/all/"
    assert path(urls, "all", page=2) == "/all/2"
    assert path(urls, "either") == "/read"
    assert path(urls, "either", "POST") == "/write"


def test_rules_added_or_changed_later_count() -> None:
    urls = Map([Rule("/a/<int:id>", endpoint="a")])
    paths = urls.local_paths
    assert paths["a"]({"id": 1}, "GET") == "/a/1"
    assert paths["b"]({}, "GET") is None
    assert "b" not in paths  # names that nobody has are not kept
    urls.add(Rule("/b", endpoint="b"))
    urls.add(Rule("/more", endpoint="a"))
    assert paths["b"]({}, "GET") == "/b"
    assert paths["a"]({}, "GET") == "/more"

    rule = next(urls.iter_rules("b"))
    rule.rule = "/changed"
    rule.refresh()
    assert paths["b"]({}, "GET") == "/changed"


def test_another_default_subdomain() -> None:
    urls = Map([Rule("/a", endpoint="a"), Rule("/b", endpoint="b", subdomain="api")])
    assert (path(urls, "a"), path(urls, "b")) == ("/a", None)
    urls.default_subdomain = "api"
    assert (path(urls, "a"), path(urls, "b")) == (None, "/b")


def test_converters_have_their_say() -> None:
    class Shout(BaseConverter):
        def to_url(self, value: Any) -> str:
            return str(value).upper()

    class Even(IntegerConverter):
        def to_url(self, value: Any) -> str:
            if value % 2:
                raise ValidationError
            return f"{value:04}"

    urls = Map(
        [Rule("/s/<shout:x>", endpoint="s"), Rule("/e/<even:x>", endpoint="e")],
        converters={"shout": Shout, "even": Even},
    )
    assert path(urls, "s", x="abc") == "/s/ABC"
    assert path(urls, "s", x=5) == "/s/5"
    assert path(urls, "e", x=4) == "/e/0004"
    assert path(urls, "e", x=5) is None
    with pytest.raises(TypeError):
        path(urls, "e", x="a")


def test_rules_with_a_build_of_their_own_are_asked() -> None:
    class Own(Rule):
        def build(self, values: Any, append_unknown: bool = True) -> tuple[str, str]:
            return "", "/own"

    assert path(Map([Own("/a", endpoint="a")]), "a", x=1) == "/own"
    assert path(Map([werkzeug.routing.Rule("/a/<x>", endpoint="a")]), "a", x=1) == "/a/1"


def test_the_query_is_sorted_where_the_map_says_so() -> None:
    urls = Map([Rule("/", endpoint="a")], sort_parameters=True)
    assert path(urls, "a", b=2, a=[3, 1]) == "/?a=1&a=3&b=2"


def test_pickled_maps() -> None:
    urls = Map([Rule("/a/<x>", endpoint="a")])
    assert path(urls, "a", x=1) == "/a/1"
    assert path(pickle.loads(pickle.dumps(urls)), "a", x=2) == "/a/2"


def test_writers_say_what_they_write() -> None:
    urls = Map(
        [
            Rule("/a", endpoint="a"),
            Rule("/b/<x>/c", endpoint="b"),
            Rule("/d/<x>/<y>", endpoint="d"),
            Rule("/ws", endpoint="ws", websocket=True),
        ]
    )
    found = [repr(urls.local_paths[name].__self__) for name in ("a", "b", "d", "ws")]  # type: ignore[attr-defined]
    assert found == [
        "<ConstantPath '/a'>",
        "<PathOfOne '/b/', 'x', '/c'>",
        "<PathOfSeveral '/d/', ['x', 'y']>",
        "<ByMap 'ws'>",
    ]


def test_rules_added_while_others_build() -> None:
    urls = Map([Rule(f"/first/{i}/<x>", endpoint=f"e{i}") for i in range(200)])
    wrong: list[object] = []

    def build() -> None:
        for i in range(200):
            found = path(urls, f"e{i}", x=1)
            if found != f"/first/{i}/1":
                wrong.append(found)

    def add() -> None:
        for i in range(200):
            urls.add(Rule(f"/second/{i}", endpoint=f"e{i}"))

    threads = [threading.Thread(target=target) for target in (build, add, build)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert [path(urls, f"e{i}") for i in range(200)] == [f"/second/{i}" for i in range(200)]
