"""Cookies whose name or attributes would be read as something else."""

from __future__ import annotations

import itertools
import random
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.http import dump_cookie
from werkzeug.sansio.http import parse_cookie

from fw_app import Response
from fw_app.cookie_fields import check_cookie, read_cookies, write_cookie


def check(name: str = "a", part: str | None = None, value: str | None = None) -> None:
    attributes: dict[str, str | None] = {"domain": None, "path": None, "samesite": None}
    if part is not None:
        attributes[part] = value
    check_cookie(name, **attributes)


def test_g5_names() -> None:
    """G5: ``set_cookie`` wrote an unchecked name."""
    for code in range(0x100):
        name = f"a{chr(code)}b"
        if code <= 0x20 or 0x7F <= code <= 0x9F or chr(code) in "=;,":
            with pytest.raises(ValueError, match="cannot have the name"):
                check(name)
        else:
            check(name)
    with pytest.raises(ValueError, match="needs a name"):
        check("")


@pytest.mark.parametrize("part", ["domain", "path", "samesite"])
def test_g5_attributes(part: str) -> None:
    """G5: ``set_cookie`` wrote an unchecked domain (``x;Path=/z``)."""
    for bad in ("x;Path=/z", "x\r\n", "\x00", "x\x7f"):
        with pytest.raises(ValueError) as info:  # noqa: PT011
            check("a", part, bad)
        assert f"The cookie 'a' cannot have the {part} {bad!r}" in str(info.value)
    check("a", part, "x/y.example")


@pytest.mark.skipif(
    bool(parse_cookie("a=2 =")),
    reason="older editions of Werkzeug read malformed cookies otherwise",
)
def test_cookies_are_read_as_werkzeug_reads_them() -> None:
    chance = random.Random(4)
    pieces = ["a", "b=1", "=", ";", "; ", "; a=2", " ", "\t", '"', "ü", "x=", "a=b=c", "\\073"]
    for _ in range(20_000):
        header = "".join(chance.choices(pieces, k=chance.randrange(9)))
        for cls in _CLASSES:
            expected = parse_cookie(header, cls)
            found = read_cookies(header, cls)
            assert isinstance(found, cls)
            assert list(found.items(multi=True)) == list(expected.items(multi=True)), header


class OwnMultiDict(MultiDict[str, str]):
    """A class of one's own."""


_CLASSES: tuple[Any, ...] = (ImmutableMultiDict, MultiDict, OwnMultiDict)


CHOICES: dict[str, list[Any]] = {
    "max_age": [None, 0, 1, True, 1.0, timedelta(minutes=2)],
    "expires": [None, 0, "soon", datetime(2030, 1, 1, tzinfo=timezone.utc)],
    "path": ["/", None, "/a b/ü"],
    "domain": [None, "example.com", ".bücher.example:80"],
    "secure": [False, True, 1],
    "httponly": [False, True],
    "samesite": [None, "lax", "None"],
    "partitioned": [False, True],
}


@pytest.mark.parametrize(("key", "value"), [("a", "1"), ("ü", "x"), ("a", 'b;"ü')])
def test_cookies_are_written_as_werkzeug_writes_them(key: str, value: str) -> None:
    for values in itertools.product(*CHOICES.values()):
        options = dict(zip(CHOICES, values, strict=True))
        # The date depends on the second, of which another may begin between the two.
        expected = {dump_cookie(key, value, **options)}
        found = write_cookie(key, value, *values)
        expected.add(dump_cookie(key, value, **options))
        assert found in expected


def test_what_cannot_be_kept_is_written_as_well() -> None:
    class Path(str):
        __hash__ = None  # type: ignore[assignment]

    written = write_cookie("a", "1", None, None, Path("/x"), None, False, False, None, False)

    assert written == "a=1; Path=/x"


@pytest.mark.parametrize("value", ["x\x1b", "x\x1f"])
def test_g6_values_that_werkzeug_does_not_escape(value: str) -> None:
    """G6: control characters left in headers."""
    with pytest.raises(ValueError, match="must not be sent"):
        Response().set_cookie("a", value)


def test_g6_an_expiry_that_ends_the_header() -> None:
    """G6: control characters left in headers."""
    with pytest.raises(ValueError, match="must not be sent"):
        Response().set_cookie("a", "1", expires="now\r\nX: y")


@pytest.mark.parametrize(
    "value", ["word", "7", "", "a-b", "a b", "é", "²", "ab\u0663", "a;b", 'a"b']
)
def test_a_value_is_written_as_werkzeug_writes_it(value: str) -> None:
    rest = (None, None, "/", None, False, False)

    header = write_cookie("name", value, *rest, None, False)

    assert header == dump_cookie("name", value, *rest)


def test_a_value_that_is_no_text_is_refused_as_werkzeug_does() -> None:
    with pytest.raises(TypeError):
        dump_cookie("name", 7)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write_cookie("name", 7, None, None, "/", None, False, False, None, False)  # type: ignore[arg-type]
