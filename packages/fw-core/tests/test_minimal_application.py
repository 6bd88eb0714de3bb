"""The umbrella by itself: one import, one application, one answer."""

from __future__ import annotations

import subprocess
import sys

import fw_core
from fw_core import Flask, request


def test_the_minimal_application_answers() -> None:
    app = Flask(__name__)

    @app.route("/")
    def hello() -> str:
        return f"Hello, {request.args.get('name', 'World')}!"

    client = app.test_client()
    assert client.get("/").text == "Hello, World!"
    assert client.get("/?name=Ada").text == "Hello, Ada!"
    assert client.get("/nowhere").status_code == 404


def test_the_command_and_the_module_say_their_version() -> None:
    command = [sys.executable, "-m", "fw_core", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert fw_core.__version__ in done.stdout
