"""A process of its own for one framework: answers lines of JSON with measurements.

``python -m benchmarks.worker FRAMEWORK`` reads ``{"scenario": NAME, "seconds": S}`` and writes
``{"us": MICROSECONDS}`` for one request, the best of several batches within that time; or
``{"us": null}`` where the framework has nothing for the scenario.
"""

from __future__ import annotations

import gc
import json
import sys
import warnings
from collections.abc import Callable
from time import perf_counter
from typing import Any

from .apps import load
from .scenarios import BY_NAME, Environ, Scenario, request_of

_BATCHES = 4


class Measured:
    """A scenario on a framework, checked and ready to be timed.

    :param app: the application.
    :param scenario: the request.
    """

    def __init__(self, app: Callable[..., Any], scenario: Scenario) -> None:
        self.app = app
        #: Makes the environ of one request.
        self.environ = request_of(scenario, app)
        self._check(scenario)
        self._batch = 1

    def _check(self, scenario: Scenario) -> None:
        seen: list[str] = []
        environ = self.environ()
        body = self.app(environ, lambda status, headers, exc_info=None: seen.append(status))
        text = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        if int(seen[0][:3]) != scenario.status or scenario.holds not in text:
            raise RuntimeError(f"{scenario.name}: answered {seen[0]} {text[:200]!r}")

    def time(self, seconds: float) -> float:
        """Return the microseconds of a request, at best, in so much time."""
        times = []
        for _ in range(_BATCHES):
            spent = self.batch(self._batch)
            while spent < seconds / _BATCHES / 4:
                self._batch *= 2
                spent = self.batch(self._batch)
            times.append(spent / self._batch)
        return min(times) * 1e6

    def batch(self, count: int) -> float:
        """Send so many requests and return the seconds that they took."""
        app, make = self.app, self.environ
        start = perf_counter()
        for _ in range(count):
            send(app, make())
        return perf_counter() - start


def _start_response(status: str, headers: Any, exc_info: Any = None) -> None: ...


def send(app: Callable[..., Any], environ: Environ) -> None:
    """Send a request as a server does: call, iterate, close."""
    body = app(environ, _start_response)
    for _ in body:
        pass
    close = getattr(body, "close", None)
    if close is not None:
        close()


class Worker:
    """The applications of one framework, made when a scenario asks for them."""

    def __init__(self, framework: str) -> None:
        self._module = load(framework)
        self._apps: dict[str, Any] = {}
        self._measured: dict[str, Measured | None] = {}

    def about(self) -> dict[str, str]:
        """Return the framework's name and version."""
        return {"name": self._module.NAME, "version": self._module.version()}

    def measure(self, name: str, seconds: float) -> float | None:
        """Return the microseconds of a scenario's request, or ``None``."""
        if name not in self._measured:
            self._measured[name] = self.prepare(BY_NAME[name])
        measured = self._measured[name]
        return None if measured is None else measured.time(seconds)

    def prepare(self, scenario: Scenario) -> Measured | None:
        """Return a scenario ready to be timed, or ``None`` where the framework has no such thing."""
        kind = scenario.app
        if kind not in self._apps:
            self._apps[kind] = self._module.build(kind)
        app = self._apps[kind]
        measured = None if app is None else Measured(app, scenario)
        # As in a server that forks: what set-up made is not walked by the collector.
        gc.collect()
        gc.freeze()
        return measured


def main(framework: str) -> None:
    """Answer lines of standard input until it ends."""
    warnings.simplefilter("ignore")
    worker = Worker(framework)
    print(json.dumps(worker.about()), flush=True)
    for line in sys.stdin:
        ask = json.loads(line)
        print(json.dumps({"us": worker.measure(ask["scenario"], ask["seconds"])}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
