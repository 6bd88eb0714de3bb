"""Requests per second over HTTP, under gunicorn and granian, with wrk.

The server gets one worker and wrk one thread; both share the machine, so that the figures are for
comparing and not for boasting. The bare callable shows how much the server leaves to a framework.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from .driver import ROOT

SCENARIOS = {"plain": "/", "json out": "/"}
SERVERS = ("gunicorn", "granian")
_TARGETS = "benchmarks.served"


def available() -> bool:
    """Say whether wrk is there."""
    return shutil.which("wrk") is not None


def measure(
    python: str, frameworks: Iterable[str], rounds: int, seconds: int
) -> dict[str, dict[str, dict[str, float]]]:
    """Return requests per second: by server, scenario and framework, the median of the rounds.

    :param python: the interpreter that has frameworks and servers.
    :param rounds: how often each is measured, interleaved.
    :param seconds: how long wrk runs each time.
    """
    found: dict[str, dict[str, dict[str, float]]] = {}
    for server in SERVERS:
        for kind in SCENARIOS:
            runs: dict[str, list[float]] = {}
            for _ in range(rounds):
                for framework in frameworks:
                    if framework == "bare" and kind != "plain":
                        continue
                    with serving(python, server, framework, kind) as port:
                        runs.setdefault(framework, []).append(wrk(port, SCENARIOS[kind], seconds))
            found.setdefault(server, {})[kind] = {
                name: median(rates) for name, rates in runs.items()
            }
    return found


@contextmanager
def serving(python: str, server: str, framework: str, kind: str) -> Iterator[int]:
    """Serve an application in a process of its own, and give the port."""
    port = free_port()
    target = f"{_TARGETS}:{framework}_{kind.replace(' ', '_')}"
    folder = str(Path(python).parent)
    address = [f"--bind=127.0.0.1:{port}", "--workers=1", "--threads=1", "--worker-class=gthread",
               "--log-level=warning"]  # fmt: skip
    if server == "granian":
        address = ["--interface=wsgi", f"--port={port}", "--workers=1", "--no-ws",
                   "--blocking-threads=1", "--log-level=error"]  # fmt: skip
    process = subprocess.Popen([f"{folder}/{server}", *address, target], cwd=ROOT)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wrk(port: int, path: str, seconds: int) -> float:
    """Return the requests per second that wrk counts on 16 connections."""
    done = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{seconds}s", f"http://127.0.0.1:{port}{path}"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found[1])


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"Nobody listens on port {port}.")
