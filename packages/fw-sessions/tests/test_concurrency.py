"""Many writers at once, and writers that die: 8 threads in 2 processes, and kills.

``FW_SESSIONS_SOAK=1`` makes each thread write 10,000 times, and kills a writer 50 times.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fw_sessions import SessionManager, store_from_url

WORKER = str(Path(__file__).parent / "store_worker.py")
SOAK = bool(os.environ.get("FW_SESSIONS_SOAK"))
WRITES = 10_000 if SOAK else 20
KILLS = 50 if SOAK else 8
RECOVERY = 1 if SOAK else 5  # seconds; a machine that runs the whole suite is a busy one

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork and signals")


def shared_url(url: str) -> str:
    if url == "memory:":
        pytest.skip("other processes do not see a memory store")
    return url


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, WORKER, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def result(process: subprocess.Popen[str]) -> dict[str, Any]:
    try:
        output, _ = process.communicate(timeout=3600 if SOAK else 120)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)  # and the processes that it forked
        process.communicate()
        raise
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(output)
    return found


def four_sessions(manager: SessionManager) -> list[str | None]:
    ids = []
    for n in range(4):
        session = manager.open(None)
        session["begin"] = n
        update = manager.save(session)
        assert update is not None
        ids.append(update.value)
    return ids


def test_many_writers_lose_nothing_and_read_nothing_corrupt(store_url: str) -> None:
    url = shared_url(store_url)
    manager = SessionManager(store_from_url(url))
    ids = four_sessions(manager)

    writers = [start("write", url, name, 8, WRITES, *ids) for name in ("first", "second")]

    for writer in writers:
        assert result(writer) == {"failures": [], "logged": []}
    assert [manager.open(session_id)["begin"] for session_id in ids] == [0, 1, 2, 3]
    manager.store.close()


@needs_fork
def test_a_server_that_forks_mixes_up_nothing(store_url: str) -> None:
    manager = SessionManager(store_from_url(shared_url(store_url)))
    ids = four_sessions(manager)
    manager.store.close()

    found = result(start("forks", store_url, *ids))

    assert found == {"wrong": 0, "codes": [0, 0, 0], "logged": []}


@needs_fork
def test_killed_writers_lose_nothing_that_was_acknowledged(store_url: str) -> None:
    """Figure 9: nothing acknowledged lost or half-written, recovery within a second."""
    found = result(start("kills", shared_url(store_url), KILLS))

    assert found["failures"] == []
    assert found["logged"] == []
    assert found["acknowledged"] >= KILLS
    assert found["slowest"] < RECOVERY
