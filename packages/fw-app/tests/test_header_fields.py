"""Headers that check each value when it is set."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from fw_app.header_fields import _CONTROL, _FORBIDDEN, ResponseHeaders, check_field


@pytest.mark.parametrize("name", ["X-A", "Location"])
def test_the_short_way_refuses_what_the_expression_does(name: str) -> None:
    forbidden = _CONTROL if name == "Location" else _FORBIDDEN
    for code in (*range(0x180), 0x2028, 0xD800):
        for value in (chr(code), f"a{chr(code)}", f"{chr(code)}a"):
            try:
                check_field(name, value)
            except ValueError:
                refused = True
            else:
                refused = False
            assert refused == bool(re.search(forbidden, value)), (code, value)


WAYS: dict[str, Callable[[ResponseHeaders, str], object]] = {
    "item": lambda h, v: h.__setitem__("X-A", v),
    "add": lambda h, v: h.add("X-A", v),
    "add with options": lambda h, v: h.add("X-A", "v", filename=v),
    "set": lambda h, v: h.set("X-A", v),
    "setdefault": lambda h, v: h.setdefault("X-A", v),
    "setlist": lambda h, v: h.setlist("X-A", [v]),
    "setlistdefault": lambda h, v: h.setlistdefault("X-A", [v]),
    "extend": lambda h, v: h.extend({"X-A": v}),
    "extend by pairs": lambda h, v: h.extend([("X-A", v)]),
    "update": lambda h, v: h.update({"X-A": [v]}),
    "index": lambda h, v: h.__setitem__(0, ("X-A", v)),
    "slice": lambda h, v: h.__setitem__(slice(0, 1), [("X-A", v)]),
    "or": lambda h, v: h.__ior__({"X-A": v}),
    "new": lambda h, v: ResponseHeaders({"X-A": v}),
}


@pytest.mark.parametrize("way", WAYS)
def test_g6_every_way_to_set_a_header_is_checked(way: str) -> None:
    """G6: header values allowed NUL, BEL and what is no Latin-1."""
    for bad in ("\x00", "a\x07", "a\u0100", "a\r\nX-B: 1", "a\n", "\x1b[0m"):
        headers = ResponseHeaders([("X-First", "1")])
        with pytest.raises(ValueError):  # noqa: PT011
            WAYS[way](headers, bad)
        assert list(headers) == [("X-First", "1")]
    for good in ("a", "a\tb", "caf\xe9", ""):
        WAYS[way](ResponseHeaders([("X-First", "1")]), good)


def test_all_code_points() -> None:
    for code in range(0x180):
        allowed = code == 9 or 0x20 <= code <= 0x7E or 0x80 <= code <= 0xFF
        if allowed:
            check_field("X-A", f"a{chr(code)}b")
            continue
        with pytest.raises(ValueError) as info:  # noqa: PT011
            check_field("X-A", f"a{chr(code)}b")
        assert repr(chr(code)) in str(info.value)


def test_locations_may_hold_any_text_until_they_are_sent() -> None:
    check_field("Location", "/\u0100")
    with pytest.raises(ValueError, match="'Location'"):
        check_field("Location", "/\r\nX-B: 1")


def test_they_are_werkzeugs_headers() -> None:
    headers = ResponseHeaders([("X-A", "1"), ("X-A", "2")])
    headers.add("X-Number", 3)
    assert isinstance(headers, Headers)
    assert headers.getlist("x-a") == ["1", "2"]
    assert headers == Headers([("X-A", "1"), ("X-A", "2"), ("X-Number", "3")])
    copied: Any = headers.copy()
    copied["X-A"] = "3"
    assert type(copied) is ResponseHeaders
    assert headers["X-A"] == "1"
    pairs = [("X-A", "1")]
    assert list(ResponseHeaders.of_pairs(pairs)) == pairs


def test_headers_that_are_known_to_be_good_are_added_behind_the_others() -> None:
    headers = ResponseHeaders([("Vary", "Accept")])

    headers.extend_checked((("Vary", "Cookie"), ("Set-Cookie", "a=1")))

    assert list(headers) == [("Vary", "Accept"), ("Vary", "Cookie"), ("Set-Cookie", "a=1")]
