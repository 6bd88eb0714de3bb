"""Where the time of one request goes: nanoseconds part by part, and bytecode function by function.

``python -m benchmarks.parts`` takes the parts of "plain text", ``python -m benchmarks.parts --bytecode
SCENARIO [FRAMEWORK]`` counts the instructions of the interpreter that a request of a scenario takes
in each function. The counts are the same in every run, so a change of a few per cent shows on
the busiest machine; what C code does within an instruction they do not show.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from .report import number, table
from .scenarios import BY_NAME
from .worker import Measured, Worker, _start_response, send

Part = tuple[str, Callable[[], Any]]


def parts_of(app: Any, environ: dict[str, Any]) -> Iterator[Part]:
    """Yield the parts of a request, each as a function that does it once more."""
    body = "Hello, World!"
    request = app.request_class(environ)

    def push_and_pop() -> None:
        ctx = app.request_context(environ)
        ctx.push()
        ctx.pop(None)

    yield "the whole request", lambda: app(environ, _start_response)
    yield "  request and context objects", lambda: app.request_context(environ)
    yield "  the same, pushed, matched and popped", push_and_pop
    with app.request_context(environ) as ctx:
        yield "    matching the URL", ctx.match_request
        yield "    do_teardown_request", lambda: app.do_teardown_request(None)
        yield "    do_teardown_appcontext", lambda: app.do_teardown_appcontext(None)
        yield "  full_dispatch_request", app.full_dispatch_request
        yield "    preprocess_request", app.preprocess_request
        yield "    dispatch_request", app.dispatch_request
        yield "    make_response", lambda: app.make_response(body)
        response = app.make_response(body)
        yield "    process_response", lambda: app.process_response(response)
        yield (
            "      of which asking about the session",
            lambda: app.session_interface.refreshes(app, request),
        )
        yield "  sending the response", lambda: response(environ, _start_response)
    yield "an empty function, called the same way", lambda: None


def nanoseconds(function: Callable[[], Any], count: int = 2_000, batches: int = 15) -> float:
    """Return the time of a call in the best of several batches."""
    times = []
    for _ in range(batches):
        start = perf_counter()
        for _ in range(count):
            function()
        times.append(perf_counter() - start)
    return min(times) / count * 1e9


def bytecode(measured: Measured) -> Counter[str]:
    """Count the interpreter's instructions in each function while one request is handled."""
    counts: Counter[str] = Counter()

    def trace(frame: Any, event: str, argument: Any) -> Any:
        frame.f_trace_opcodes = True
        if event == "opcode":
            code = frame.f_code
            counts[getattr(code, "co_qualname", code.co_name)] += 1
        return trace

    measured.batch(50)
    environ = measured.environ()
    sys.settrace(trace)
    try:
        send(measured.app, environ)
    finally:
        sys.settrace(None)
    return counts


def main() -> None:
    """Print one of the two tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parts", description=__doc__)
    parser.add_argument("--bytecode", metavar="SCENARIO")
    parser.add_argument("framework", nargs="?", default="fw")
    options = parser.parse_args()
    scenario = options.bytecode or "plain text"
    measured = Worker(options.framework).prepare(BY_NAME[scenario])
    if measured is None:
        raise SystemExit(f"{options.framework} has nothing for {scenario!r}.")
    if options.bytecode:
        counts = bytecode(measured)
        rows = [("all of it", str(counts.total()))]
        rows += [(name, str(count)) for name, count in counts.most_common()]
        print(table([f"{scenario}: instructions", options.framework], rows))
        return
    measured.batch(500)
    found = [(name, nanoseconds(part)) for name, part in parts_of(measured.app, measured.environ())]
    print(table(["part", "ns"], ([name, number(time)] for name, time in found)))


if __name__ == "__main__":
    main()
