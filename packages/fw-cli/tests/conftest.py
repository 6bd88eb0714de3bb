"""A folder with applications in it, and the command run there as a user runs it."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

# A framework in forty lines, with the interface that the commands know how to use.
MINI = """
from contextlib import contextmanager

from werkzeug.routing import Map, Rule
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

import fw_cli

active = []
fw_cli.active_app.append(lambda: active[-1] if active else None)


class App:
    debug = False
    instance_path = "/instance"

    def __init__(self, name, host_matching=False):
        self.name = self.import_name = name
        self.url_map = Map(host_matching=host_matching)
        self.views = {}
        self.cli = fw_cli.AppGroup(name)

    def route(self, rule, **options):
        def decorate(view):
            options["endpoint"] = options.get("endpoint") or view.__name__
            self.url_map.add(Rule(rule, **options))
            self.views[options["endpoint"]] = view
            return view

        return decorate

    @contextmanager
    def app_context(self):
        active.append(self)
        try:
            yield self
        finally:
            active.remove(self)

    def make_shell_context(self):
        return {"app": self, "answer": 42}

    def wsgi_app(self, environ, start_response):
        try:
            endpoint, values = self.url_map.bind_to_environ(environ).match()
            response = Response(self.views[endpoint](**values))
        except HTTPException as error:
            response = error.get_response(environ)
        return response(environ, start_response)

    def __call__(self, environ, start_response):
        return self.wsgi_app(environ, start_response)
"""

HELLO = """
from mini import App

app = App("hello")

@app.route("/")
def home():
    return "Hello, World!"

@app.route("/boom")
def boom():
    raise ValueError("--><script>alert(1)</script>")
"""

DEADLINE = 30.0


@dataclass
class Reply:
    """What the server answered."""

    status: int
    text: str
    cookie: str


@dataclass
class Server:
    """A command that serves, and what it has printed so far."""

    process: subprocess.Popen[str]
    port: int = 0
    lines: list[str] = field(default_factory=list)
    _more: threading.Condition = field(default_factory=threading.Condition)

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.lines.append(line)
                self._more.notify_all()
        with self._more:
            self._more.notify_all()

    @property
    def output(self) -> str:
        return re.sub(r"\x1b\[\d*m", "", "".join(self.lines))

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until the output matches."""

        def arrived() -> bool:
            return bool(re.search(pattern, self.output))

        with self._more:
            self._more.wait_for(arrived, DEADLINE)
        found = re.search(pattern, self.output)
        assert found is not None, f"{pattern!r} is not in:\n{self.output}"
        return found

    def get(self, path: str, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            text = response.read().decode()
            return Reply(response.status, text, response.headers.get("Set-Cookie", ""))
        finally:
            connection.close()

    def get_until(self, path: str, accept: Callable[[Reply], bool]) -> Reply:
        """Ask again and again until the answer is as wanted; the server may be restarting meanwhile."""
        end, last = time.monotonic() + DEADLINE, None
        while time.monotonic() < end:
            try:
                last = self.get(path)
            except (OSError, http.client.HTTPException):
                continue
            if accept(last):
                return last
        raise AssertionError(f"The last answer was {last}; the server printed:\n{self.output}")


@dataclass
class Project:
    """A folder that a user works in."""

    folder: Path
    environ: dict[str, str]

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return file

    @property
    def mini(self) -> Any:
        """The framework's module."""
        return import_module("mini")

    def command(self, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run ``python -m fw_cli`` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "fw_cli", *args],
            cwd=self.folder,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    @contextmanager
    def serve(self, *args: str, port: str = "0", **environ: str) -> Iterator[Server]:
        """Start a command that serves, by default on a port of the system's choice."""
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "fw_cli", *args, "--port", port],
            cwd=self.folder,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        server = Server(process)
        reader = threading.Thread(target=server.read)
        reader.start()
        try:
            server.port = int(server.wait_for(r"[Rr]unning on https?://127\.0\.0\.1:(\d+)")[1])
            yield server
        finally:
            os.killpg(process.pid, 9)
            process.wait()
            reader.join()
            assert process.stdout is not None
            process.stdout.close()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A folder with ``mini.py`` and ``hello.py``; the working directory, and importable, during the test."""
    keep = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("FLASK_", "WERKZEUG_"))
    }
    environ = {**keep, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
    made = Project(tmp_path, environ)
    made.write("mini.py", MINI)
    made.write("hello.py", HELLO)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before, path = set(sys.modules), sys.path[:]
    variables = dict(os.environ)
    yield made
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]
    sys.path[:] = path
    os.environ.clear()
    os.environ.update(variables)
