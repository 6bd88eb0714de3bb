"""Cookies that Flask 3.1.3 signed open here and are written here alike."""

from __future__ import annotations

import hashlib
import json
import random
import string
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from fw_sessions import CookieSigner, SecureCookieSessionInterface

WHEN = datetime(2024, 2, 29, 12, 30, 15, tzinfo=timezone.utc)

SESSIONS: list[dict[str, Any]] = [
    {"user_id": 42},
    {},
    {"a": 1, "b": [1.5, None, True, "ü €"], "nested": {"x": {"y": []}}},
    {"_permanent": True, "user": "someone"},
    {"t": (1, (2, ()), [(3,)])},
    {"b": b"\x00\xff and more"},
    {"m": Markup("<b>bold</b>")},
    {"u": UUID("12345678123456781234567812345678")},
    {"d": WHEN},
    {"di": {" t": [1, 2]}, "again": {" di": {" u": 1}}, "deeper": {" t__": (1,)}},
    {"_flashes": [("message", "Saved."), ("error", Markup("<i>No</i>"))]},
    {"z": 1, "A": 2, "a": 3, "_": 4},
    {"long": "abc " * 40},
    {"longer": "abcdefghij" * 300},
    {"list": list(range(200))},
    {"noise": "".join(random.Random(1).choices(string.ascii_letters, k=300))},
    {"noise": "".join(random.Random(2).choices(string.printable, k=1500))},
    {"control": "\x00\x1f\u2028", "emoji": "🙂", "quote": '"\\'},
    {"big": 2**70, "float": 1e300, "negative": -0.5},
    {"everything": (b"x", [Markup("y"), WHEN, {"u": UUID(int=7), " b": (None,)}])},
    {"csrf_token": "0123456789abcdef" * 4},
    {"carts": [{"id": n, "name": f"thing {n}", "price": (n, 99)} for n in range(30)]},
]

# -- recorded

RECORDED = json.loads(
    (Path(__file__).parent / "recorded" / "flask_cookies.json").read_text("utf-8")
)
CASES = list(zip(SESSIONS, RECORDED["cookies"], strict=True))
IDS = [next(iter(session), "empty") for session in SESSIONS]


def signer_for(case: dict[str, Any], clock: Callable[[], float] | None = None) -> CookieSigner:
    return CookieSigner(
        case["secret_key"],
        case["fallbacks"] or (),
        digest_method=getattr(hashlib, case["digest"]),
        key_derivation=case["key_derivation"],
        clock=clock,
    )


@pytest.mark.parametrize(("session", "case"), CASES, ids=IDS)
def test_a_cookie_of_flask_opens(session: dict[str, Any], case: dict[str, Any]) -> None:
    signer = signer_for(case, lambda: case["signed_at"] + 60)

    assert signer.load(case["cookie"], max_age=3600) == session


def json_in(cookie: str) -> bytes:
    """Return the text inside a signed cookie."""
    payload = cookie.rsplit(".", 2)[0]
    raw = urlsafe_b64decode(payload.removeprefix(".") + "===")
    return zlib.decompress(raw) if payload.startswith(".") else raw


def assert_written_alike(ours: str, theirs: str) -> None:
    """Assert that two cookies hold the same text, and the same bytes unless we do not compress."""
    assert json_in(ours) == json_in(theirs)
    if not theirs.startswith(".") or len(json_in(theirs)) >= 64:
        assert ours.split(".")[:-2] == theirs.split(".")[:-2]


@pytest.mark.parametrize(("session", "case"), CASES, ids=IDS)
def test_the_same_bytes_are_written(session: dict[str, Any], case: dict[str, Any]) -> None:
    ours, theirs = signer_for(case, lambda: case["signed_at"]).dump(session), case["cookie"]

    assert_written_alike(ours, theirs)
    assert ours.split(".")[-2] == theirs.split(".")[-2]
    if ours.split(".")[:-1] == theirs.split(".")[:-1]:
        assert ours == theirs


@pytest.mark.parametrize(("session", "case"), CASES, ids=IDS)
def test_the_interface_opens_it(
    session: dict[str, Any],
    case: dict[str, Any],
    make_app: Callable[..., Any],
    make_browser: Callable[..., Any],
    at_time: Callable[[float], Any],
) -> None:
    interface = type(
        "Interface",
        (SecureCookieSessionInterface,),
        {
            "digest_method": staticmethod(getattr(hashlib, case["digest"])),
            "key_derivation": case["key_derivation"],
        },
    )()
    browser = make_browser(make_app(case["secret_key"]), interface)
    browser.cookie = f"session={case['cookie']}"

    with at_time(case["signed_at"] + 1):
        browser.visit()

    assert dict(browser.session) == session


def some_value(chance: random.Random, depth: int = 0) -> Any:
    """Return a random value of any type that a session can hold."""
    text = "".join(chance.choices(string.printable + "äß€🙂", k=chance.randrange(12)))
    plain: list[Any] = [
        text,
        chance.randrange(-(10**9), 10**9),
        chance.random(),
        None,
        chance.random() < 0.5,
        text.encode(),
        Markup(text),
        UUID(int=chance.getrandbits(128)),
        datetime.fromtimestamp(chance.randrange(2**31), timezone.utc),
    ]
    if depth > 3 or chance.random() < 0.6:
        return chance.choice(plain)
    items = [some_value(chance, depth + 1) for _ in range(chance.randrange(5))]
    odd = chance.choice([" t", " di", " b", "t", " u__", text])
    return chance.choice(
        [items, tuple(items), {odd: items}, {f"k{n}": v for n, v in enumerate(items)}]
    )


def some_session(chance: random.Random) -> dict[str, Any]:
    return {f"key{n}": some_value(chance) for n in range(chance.randrange(1, 6))}


def test_a_thousand_sessions_open_on_both_sides(make_app: Callable[..., Any]) -> None:
    flask = pytest.importorskip("flask", reason="Flask is not installed beside fw-sessions")
    theirs = flask.Flask("reference")
    theirs.secret_key = "shared"
    from flask.sessions import SecureCookieSessionInterface as Reference

    reference = Reference()
    if not type(reference).__module__.startswith("flask."):
        pytest.skip("the module flask is fw-core here")
    signer = CookieSigner("shared")
    chance = random.Random(3)

    with theirs.app_context():
        serializer = reference.get_signing_serializer(theirs)
        assert serializer is not None
        for _ in range(1000):
            session = some_session(chance)
            ours, cookie = signer.dump(session), serializer.dumps(session)
            assert signer.load(cookie, max_age=60) == session == serializer.loads(ours, max_age=60)
            assert_written_alike(ours, cookie)
