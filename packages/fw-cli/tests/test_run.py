from __future__ import annotations

import socket
import sys
from typing import Any

import pytest

PLAIN = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"plain"]
"""


def test_serves_with_banner_and_warning(project: Any) -> None:
    with project.serve("--app", "hello", "run") as server:
        assert server.get("/").text == "Hello, World!"
        server.wait_for(r'"GET / HTTP/1.1" 200')
        assert server.output.startswith(" * Serving Flask app 'hello'\n * Debug mode: off\n")
        assert "WARNING: This is a development server." in server.output
        assert "Press CTRL+C to quit" in server.output


def test_serves_a_wsgi_application_that_knows_nothing_of_us(project: Any) -> None:
    project.write("plain.py", PLAIN)
    with project.serve("--app", "plain:application", "run") as server:
        assert server.get("/").text == "plain"


def test_options_from_the_environment(project: Any) -> None:
    with project.serve(
        "run", FLASK_APP="hello", FLASK_RUN_HOST="127.0.0.1", FLASK_DEBUG="1", FLASK_RUN_RELOAD="0"
    ) as server:
        assert server.get("/").status == 200
        server.wait_for("Debug mode: on")
        assert "Restarting" not in server.output
    taken = project.command("run", FLASK_APP="hello", FLASK_RUN_PORT="nonsense")
    assert "'nonsense' is not a valid integer" in taken.stderr


def test_reloader_restarts_on_an_edited_file(project: Any) -> None:
    hello = project.folder / "hello.py"
    with project.serve("--app", "hello", "run", "--debug") as server:
        assert server.get_until("/", lambda reply: reply.status == 200).text == "Hello, World!"
        server.wait_for("Debugger PIN: ")
        hello.write_text(hello.read_text().replace("World", "Moon"))
        server.get_until("/", lambda reply: reply.text == "Hello, Moon!")
        assert "Detected change in" in server.output
        assert server.output.count("Serving Flask app") == 1


def test_reloader_goes_on_while_the_application_is_broken(project: Any) -> None:
    hello = project.folder / "hello.py"
    good = hello.read_text()
    with project.serve("--app", "hello", "--debug", "run") as server:
        server.get_until("/", lambda reply: reply.status == 200)
        hello.write_text(good + "\n\ndef broken(:\n")
        page = server.get_until("/", lambda reply: reply.status == 500)
        assert "SyntaxError" in page.text
        assert "hello.py" in page.text
        server.wait_for("SyntaxError")
        hello.write_text(good.replace("World", "again"))
        server.get_until("/", lambda reply: reply.text == "Hello, again!")


def test_extra_files_restart_too(project: Any) -> None:
    project.write("settings.txt", "one")
    project.write(
        "hello.py",
        """
        from pathlib import Path
        from mini import App
        app = App("hello")
        text = Path("settings.txt").read_text()
        app.route("/", endpoint="home")(lambda: text)
        """,
    )
    with project.serve(
        "--app", "hello", "run", "--reload", "--extra-files", "settings.txt"
    ) as server:
        server.get_until("/", lambda reply: reply.text == "one")
        project.write("settings.txt", "two")
        server.get_until("/", lambda reply: reply.text == "two")


def test_error_at_start_shows_the_users_frames_alone(project: Any) -> None:
    project.write("hello.py", "def start():\n    1 / 0\nstart()\n")
    failed = project.command("--app", "hello", "run", "--debug")
    assert failed.returncode == 1
    assert failed.stderr.startswith('Traceback (most recent call last):\n  File "')
    assert "ZeroDivisionError" in failed.stderr
    for package in ("fw_cli", "click", "importlib"):
        assert package not in failed.stderr


def test_wrong_app(project: Any) -> None:
    failed = project.command("--app", "helo", "run")
    assert failed.returncode == 2
    assert "Did you mean 'hello'?" in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="another message")
def test_port_in_use(project: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = project.command("--app", "hello", "run", "--port", str(port))
    assert failed.returncode == 1
    assert f"Port {port} is in use by another program" in failed.stderr
    assert "fw-cli run --port " in failed.stderr
    assert "Traceback" not in failed.stderr
