"""Command groups, which need fw-cli, and blueprints without commands, which do not."""

from __future__ import annotations

import sys

import pytest

from fw_app import Blueprint, Flask


def test_without_fw_cli_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fw_cli", None)
    app = Flask(__name__)
    app.register_blueprint(Blueprint("pages", __name__))
    with pytest.raises(ModuleNotFoundError, match="pip install fw-cli, or 'fw-app\\[cli\\]"):
        app.cli  # noqa: B018


def test_commands_of_blueprints() -> None:
    pytest.importorskip("fw_cli")
    app = Flask("name")
    for name, group in (("one", None), ("two", "other")):
        blueprint = Blueprint(name, __name__, cli_group=group)
        blueprint.cli.command(f"{name}-command")(lambda: None)
        app.register_blueprint(blueprint)
    last = Blueprint("three", __name__)
    last.cli.command("three-command")(lambda: None)
    app.register_blueprint(last)
    assert app.cli.name == "name"
    assert sorted(app.cli.commands) == ["one-command", "other", "three"]
