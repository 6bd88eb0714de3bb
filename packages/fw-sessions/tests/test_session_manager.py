"""Server-side sessions, on each store."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from markupsafe import Markup

from fw_sessions import (
    Entry,
    ServerSession,
    SessionManager,
    SessionStore,
    StoreUnavailable,
    store_from_url,
)
from fw_sessions.session_record import session_key
from fw_sessions.stores.memory import MemoryStore


@pytest.fixture
def manager(store: SessionStore, clock: Callable[[], float]) -> SessionManager:
    return SessionManager(store, clock=clock)


def begin(manager: SessionManager, **content: Any) -> str:
    """Store a session and return its identifier, as the browser keeps it."""
    session = manager.open(None)
    session.update(content)
    update = manager.save(session)
    assert update is not None
    assert update.value is not None
    return update.value


def content(manager: SessionManager, session_id: str | None) -> dict[str, Any]:
    return dict(manager.open(session_id))


def test_every_type_comes_back(manager: SessionManager) -> None:
    values = {"t": (1, 2), "b": b"\x00", "m": Markup("<b>"), "d": {" t": 1}, "text": "ü\x00\\🙂"}

    session_id = begin(manager, **values)

    assert content(manager, session_id) == values


def test_an_empty_session_writes_nothing() -> None:
    store = MemoryStore()
    manager = SessionManager(store)
    session = manager.open(None)

    session.setdefault("a", 1)
    session.pop("a")

    assert manager.save(session) is None
    assert len(store) == 0


def test_only_a_hash_of_the_identifier_is_stored(clock: Callable[[], float]) -> None:
    stored: list[Entry] = []

    class Watching(MemoryStore):
        def create(self, entry: Entry) -> None:
            stored.append(entry)
            super().create(entry)

    manager = SessionManager(Watching(), clock=clock)
    session_id = begin(manager, a=1)

    assert len(session_id) == 43
    assert session_id not in repr(stored)
    assert stored[0].key == session_key(session_id)
    assert session_id not in repr(manager.open(session_id))
    assert manager.open(stored[0].key).new


@pytest.mark.parametrize(
    "planted", ["A" * 43, "short", "../../etc/passwd", "é" * 43, "a" * 100_000]
)
def test_an_identifier_that_was_never_issued_is_not_adopted(
    manager: SessionManager, planted: str
) -> None:
    """Session fixation; CVE-2015-5963 and kin."""
    session = manager.open(planted)
    assert session.new
    session["user"] = 7
    update = manager.save(session)

    assert update is not None
    assert update.value != planted
    assert content(manager, planted) == {}
    assert content(manager, update.value) == {"user": 7}


def test_changes_are_saved_and_nothing_else_is(manager: SessionManager) -> None:
    session_id = begin(manager, a=1, b=[1])
    session = manager.open(session_id)
    assert session["a"] == 1
    assert manager.save(session) is None

    session["a"] = 2
    update = manager.save(session)

    assert update is not None
    assert update.value == session_id
    assert content(manager, session_id) == {"a": 2, "b": [1]}


def test_a_change_inside_a_value_needs_the_flag(manager: SessionManager) -> None:
    session_id = begin(manager, cart=[1])
    session = manager.open(session_id)
    session["cart"].append(2)
    manager.save(session)
    assert content(manager, session_id) == {"cart": [1]}

    session = manager.open(session_id)
    session["cart"].append(2)
    session.modified = True
    manager.save(session)

    assert content(manager, session_id) == {"cart": [1, 2]}


def test_two_requests_at_once_are_merged_key_by_key(manager: SessionManager) -> None:
    session_id = begin(manager, same=0, both=0, gone=0, inside=[0])
    one, two = manager.open(session_id), manager.open(session_id)

    one["mine"], one["both"] = 1, 1
    one["inside"].append(1)
    two["yours"], two["both"] = 2, 2
    del two["gone"]
    manager.save(one)
    manager.save(two)

    assert content(manager, session_id) == {
        "same": 0,
        "mine": 1,
        "yours": 2,
        "both": 2,  # both wrote it: the last one wins
        "inside": [0, 1],
    }
    assert dict(two) == content(manager, session_id)


def test_a_hand_marked_change_is_merged_too(manager: SessionManager) -> None:
    session_id = begin(manager, cart=[0], other=1, true=True)
    one, two = manager.open(session_id), manager.open(session_id)
    one["cart"].append(1)
    one.modified = True
    two["other"], two["true"] = 2, 1
    manager.save(two)
    manager.save(one)

    assert content(manager, session_id) == {"cart": [0, 1], "other": 2, "true": 1}


def test_logging_out_wins_over_a_request_beside_it(
    manager: SessionManager, caplog: pytest.LogCaptureFixture
) -> None:
    session_id = begin(manager, user=7)
    leaving, working = manager.open(session_id), manager.open(session_id)
    working["page"] = 3
    leaving.clear()

    ended = manager.save(leaving)
    with caplog.at_level(logging.WARNING, "fw_sessions"):
        update = manager.save(working)

    assert ended is not None
    assert ended.value is None
    assert update is None
    assert content(manager, session_id) == {}
    assert "the changes to page were not saved" in caplog.text
    assert session_id not in caplog.text


def test_rotation_gives_a_new_identifier_and_kills_the_old_one(manager: SessionManager) -> None:
    session_id = begin(manager, cart=[1])
    session = manager.open(session_id)
    session.rotate()
    session["user"] = 7
    update = manager.save(session)

    assert update is not None
    assert update.value not in (None, session_id)
    assert content(manager, session_id) == {}
    assert content(manager, update.value) == {"cart": [1], "user": 7}


def test_rotation_merges_what_was_written_meanwhile(manager: SessionManager) -> None:
    session_id = begin(manager, a=1)
    session = manager.open(session_id)
    session.rotate()
    beside = manager.open(session_id)
    beside["b"] = 2
    manager.save(beside)

    update = manager.save(session)

    assert update is not None
    assert content(manager, update.value) == {"a": 1, "b": 2}


def test_rotating_a_new_session_just_makes_one(manager: SessionManager) -> None:
    session = manager.open(None)
    session.rotate()
    session["user"] = 7

    update = manager.save(session)

    assert update is not None
    assert content(manager, update.value) == {"user": 7}


def test_absolute_expiry(store: SessionStore, clock: Any) -> None:
    manager = SessionManager(store, lifetime=timedelta(seconds=100), clock=clock)
    session_id = begin(manager, a=1)
    for step in range(9):
        clock.now += 10
        session = manager.open(session_id)
        session["step"] = step
        manager.save(session)
    assert content(manager, session_id) == {"a": 1, "step": 8}

    clock.now += 10

    assert content(manager, session_id) == {}


def test_a_rotation_does_not_put_off_the_end_of_a_session(store: SessionStore, clock: Any) -> None:
    manager = SessionManager(store, lifetime=timedelta(seconds=100), clock=clock)
    ids = {}
    for name, user, renew in (
        ("rotated", None, None),
        ("logged in", "7", None),
        ("told to", None, True),
        ("told not to", "7", False),
    ):
        session = manager.open(begin(manager, name=name))
        clock.now += 60
        session.rotate(renew=renew)
        if user is not None:
            session.user = user
        update = manager.save(session)
        assert update is not None
        ids[name] = update.value
        clock.now -= 60
    clock.now += 110

    left = [name for name, session_id in ids.items() if content(manager, session_id)]

    assert left == ["logged in", "told to"]


def test_logging_in_again_as_the_same_user_is_no_new_session(
    store: SessionStore, clock: Any
) -> None:
    manager = SessionManager(store, lifetime=timedelta(seconds=100), clock=clock)
    session_id: str | None = begin(manager, a=1)
    for _ in range(3):
        session = manager.open(session_id)
        session.user = 7
        session.rotate()
        update = manager.save(session)
        assert update is not None
        session_id = update.value
        clock.now += 40

    assert content(manager, session_id) == {}


def test_idle_expiry(store: SessionStore, clock: Any) -> None:
    manager = SessionManager(store, idle=timedelta(seconds=100), clock=clock)
    session_id = begin(manager, a=1)
    for _ in range(5):
        clock.now += 90
        session = manager.open(session_id)
        assert session["a"] == 1
        manager.save(session)

    clock.now += 100

    assert content(manager, session_id) == {}


def test_reading_writes_the_time_only_now_and_then(clock: Any) -> None:
    class Counting(MemoryStore):
        writes = 0

        def replace(self, key: str, expected: str, entry: Entry) -> bool:
            self.writes += 1
            return super().replace(key, expected, entry)

    store = Counting()
    manager = SessionManager(store, idle=timedelta(seconds=1000), clock=clock)
    session_id = begin(manager, a=1)
    for _ in range(100):
        clock.now += 1
        session = manager.open(session_id)
        assert session["a"] == 1
        manager.save(session)

    assert store.writes == 2


def test_a_permanent_session_tells_the_browser_when_it_ends(manager: SessionManager) -> None:
    session = manager.open(None)
    session.permanent = True
    permanent = manager.save(session)
    brief = manager.open(begin(manager, a=1))
    brief["b"] = 1
    update = manager.save(brief)

    assert permanent is not None
    assert permanent.expires is not None
    assert update is not None
    assert update.expires is None


def test_all_sessions_of_a_user(store: SessionStore, clock: Any) -> None:
    manager = SessionManager(store, clock=clock)
    ids = []
    for user in (7, 7, 8, None):
        session = manager.open(None)
        session["a"], session.user = 1, user
        clock.now += 1
        update = manager.save(session)
        assert update is not None
        ids.append(update.value)

    listed = manager.sessions_of(7)
    assert [info.key for info in listed] == [manager.open(ids[1]).key, manager.open(ids[0]).key]
    assert manager.open(ids[0]).user == "7"

    manager.revoke(listed[0].key)
    assert content(manager, ids[1]) == {}
    assert manager.revoke_user(7) == 1
    assert [content(manager, i) for i in ids] == [{}, {}, {"a": 1}, {"a": 1}]
    assert manager.sessions_of(7) == []


def test_a_user_who_logs_in_later_or_changes(manager: SessionManager) -> None:
    session_id = begin(manager, a=1)
    for user in ("first", "second"):
        session = manager.open(session_id)
        session.user = user
        session.rotate()
        update = manager.save(session)
        assert update is not None
        session_id = update.value or ""

    assert manager.sessions_of("first") == []
    assert len(manager.sessions_of("second")) == 1
    assert manager.open(session_id).user == "second"


def test_a_revoked_session_does_not_come_back(manager: SessionManager) -> None:
    session = manager.open(None)
    session["a"], session.user = 1, 7
    update = manager.save(session)
    assert update is not None
    working = manager.open(update.value)
    working["b"] = 2

    manager.revoke_user(7)
    assert manager.save(working) is None

    assert content(manager, update.value) == {}


def test_applications_that_share_a_store_do_not_share_sessions(store: SessionStore) -> None:
    shop, admin = SessionManager(store, namespace="shop"), SessionManager(store, namespace="admin")
    session = shop.open(None)
    session["a"], session.user = 1, 7
    update = shop.save(session)
    assert update is not None

    assert content(admin, update.value) == {}
    assert admin.sessions_of(7) == []
    assert admin.revoke_user(7) == 0
    assert content(shop, update.value) == {"a": 1}


def test_operators_of_a_dict(manager: SessionManager) -> None:
    session: Any = manager.open(begin(manager, a=1))

    assert session | {"b": 2} == {"a": 1, "b": 2}
    session |= {"c": 3}
    assert isinstance(session, ServerSession)
    assert session == {"a": 1, "c": 3}
    assert session.modified


def test_untouched_sessions_ask_nothing() -> None:
    class Broken(MemoryStore):
        def load(self, key: str) -> str | None:
            raise StoreUnavailable("broken", "load")

    manager = SessionManager(Broken())
    session = manager.open("A" * 43)

    assert manager.save(session) is None
    assert repr(session) == "<ServerSession not loaded>"
    assert not session.accessed


LOOKS: dict[str, Callable[[ServerSession], object]] = {
    "item": lambda s: s["a"],
    "get": lambda s: s.get("nothing"),
    "in": lambda s: "nothing" in s,
    "len": len,
    "bool": bool,
    "iter": iter,
    "keys": lambda s: list(s.keys()),
    "values": lambda s: list(s.values()),
    "items": lambda s: list(s.items()),
    "copy": lambda s: s.copy(),
    "dict": dict,
    "==": lambda s: s == {},
    "permanent": lambda s: s.permanent,
    "user": lambda s: s.user,
}


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_counts_as_access(name: str) -> None:
    manager = SessionManager(MemoryStore())
    session = manager.open(begin(manager, a=1))

    LOOKS[name](session)

    assert session.accessed
    assert not session.modified


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "{}",
        '{"v":1}',
        '{"v":1,"key":"KEY","created":"x","touched":1,"data":{}}',
        '{"v":1,"key":"KEY","created":1,"touched":1,"data":[]}',
        '{"v":9,"key":"KEY","created":1,"touched":1,"data":{}}',
        '{"v":1,"key":"other","created":1,"touched":1,"data":{}}',
        "cos\nsystem\n(S'false'\ntR.",
    ],
)
def test_an_entry_that_is_none_is_logged_and_not_used(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """CVE-2021-33026: a planted pickle ran; here it is not even read as one."""
    store = MemoryStore()
    manager = SessionManager(store)
    key = session_key("A" * 43)
    store.create(Entry(key, text.replace("KEY", key), 2**40))

    with caplog.at_level(logging.ERROR, "fw_sessions"):
        session = manager.open("A" * 43)

        assert session.new
    assert "cannot be used" in caplog.text


def test_a_planted_pickle_in_a_file_is_not_loaded(tmp_path: Any) -> None:
    import pickle

    class Trap:
        def __reduce__(self) -> Any:
            return (open, (str(tmp_path / "sprung"), "w"))

    store = store_from_url(f"file:{tmp_path}/sessions?fsync=0")
    manager = SessionManager(store)
    session_id = begin(manager, a=1)
    (path,) = (tmp_path / "sessions" / "sessions").glob("*/*")
    assert session_id not in str(path)
    path.write_bytes(pickle.dumps(Trap()))

    assert manager.open(session_id).new
    assert not (tmp_path / "sprung").exists()
    assert store.prune(0) == 1


def test_files_are_closed_to_others(tmp_path: Any) -> None:
    store = store_from_url(f"file:{tmp_path}/sessions")
    begin(SessionManager(store), a=1)

    found = list((tmp_path / "sessions").rglob("*"))
    assert all(path.stat().st_mode & 0o077 == 0 for path in [tmp_path / "sessions", *found])


def test_pruning_happens_by_itself(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fw_sessions.session_manager._PRUNE_EVERY", 10)
    store = MemoryStore()
    manager = SessionManager(store, lifetime=timedelta(seconds=10), clock=clock)
    for _ in range(9):
        begin(manager, a=1)
    clock.now += 20
    begin(manager, a=1)

    assert len(store) == 1
    clock.now += 20
    assert manager.prune() == 1


# -- a store that is down


def down_urls(tmp_path: Any) -> list[str]:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    urls = [f"file:{blocked}/sessions"]
    try:
        import redis  # noqa: F401

        urls.append("redis://user:hunter2@127.0.0.1:1/0")  # nobody listens there
    except ImportError:
        pass
    try:
        import psycopg  # noqa: F401
        import sqlalchemy  # noqa: F401

        urls.append(f"postgresql://u:hunter2@/x?host={tmp_path}")
        urls.append(f"sqlite:///{tmp_path}/missing folder/x.db")
    except ImportError:
        pass
    return urls


def test_a_store_that_is_down_is_an_error_and_a_log_record(
    tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for url in down_urls(tmp_path):
        caplog.clear()
        manager = SessionManager(store_from_url(url))
        session = manager.open("A" * 43)
        with caplog.at_level(logging.ERROR, "fw_sessions"), pytest.raises(StoreUnavailable):
            session.get("user")
        assert "failed to load" in caplog.text
        assert "hunter2" not in caplog.text
        assert session.failure is not None
        with pytest.raises(StoreUnavailable):
            bool(session)  # not an empty one the second time either

        new = manager.open(None)
        new["a"] = 1
        with pytest.raises(StoreUnavailable):
            manager.save(new)
        assert new.failure is not None


def test_pruning_that_fails_does_not_fail_the_request_that_happens_to_prune(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Half(MemoryStore):
        def prune(self, now: int) -> int:
            raise StoreUnavailable("here", "prune")

    monkeypatch.setattr("fw_sessions.session_manager._PRUNE_EVERY", 1)
    manager = SessionManager(Half())

    assert content(manager, begin(manager, user=7)) == {"user": 7}
    assert "prune" in caplog.text
