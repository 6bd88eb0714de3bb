"""What is set and has no effect is remarked on, on standard error and once."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from click.testing import CliRunner

from fw_cli import FlaskGroup

SETTLED = """
from mini import App

class Site(App):
    def setup_remarks(self):
        return ["The key 'OLD' has no effect."]

app = Site("site")

@app.route("/")
def home():
    return "Hello, World!"
"""

FACTORY = """
from mini import App

def create_app(script_info):
    return App("site")
"""


def test_flask_env_is_remarked_on(project: Any) -> None:
    done = project.command("--app", "hello", "routes", FLASK_ENV="development")
    assert done.returncode == 0
    assert done.stderr.startswith(
        "The environment variable FLASK_ENV ('development') has no effect"
    )
    assert "FLASK_DEBUG=1 or '--debug'" in done.stderr
    assert "FLASK_ENV" not in done.stdout
    assert not project.command("--app", "hello", "routes").stderr


def test_flask_env_in_a_dotenv_file_is_remarked_on(project: Any) -> None:
    pytest.importorskip("dotenv")
    project.write(".flaskenv", "FLASK_ENV=development\n")
    assert "FLASK_ENV ('development')" in project.command("--app", "hello", "routes").stderr


def test_the_development_server_prints_the_remarks_once(project: Any) -> None:
    project.write("site_.py", SETTLED)
    with project.serve("--app", "site_", "run", "--debug", FLASK_ENV="production") as server:
        assert server.get_until("/", lambda reply: reply.status == 200).text == "Hello, World!"
        server.wait_for("Debugger PIN: ")
        assert server.output.count("The key 'OLD' has no effect.") == 1
        assert server.output.count("FLASK_ENV ('production')") == 1


@pytest.mark.parametrize("option", ["--eager-loading", "--lazy-loading"])
def test_how_to_load_is_no_option_any_more(project: Any, option: str) -> None:
    done = project.command("--app", "hello", "run", option)
    assert done.returncode == 2
    assert "'--eager-loading' and '--lazy-loading' were removed" in done.stderr
    assert option not in project.command("--app", "hello", "run", "--help").stdout


@pytest.mark.parametrize("app", ["factory", "factory:create_app"])
def test_a_factory_that_wants_the_script_info(project: Any, app: str) -> None:
    project.write("factory.py", FACTORY)
    done = project.command("--app", app, "routes")
    assert done.returncode == 2
    assert "click.get_current_context().obj" in done.stderr


def test_a_scripts_factory_that_wants_the_script_info(project: Any) -> None:
    project.write("factory.py", FACTORY)
    group = FlaskGroup(create_app=import_module("factory").create_app)
    result = CliRunner().invoke(group, ["routes"])
    assert result.exit_code == 2
    assert "is called without arguments" in result.output
    assert "click.get_current_context().obj" in result.output
