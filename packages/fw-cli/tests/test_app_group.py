from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from fw_cli import AppGroup, FlaskGroup, ScriptInfo, current_application, with_appcontext


@pytest.fixture
def app(project: Any) -> Any:
    App = project.mini.App

    return App("shop")


def show_app() -> None:
    app = current_application()
    click.echo(app.name if app else None)


def test_with_appcontext_pushes_and_pops(app: Any) -> None:
    command = click.command()(with_appcontext(show_app))
    assert CliRunner().invoke(command, obj=ScriptInfo(create_app=lambda: app)).output == "shop\n"
    assert current_application() is None


def test_with_appcontext_leaves_an_active_context(app: Any) -> None:
    def refuse() -> Any:
        raise AssertionError("loaded another application")

    command = click.command()(with_appcontext(show_app))
    with app.app_context():
        result = CliRunner().invoke(command, obj=ScriptInfo(create_app=refuse))
    assert result.output == "shop\n"


def test_app_group_commands_and_subgroups(app: Any) -> None:
    group = AppGroup("top")
    group.command("one")(show_app)
    group.command("bare", with_appcontext=False)(show_app)
    inner = group.group("inner")(lambda: None)
    assert isinstance(inner, AppGroup)
    inner.command("two")(show_app)

    @group.command
    def three() -> None:
        show_app()

    def run(*args: str) -> str:
        return CliRunner().invoke(group, args, obj=ScriptInfo(create_app=lambda: app)).output

    assert run("one") == run("inner", "two") == run("three") == "shop\n"
    assert run("bare") == "\n"


def test_parameter_callbacks_of_the_apps_commands_see_the_context(app: Any) -> None:
    def callback(ctx: click.Context, param: click.Parameter, value: str) -> bool:
        return current_application() is app

    @app.cli.command()  # type: ignore[untyped-decorator]
    @click.argument("value", callback=callback)
    def check(value: bool) -> tuple[bool, bool]:
        return value, click.get_current_context().obj.load_app() is app

    result = CliRunner().invoke(
        FlaskGroup(create_app=lambda: app), ["check", "x"], standalone_mode=False
    )
    assert result.return_value == (True, True)


def test_application_without_contexts() -> None:
    command = click.command()(with_appcontext(lambda: click.echo("ran")))
    assert CliRunner().invoke(command, obj=ScriptInfo(create_app=object)).output == "ran\n"
