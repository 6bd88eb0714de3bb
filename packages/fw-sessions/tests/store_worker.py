"""Writers for the tests of stores, run as processes of their own.

usage: store_worker.py write URL NAME THREADS WRITES ID...
       store_worker.py kills URL KILLS
       store_worker.py forks URL ID...
"""

from __future__ import annotations

import json
import logging
import os
import random
import signal
import sys
import threading
import time
from typing import Any

from fw_sessions import SessionManager, store_from_url

PADDING = "x" * 300


class Complaints(logging.Handler):
    """Counts what is logged: a session that cannot be read, or one that is gone."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


def write(url: str, name: str, threads: int, writes: int, ids: list[str]) -> dict[str, Any]:
    """Write into shared sessions from several threads, each into keys of its own."""
    manager = SessionManager(store_from_url(url))
    failures: list[str] = []

    def work(key: str) -> None:
        chance = random.Random(key)
        last = dict.fromkeys(ids, 0)
        try:
            for n in range(1, writes + 1):
                session_id = chance.choice(ids)
                session = manager.open(session_id)
                if session.get(key, 0) != last[session_id]:
                    failures.append(
                        f"{key}: {session.get(key)} where {last[session_id]} was written"
                    )
                session[key] = last[session_id] = n
                session["everybody"] = [key, PADDING]
                manager.save(session)
            for session_id, n in last.items():
                if manager.open(session_id).get(key, 0) != n:
                    failures.append(f"{key}: lost {n} in the end")
        except Exception as error:
            failures.append(f"{key}: {error!r} {error.__cause__!r}")

    workers = [threading.Thread(target=work, args=(f"{name}-{n}",)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {"failures": failures}


def write_until_killed(url: str, output: int) -> None:
    """Write sessions, and tell each time after it was acknowledged."""
    manager = SessionManager(store_from_url(url))
    session_id = None
    n = 0
    while True:
        n += 1
        session = manager.open(session_id if n % 10 else None)
        session["n"], session["padding"] = n, [n] * 300
        if n % 7 == 0:
            session.rotate()
            if session_id:  # from here on the old identifier may be dead
                os.write(output, f"{session_id} -1\n".encode())
        update = manager.save(session)
        if update is None or update.value is None:
            os.write(output, b"! 0\n")
            continue
        session_id = update.value
        os.write(output, f"{session_id} {n}\n".encode())


def kills(url: str, count: int) -> dict[str, Any]:
    """Kill a writer again and again, and look for what it was told to be saved."""
    chance = random.Random(4)
    acknowledged: dict[str, int] = {}
    slowest = 0.0
    store_from_url(url).close()  # imports what the writers need, once
    for _ in range(count):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            write_until_killed(url, writer)
        os.close(writer)
        received = os.read(reader, 64)  # it is at work
        time.sleep(chance.random() * 0.03)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with open(reader, "rb") as rest:
            received += rest.read()
        for line in received.decode().splitlines(keepends=True):
            if line.endswith("\n"):
                session_id, _, n = line.partition(" ")
                acknowledged[session_id] = int(n)
        started = time.monotonic()
        manager = SessionManager(store_from_url(url))
        session = manager.open(None)
        session["after"] = True
        manager.save(session)
        manager.store.close()
        slowest = max(slowest, time.monotonic() - started)
    return {**compare(url, acknowledged), "slowest": slowest}


def forks(url: str, ids: list[str]) -> dict[str, Any]:
    """Fork processes from one that has connections already, and read in all at once."""
    manager = SessionManager(store_from_url(url))

    def read() -> int:
        wrong = 0
        for _ in range(30):
            for n, session_id in enumerate(ids):
                wrong += manager.open(session_id).get("begin") != n
        return wrong

    wrong = read()
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            os._exit(min(read(), 255))
        children.append(child)
    wrong += read()
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return {"wrong": wrong, "codes": codes}


def compare(url: str, acknowledged: dict[str, int]) -> dict[str, Any]:
    manager = SessionManager(store_from_url(url))
    failures = []
    for session_id, n in acknowledged.items():
        session = manager.open(session_id)
        found = session.get("n")
        if n == -1 and found is None:
            continue  # rotated: the old identifier is dead
        # One write more may have happened than was told.
        if found is None or found < n or session["padding"] != [found] * 300:
            failures.append(f"{n} was acknowledged and {found} is there")
    return {"failures": failures, "acknowledged": len(acknowledged)}


def main(command: str, url: str, *rest: str) -> None:
    complaints = Complaints()
    logging.getLogger("fw_sessions").addHandler(complaints)
    if command == "write":
        name, threads, writes, *ids = rest
        result = write(url, name, int(threads), int(writes), ids)
    elif command == "kills":
        result = kills(url, int(rest[0]))
    else:
        result = forks(url, list(rest))
    print(json.dumps({**result, "logged": complaints.found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
