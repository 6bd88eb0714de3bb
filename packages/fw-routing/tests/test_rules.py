"""Rules: what may be said in one, what subclasses may change, what a mistake is told."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Mapping
from typing import Any

import pytest
import werkzeug.routing
from werkzeug.exceptions import NotFound

from fw_routing import (
    BaseConverter,
    Map,
    MapAdapter,
    RoutingException,
    Rule,
    RuleError,
    Submount,
    UnknownConverter,
)
from fw_routing.syntax import _PLACEHOLDER, tokenize


@pytest.mark.parametrize(
    "text",
    [
        *("<a>", "<int:a>", "<_:_1>", "<a1:b2>", "<path(a=1):b>", "<any(a,b):c>", "<a():b>"),
        *(
            "<>",
            "<:a>",
            "<a:>",
            "<1>",
            "<1:a>",
            "<a:1>",
            "<a:b:c>",
            "<a b>",
            "<ä>",
            "<a:ä>",
            "<a(:b>",
        ),
    ],
)
def test_a_variable_is_read_as_its_expression_says(text: str) -> None:
    match = re.fullmatch(_PLACEHOLDER, text, re.VERBOSE)
    if match is None:
        with pytest.raises(RuleError):
            tokenize(text)
    else:
        converter, arguments, name = match.groups()
        assert tokenize(text) == ((name, converter or "default", arguments or ""),)


def test_attributes_and_repr() -> None:
    rule = Rule("/a/<int:id>/", endpoint="a", methods=["get"], defaults={"x": 1})
    assert repr(rule) == "<Rule (unbound)>"
    Map([rule], host_matching=False)
    assert (rule.rule, rule.endpoint, rule.methods) == ("/a/<int:id>/", "a", {"GET", "HEAD"})
    assert rule.arguments == {"id", "x"}
    assert (rule.is_leaf, rule.is_branch, rule.subdomain, rule.host) == (False, True, "", None)
    assert repr(rule).startswith("<Rule '/a/<id>/' (")
    assert rule._trace == [
        (False, "|"),
        (False, "/"),
        (False, "a"),
        (False, "/"),
        (True, "id"),
        (False, "/"),
    ]
    assert str(rule) == "/a/<int:id>/"


def test_trace_and_equality_are_those_of_werkzeug() -> None:
    for text in ("/", "/a//b", "/<a>-x/<path:b>/", "/é.<int:c>"):
        ours, theirs = Rule(text, subdomain="<s>"), werkzeug.routing.Rule(text, subdomain="<s>")
        Map([ours])
        werkzeug.routing.Map([theirs])
        assert ours._trace == theirs._trace
        assert repr(ours) == repr(theirs)
    one, two = Rule("/<int:x>"), Rule("/<x>")
    Map([one, two])
    assert one == two
    with pytest.raises(TypeError):
        hash(one)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/user/<int:id", "it has no closing '>'"),
        ("/<>", "it names no variable"),
        ("/<int()>", "it names no variable"),
        ("/<int:a-b>", "'a-b' is not a name"),
        ("/<a>/<int:a>", "the variable 'a' stands twice"),
    ],
)
def test_malformed(text: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        Map([Rule(text, endpoint="e")])
    assert message in str(caught.value)
    assert repr(text) in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, RoutingException)


def test_unknown_converter_names_the_nearest() -> None:
    with pytest.raises(LookupError, match="Did you mean 'float'") as caught:
        Map([Rule("/<flaot:x>", endpoint="e")])
    assert isinstance(caught.value, UnknownConverter)
    assert caught.value.name == "flaot"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    with pytest.raises(UnknownConverter, match="Known converters are 'any', 'default'"):
        Map([Rule("/<zzz:x>", endpoint="e")])


def test_a_rule_belongs_to_one_map() -> None:
    rule = Rule("/", endpoint="e")
    Map([rule])
    with pytest.raises(RuntimeError, match="already bound"):
        Map([rule])
    Map([rule.empty()])


def test_default_that_its_converter_refuses() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Map([Rule("/<int:x>", endpoint="e", defaults={"x": "ab"})])


def test_unbound_rules_copy_and_pickle() -> None:
    rule = Rule("/<int:id>", endpoint="e", methods=["GET"], defaults={"a": 1}, websocket=True)
    for twin in (rule.empty(), copy.copy(rule), pickle.loads(pickle.dumps(rule))):
        urls = Map([twin])
        match = urls.find("", "/5", "GET", websocket=True)
        assert match is not None
        assert match[1] == {"id": 5, "a": 1}


def test_submount_keeps_websocket() -> None:
    urls = Map([Submount("/x", [Rule("/ws", endpoint="ws", websocket=True)])])
    assert next(urls.iter_rules()).websocket


def test_own_get_converter() -> None:
    class Upper(BaseConverter):
        def to_python(self, value: str) -> str:
            return value.upper()

        def to_url(self, value: str) -> str:
            return value.lower()

    class UpperRule(Rule):
        def get_converter(
            self,
            variable_name: str,
            converter_name: str,
            args: tuple[Any, ...],
            kwargs: Mapping[str, Any],
        ) -> BaseConverter:
            if converter_name == "up":
                return Upper(self.map)
            return super().get_converter(variable_name, converter_name, args, kwargs)

    urls = Map([UpperRule("/<up:x>/<int:n>", endpoint="e")])
    match = urls.find("", "/ab/1", "GET")
    assert match is not None
    assert match[1] == {"x": "AB", "n": 1}
    assert urls.bind("h").build("e", {"x": "AB", "n": 1}) == "/ab/1"


def test_own_build_compile_and_suitable_for() -> None:
    class Versioned(Rule):
        compiled = 0

        def compile(self) -> None:
            self.compiled += 1
            super().compile()

        def build(
            self, values: Mapping[str, Any], append_unknown: bool = True
        ) -> tuple[str, str] | None:
            return super().build({**values, "v": 2}, append_unknown)

        def suitable_for(self, values: Mapping[str, Any], method: str | None = None) -> bool:
            return "no" not in values and super().suitable_for(values, method)

    rule = Versioned("/<x>", endpoint="e")
    urls = Map([rule])
    assert rule.compiled == 1
    assert urls.bind("h").build("e", {"x": "a", "y": None}) == "/a?v=2"
    assert urls.build_path("e", {"x": "a", "no": 1}) is None


def test_build_needs_all_values() -> None:
    rule = Rule("/<x>/<y>", endpoint="e")
    Map([rule])
    assert rule.build({"x": 1, "y": "a b"}) == ("", "/1/a%20b")
    with pytest.raises(TypeError, match=r"without values for \['y'\]"):
        rule.build({"x": 1})


def test_rules_of_werkzeug_in_our_map() -> None:
    urls = Map(
        [
            werkzeug.routing.Rule("/a/<int:id>", endpoint="theirs", methods=["GET"]),
            Rule("/a/<name>", endpoint="ours"),
            werkzeug.routing.Rule("/b/", endpoint="b"),
        ]
    )
    for _ in range(2):
        match = urls.find("", "/a/5", "GET")
        assert match is not None
        assert (match[0].endpoint, match[1]) == ("theirs", {"id": 5})
    assert urls.find("", "/b", "GET") is None
    assert urls.bind("h").build("theirs", {"id": 3, "q": "a b", "n": None}) == "/a/3?q=a+b"


def test_our_rules_in_a_map_of_werkzeug() -> None:
    urls = werkzeug.routing.Map(
        [Rule("/a/<int:id>", endpoint="a"), Rule("/<path:p>/", endpoint="p", subdomain="<s>")]
    )
    adapter = urls.bind("h")
    assert adapter.match("/a/5") == ("a", {"id": 5})
    assert adapter.build("a", {"id": 5}) == "/a/5"
    assert urls.bind("h", subdomain="x").match("/y/z/") == ("p", {"s": "x", "p": "y/z"})
    with pytest.raises(NotFound):
        adapter.match("/nope")
    assert repr(urls).startswith("Map([<Rule")


def test_adapter_of_werkzeug_on_our_map() -> None:
    urls = Map([Rule("/a/<int:id>/", endpoint="a")])
    adapter = werkzeug.routing.MapAdapter(urls, "h", "/", "", "http", "/", "GET")
    assert not isinstance(adapter, MapAdapter)
    assert adapter.match("/a/5/") == ("a", {"id": 5})
    assert adapter.build("a", {"id": 5}) == "/a/5/"
    with pytest.raises(werkzeug.routing.RequestRedirect):
        adapter.match("/a/5")
