"""Tests of the packages that are run for long, or in another way."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.environments import ROOT
from tools.soak.outcome import Outcome


def _tested(*arguments: str, count: int, **variables: str) -> Outcome:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-q",
        "--no-header",
        *arguments,
    ]
    environ, seen, failures = {**os.environ, **variables}, "", []
    for _ in range(count):
        done = subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )
        seen = done.stdout.strip().rpartition("\n")[2]
        if done.returncode:
            failures.append(done.stdout[-2000:] + done.stderr[-500:])
    return Outcome(seen, tuple(failures))


def kill_writers(count: int) -> Outcome:
    """Kill a writer of each kind of session store fifty times (figure 9).

    :param count: how often all of that.
    """
    tests = "packages/fw-sessions/tests/test_concurrency.py"
    return _tested(tests, "-k", "killed_writers", count=count, FW_SESSIONS_SOAK="1")


def validate(count: int) -> Outcome:
    """Run the tests of fw-app under the validator of the standard library (figure 10).

    :param count: how often.
    """
    return _tested("-p", "tools.soak.validating", "packages/fw-app/tests", count=count)
