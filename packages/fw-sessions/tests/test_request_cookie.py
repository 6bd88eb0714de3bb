from __future__ import annotations

import random
import time
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fw_sessions.request_cookie import request_cookie


def request_with(header: str | None, kind: type[Request] = Request) -> Request:
    environ = EnvironBuilder().get_environ()
    if header is not None:
        environ["HTTP_COOKIE"] = header
    return kind(environ)


HEADERS = [
    None,
    "",
    "session=abc",
    "a=1; session=abc; b=2",
    " session = abc ;",
    "session=first; session=second",
    "sessions=1; asession=2",
    "session",
    "session=",
    "=session; session",
    "session=a=b==",
    'session="abc"',
    'other="a;session=no"; session=yes',
    "session=é",
    "session=\xa0abc\xa0",
    "Session=abc",
    ";;;=;session=abc",
    "session=a,b session=c",
    "session\t=\tabc\t",
]


@pytest.mark.parametrize("header", HEADERS)
def test_it_is_what_werkzeug_reads(header: str | None) -> None:
    expected = request_with(header).cookies.get("session")

    assert request_cookie(request_with(header), "session") == expected


def test_any_header_is_what_werkzeug_reads() -> None:
    chance = random.Random(8)
    parts = ["session", "=", ";", " ", '"', "a", "\t", "é", "\x00", "\x1c", "\\075", ",", "x.y-z_"]
    for _ in range(5_000):
        header = "".join(chance.choices(parts, k=chance.randrange(12)))
        expected = request_with(header).cookies.get("session")
        assert request_cookie(request_with(header), "session") == expected, header


@pytest.mark.parametrize(
    "part", ["session", "session=", ";", '"', "=", " ", "session ;", '\\"', "a=b; "]
)
def test_a_long_header_takes_no_time_to_speak_of(part: str) -> None:
    header = part * (131_072 // len(part))
    started = time.perf_counter()

    request_cookie(request_with(header), "session")

    assert time.perf_counter() - started < 1


def test_a_request_with_its_own_cookies_is_asked() -> None:
    class Own(Request):
        cookies = property(lambda self: {"session": "own"})

    replaced = request_with("session=sent")
    replaced.cookies = {"session": "replaced"}  # type: ignore[assignment]
    other: Any = type("Other", (), {"cookies": {"session": "other"}})()

    assert request_cookie(request_with("session=sent", Own), "session") == "own"
    assert request_cookie(replaced, "session") == "replaced"
    assert request_cookie(other, "session") == "other"


def test_a_name_outside_ascii_is_read_as_werkzeug_reads_it() -> None:
    for header in ("sitzung-ü=abc", "sitzung-ü=abc".encode().decode("latin1")):
        expected = request_with(header).cookies.get("sitzung-ü")
        assert request_cookie(request_with(header), "sitzung-ü") == expected
