"""Our packages as a user gets them: by ``pip install`` from an index, into a fresh environment."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from packaging.utils import canonicalize_name

from tools.checks.repository import packages
from tools.fresh_environment import run
from tools.local_index import LocalIndex

HELLO = """\
from fw_core import Flask

app = Flask(__name__)


@app.route("/")
def hello_world():
    return "<p>Hello, World!</p>"
"""

ROUTES = """\
from fw_routing import Map, Rule

adapter = Map([Rule("/posts/<int:id>", endpoint="post")]).bind("localhost")
assert adapter.match("/posts/3") == ("post", {"id": 3})
assert adapter.build("post", {"id": 4}) == "/posts/4"
"""


def fresh_environment(folder: Path) -> Path:
    """Make a virtual environment as the tutorials say, and return its folder of programs."""
    run(sys.executable, "-m", "venv", str(folder))
    return folder / "bin"


def pip_install(programs: Path, name: str, index: LocalIndex) -> set[str]:
    """Install a package by its name, and return the names of ours that are there then."""
    pip = (str(programs / "python"), "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--extra-index-url", index.simple_url, name)
    listed = run(*pip, "list", "--format", "freeze")
    return OURS & {canonicalize_name(line.split("==")[0]) for line in listed.split()}


OURS: set[str] = {package.name for package in packages()}


@contextmanager
def served(programs: Path, folder: Path) -> Iterator[str]:
    """Run ``fw --app hello run`` on a free port, and yield the address that it prints."""
    command = [str(programs / "fw"), "--app", "hello", "run", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        assert server.stdout is not None
        printed = ""
        try:
            for line in server.stdout:
                printed += line
                found = re.search(r"Running on (http://127\.0\.0\.1:\d+)", line)
                if found:
                    yield found[1]
                    return
            raise AssertionError(f"the server ended: {printed}")
        finally:
            server.terminate()


def test_the_umbrella_brings_everything_and_serves(index: LocalIndex, tmp_path: Path) -> None:
    programs = fresh_environment(tmp_path / "venv")

    assert pip_install(programs, "fw-core", index) == OURS

    (tmp_path / "hello.py").write_text(HELLO)
    with (
        served(programs, tmp_path) as address,
        urllib.request.urlopen(address, timeout=10) as answer,
    ):
        assert answer.read() == b"<p>Hello, World!</p>"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_component_brings_nothing_else_of_ours(index: LocalIndex, tmp_path: Path) -> None:
    programs = fresh_environment(tmp_path / "venv")

    assert pip_install(programs, "fw-routing", index) == {"fw-routing"}

    assert run(str(programs / "python"), "-c", ROUTES, cwd=tmp_path) == ""
