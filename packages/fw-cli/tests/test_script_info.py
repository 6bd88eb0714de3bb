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


@pytest.mark.parametrize("given", ["other/hello.py", "other/hello", "other/hello.py:app"])
def test_a_path_that_does_not_exist_is_not_served_from_elsewhere(project: Any, given: str) -> None:
    with pytest.raises(NoAppException) as caught:
        ScriptInfo(given).load_app()
    message = str(caught.value)
    assert f"{given.removesuffix(':app')!r} does not exist" in message
    assert repr(str(project.folder / "other")) in message
    assert f"begin at the current directory ({str(Path.cwd())!r})" in message


def test_a_path_that_does_not_exist_names_the_nearest(project: Any) -> None:
    project.write("other/hallo.py", "")
    with pytest.raises(NoAppException) as caught:
        ScriptInfo("other/hello.py").load_app()
    assert f"Did you mean {str(project.folder / 'other' / 'hallo')!r}?" in str(caught.value)


@pytest.mark.parametrize("given", ["other/place.py", "other/shop", "other/shop/", "other/bare.sub"])
def test_a_path_may_lead_to_a_file_or_a_package_or_a_folder(project: Any, given: str) -> None:
    text = "from mini import App\napp = App('there')\n"
    for file in ("place.py", "shop/__init__.py", "bare/sub.py"):
        project.write(f"other/{file}", text)
    assert ScriptInfo(given).load_app().name == "there"


def test_pass_script_info() -> None:
    @click.command()
    @pass_script_info
    def show(info: ScriptInfo) -> None:
        click.echo(repr(info.data))

    assert CliRunner().invoke(show).output == "{}\n"
