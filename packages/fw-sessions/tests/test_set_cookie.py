from __future__ import annotations

import itertools
from datetime import datetime, timezone
from typing import Any, cast

import pytest
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from fw_sessions import CookieAttributeError, CookieAttributes
from fw_sessions.set_cookie import send_cookie, vary_on_cookie

WHEN = datetime(2030, 1, 1, tzinfo=timezone.utc)
CHOICES: dict[str, list[Any]] = {
    "name": ["session", "__Host-s", "sitzung-ü"],
    "domain": [None, "example.com", ".example.com:80", "bücher.example"],
    "path": ["/", None, "/a b/ü"],
    "secure": [True, False],
    "httponly": [True, False],
    "samesite": [None, "lax", "Strict", "NONE"],
    "partitioned": [True, False],
}


def test_the_header_is_werkzeugs() -> None:
    for values in itertools.product(*CHOICES.values()):
        options = dict(zip(CHOICES, values, strict=True))
        cookie = CookieAttributes(**options)
        name = options.pop("name")
        for value, expires in itertools.product(["abc.DEF_-", "", 'a;b"'], [None, WHEN]):
            expected = dump_cookie(name, value, expires=expires, **options)
            assert cookie.header(value, expires) == expected
        assert cookie.deletion_header() == dump_cookie(name, expires=0, max_age=0, **options)


CONTROLS = [chr(n) for n in (*range(32), *range(127, 160), 0x2028)]


@pytest.mark.parametrize("bad", [";", *CONTROLS], ids=repr)
@pytest.mark.parametrize("attribute", ["name", "domain", "path", "samesite"])
def test_g5_nothing_breaks_out_of_the_header(attribute: str, bad: str) -> None:
    """G5: ``a;b`` as a name or ``x;Path=/z`` as a domain went into the header as they were."""
    with pytest.raises(CookieAttributeError, match=rf"session cookie's {attribute} .*x") as caught:
        CookieAttributes(**cast(Any, {attribute: f"x{bad}Path=/z"}))

    assert caught.value.attribute == attribute
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("name", ["", "a=b", "a b", "a,b", '"a"'])
def test_names_that_browsers_read_differently_are_refused(name: str) -> None:
    with pytest.raises(CookieAttributeError):
        CookieAttributes(name=name)


def test_messages_say_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"samesite 'Loose' is not known. Use 'Strict', 'Lax'"):
        CookieAttributes(samesite="Loose")
    with pytest.raises(ValueError, match=r"domain True is a bool and not text. Give a host name"):
        CookieAttributes(domain=True)  # type: ignore[arg-type]


def test_an_overridden_set_cookie_is_called() -> None:
    calls: list[str] = []

    class Own(Response):
        def set_cookie(self, key: str, *args: Any, **kwargs: Any) -> None:
            calls.append(key)
            super().set_cookie(key, *args, **kwargs)

    class Checked(Response):
        session_cookies_checked = True

        def set_cookie(self, *args: Any, **kwargs: Any) -> None:
            raise AssertionError("not needed")

    class Again(Checked):
        def set_cookie(self, key: str, *args: Any, **kwargs: Any) -> None:
            calls.append(key)

    cookie = CookieAttributes()
    headers = []
    for kind in (Response, Own, Checked, Again):
        response = kind()
        send_cookie(response, cookie, "value", WHEN)
        headers.append(response.headers.get("Set-Cookie"))

    assert calls == ["session", "session"]
    assert headers[0] == headers[1] == headers[2] != headers[3]


def test_a_cookie_that_browsers_drop_is_warned_about() -> None:
    with pytest.warns(UserWarning, match="'session' cookie is too large"):
        send_cookie(Response(), CookieAttributes(), "x" * 5000, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, "Cookie"), ("Accept", "Accept, Cookie"), ("Cookie", "Cookie"), ("cookie", "cookie")],
)
def test_vary(before: str | None, after: str) -> None:
    class Own(Response):
        vary = property(lambda self: Response.vary.__get__(self))

    for kind in (Response, Own):
        response = kind(headers={"Vary": before} if before else {})
        vary_on_cookie(response)
        vary_on_cookie(response)
        assert response.headers["Vary"] == after


@pytest.mark.parametrize("before", [None, "Accept", "Cookie"])
def test_a_cookie_with_vary_is_the_same_in_one_go(before: str | None) -> None:
    class Own(Response):
        vary = property(lambda self: Response.vary.__get__(self))

    sent = []
    for kind in (Response, Own):
        response = kind(headers={"Vary": before} if before else {})
        send_cookie(response, CookieAttributes(), "value", WHEN, varies=True)
        sent.append(list(response.headers))

    assert sent[0] == sent[1]
    assert ("Vary", f"{before}, Cookie" if before == "Accept" else "Cookie") in sent[0]
