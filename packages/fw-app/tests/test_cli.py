"""The command line knows applications and their contexts."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

import fw_app.cli
import fw_cli
from fw_app.app import Flask
from fw_app.blueprints import Blueprint
from fw_app.cli import AppGroup, ScriptInfo, locate_app, with_appcontext
from fw_app.globals import current_app


def test_commands_run_in_the_context_of_their_application() -> None:
    app = Flask("shop")

    @app.cli.command("name")
    def name() -> None:
        click.echo(current_app.name)

    result = app.test_cli_runner().invoke(args=["name"])
    assert (result.exit_code, result.output) == (0, "shop\n"), result.output


def test_an_active_context_is_used_as_it_is() -> None:
    app = Flask("shop")

    @click.command()
    @with_appcontext
    def name() -> None:
        click.echo(current_app.name)

    with app.app_context() as ctx:
        result = app.test_cli_runner().invoke(name)
        assert result.output == "shop\n"
        assert fw_cli.active_app[0]() is app
        ctx.g.checked = True
    assert fw_cli.active_app[0]() is None


def test_commands_of_a_blueprint() -> None:
    app = Flask("shop")
    grouped = Blueprint("stock", __name__)
    merged = Blueprint("till", __name__, cli_group=None)

    @grouped.cli.command("count")
    def count() -> None:
        click.echo("3")

    @merged.cli.command("close")
    def close() -> None:
        click.echo("closed")

    app.register_blueprint(grouped)
    app.register_blueprint(merged)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["stock", "count"]).output == "3\n"
    assert runner.invoke(args=["close"]).output == "closed\n"
    assert isinstance(app.cli, AppGroup)


def test_an_application_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop_module.py").write_text(
        "from fw_app import Flask\nother = 3\nthe_shop = Flask(__name__)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    app = locate_app("shop_module", None)
    assert isinstance(app, Flask)
    assert app.name == "shop_module"
    assert ScriptInfo(app_import_path="shop_module:the_shop").load_app() is app


def test_what_extensions_reach_into() -> None:
    assert fw_app.cli.click is click
    for name in fw_app.cli.__all__:
        assert hasattr(fw_app.cli, name), name
