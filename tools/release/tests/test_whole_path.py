"""The whole way, with our real packages: from the first release of all to what a user of the umbrella gets of the next ones."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tools.checks.repository import ROOT
from tools.fresh_environment import run
from tools.local_index import LocalIndex
from tools.release.cli import cli

if TYPE_CHECKING:
    from tools.release.tests.conftest import Repository

HELLO = """\
from fw_core import Flask

app = Flask(__name__)


@app.route("/")
def hello():
    return "Hello, World!"


assert app.test_client().get("/").text == "Hello, World!"
"""


UV = (sys.executable, "-m", "uv")

EAGER = ("--upgrade-strategy", "eager")
"""What takes the newest of the components too into an environment that has them, as docs/policy.md tells users."""


class Maintainer:
    """Somebody who releases from a copy of this repository to an index on loopback.

    :param repository: the copy.
    :param index: the index.
    :param dist: where the built files go.
    """

    def __init__(self, repository: Repository, index: LocalIndex, dist: Path) -> None:
        self.repository = repository
        self.index = index
        self.dist = dist

    def release(self, *arguments: str) -> Any:
        """Run the release tool as a machine does, and return what it says: all in one process, since it takes long to begin."""
        done = CliRunner().invoke(cli, ["--root", str(self.repository.root), "--json", *arguments])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def ship(self, *packages: str) -> dict[str, str]:
        """Prepare, build and publish some packages, and return their new versions."""
        plan = self.release("prepare", *packages)
        self.release("build", *packages, "--dist", str(self.dist))
        self.release(
            "publish", *packages, "--dist", str(self.dist), "--index", self.index.upload_url
        )
        return {step["package"]: step["to"] for step in plan["steps"]}


class User:
    """Somebody who installs the umbrella into an environment of their own.

    :param folder: where to make it.
    :param index: where to install from.
    """

    def __init__(self, folder: Path, index: LocalIndex) -> None:
        run(*UV, "venv", "--quiet", "--seed", "--python", sys.executable, str(folder))
        self.python = str(folder / "bin" / "python")
        self.index = index
        self.cache = str(folder.with_name("pip"))

    def update(self, *options: str) -> dict[str, str]:
        """Install or update the umbrella, and return the versions of ours.

        :param options: pip's, besides ``--upgrade``.
        """
        pip = (self.python, "-m", "pip", "--disable-pip-version-check")
        update = ("install", "--upgrade", *options, "--cache-dir", self.cache, "--no-compile")
        run(*pip, *update, "--extra-index-url", self.index.simple_url, "fw-core")
        listed = json.loads(
            run(*UV, "--quiet", "pip", "list", "--format", "json", "--python", self.python)
        )
        return {one["name"]: one["version"] for one in listed if one["name"].startswith("fw-")}

    def serves_hello(self) -> bool:
        """Return whether the minimal application answers."""
        return run(self.python, "-c", HELLO) == ""


@pytest.fixture
def maintainer(
    empty_repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Maintainer]:
    monkeypatch.setenv("TWINE_USERNAME", "maintainer")
    monkeypatch.setenv("TWINE_PASSWORD", "secret")
    shutil.copytree(
        ROOT / "packages",
        empty_repository.root / "packages",
        ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache"),
    )
    empty_repository.commit("Begin")
    with LocalIndex(tmp_path / "index") as index:
        yield Maintainer(empty_repository, index, tmp_path / "dist")


@pytest.mark.slow
def test_from_the_first_release_to_a_major_one(maintainer: Maintainer, tmp_path: Path) -> None:
    repository = maintainer.repository
    standing = maintainer.release("status")
    names = [one["package"] for one in standing]
    assert {one["tag"] for one in standing} == {None}
    assert maintainer.release("check") == {"refused": []}
    assert [step["package"] for step in maintainer.release("plan")["steps"]] == names

    first = maintainer.ship(*names)
    user = User(tmp_path / "user", maintainer.index)
    assert user.update() == first
    assert user.serves_hello()

    repository.change("fw-routing", "fixed", "A fix.")
    routing = maintainer.ship("fw-routing")
    newcomer = User(tmp_path / "newcomer", maintainer.index)
    assert newcomer.update() == first | routing != first
    assert user.update() == first, "pip leaves a dependency alone while it still fits"
    assert user.update(*EAGER) == first | routing
    assert user.serves_hello()

    repository.change("fw-routing", "breaking", "Another way.")
    assert maintainer.release("plan", "fw-routing")["users_get"] == first | routing
    major = maintainer.ship("fw-routing")
    assert user.update(*EAGER) == first | routing

    assert maintainer.release("check") == {"refused": []}
    raised = maintainer.ship("fw-app", "fw-core")
    assert user.update() == first | major | raised
    assert user.serves_hello()
