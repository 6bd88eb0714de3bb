"""The interactive debugger: who may use it, and what it shows."""

from __future__ import annotations

import hmac
import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.debug import hash_pin
from werkzeug.test import Client

from fw_cli import DebuggedApplication
from fw_cli.debugger import PIN_TRIES, ConstantTimeText


def broken(environ: Any, start_response: Any) -> list[bytes]:
    raise ValueError("--><script>alert(1)</script>")


class Compared:
    """Counts how often the interpreter asks for a constant-time comparison."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.guesses: list[bytes] = []
        real = hmac.compare_digest

        def compare(one: Any, other: Any) -> bool:
            self.guesses.append(other)
            return real(one, other)

        monkeypatch.setattr("fw_cli.debugger.hmac.compare_digest", compare)


@pytest.fixture
def debugger(monkeypatch: pytest.MonkeyPatch) -> DebuggedApplication:
    made = DebuggedApplication(broken, evalex=True)
    assert made.pin_cookie_name
    made.pin = "123-456-789"
    made.pause = lambda seconds: None
    return made


def get(debugger: DebuggedApplication, query: str, host: str = "localhost", **headers: str) -> Any:
    client = Client(debugger, use_cookies=False)
    return client.get(f"/?__debugger__=yes&{query}", base_url=f"http://{host}", headers=headers)


def pin_auth(debugger: DebuggedApplication, pin: str, **options: Any) -> Any:
    return get(debugger, f"cmd=pinauth&pin={pin}&s={debugger.secret}", **options)


def first_frame(debugger: DebuggedApplication) -> int:
    Client(debugger).get("/")
    return next(iter(debugger.frames))


def test_g12_secret_is_compared_in_constant_time(
    debugger: DebuggedApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G12: Werkzeug's debugger compares its secret with ``==`` of ``str``."""
    frame = first_frame(debugger)
    for command in ("cmd=printpin", "cmd=pinauth&pin=0", f"cmd=1&frm={frame}"):
        compared = Compared(monkeypatch)
        get(debugger, f"{command}&s=guess")
        assert b"guess" in compared.guesses, command


def test_g12_pin_and_cookie_are_compared_in_constant_time(
    debugger: DebuggedApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = Compared(monkeypatch)
    pin_auth(debugger, "111-111-111")
    assert b"111111111" in compared.guesses
    compared = Compared(monkeypatch)
    pin_auth(debugger, "0", Cookie=f"{debugger.pin_cookie_name}=1|forged")
    assert b"forged" in compared.guesses


def test_constant_time_text() -> None:
    secret = ConstantTimeText("sésame-1")
    assert secret == "sésame-1"
    assert secret != "sésame"
    left: list[object] = ["sésame-1", "other", None, 1]
    assert [guess == secret for guess in left] == [True, False, False, False]
    assert hash(secret) == hash("sésame-1")
    assert type(secret.replace("-", "")) is ConstantTimeText


def test_wrong_secret_runs_nothing(debugger: DebuggedApplication) -> None:
    frame = first_frame(debugger)
    cookie = f"{debugger.pin_cookie_name}=99999999999|{hash_pin('123-456-789')}"
    right = get(debugger, f"cmd=6*7&frm={frame}&s={debugger.secret}", Cookie=cookie)
    assert "42" in right.text
    wrong = get(debugger, f"cmd=6*7&frm={frame}&s=wrong", Cookie=cookie)
    assert wrong.status_code == 500
    assert "ValueError" in wrong.text


def test_foreign_host_is_refused(debugger: DebuggedApplication) -> None:
    """CVE-2024-34069: a page of another site must not reach the console through a name that it controls."""
    frame = first_frame(debugger)
    cookie = f"{debugger.pin_cookie_name}=99999999999|{hash_pin('123-456-789')}"
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example"):
        assert pin_auth(debugger, "123-456-789", host=host).status_code == 400
        command = get(
            debugger, f"cmd=6*7&frm={frame}&s={debugger.secret}", host=host, Cookie=cookie
        )
        assert command.status_code == 400
        assert Client(debugger).get("/console", base_url=f"http://{host}").status_code == 400
    assert pin_auth(debugger, "123-456-789").json == {"auth": True, "exhausted": False}


def test_pin_locks_at_ten_tries(debugger: DebuggedApplication) -> None:
    for _ in range(PIN_TRIES):
        assert pin_auth(debugger, "000-000-000").json == {"auth": False, "exhausted": False}
    assert pin_auth(debugger, "123-456-789").json == {"auth": False, "exhausted": True}
    cookie = f"{debugger.pin_cookie_name}=99999999999|{hash_pin('123-456-789')}"
    assert pin_auth(debugger, "123-456-789", Cookie=cookie).json == {
        "auth": False,
        "exhausted": True,
    }


def test_a_flood_of_wrong_pins_does_not_wrap_the_counter(debugger: DebuggedApplication) -> None:
    for _ in range(300):
        debugger._fail_pin_auth()
    assert pin_auth(debugger, "123-456-789").json["exhausted"] is True


def test_a_cookie_of_another_pin_counts_as_a_try(debugger: DebuggedApplication) -> None:
    for _ in range(PIN_TRIES):
        pin_auth(
            debugger, "0", Cookie=f"{debugger.pin_cookie_name}=99999999999|{hash_pin('other')}"
        )
    assert pin_auth(debugger, "123-456-789").json["exhausted"] is True


@pytest.mark.parametrize("value", ["", "x", "x|y", "-1|y", "1e9|y", "²|y", "|"])
def test_malformed_cookies_are_not_trusted(debugger: DebuggedApplication, value: str) -> None:
    cookie = f"{debugger.pin_cookie_name}={quote(value, safe='|')}"
    assert not debugger.check_pin_trust({"HTTP_COOKIE": cookie})


def test_old_cookie_is_not_trusted(debugger: DebuggedApplication) -> None:
    cookie = f"{debugger.pin_cookie_name}=1|{hash_pin('123-456-789')}"
    assert debugger.check_pin_trust({"HTTP_COOKIE": cookie}) is False


def test_switched_off_pin(debugger: DebuggedApplication) -> None:
    debugger.pin = None
    assert debugger.check_pin_trust({}) is True


def test_traceback_text_is_escaped(debugger: DebuggedApplication) -> None:
    """CVE-2016-10516: text of an exception is text in the debugger's page."""
    page = Client(debugger).get("/").text
    assert "<script>alert(1)</script>" not in without_comments(page)
    assert "--><script>alert(1)</script>" in unescape(without_comments(page))


def without_comments(page: str) -> str:
    """The page ends with the traceback as a comment, where markup means nothing unless it can end the comment."""
    return re.sub(r"<!--.*?--!?>", "", page, flags=re.DOTALL)


def test_served_debugger(project: Any) -> None:
    with project.serve("--app", "hello", "run", "--debug") as server:
        page = server.get_until("/boom", lambda reply: reply.status == 500)
        assert re.search(r'SECRET = "\w{20}"', page.text)
        assert "EVALEX = true" in page.text
        assert "<script>alert(1)</script>" not in without_comments(page.text)
        assert "EVALEX = false" in server.get("/boom", Host="evil.example").text
        assert server.get("/console", Host="evil.example").status == 400
        server.wait_for("Debugger is active!")


def test_no_console_outside_debug_mode(project: Any) -> None:
    with project.serve("--app", "hello", "run") as server:
        assert server.get("/console").status == 404
        page = server.get("/boom")
        assert page.status == 500
        assert "SECRET" not in page.text
        assert server.get("/?__debugger__=yes&cmd=resource&f=style.css").text == "Hello, World!"
