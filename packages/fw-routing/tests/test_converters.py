"""Converters: the builtin ones, and one's own."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from fw_routing import (
    DEFAULT_CONVERTERS,
    BaseConverter,
    IntegerConverter,
    Map,
    NotFound,
    Rule,
    UnicodeConverter,
    ValidationError,
)


def values(urls: Map, path: str) -> Any:
    match = urls.find("", path, "GET")
    assert match is not None
    return match[1]


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("<x>", "é b", "é b"),
        ("<string(length=2):x>", "ab", "ab"),
        ("<int:x>", "042", 42),
        ("<int(signed=True):x>", "-4", -4),
        ("<int(fixed_digits=3):x>", "042", 42),
        ("<float:x>", "1.50", 1.5),
        ("<any(a, 'b.c'):x>", "b.c", "b.c"),
        ("<path:x>", "a/b", "a/b"),
        ("<uuid:x>", "2b5b0911-fdcf-4dd2-921b-28ace88db8a0", uuid.UUID(int=0)),
    ],
)
def test_builtin(variable: str, text: str, value: object) -> None:
    urls = Map([Rule(f"/a/{variable}", endpoint="e")])
    for _ in range(2):
        got = values(urls, f"/a/{text}")["x"]
        assert type(got) is type(value)
        assert got == (uuid.UUID(text) if isinstance(value, uuid.UUID) else value)
        built = urls.build_path("e", {"x": got})
        assert built is not None


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("<int:x>", "-1"),
        ("<int:x>", "²"),
        ("<int:x>", "1" * 5000),
        ("<int(max=5):x>", "6"),
        ("<int(min=5):x>", "1" * 5000),
        ("<int(fixed_digits=3):x>", "42"),
        ("<string(maxlength=2):x>", "abc"),
        ("<any(a, b):x>", "c"),
        ("<uuid:x>", "2b5b"),
    ],
)
def test_builtin_refuses(variable: str, text: str) -> None:
    urls = Map([Rule(f"/a/{variable}", endpoint="e")])
    for _ in range(2):
        with pytest.raises(NotFound):
            urls.find("", f"/a/{text}", "GET")


def test_own_converter() -> None:
    class Words(BaseConverter):
        regex = r"([a-z]+)(?:\+([a-z]+))*"

        def to_python(self, value: str) -> list[str]:
            return value.split("+")

        def to_url(self, value: list[str]) -> str:
            return "+".join(super(Words, self).to_url(word) for word in value)

    urls = Map([Rule("/<words:w>", endpoint="e")], converters={"words": Words})
    assert values(urls, "/a+b") == {"w": ["a", "b"]}
    assert urls.bind("h").build("e", {"w": ["a", "b"]}) == "/a+b"
    assert "words" not in DEFAULT_CONVERTERS


def test_converters_may_be_added_until_a_rule_wants_them() -> None:
    class Even(IntegerConverter):
        def to_python(self, value: str) -> int:
            number: int = super().to_python(value)
            if number % 2:
                raise ValidationError
            return number

    urls = Map()
    urls.converters["even"] = Even
    urls.add(Rule("/<even:n>", endpoint="e"))
    urls.add(Rule("/<int:n>", endpoint="any"))
    assert values(urls, "/4") == {"n": 4}
    for _ in range(2):
        with pytest.raises(NotFound):
            urls.find("", "/3", "GET")


def test_builtin_name_replaced() -> None:
    class Loud(UnicodeConverter):
        def to_python(self, value: str) -> str:
            return value.upper()

    urls = Map([Rule("/<x>", endpoint="e")], converters={"default": Loud})
    assert values(urls, "/a") == {"x": "A"}


def test_errors_of_a_converter_are_not_hidden() -> None:
    class Broken(BaseConverter):
        def to_python(self, value: str) -> str:
            if value == "bad":
                raise ValueError("the database is down")
            return value

    urls = Map([Rule("/a/<b:x>", endpoint="e")], converters={"b": Broken})
    assert values(urls, "/a/fine") == {"x": "fine"}
    for _ in range(2):
        with pytest.raises(ValueError, match="database is down"):
            urls.find("", "/a/bad", "GET")


def test_converter_that_matches_slashes() -> None:
    class Two(BaseConverter):
        part_isolating = False
        regex = "[a-z]+/[a-z]+"

    urls = Map([Rule("/x/<two:t>/y", endpoint="e")], converters={"two": Two})
    assert values(urls, "/x/a/b/y") == {"t": "a/b"}
    with pytest.raises(NotFound):
        urls.find("", "/x/a/y", "GET")
