from __future__ import annotations

from typing import Any

import click
import pytest

import fw_cli
from fw_cli import make_cli, program, run_program


def test_usage_names_the_command_as_it_was_typed(project: Any) -> None:
    assert "Usage: python -m fw_cli" in project.command("--app", "hello", "--help").stdout
    assert make_cli("acme").name == "acme"
    assert make_cli().name == program.name


def test_error_in_a_users_command(project: Any) -> None:
    project.write(
        "hello.py",
        """
        from mini import App
        app = App("x")

        @app.cli.command("fail")
        def fail():
            raise LookupError("no such thing")
        """,
    )
    failed = project.command("--app", "hello", "fail")
    assert failed.returncode == 1
    assert "LookupError: no such thing" in failed.stderr
    assert "in fail" in failed.stderr
    assert "fw_cli" not in failed.stderr


def test_exit_codes() -> None:
    with pytest.raises(SystemExit) as ended:
        run_program(click.Group("empty"), "empty")
    assert ended.value.code in (0, 2)


def test_everything_public_is_there() -> None:
    for name in (
        "cli",
        "main",
        "serve",
        "DebuggedApplication",
        "ScriptInfo",
        "run_command",
        "program",
    ):
        assert hasattr(fw_cli, name)
