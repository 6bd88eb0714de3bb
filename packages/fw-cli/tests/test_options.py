from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from typing import Any

import pytest
from click.testing import CliRunner

from fw_cli import FlaskGroup, __version__, program


def test_version_lines(project: Any) -> None:
    expected = f"Python {platform.python_version()}\nfw-cli {__version__}\nWerkzeug {version('werkzeug')}\n"
    assert project.command("--version").stdout == expected


def test_version_of_another_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "product", "Acme")
    monkeypatch.setattr(program, "product_version", lambda: "2.0")
    assert "\nAcme 2.0\n" in CliRunner().invoke(FlaskGroup(), ["--version"]).output


def test_env_file_without_python_dotenv(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dotenv", None)
    result = CliRunner().invoke(FlaskGroup(), ["-e", "hello.py", "routes"])
    assert result.exit_code == 2
    assert "pip install python-dotenv" in result.output


@pytest.mark.parametrize(
    ("args", "environ", "debug"),
    [
        (["--debug"], {}, "1"),
        (["--no-debug"], {"FLASK_DEBUG": "1"}, "0"),
        ([], {"FLASK_DEBUG": "1"}, "1"),
        ([], {}, None),
    ],
)
def test_debug_option_goes_through_the_environment(
    project: Any, args: list[str], environ: dict[str, str], debug: str | None
) -> None:
    project.write(
        "hello.py",
        """
        import os
        from mini import App
        app = App("x")
        seen = os.environ.get("FLASK_DEBUG")
        app.cli.command("seen")(lambda: print(seen))
        """,
    )
    assert project.command("--app", "hello", *args, "seen", **environ).stdout == f"{debug}\n"
