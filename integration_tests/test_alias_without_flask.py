"""Where Flask is not installed, the alias answers for it; without the alias nothing does."""

from __future__ import annotations

import subprocess

from tools.environments import environment

VERSION = "import importlib.metadata as m; print(m.version('flask'))"


def python(code: str) -> subprocess.CompletedProcess[str]:
    command = [str(environment("without-flask")), "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_version_of_the_interface_is_answered() -> None:
    assert python(f"import fw_core.as_flask; {VERSION}").stdout.strip() == "3.1.3"


def test_a_requirement_of_flask_is_met() -> None:
    code = "import fw_core.as_flask, importlib.metadata as m; d = m.distribution('Flask')"
    done = python(f"{code}; print(d.metadata['Name'], d.version, d.requires, list(d.entry_points))")
    assert done.stdout.strip() == "Flask 3.1.3 None []", done.stderr


def test_flask_is_imported() -> None:
    done = python("import fw_core.as_flask; from flask import Flask; print(Flask.__module__)")
    assert done.stdout.strip() == "fw_app.app", done.stderr


def test_without_the_alias_there_is_no_flask() -> None:
    assert "PackageNotFoundError" in python(f"import fw_core; {VERSION}").stderr
    assert "No module named 'flask'" in python("import fw_core, flask").stderr
