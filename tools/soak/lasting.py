"""What must not stay behind: contexts of abandoned streams, memory, objects, open files."""

from __future__ import annotations

import gc
import os
import random
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from werkzeug.test import EnvironBuilder

from fw_core import (
    Flask,
    Response,
    g,
    has_app_context,
    has_request_context,
    request,
    stream_with_context,
)
from tools.soak.fuzzing import answer
from tools.soak.outcome import Outcome
from tools.soak.site import make_site

_ORDINARY = (
    {"path": "/"},
    {"path": "/items/12"},
    {"path": "/form", "method": "POST", "data": {"a": "1", "b": "2"}},
    {"path": "/form", "method": "POST", "data": {"a": "1", "f": (BytesIO(b"x"), "f.txt")}},
    {"path": "/json", "method": "POST", "json": {"a": [1, 2, 3]}},
    {"path": "/headers", "headers": {"Cookie": "name=value", "Accept": "text/html"}},
    {"path": "/session"},
    {"path": "/files/site.py"},
    {"path": "/stream", "query_string": {"q": "1"}},
    {"path": "/pages/x/"},
    {"path": "/nothing"},
)


def _start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
    """Take the beginning of a response, as a server."""


def abandon_streams(count: int) -> Outcome:
    """Abandon streams, closed here, on another thread or by nobody: no context stays (figure 4)."""
    site, torn_down, failures = Flask("streams"), [], []
    site.teardown_request(lambda error: torn_down.append(1))

    @site.get("/")
    def view() -> Response:
        def endless() -> Iterator[str]:
            while True:
                yield f"{request.args['n']} {g.get('n')}"

        g.n = request.args["n"]
        return Response(stream_with_context(endless()))

    for number in range(count):
        environ = EnvironBuilder("/", query_string={"n": str(number)}).get_environ()
        body: Any = site(environ, _start)
        if next(iter(body)) != f"{number} {number}".encode():
            failures.append(f"stream {number} read another's context")
        match number % 3:
            case 0:
                body.close()
            case 1:
                closer = threading.Thread(target=body.close)
                closer.start()
                closer.join()
        del body
        if has_request_context() or has_app_context():
            failures.append(f"stream {number} left its context on the thread")
    gc.collect()
    if len(torn_down) != count:
        failures.append(f"{len(torn_down)} teardowns for {count} requests")
    return Outcome(f"{count:,} streams, {len(torn_down):,} teardowns", tuple(failures))


def _environs() -> list[tuple[dict[str, Any], bytes]]:
    made = []
    for options in _ORDINARY:
        environ = EnvironBuilder(**options).get_environ()
        made.append((environ, environ["wsgi.input"].read()))
    return made


def _state() -> tuple[int, int, int]:
    """Return the resident memory in bytes, the number of objects, and that of open files."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return (
        pages * os.sysconf("SC_PAGE_SIZE"),
        len(gc.get_objects()),
        len(os.listdir("/proc/self/fd")),
    )


def grow(count: int) -> Outcome:
    """Send ordinary requests: memory, objects and open files are what they were (figure 5)."""
    site, environs, chance = make_site(), _environs(), random.Random(1)  # noqa: S311

    def send(times: int) -> None:
        for _ in range(times):
            environ, body = chance.choice(environs)
            answer(site, {**environ, "wsgi.input": BytesIO(body)})

    send(max(5_000, count // 20))  # fills what is kept: plans, parsed headers, templates
    before = _state()
    send(count)
    memory, objects, files = (now - then for now, then in zip(_state(), before, strict=True))
    failures = []
    if memory > 2**20:
        failures.append(f"{memory:,} bytes more")
    if objects > 100:
        failures.append(f"{objects:,} objects more")
    if files > 0:
        failures.append(f"{files} open files more")
    return Outcome(
        f"{count:,} requests: {memory / 2**10:+,.0f} KiB, {objects:+} objects, {files:+} files",
        tuple(failures),
    )


class _Parts:
    """The body of a multipart form with many large fields, made while it is read."""

    def __init__(self, parts: int) -> None:
        head = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n'
        self._made = iter([head + b"x" * 499_000 + b"\r\n"] * parts)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (more := next(self._made, b"")):
            self._rest += more
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def drop_bombs(count: int) -> Outcome:
    """Send forms that are far too large: 413, quickly and in little memory (figure 6)."""
    site, failures = Flask("bombed"), []

    @site.post("/")
    def view() -> str:
        return str(len(request.form))

    fields = b"&".join(b"f%d=%d" % (number, number) for number in range(1_500_000))[:20_000_000]
    forms: dict[str, tuple[str, Callable[[], Any], str | None, int, float]] = {
        "multipart": ("multipart/form-data; boundary=b", lambda: _Parts(1000), "499000000", 64, 10.0),
        "urlencoded": ("application/x-www-form-urlencoded", lambda: BytesIO(fields), str(len(fields)), 32, 0.05),
        "unannounced": ("application/x-www-form-urlencoded", lambda: BytesIO(fields), None, 32, 0.05),
    }  # fmt: skip
    seen = []
    for name, (content_type, body, length, most_memory, most_time) in forms.items():
        took, peak = 0.0, 0
        for traced in [True, *[False] * count]:
            environ = EnvironBuilder(method="POST", content_type=content_type).get_environ()
            environ.update({"wsgi.input": body(), "wsgi.input_terminated": True})
            environ.pop("CONTENT_LENGTH", None)
            if length is not None:
                environ["CONTENT_LENGTH"] = length
            if traced:
                tracemalloc.start()
            began = time.perf_counter()
            status, _ = answer(site, environ)
            if traced:
                peak = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
            else:
                took = max(took, time.perf_counter() - began)
            if not status.startswith("413"):
                failures.append(f"{name}: {status}")
        if took > most_time or peak > most_memory * 2**20:
            failures.append(f"{name}: {took:.3f} s, {peak:,} bytes at the peak")
        seen.append(f"{name} {took * 1000:.0f} ms, {peak / 2**20:.1f} MiB")
    return Outcome("; ".join(seen), tuple(failures))
