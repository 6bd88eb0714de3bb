"""Applications as people use them: written into a folder, started by ``fw``, asked over a socket.

Everything here waits by asking again until a deadline, never for a fixed time, and every process that
a test starts is ended with its whole process group.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds after which something that has not happened counts as a failure."""

COLOURS = re.compile(r"\x1b\[[0-9;]*m")

MINIMAL = """\
from fw_core import Flask

app = Flask(__name__)

@app.route("/")
def hello_world():
    return "<p>Hello, World!</p>"
"""


def wait_until(happened: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """Ask again and again until the answer is true, and return it.

    :param happened: The question.
    :param what: What is waited for; the failure names it.
    :param patience: How long to go on asking, in seconds.
    """
    deadline = time.monotonic() + patience
    while not (answer := happened()):
        if time.monotonic() > deadline:
            pytest.fail(f"Waited {patience:g} s in vain for {what}.")
        time.sleep(0.03)
    return answer


def free_port() -> int:
    """Return a port on which nothing listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment without what would change how an application starts."""
    prefixes = ("FLASK_", "WERKZEUG_", "BLOG_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(prefixes)}
    return {**environment, "PYTHONUNBUFFERED": "1", **(extra or {})}


@dataclass
class Answer:
    """What a server said to one request."""

    status: int
    headers: Message
    body: bytes
    #: The parts of the body as they arrived.
    parts: list[bytes] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Answering(ABC):
    """Something that answers requests; redirects are not followed."""

    def open(
        self,
        path: str = "/",
        *,
        method: str = "GET",
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, on a connection of its own where there are connections."""
        return self._answer(method, path, data, dict(headers or {}))

    @abstractmethod
    def _answer(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> Answer: ...


def ask(
    address: tuple[str, int], method: str, path: str, data: bytes | None, headers: dict[str, str]
) -> Answer:
    """Send one request to a server.

    :raises http.client.IncompleteRead: The server hung up before the end of the body.
    """
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
    try:
        connection.request(method, path, body=data, headers=headers)
        response = connection.getresponse()
        parts = list(iter(lambda: response.read1(65536), b""))
    finally:
        connection.close()
    body = b"".join(parts)
    if response.length:
        raise http.client.IncompleteRead(body, response.length)
    return Answer(response.status, response.msg, body, parts)


@dataclass
class Program:
    """A program that runs in a process group of its own, with everything that it printed."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        """Everything printed so far, on both streams, without colours."""
        return COLOURS.sub("", self.log.read_text(errors="replace"))

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait until the program has printed a text (so many times)."""

        def printed() -> bool:
            ended = self.process.poll() is not None
            if self.output.count(text) >= times:
                return True
            if ended:
                pytest.fail("It ended before that.")
            return False

        self._wait_until(printed, repr(text))

    def _wait_until(self, happened: Callable[[], bool], what: str) -> None:
        try:
            wait_until(happened, what)
        except pytest.fail.Exception as failure:
            pytest.fail(f"{what}: {failure}\nThe program printed:\n{self.output}")

    def stop(self) -> None:
        """End the program and everything that it started."""
        for number, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, PATIENCE)):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                # The leader is gone; in the second round, so is what it left in the group.


@dataclass
class Served(Program, Answering):
    """An application that is being served on a port of this machine."""

    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def _answer(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> Answer:
        return ask((self.host, self.port), method, path, data, headers)

    def send_raw(self, request: bytes) -> bytes:
        """Send bytes as they are, and return everything that comes back until the server hangs up."""
        answer = b""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE) as connection:
            connection.sendall(request)
            with suppress(ConnectionResetError):
                while piece := connection.recv(65536):
                    answer += piece
        return answer

    def accepts(self, host: str | None = None) -> bool:
        """Tell whether something answers on the port, at this or another address."""
        with suppress(OSError), socket.create_connection((host or self.host, self.port), timeout=5):
            return True
        return False

    def wait_until_up(self) -> None:
        """Wait until the server accepts connections."""

        def up() -> bool:
            if self.process.poll() is not None:
                pytest.fail(f"it ended with {self.process.returncode}.")
            return self.accepts()

        self._wait_until(up, f"a server on port {self.port}")


@dataclass
class Launcher:
    """Starts ``fw`` commands, and ends at the end what is still running."""

    folder: Path
    programs: list[Program] = field(default_factory=list)

    def _start(
        self, command: list[str], cwd: Path, env: Mapping[str, str] | None
    ) -> tuple[subprocess.Popen[bytes], Path]:
        log = self.folder / f"output-{len(self.programs)}.txt"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=clean_environment(env),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return process, log

    def serve(
        self,
        *arguments: str,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        port: int | None = None,
        command: tuple[str, ...] = (sys.executable, "-m", "fw_core"),
    ) -> Served:
        """Start a server with ``fw ARGUMENTS --port PORT`` and wait until it answers.

        :param arguments: What stands between the command and the port: ``"--app", "hello", "run"``.
        :param cwd: The folder in which the command is typed.
        :param env: Variables added to the environment.
        :param port: The port; a free one when it is left out.
        :param command: The command itself.
        """
        port = port or free_port()
        process, log = self._start([*command, *arguments, "--port", str(port)], cwd, env)
        served = Served(process=process, log=log, port=port)
        self.programs.append(served)
        served.wait_until_up()
        return served

    def stop_all(self) -> None:
        for program in self.programs:
            program.stop()


@pytest.fixture
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """Start servers that live as long as one test."""
    launcher = Launcher(tmp_path_factory.mktemp("served"))
    yield launcher
    launcher.stop_all()


@pytest.fixture(scope="session")
def session_launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """Start servers that live as long as the test session."""
    launcher = Launcher(tmp_path_factory.mktemp("served"))
    yield launcher
    launcher.stop_all()


RunFw = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def fw(tmp_path: Path) -> RunFw:
    """Run an ``fw`` command in the test's folder until it ends, and return its result."""

    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "fw_core", *arguments],
            cwd=tmp_path,
            env=clean_environment(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return run


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    """Return a folder with the minimal application in ``hello.py``."""
    (tmp_path / "hello.py").write_text(MINIMAL)
    return tmp_path


class InProcess(Answering):
    """An application of this process, asked through its test client with the same words as a server."""

    def __init__(self, app: Any) -> None:
        self.client = app.test_client(use_cookies=False)

    def _answer(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> Answer:
        with self.client.open(path, method=method, data=data, headers=headers) as response:
            told = Message()
            for name, value in response.headers:
                told[name] = value
            return Answer(response.status_code, told, response.get_data())


Site = InProcess | Served

OpenSite = Callable[..., Site]


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write a project: paths relative to the folder, and what stands in each file."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def import_hello(folder: Path) -> Any:
    """Import the ``hello`` module or package of a folder under a name of its own."""
    path = folder / "hello.py"
    if not path.exists():
        path = folder / "hello" / "__init__.py"
    name = f"hello_{abs(hash(str(folder)))}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Site]:
    """Remember what is being served already: one server a project is enough for a session."""
    return {}


@pytest.fixture(params=["test client", "served"])
def open_site(
    request: pytest.FixtureRequest,
    projects: dict[tuple[str, int], Site],
    session_launcher: Launcher,
    tmp_path_factory: pytest.TempPathFactory,
) -> OpenSite:
    """Turn the files of a project, with the application in ``hello``, into a site that answers.

    A test that uses this runs twice: through the test client, and over a socket of ``fw --app hello run``.
    """

    def open_site(files: Mapping[str, str] | str) -> Site:
        files = {"hello.py": files} if isinstance(files, str) else files
        key = request.param, hash(tuple(files.items()))
        if key not in projects:
            folder = tmp_path_factory.mktemp("project")
            write_files(folder, files)
            if request.param == "served":
                projects[key] = session_launcher.serve("--app", "hello", "run", cwd=folder)
            else:
                projects[key] = InProcess(import_hello(folder).app)
        return projects[key]

    return open_site
