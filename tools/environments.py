"""Virtual environments of their own for tests that the development environment cannot hold.

The reference's suite needs an older pytest, and extensions bring the reference itself along. An
environment is kept under ``.environments/`` and made again when what it should hold changes.

``python -m tools.environments NAME`` makes one of :data:`ENVIRONMENTS` and prints its Python.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from filelock import FileLock

__all__ = ["ENVIRONMENTS", "PACKAGES", "ROOT", "environment"]

ROOT: Final = Path(__file__).resolve().parents[1]

#: The packages of the workspace, in the order in which they need each other.
PACKAGES: Final = (
    "fw-context",
    "fw-routing",
    "fw-sessions",
    "fw-templating",
    "fw-cli",
    "fw-testing",
    "fw-app",
    "fw-core",
)

#: What each environment holds beside the packages of the workspace.
ENVIRONMENTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # pytest 9.2 has no `_pytest.monkeypatch.notset`, which the suite's conftest needs; two of
        # its tests need greenlet, others asgiref and python-dotenv.
        "conformance": (
            "flask==3.1.3",
            "pytest<9.1",
            "asgiref",
            "greenlet",
            "python-dotenv",
            "mypy>=2.4",
        ),
        "extensions": (
            "flask==3.1.3",
            "pytest<9.1",
            "flask-caching",
            "flask-login",
            "flask-migrate",
            "flask-sqlalchemy",
            "flask-wtf",
        ),
        # The peers, and the servers that `benchmarks` runs them under.
        "benchmarks": (
            "flask==3.1.3",
            "asgiref",
            "bottle",
            "falcon",
            "granian",
            "gunicorn",
        ),
        # Nothing named Flask at all: what the alias answers for it.
        "without-flask": ("pytest<9.1",),
    }
)


def environment(name: str) -> Path:
    """Make an environment, or find it made.

    :param name: a key of :data:`ENVIRONMENTS`.
    :return: the path of its Python.
    :raises subprocess.CalledProcessError: a package cannot be had; the output says which.
    """
    folder = ROOT / ".environments" / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    folder.parent.mkdir(exist_ok=True)
    folder.parent.joinpath(".gitignore").write_text("*\n", encoding="utf-8")
    # Tests that want the same environment may run at the same time.
    with FileLock(f"{folder}.lock"):
        return _made(folder, ENVIRONMENTS[name])


def _made(folder: Path, requirements: Sequence[str]) -> Path:
    """Return the Python of an environment, made again where it holds something else."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "made-of"
    wanted = fingerprint(requirements)
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    create(folder)
    editable = [f"--editable={ROOT / 'packages' / package}" for package in PACKAGES]
    install(python, [*requirements, *editable])
    stamp.write_text(wanted, encoding="utf-8")
    return python


def fingerprint(requirements: Sequence[str]) -> str:
    """Sum up what an environment is made of.

    :param requirements: the requirements beside the packages of the workspace.
    """
    digest = hashlib.sha256("\n".join((sys.version, *requirements)).encode())
    for package in PACKAGES:
        digest.update((ROOT / "packages" / package / "pyproject.toml").read_bytes())
    return digest.hexdigest()


def uv_command() -> list[str] | None:
    """Tell how uv is called here, or ``None`` where it is not installed."""
    if find_spec("uv") is not None:
        return [sys.executable, "-m", "uv"]
    found = shutil.which("uv")
    return [found] if found else None


def create(folder: Path) -> None:
    """Make an empty environment with pip in it.

    :param folder: where.
    """
    uv = uv_command()
    if uv is None:
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    else:
        run([*uv, "venv", "--quiet", "--seed", f"--python={sys.executable}", str(folder)])


def install(python: Path, arguments: Sequence[str]) -> None:
    """Install into an environment.

    :param python: the environment's Python.
    :param arguments: requirements and options that pip and uv have in common.
    """
    uv = uv_command()
    if uv is None:
        run([str(python), "-m", "pip", "install", "--quiet", *arguments])
    else:
        run([*uv, "pip", "install", "--quiet", f"--python={python}", *arguments])


def run(command: Sequence[str]) -> None:
    """Run a command; what it prints goes to standard error, so that standard output stays ours.

    :param command: the command line.
    :raises subprocess.CalledProcessError: it failed.
    """
    subprocess.run(command, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    print(environment(sys.argv[1]))
