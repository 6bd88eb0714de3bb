"""Instructions a request, counted by callgrind: the same on a busy machine as on a quiet one.

``python -m benchmarks.instructions FRAMEWORK SCENARIO COUNT`` is the process that is counted. Two
counts with different numbers of requests are subtracted, which leaves out starting and warming up.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable

from .driver import ROOT

SCENARIOS = ("plain text", "JSON out", "form")
_FEW, _MANY = 100, 600


def available() -> bool:
    """Say whether valgrind is there."""
    return shutil.which("valgrind") is not None


def measure(
    python: str, frameworks: Iterable[str], scenarios: Iterable[str] = SCENARIOS
) -> dict[str, dict[str, float]]:
    """Return thousands of instructions a request, by scenario and framework.

    :param python: the interpreter that has the frameworks.
    """
    return {
        scenario: {
            framework: per_request(python, framework, scenario)
            for framework in frameworks
            if framework != "bare" or scenario == "plain text"
        }
        for scenario in scenarios
    }


def per_request(python: str, framework: str, scenario: str) -> float:
    """Return thousands of instructions that a request takes."""
    few, many = (count(python, framework, scenario, n) for n in (_FEW, _MANY))
    return (many - few) / (_MANY - _FEW) / 1e3


def count(python: str, framework: str, scenario: str, requests: int) -> int:
    """Return the instructions of a process that sends so many requests to itself."""
    command = [
        *("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"),
        *(python, "-m", "benchmarks.instructions", framework, scenario, str(requests)),
    ]
    # The order of sets and dictionaries of text is then the same each time.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if found is None:
        raise RuntimeError(done.stderr)
    return int(found[1])


def main(framework: str, scenario: str, requests: int) -> None:
    """Send requests to an application; the process is what is counted."""
    from .scenarios import BY_NAME
    from .worker import Worker

    measured = Worker(framework).prepare(BY_NAME[scenario])
    assert measured is not None
    gc.disable()
    measured.batch(requests)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
