"""What starting costs: importing, the first request, memory; each in fresh processes.

``python -m benchmarks.startup import MODULE``, ``… first FRAMEWORK`` and ``… memory FRAMEWORK`` print one
JSON object about the process that they are.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

#: What is imported: for the whole framework, and for a service that speaks JSON only.
IMPORTS = ("fw_core", "fw_app", "flask", "bottle", "falcon")


def importing(module: str) -> dict[str, float]:
    """Import a module and return milliseconds, and how many modules came with it."""
    before = set(sys.modules)
    start = perf_counter()
    __import__(module)
    spent = (perf_counter() - start) * 1e3
    return {"ms": spent, "modules": len(set(sys.modules) - before)}


def first_request(framework: str) -> dict[str, float | None]:
    """Return milliseconds from before the import to the first answer, and of the request alone."""
    start = perf_counter()
    from .apps import load
    from .scenarios import BY_NAME
    from .worker import Measured

    app = load(framework).build("plain")
    made = perf_counter()
    Measured(app, BY_NAME["plain text"])  # sends one request, to check it
    end = perf_counter()
    return {"from import ms": (end - start) * 1e3, "request ms": (end - made) * 1e3}


def memory(framework: str) -> dict[str, float | None]:
    """Return MiB of a process with an idle application, and bytes kept by a thousand requests."""
    import tracemalloc

    from .apps import load
    from .scenarios import BY_NAME
    from .worker import Measured

    app = load(framework).build("plain")
    measured = Measured(app, BY_NAME["plain text"])
    idle = _resident_kib()
    measured.batch(2_000)
    tracemalloc.start()
    measured.batch(10)
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    measured.batch(1)
    peak = tracemalloc.get_traced_memory()[1] - before
    measured.batch(1_000)
    kept = tracemalloc.get_traced_memory()[0] - before
    return {"idle MiB": idle / 1024, "request KiB": peak / 1024, "kept bytes": kept}


def _resident_kib() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmRSS:"):
                return float(line.split()[1])
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def bare_interpreter(python: str) -> float:
    """Return the milliseconds that the interpreter takes to start and end."""
    times = []
    for _ in range(5):
        start = perf_counter()
        subprocess.run([python, "-c", "pass"], check=True)
        times.append(perf_counter() - start)
    return min(times) * 1e3


def main(what: str, name: str) -> None:
    """Measure and print what was found."""
    measures: dict[str, Any] = {"import": importing, "first": first_request, "memory": memory}
    print(json.dumps(measures[what](name)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
