from __future__ import annotations

import json
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from fw_sessions import JSONTag, TaggedJSONSerializer, tagged_json_serializer

WHEN = datetime(2024, 2, 29, 12, 30, 15, tzinfo=timezone.utc)

VALUES: list[Any] = [
    {},
    {"a": 1, "b": [1.5, None, True, "ü"]},
    (1, 2),
    ((), [(1,)], {"x": ("y",)}),
    b"\x00\xff",
    Markup("<b>"),
    UUID("12345678123456781234567812345678"),
    WHEN,
    {" t": [1, 2]},
    {" di": 1},
    {" t__": {" di": (3,)}},
    {" b": b"x", "other": 1},
    [{"only": {" u": "no uuid"}}],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_every_type_comes_back(value: Any) -> None:
    again = tagged_json_serializer.loads(tagged_json_serializer.dumps(value))

    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_quick_and_general_tagging_write_the_same(value: Any) -> None:
    class General(TaggedJSONSerializer):
        def tag(self, value: Any) -> Any:
            return super().tag(value)

    plain = General()

    assert plain.dumps(value) == tagged_json_serializer.dumps(value)
    assert plain.loads(plain.dumps(value)) == value


def test_the_text_is_compact_and_sorted() -> None:
    text = tagged_json_serializer.dumps({"b": (1, 2), "a": b"x"})

    assert text == '{"a":{" b":"eA=="},"b":{" t":[1,2]}}'


def test_markup_is_anything_with_html() -> None:
    class Heading:
        def __html__(self) -> str:
            return "<h1>"

    assert tagged_json_serializer.loads(tagged_json_serializer.dumps(Heading())) == Markup("<h1>")


def test_subclasses_of_known_types_are_tagged_as_those() -> None:
    point = namedtuple("point", "x y")  # noqa: PYI024

    class Shout(str):
        __slots__ = ()

    text = tagged_json_serializer.dumps({"p": point(1, 2), "s": Shout("hey")})

    assert tagged_json_serializer.loads(text) == {"p": (1, 2), "s": "hey"}


def test_other_types_become_strings_as_an_application_writes_them() -> None:
    @dataclass
    class Point:
        x: int

    text = tagged_json_serializer.dumps([date(2024, 2, 29), Decimal("1.10"), Point(3)])

    assert json.loads(text) == ["Thu, 29 Feb 2024 00:00:00 GMT", "1.10", {"x": 3}]


def test_an_unknown_type_says_what_to_do() -> None:
    with pytest.raises(TypeError, match=r"A set cannot be kept .* register a JSONTag"):
        tagged_json_serializer.dumps({"tags": {1, 2}})


class TagOrderedDict(JSONTag):
    __slots__ = ()
    key = " od"

    def check(self, value: Any) -> bool:
        return isinstance(value, OrderedDict)

    def to_json(self, value: Any) -> Any:
        return [[name, self.serializer.tag(item)] for name, item in value.items()]

    def to_python(self, value: Any) -> Any:
        return OrderedDict(value)


def test_a_tag_of_ones_own() -> None:
    serializer = TaggedJSONSerializer()
    serializer.register(TagOrderedDict, index=0)
    value = {"o": OrderedDict([("z", (1,)), ("a", 2)]), "plain": {"x": 1}}

    again = serializer.loads(serializer.dumps(value))

    assert again == value
    assert type(again["o"]) is OrderedDict
    assert serializer.dumps({" od": 1}) == '{" di":{" od__":1}}'


def test_a_tag_for_a_builtin_type_is_not_passed_over() -> None:
    class TagText(JSONTag):
        __slots__ = ()
        key = "text"

        def check(self, value: Any) -> bool:
            return isinstance(value, str)

        def to_json(self, value: Any) -> Any:
            return [value]

        def to_python(self, value: Any) -> Any:
            return value[0].upper()

    serializer = TaggedJSONSerializer()
    serializer.register(TagText)

    assert serializer.dumps({"a": "b"}) == '{"a":{"text":["b"]}}'
    assert serializer.loads('{"a":{"text":["b"]}}') == {"a": "B"}


def test_a_taken_key_is_refused_unless_forced() -> None:
    serializer = TaggedJSONSerializer()
    serializer.register(TagOrderedDict)

    with pytest.raises(KeyError, match=r"' od' is already registered, by TagOrderedDict"):
        serializer.register(TagOrderedDict)
    serializer.register(TagOrderedDict, force=True, index=0)

    assert type(serializer.order[0]) is TagOrderedDict


def test_json_functions_are_injected_by_instance_or_class() -> None:
    calls: list[dict[str, Any]] = []

    def dumps(value: Any, **kwargs: Any) -> str:
        calls.append(kwargs)
        return json.dumps(value)

    class Own(TaggedJSONSerializer):
        json_dumps = staticmethod(dumps)

    by_instance = TaggedJSONSerializer(dumps=dumps, loads=lambda text: ["read", text])

    assert Own().loads(Own().dumps({"a": (1,)})) == {"a": (1,)}
    assert by_instance.dumps(1) == "1"
    assert by_instance.loads("1") == ["read", "1"]
    assert calls == [{"separators": (",", ":")}] * 2


def test_an_escaped_tag_is_still_a_tag() -> None:
    assert tagged_json_serializer.loads('{"\\u0020t":[1]}') == (1,)
    assert tagged_json_serializer.loads('{ " t" : [1] }') == (1,)
