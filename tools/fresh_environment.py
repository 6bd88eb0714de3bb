"""Wheels of our packages, and fresh environments to install them into."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.checks.repository import Package


class CommandFailed(Exception):
    """A command ended with an error; the message holds what it printed.

    :param command: the command.
    :param output: what it printed, on both streams.
    """

    def __init__(self, command: list[str], output: str) -> None:
        super().__init__(f"{' '.join(command)}\n{output}")
        self.command = command
        self.output = output


def run(
    *command: str,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    timeout: float = 400,
) -> str:
    """Run a command to its end, without standard input.

    :param command: the program and its arguments.
    :param cwd: the folder to run it in.
    :param env: environment variables to add.
    :param timeout: after how many seconds it is ended, with all that it started.
    :return: what it printed, on both streams.
    :raises CommandFailed: when its exit code is not 0, or it was ended.
    """
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # what it started would keep its output open
            output, _ = process.communicate()
            output += f"\nstill running after {timeout:.0f} s"
    if process.returncode:
        raise CommandFailed(list(command), output)
    return output


def build_wheels(packages: Iterable[Package], folder: Path) -> dict[str, Path]:
    """Build a wheel of each package.

    :param packages: the packages.
    :param folder: where to put the wheels.
    :return: the wheels, by distribution name.
    """
    wheels: dict[str, Path] = {}
    for package in packages:
        output = run(
            *(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)),
            cwd=package.folder,
        )
        wheels[package.name] = folder / Path(output.split()[-1]).name
    return wheels


class Environment:
    """A fresh virtual environment, made and filled by uv.

    :param folder: where to make it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._uv("venv", "--quiet", "--python", sys.executable, str(folder))

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def _uv(self, *arguments: str) -> str:
        return run(sys.executable, "-m", "uv", *arguments)

    def install(self, *arguments: str) -> str:
        """Run ``uv pip install`` in it.

        :param arguments: requirements and options.
        """
        return self._uv("pip", "install", "--python", str(self.python), *arguments)

    def run(
        self, *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None
    ) -> str:
        """Run its interpreter.

        :param arguments: the interpreter's arguments.
        :param cwd: the folder to run it in.
        :param env: environment variables to add.
        :return: what was printed, on both streams.
        :raises CommandFailed: when the exit code is not 0.
        """
        return run(str(self.python), *arguments, cwd=cwd, env=env)

    def versions(self) -> dict[str, Version]:
        """Return what is installed, by normalized name."""
        listing = run(
            *(sys.executable, "-m", "uv", "--quiet", "pip", "list", "--format", "json"),
            *("--python", str(self.python)),
        )
        found = json.loads(listing)
        return {canonicalize_name(one["name"]): Version(one["version"]) for one in found}
