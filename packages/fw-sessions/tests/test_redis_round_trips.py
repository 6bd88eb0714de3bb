"""What sessions on Redis cost, counted by the server itself."""

from __future__ import annotations

from typing import Any

import pytest

from fw_sessions import SessionManager
from fw_sessions.store_url import store_from_url

redis: Any = pytest.importorskip("redis", reason="the package redis is not installed")


class Monitored:
    """Runs requests and returns the commands that the server saw."""

    def __init__(self, url: str) -> None:
        self.manager = SessionManager(store_from_url(url))
        self.client = redis.Redis.from_url(url)
        self.cookie: str | None = None

    def request(self, view: Any) -> list[tuple[str, bool]]:
        with self.client.monitor() as monitor:
            session = self.manager.open(self.cookie)
            view(session)
            update = self.manager.save(session)
            self.cookie = self.cookie if update is None else update.value
            self.client.echo("that is all")
            seen: list[tuple[str, bool]] = []
            while True:
                found = monitor.next_command()
                if "that is all" in found["command"]:
                    return [c for c in seen if c[0] not in ("CLIENT", "HELLO", "SELECT")]
                seen.append((found["command"].split()[0].upper(), found["client_type"] == "lua"))


@pytest.fixture
def monitored(redis_url: str) -> Any:
    monitored = Monitored(redis_url)
    monitored.request(lambda session: session.update(a=1))
    monitored.request(lambda session: session.update(a=2))  # the script is known from here on
    yield monitored
    monitored.client.close()
    monitored.manager.store.close()


def test_an_untouched_session_costs_nothing(monitored: Any) -> None:
    assert monitored.request(lambda session: None) == []


def test_a_session_that_is_read_costs_one_get(monitored: Any) -> None:
    assert monitored.request(dict) == [("GET", False)]


def test_a_new_session_costs_one_set(monitored: Any) -> None:
    monitored.cookie = None

    assert monitored.request(lambda session: session.update(a=1)) == [("SET", False)]


def test_a_session_that_is_written_costs_one_get_and_one_set(monitored: Any) -> None:
    commands = monitored.request(lambda session: session.update(b=session["a"]))

    names = [name for name, inside in commands]
    assert (names.count("GET"), names.count("SET")) == (1, 1)
    assert [name for name, inside in commands if not inside] == ["GET", "EVALSHA"]
    assert [name for name, inside in commands if inside] == ["GETRANGE", "SET"]


def test_a_session_without_content_costs_nothing_to_save(monitored: Any) -> None:
    monitored.cookie = None

    assert monitored.request(lambda session: session.get("a")) == []
