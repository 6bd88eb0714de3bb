"""Whether the host that a client names can be one."""

from __future__ import annotations

import re
from itertools import product

import pytest

from fw_app.hosts import _HOST, ascii_host, is_well_formed_host


@pytest.mark.parametrize("length", range(6))
def test_the_short_way_answers_as_the_expression(length: int) -> None:
    for characters in product("a1.-_:[", repeat=length):
        host = "".join(characters)
        assert is_well_formed_host.__wrapped__(host) == bool(re.fullmatch(_HOST, host)), host


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:5000", "a.b.example", "a.example.", "127.0.0.1:1", "web_1"),
        *("[::1]", "[::1]:8080", "[::ffff:1.2.3.4]", "xn--bcher-kva.example", "b\xfccher.example"),
        *("A.EXAMPLE", "a-b.example:65535", "1"),
    ],
)
def test_hosts(host: str) -> None:
    assert is_well_formed_host(host)


@pytest.mark.parametrize(
    "host",
    [
        *("", " ", "a b", "a/b", "a\\b", "a?b", "a#b", "a@b", "user:pw@a", "http://a", "a:", ":80"),
        *("a:b", "a:123456", "a:65536", "[::1", "::1", "[]", "[a]", "-", ".", ".a", "a\x00", "a\n"),
        *("a\r\nX: 1", "a,b", "a;b", "a%2eb", "<a>", '"', "a" * 254 + ":655355"),
    ],
)
def test_g7_what_is_no_host(host: str) -> None:
    """G7: malformed hosts were accepted without TRUSTED_HOSTS."""
    assert not is_well_formed_host(host)


def test_international_hosts() -> None:
    assert ascii_host("b\xfccher.example:80") == "xn--bcher-kva.example:80"
    assert ascii_host("\ud800") == ""
