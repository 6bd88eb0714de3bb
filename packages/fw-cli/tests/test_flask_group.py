from __future__ import annotations

import os
import sys
from typing import Any

import click
import pytest
from click.testing import CliRunner

from fw_cli import FlaskGroup, current_application


def test_custom_script_with_a_callback_of_its_own(project: Any) -> None:
    App = project.mini.App

    @click.group(cls=FlaskGroup, create_app=lambda: App("wiki"))
    def cli(**params: Any) -> None:
        """Manage the wiki."""

    @cli.command()
    def show() -> None:
        click.echo(getattr(current_application(), "name", None))

    assert CliRunner().invoke(cli, ["show"]).output == "wiki\n"
    assert os.environ["FLASK_RUN_FROM_CLI"] == "true"


@pytest.mark.parametrize("set_debug_flag", [True, False])
def test_debug_flag(project: Any, set_debug_flag: bool) -> None:
    App = project.mini.App

    app = App("x")
    app.debug = True
    group = FlaskGroup(create_app=lambda: app, set_debug_flag=set_debug_flag)
    group.command("show")(lambda: click.echo(app.debug))
    assert CliRunner().invoke(group, ["show"]).output == f"{not set_debug_flag}\n"


def test_inside_another_group(project: Any) -> None:
    App = project.mini.App

    app = App("inner")
    app.cli.command("hi")(lambda: click.echo("hi"))
    outer = click.Group("outer")
    outer.add_command(FlaskGroup(name="site", create_app=lambda: app))
    assert CliRunner().invoke(outer, ["site", "hi"]).output == "hi\n"


def test_context_settings_are_kept() -> None:
    given = {"auto_envvar_prefix": "WIKI"}
    assert FlaskGroup(context_settings=given).context_settings["auto_envvar_prefix"] == "WIKI"
    assert (
        FlaskGroup(context_settings={"color": True}).context_settings["auto_envvar_prefix"]
        == "FLASK"
    )


def test_help_lists_the_apps_commands_and_those_of_plugins(project: Any) -> None:
    project.write(
        "hello.py", "from mini import App\napp = App('x')\napp.cli.command('seed')(lambda: None)\n"
    )
    plugin_files(
        project,
        "import click\ncli = click.Command('plug', callback=lambda: click.echo('plugged'))\n",
    )
    for args, environ in (
        (("--app", "hello", "--help"), {}),
        (("--help",), {"FLASK_APP": "hello"}),
    ):
        shown = project.command(*args, **environ)
        assert shown.returncode == 0
        for name in ("run", "shell", "routes", "explain", "seed", "plug"):
            assert f"  {name}" in shown.stdout
    assert project.command("plug").stdout == "plugged\n"
    bare = project.command(FLASK_APP="hello")
    assert "  seed" in bare.stdout + bare.stderr


def test_broken_plugin_is_named_and_takes_nothing_else_away(project: Any) -> None:
    plugin_files(project, "1 / 0\n")
    shown = project.command("--app", "hello", "routes")
    assert shown.returncode == 0
    assert "The plugin 'plug' (plugmod:cli) failed to load" in shown.stderr
    assert "ZeroDivisionError" in shown.stderr
    assert "home" in shown.stdout


def plugin_files(project: Any, text: str) -> None:
    project.write("plugmod.py", text)
    project.write(
        "plug-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n"
    )
    project.write("plug-1.0.dist-info/entry_points.txt", "[flask.commands]\nplug = plugmod:cli\n")


def test_help_tells_why_the_app_did_not_load(project: Any) -> None:
    shown = project.command("--help")
    assert shown.returncode == 0
    assert "FLASK_APP" in shown.stderr
    assert "Usage:" in shown.stdout
    project.write("hello.py", "raise Exception('oh no')\n")
    shown = project.command("--app", "hello", "--help")
    assert shown.returncode == 0
    assert "Exception: oh no" in shown.stderr
    assert "fw_cli" not in shown.stderr


def test_unknown_command_tells_why_the_app_did_not_load(project: Any) -> None:
    shown = project.command("--app", "helo", "missing")
    assert shown.returncode == 2
    assert "Did you mean 'hello'?" in shown.stderr
    assert "No such command 'missing'" in shown.stderr


def test_application_without_commands(project: Any) -> None:
    project.write("plain.py", "def application(environ, start_response): ...\n")
    shown = project.command("--app", "plain", "missing")
    assert shown.returncode == 2
    assert "No such command" in shown.stderr
    assert project.command("--app", "plain", "--help").stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="posix paths")
def test_env_file(project: Any) -> None:
    pytest.importorskip("dotenv", reason="python-dotenv is an extra")
    project.write("settings", "FLASK_APP=hello\n")
    for args, environ in ((("-e", "settings"), {}), ((), {"FLASK_ENV_FILE": "settings"})):
        assert "home" in project.command(*args, "routes", **environ).stdout
    project.write(".flaskenv", "FLASK_APP=hello\n")
    assert "home" in project.command("routes").stdout
    assert project.command("routes", FLASK_SKIP_DOTENV="1").returncode == 2
