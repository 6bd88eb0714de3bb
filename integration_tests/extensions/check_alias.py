"""The extensions under test are as they were released, and what they import is fw-core."""

# What it imports is installed in the environment of these tests alone.
# mypy: ignore-errors

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import subprocess
import sys

import flask
import pytest

EXTENSIONS = ["flask_caching", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf"]


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_extension_is_unmodified(name: str) -> None:
    distribution = importlib.metadata.distribution(name.replace("_", "-"))
    for file in distribution.files or ():
        if file.suffix == ".py" and file.hash is not None:
            import base64
            import hashlib

            digest = hashlib.new(file.hash.mode, file.read_binary()).digest()
            assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == file.hash.value


@pytest.mark.parametrize("name", EXTENSIONS)
def test_what_an_extension_imports_is_ours(name: str) -> None:
    importlib.import_module(name)
    assert flask.Flask.__module__.startswith("fw_app")
    assert "fw_app" in inspect.getfile(flask.Flask)
    for key, module in sys.modules.items():
        if key == "flask" or key.startswith("flask."):
            assert "fw_core" in (module.__file__ or ""), key


def test_flask_itself_is_installed_beside() -> None:
    assert importlib.metadata.version("flask") == "3.1.3"
    code = "import flask; print(flask.Flask.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "flask.app"
