"""Runs workers side by side: interleaved rounds, so that a slow moment of the machine hits all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class WorkerProcess:
    """The other end of :mod:`benchmarks.worker`.

    :param python: the interpreter.
    :param framework: which framework it measures.
    """

    def __init__(self, python: str, framework: str) -> None:
        self.framework = framework
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.worker", framework],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.about: dict[str, str] = self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The worker of {self.framework} ended; see its message above.")
        return json.loads(line)

    def measure(self, scenario: str, seconds: float) -> float | None:
        """Return the microseconds of a request, or ``None`` where there is no such thing."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"scenario": scenario, "seconds": seconds}) + "\n")
        self._process.stdin.flush()
        found: float | None = self._answer()["us"]
        return found

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


@dataclass
class Timings:
    """The microseconds of each framework's requests, a list entry for each round."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def best(self, framework: str) -> float | None:
        """Return the best round."""
        times = self.rounds.get(framework)
        return min(times) if times else None

    def middle(self, framework: str) -> float | None:
        """Return the median round."""
        times = self.rounds.get(framework)
        return median(times) if times else None

    def ratio(self, framework: str, ours: str = "fw") -> float | None:
        """Return how many times as long as ours another takes: the median of the rounds' ratios."""
        theirs, own = self.rounds.get(framework), self.rounds.get(ours)
        if not theirs or not own:
            return None
        return median(a / b for a, b in zip(theirs, own, strict=True))


def compare(
    python: str,
    frameworks: Iterable[str],
    scenarios: Iterable[str],
    rounds: int,
    seconds: float,
    say: Callable[[str], None] = lambda text: None,
) -> tuple[dict[str, dict[str, str]], dict[str, Timings]]:
    """Measure scenarios on frameworks.

    :param python: the interpreter that has the frameworks.
    :param frameworks: the names of the frameworks.
    :param scenarios: the names of the scenarios.
    :param rounds: how often each is measured.
    :param seconds: how long one measurement lasts.
    :param say: told of the progress.
    :return: what the frameworks say of themselves, and the timings by scenario.
    """
    workers = [WorkerProcess(python, framework) for framework in frameworks]
    timings = {}
    try:
        for scenario in scenarios:
            found = timings[scenario] = Timings()
            for _ in range(rounds):
                for worker in workers:
                    time = worker.measure(scenario, seconds)
                    if time is not None:
                        found.rounds.setdefault(worker.framework, []).append(time)
            say(line_of(scenario, found))
    finally:
        for worker in workers:
            worker.close()
    return {worker.framework: worker.about for worker in workers}, timings


def line_of(scenario: str, timings: Timings) -> str:
    """Return a line about a scenario that was just measured."""
    parts = [f"{name} {timings.middle(name):.1f}" for name in timings.rounds]
    return f"{scenario}: {', '.join(parts)} (µs)"


def run_for_json(python: str, *arguments: str) -> Any:
    """Run ``python -m benchmarks.…`` and return what it prints as JSON."""
    done = subprocess.run(
        [python, "-m", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    print(compare(sys.executable, sys.argv[1].split(","), sys.argv[2:], 3, 0.2, print)[0])
