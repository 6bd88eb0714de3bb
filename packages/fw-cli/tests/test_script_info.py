from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from fw_cli import NoAppException, ScriptInfo, pass_script_info


@pytest.mark.parametrize("path", ["hello", "hello.py", "hello:app", "{folder}/hello.py:app"])
def test_loads_what_app_names_once(project: Any, path: str) -> None:
    info = ScriptInfo(path.format(folder=project.folder))
    app = info.load_app()
    assert app.name == "hello"
    assert info.load_app() is app


def test_create_app_comes_first(project: Any) -> None:
    App = project.mini.App

    assert ScriptInfo("hello", create_app=lambda: App("made")).load_app().name == "made"


@pytest.mark.parametrize("file", ["wsgi.py", "app.py"])
def test_default_files(project: Any, file: str) -> None:
    project.write(file, f"from mini import App\nthing = App({file!r})\n")
    assert ScriptInfo().load_app().name == file


def test_no_application_names_a_file_that_defines_one(project: Any) -> None:
    with pytest.raises(NoAppException) as caught:
        ScriptInfo().load_app()
    message = str(caught.value)
    assert "'FLASK_APP'" in message
    assert str(Path.cwd()) in message
    assert "'hello.py' is here: try '--app hello'" in message


@pytest.mark.parametrize(("flag", "debug"), [("1", True), ("0", False), ("", False)])
def test_debug_flag_is_set_on_the_app(
    project: Any, monkeypatch: pytest.MonkeyPatch, flag: str, debug: bool
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", flag)
    assert ScriptInfo("hello").load_app().debug is debug
    left = ScriptInfo("hello", set_debug_flag=False)
    left.load_app().debug = "untouched"
    assert ScriptInfo("hello", set_debug_flag=False).load_app().debug == "untouched"


def test_pass_script_info() -> None:
    @click.command()
    @pass_script_info
    def show(info: ScriptInfo) -> None:
        click.echo(repr(info.data))

    assert CliRunner().invoke(show).output == "{}\n"
