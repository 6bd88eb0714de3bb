"""The Quickstart's server: the ``fw`` command, debug mode, the reloader, the debugger."""

from __future__ import annotations

import html
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from integration_tests.conftest import Launcher, RunFw

GREETING = "<p>Hello, World!</p>"

BROKEN = """\
from fw_core import Flask

app = Flask(__name__)

@app.route("/")
def broken():
    where = "a local variable"
    raise ValueError("on purpose <b>")
"""


# A minimal application


def test_minimal_application(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", cwd=hello)

    answer = served.open("/")

    assert answer.status == 200
    assert answer.text == GREETING
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_minimal_application_banner(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", cwd=hello)

    served.wait_for("Press CTRL+C to quit")

    assert "* Serving Flask app 'hello'" in served.output
    assert "* Debug mode: off" in served.output
    assert f"* Running on http://127.0.0.1:{served.port}" in served.output
    assert "development server" in served.output


def test_minimal_application_logs_each_request(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", cwd=hello)

    served.open("/?colour=green")
    served.open("/missing")

    served.wait_for('"GET /?colour=green HTTP/1.1" 200')
    served.wait_for('"GET /missing HTTP/1.1" 404')


def test_the_fw_script_is_the_same_command(launcher: Launcher, hello: Path) -> None:
    script = shutil.which("fw", path=str(Path(sys.executable).parent))
    assert script is not None, "fw-core is installed without its command"

    served = launcher.serve("--app", "hello", "run", cwd=hello, command=(script,))

    assert served.open("/").text == GREETING


def test_python_dash_m_is_the_same_command(fw: RunFw, hello: Path) -> None:
    result = fw("--app", "hello", "routes")

    assert result.returncode == 0, result.stderr
    assert re.search(r"^hello_world +GET +/ *$", result.stdout, re.MULTILINE)


def test_the_default_port_is_5000(launcher: Launcher, hello: Path) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", 5000))
        except OSError:
            pytest.skip("something on this machine uses port 5000")
    # ``--port`` is written last by the launcher; its value 5000 is only what the wait looks at.
    command = (sys.executable, "-c", "import sys; sys.argv[:] = sys.argv[:-2]; " + RUN_MAIN)

    served = launcher.serve("--app", "hello", "run", cwd=hello, port=5000, command=command)

    served.wait_for("http://127.0.0.1:5000")


RUN_MAIN = "from fw_core.cli import main; main()"


# Application discovery


@pytest.mark.parametrize("name", ["app.py", "wsgi.py"])
def test_app_py_and_wsgi_py_need_no_app_option(launcher: Launcher, hello: Path, name: str) -> None:
    (hello / "hello.py").rename(hello / name)

    served = launcher.serve("run", cwd=hello)

    assert served.open("/").text == GREETING


@pytest.mark.parametrize("target", ["hello", "hello.py", "hello:app", "./hello.py"])
def test_the_app_option_takes_modules_files_and_names(fw: RunFw, hello: Path, target: str) -> None:
    result = fw("--app", target, "routes")

    assert result.returncode == 0, result.stderr
    assert "hello_world" in result.stdout


def test_the_app_option_takes_a_factory_with_arguments(fw: RunFw, tmp_path: Path) -> None:
    (tmp_path / "factory.py").write_text(
        "from fw_core import Flask\n"
        "def create_app(name='plain'):\n"
        "    app = Flask(__name__)\n"
        "    app.add_url_rule(f'/{name}', name)\n"
        "    return app\n"
    )

    assert "/plain" in fw("--app", "factory", "routes").stdout
    assert "/fancy" in fw("--app", "factory:create_app('fancy')", "routes").stdout


def test_the_environment_names_the_app_too(fw: RunFw, hello: Path) -> None:
    assert "hello_world" in fw("routes", FLASK_APP="hello").stdout


# Port in use, externally visible server


def test_a_port_in_use_is_explained(fw: RunFw, hello: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        result = fw("--app", "hello", "run", "--port", str(port))

    output = result.stdout + result.stderr
    assert result.returncode != 0
    assert f"Port {port} is in use" in output
    assert "--port" in output
    assert "Traceback" not in output


def test_the_server_is_not_visible_from_elsewhere(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", cwd=hello)

    assert served.accepts("127.0.0.1")
    assert not served.accepts("127.0.0.2")


def test_host_makes_the_server_visible(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", "--host=0.0.0.0", cwd=hello)

    served.wait_for("Running on all addresses (0.0.0.0)")

    assert served.accepts("127.0.0.1")
    assert served.accepts("127.0.0.2")


# Debug mode


def test_debug_mode_banner(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", "--debug", cwd=hello)

    served.wait_for("Debugger PIN: ")

    assert "* Serving Flask app 'hello'" in served.output
    assert "* Debug mode: on" in served.output
    assert f"* Running on http://127.0.0.1:{served.port}" in served.output
    assert "* Restarting with stat" in served.output
    assert "* Debugger is active!" in served.output
    assert re.search(r"\* Debugger PIN: \d{3}-\d{3}-\d{3}", served.output)
    assert served.output.count("Serving Flask app") == 1


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (("--app", "hello", "--debug", "run"), {}),
        (("--app", "hello", "run"), {"FLASK_DEBUG": "1"}),
    ],
)
def test_debug_mode_other_ways(
    launcher: Launcher, hello: Path, arguments: tuple[str, ...], env: dict[str, str]
) -> None:
    served = launcher.serve(*arguments, cwd=hello, env=env)

    served.wait_for("Debugger is active!")


def test_debug_mode_restarts_on_an_edited_file(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", "--debug", cwd=hello)
    served.wait_for("Debugger is active!")
    assert served.open("/").text == GREETING

    source = (hello / "hello.py").read_text()
    (hello / "hello.py").write_text(source.replace("Hello, World!", "Hello again!"))

    served.wait_for("Detected change in")
    served.wait_for("Debugger is active!", times=2)
    assert served.open("/").text == "<p>Hello again!</p>"


def test_debug_mode_survives_a_broken_edit(launcher: Launcher, hello: Path) -> None:
    served = launcher.serve("--app", "hello", "run", "--debug", cwd=hello)
    # Once it answers, the reloader has seen every file; an edit made before that would go unnoticed.
    assert served.open("/").text == GREETING
    source = (hello / "hello.py").read_text()

    (hello / "hello.py").write_text(source + "\nthis is no Python\n")
    served.wait_for("Detected change in")
    served.wait_for("Debugger is active!", times=2)
    answer = served.open("/")
    assert answer.status == 500
    assert "SyntaxError" in answer.text

    (hello / "hello.py").write_text(source)
    served.wait_for("Debugger is active!", times=3)
    assert served.open("/").text == GREETING


def test_debug_mode_shows_the_interactive_debugger(launcher: Launcher, tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(BROKEN)
    served = launcher.serve("--app", "hello", "run", "--debug", cwd=tmp_path)
    served.wait_for("Debugger is active!")

    answer = served.open("/")

    assert answer.status == 500
    assert "<title>ValueError: on purpose &lt;b&gt;" in answer.text
    assert "Werkzeug Debugger" in answer.text
    assert re.search(r"EVALEX = true", answer.text)
    assert "raise ValueError" in html.unescape(re.sub(r"<[^>]+>", "", answer.text))
    assert "on purpose <b>" not in answer.text.partition("<!--")[0]
    served.wait_for("ValueError: on purpose <b>")


def test_debugger_code_needs_the_pin(launcher: Launcher, tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(BROKEN)
    served = launcher.serve("--app", "hello", "run", "--debug", cwd=tmp_path)
    served.wait_for("Debugger PIN: ")
    page = served.open("/").text
    secret = re.search(r'SECRET = "(\w+)"', page)
    frame = re.search(r'id="frame-(\d+)"', page)
    assert secret is not None
    assert frame is not None
    command = f"/?__debugger__=yes&cmd=1%2B1&frm={frame[1]}&s={secret[1]}"

    assert ">2<" not in served.open(command).text

    pin = re.search(r"PIN: (\S+)", served.output)
    assert pin is not None
    auth = served.open(f"/?__debugger__=yes&cmd=pinauth&pin={pin[1]}&s={secret[1]}")
    assert auth.json["auth"] is True
    cookie = auth.headers["Set-Cookie"].partition(";")[0]
    assert ">2<" in served.open(command, headers={"Cookie": cookie}).text


def test_without_debug_mode_an_error_shows_nothing(launcher: Launcher, tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(BROKEN)
    served = launcher.serve("--app", "hello", "run", cwd=tmp_path)

    answer = served.open("/")

    assert answer.status == 500
    assert "Internal Server Error" in answer.text
    assert "on purpose" not in answer.text
    assert served.open("/console").status == 404
    served.wait_for("ValueError: on purpose <b>")
    assert "Exception on / [GET]" in served.output


# Stopping


def test_ctrl_c_stops_the_server_without_a_traceback(launcher: Launcher, hello: Path) -> None:
    import signal

    served = launcher.serve("--app", "hello", "run", cwd=hello)

    served.process.send_signal(signal.SIGINT)

    assert served.process.wait(30) in {0, 1, 130, -signal.SIGINT}
    assert "Traceback" not in served.output
    assert not served.accepts()


# An environment without Flask


def test_no_flask_is_needed_or_loaded(hello: Path) -> None:
    code = (
        "import sys; sys.modules['flask'] = None; import hello; "
        "print(hello.app.test_client().get('/').text)"
    )

    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=hello,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stdout.strip() == GREETING, result.stderr
