"""What is not a request: building URLs, reading through a proxy, registering rules.

``python -m benchmarks.operations FRAMEWORK LARGEST`` prints one JSON object: microseconds of each operation,
and ``null`` where the framework has nothing like it.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any

from .apps import load

_MODULES = {"fw": "fw_core", "flask": "flask"}
_SIZES = (10, 1_000, 10_000)
#: Bottle and Falcon take more than a minute to register 10,000 rules.
_LARGEST = {"bottle": 1_000, "falcon": 1_000}


def best_of(function: Callable[[], Any], count: int, batches: int = 7) -> float:
    """Return the microseconds of a call in the best of several batches."""
    times = []
    for _ in range(batches):
        start = perf_counter()
        for _ in range(count):
            function()
        times.append(perf_counter() - start)
    return min(times) / count * 1e6


def registration(framework: str, count: int) -> tuple[float, Any]:
    """Return the microseconds that registering so many rules takes, and the application."""
    module = load(framework)
    gc.collect()
    start = perf_counter()
    app = module.build(f"rules {count}")
    return (perf_counter() - start) * 1e6, app


def url_building(framework: str, app: Any, count: int) -> float | None:
    """Return the microseconds of building one URL among so many rules, or ``None``."""
    endpoint = f"part{count // 2}"
    if framework in _MODULES:
        module = import_module(_MODULES[framework])
        url_for = module.url_for
        with app.test_request_context("/"):
            assert url_for(endpoint, id=7) == f"/part{count // 2}/7/edit"
            return best_of(lambda: url_for(endpoint, id=7), 2_000, batches=50)
    return None


def proxy_access(framework: str) -> dict[str, float] | None:
    """Return the nanoseconds of reading an attribute through the proxy, and without it."""
    if framework not in _MODULES:
        return None
    module = import_module(_MODULES[framework])
    app = load(framework).build("plain")
    with app.test_request_context("/"):
        names = {"request": module.request, "object": module.request._get_current_object()}
        # PERF: an attribute that lies in the object's dictionary, so that the proxy's part shows.
        names["object"].mark = 1
        return {name: _reading(target) for name, target in names.items()}


def _reading(target: Any) -> float:
    """Return the nanoseconds of reading an attribute, without those of the loop."""
    count = 20_000
    several = range(count)

    def loop() -> None:
        for _ in several:
            target.mark  # noqa: B018

    def empty() -> None:
        for _ in several:
            pass

    return (best_of(loop, 1) - best_of(empty, 1)) / count * 1e3


def main(framework: str, largest: int) -> None:
    """Measure a framework with so many rules at most, and print what was found."""
    found: dict[str, Any] = {"proxy": proxy_access(framework)}
    largest = min(largest, _LARGEST.get(framework, largest))
    for count in _SIZES:
        if count > largest:
            continue
        time, app = registration(framework, count)
        found[f"register {count}"] = time if app is not None else None
        found[f"url_for {count}"] = None if app is None else url_building(framework, app, count)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
