from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from fw_testing import NoCommands

click = pytest.importorskip("click", reason="click is an extra")

from fw_testing.cli_runner import FlaskCliRunner  # noqa: E402


@click.group()  # type: ignore[untyped-decorator,unused-ignore]
def commands() -> None: ...


@commands.command()  # type: ignore[untyped-decorator,unused-ignore]
@click.option("--name", default="World")  # type: ignore[untyped-decorator,unused-ignore]
@click.pass_obj  # type: ignore[untyped-decorator,unused-ignore]
def hello(obj: Any, name: str) -> None:
    click.echo(f"Hello, {name}! {obj}")


def test_commands_of_the_app_by_name_or_by_object() -> None:
    runner = FlaskCliRunner(SimpleNamespace(cli=commands))
    assert runner.invoke(args=["hello"]).output == "Hello, World! None\n"
    assert runner.invoke(args="hello --name Ada").output == "Hello, Ada! None\n"
    assert runner.invoke(hello, ["--name", "Bob"]).output == "Hello, Bob! None\n"


def test_obj_comes_from_make_obj_unless_it_is_given() -> None:
    class Runner(FlaskCliRunner):
        def make_obj(self) -> Any:
            return self.app.title

    runner = Runner(SimpleNamespace(cli=commands, title="made"))
    assert runner.invoke(args=["hello"]).output == "Hello, World! made\n"
    assert runner.invoke(args=["hello"], obj="given").output == "Hello, World! given\n"


def test_application_without_commands() -> None:
    runner = FlaskCliRunner(object(), charset="utf-8")
    with pytest.raises(NoCommands, match="has no 'cli'"):
        runner.invoke()
    assert runner.invoke(hello).exit_code == 0
