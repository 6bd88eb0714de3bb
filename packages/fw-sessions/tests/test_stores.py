"""Each behaviour test runs on each store."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from fw_sessions import Entry, SessionStore, StoreConfigurationError, store_from_url

KEYS = [f"{n:064x}" for n in range(5)]
OWNER, OTHER = "a" * 64, "b" * 64
LATER = int(time.time()) + 1000


def entry(
    n: int = 0, text: str = "one", owner: str | None = None, expires_at: int = LATER
) -> Entry:
    return Entry(KEYS[n], text, expires_at, owner)


def test_what_is_kept_is_found(store: SessionStore) -> None:
    assert store.load(KEYS[0]) is None

    store.create(entry(text='{"ü": "€ \\u0000 🙂"}'))

    assert store.load(KEYS[0]) == '{"ü": "€ \\u0000 🙂"}'
    assert store.load(KEYS[1]) is None


def test_a_replacement_needs_what_it_replaces(store: SessionStore) -> None:
    store.create(entry(text="one"))

    assert store.replace(KEYS[0], "one", entry(text="two"))
    assert not store.replace(KEYS[0], "one", entry(text="three"))
    assert not store.replace(KEYS[1], "one", entry(1, "never there"))

    assert store.load(KEYS[0]) == "two"
    assert store.load(KEYS[1]) is None


def test_a_replacement_under_another_key_kills_the_old_one(store: SessionStore) -> None:
    store.create(entry(0, "one", OWNER))

    assert store.replace(KEYS[0], "one", entry(1, "two", OWNER))

    assert store.load(KEYS[0]) is None
    assert store.load(KEYS[1]) == "two"
    assert [key for key in store.owned_by(OWNER) if store.load(key)] == [KEYS[1]]
    assert not store.replace(KEYS[0], "one", entry(2, "three"))


def test_deleting(store: SessionStore) -> None:
    store.create(entry(0, "one", OWNER))
    store.delete(KEYS[0])
    store.delete(KEYS[1])

    assert store.load(KEYS[0]) is None
    assert not store.replace(KEYS[0], "one", entry(text="two"))


def test_owners(store: SessionStore) -> None:
    store.create(entry(0, "one", OWNER))
    store.create(entry(1, "two"))
    store.create(entry(2, "three", OTHER))
    assert store.replace(KEYS[1], "two", entry(1, "two again", OWNER))

    assert sorted(store.owned_by(OWNER)) == KEYS[:2]
    assert store.delete_owned(OWNER) == 2
    assert [store.load(key) for key in KEYS[:3]] == [None, None, "three"]
    assert store.delete_owned(OWNER) == 0


def test_pruning(store: SessionStore) -> None:
    now = int(time.time())
    store.create(entry(0, "soon over", OWNER, now + 10))
    store.create(entry(1, "stays", OWNER, now + 1000))

    gone = store.prune(now + 10)

    if "Redis" not in repr(store):  # forgets by itself
        assert gone == 1
        assert store.load(KEYS[0]) is None
        assert store.owned_by(OWNER) == [KEYS[1]]
    assert store.load(KEYS[1]) == "stays"


def test_pruning_leaves_other_files_alone(tmp_path: Path) -> None:
    store = store_from_url(f"file:{tmp_path}")
    now = int(time.time())
    store.create(entry(0, "soon over", OWNER, now + 10))
    store.create(entry(1, "stays", OWNER, now + 1000))
    shard = tmp_path / "sessions" / KEYS[0][:2]
    strangers = [tmp_path / "sessions" / "readme.txt", shard / "readme.txt"]
    for path in strangers:
        path.write_text("not a session")
    folders = [tmp_path / "sessions" / "backup", shard / KEYS[0][:2]]
    for folder in folders:
        folder.mkdir()
    part = shard / f"dead{KEYS[2]}.part"
    part.write_text("half a ses")

    assert store.prune(now + 10) == 1
    assert store.load(KEYS[0]) is None
    assert store.load(KEYS[1]) == "stays"
    assert all(path.exists() for path in (*strangers, *folders))
    assert not part.exists()


def test_entries_outlive_the_store_object(store: SessionStore, store_url: str) -> None:
    if store_url == "memory:":
        pytest.skip("a memory store is its own memory")
    store.create(entry(0, "one", OWNER))
    store.close()

    again = store_from_url(store_url)

    assert again.load(KEYS[0]) == "one"
    assert again.owned_by(OWNER) == [KEYS[0]]
    again.close()


def test_the_repr_has_no_password() -> None:
    pytest.importorskip("redis")
    pytest.importorskip("psycopg")
    for url in (
        "redis://user:hunter2@nowhere.invalid/0",
        "postgresql://u:hunter2@nowhere.invalid/x",
    ):
        assert "hunter2" not in repr(store_from_url(url))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("rediss", r"names no session store. Did you mean rediss:\?"),
        ("reddis://x", r"begins with 'reddis', which names no session store. Did you mean redis"),
        ("", "names no session store"),
        ("file:", "names no folder"),
        ("file://host/x", "names no folder"),
        ("sqlite://", "vanishes with it"),
        ("sqlite:///:memory:", "vanishes with it"),
    ],
)
def test_a_wrong_url_says_what_is_known(url: str, message: str) -> None:
    if url.startswith("sqlite"):
        pytest.importorskip("sqlalchemy")
    with pytest.raises(StoreConfigurationError, match=message):
        store_from_url(url)


@pytest.mark.parametrize(
    ("url", "package", "extra"),
    [("redis://x", "redis", "redis"), ("sqlite:x.db", "sqlalchemy", "sqlalchemy")],
)
def test_a_missing_package_is_named(
    url: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"fw_sessions.stores.{package}", raising=False)

    with pytest.raises(
        StoreConfigurationError, match=rf"needs the package '{package}'.*\[{extra}\]"
    ):
        store_from_url(url)


def test_urls(tmp_path: Any) -> None:
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("psycopg")
    assert "psycopg" in repr(store_from_url("postgres://user@host/db"))
    assert "psycopg" in repr(store_from_url("postgresql+psycopg://user@host/db"))
    assert repr(store_from_url("sqlite:x.db")) == "<SQLAlchemyStore sqlite:///x.db fw_sessions>"
    assert repr(store_from_url(f"file://{tmp_path}/a%20b")) == f"<FileStore '{tmp_path}/a b'>"
