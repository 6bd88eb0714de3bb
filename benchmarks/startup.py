"""What starting costs: importing, the first request, memory; each in fresh processes.

``main("import", MODULE)``, ``main("service", FRAMEWORK)``, ``main("first", FRAMEWORK)`` and
``main("memory", FRAMEWORK)`` print one JSON object about the process that they are in.

:mod:`benchmarks.fresh` starts them. What has been imported costs the measured framework nothing, so
this module imports nothing that the interpreter has not: no :mod:`json`, no :mod:`typing`, not
even what ``python -m`` needs.
"""

from __future__ import annotations

import sys
from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What is imported: for the whole framework, and for a service that speaks JSON only.
IMPORTS = ("fw_core", "fw_app", "flask", "bottle", "falcon")

_FLASK_SERVICE = """
from {} import Flask
app = Flask(__name__)
@app.get("/")
def status():
    return {{"ready": True}}
"""

#: A service that answers one request with JSON, for each framework.
SERVICES = {
    "fw_app": _FLASK_SERVICE.format("fw_app"),
    "flask": _FLASK_SERVICE.format("flask"),
    "bottle": """
import bottle
app = bottle.Bottle()
@app.get("/")
def status():
    return {"ready": True}
""",
    "falcon": """
import falcon
class Status:
    def on_get(self, req, resp):
        resp.media = {"ready": True}
app = falcon.App()
app.add_route("/", Status())
""",
}


def importing(module: str) -> dict[str, float]:
    """Import a module and return milliseconds, and how many modules came with it."""
    before = set(sys.modules)
    start = perf_counter()
    __import__(module)
    spent = (perf_counter() - start) * 1e3
    return {"ms": spent, "modules": len(set(sys.modules) - before)}


def service(name: str) -> dict[str, float]:
    """Return milliseconds from nothing imported to the first answer of a service of JSON."""
    import io

    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "wsgi.input": io.BytesIO(),
    }  # fmt: skip
    program = compile(SERVICES[name], "<service>", "exec")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    before = set(sys.modules)
    start = perf_counter()
    exec(program, namespace)
    answer = b"".join(namespace["app"](environ, lambda *_: None))
    spent = (perf_counter() - start) * 1e3
    if answer.replace(b" ", b"").strip() != b'{"ready":true}':
        raise RuntimeError(f"{name}: answered {answer!r}")
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
    import resource
    from pathlib import Path

    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmRSS:"):
                return float(line.split()[1])
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def bare_interpreter(python: str) -> float:
    """Return the milliseconds that the interpreter takes to start and end."""
    import subprocess

    times = []
    for _ in range(5):
        start = perf_counter()
        subprocess.run([python, "-c", "pass"], check=True)
        times.append(perf_counter() - start)
    return min(times) * 1e3


def main(what: str, name: str) -> None:
    """Measure and print what was found."""
    measures: dict[str, Any] = {
        "import": importing, "service": service, "first": first_request, "memory": memory,
    }  # fmt: skip
    found = measures[what](name)
    import json

    print(json.dumps(found))
