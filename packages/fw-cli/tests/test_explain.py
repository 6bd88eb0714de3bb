from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from fw_cli import FlaskGroup


@pytest.fixture
def app(project: Any) -> Any:
    def describe_plan(endpoint: str | None) -> str:
        plans = {None: "404", "home": "before_request, home"}
        return plans[endpoint]

    made = project.mini.App("x")
    made.describe_plan = describe_plan
    made.route("/", endpoint="home")(None)
    return made


def explain(app: Any, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(FlaskGroup(create_app=lambda: app), ["explain", *args])
    return result.exit_code, result.output


def test_plan_is_printed(app: Any) -> None:
    assert explain(app, "home") == (0, "before_request, home\n")
    assert explain(app) == (0, "404\n")


def test_unknown_endpoint_suggests_one(app: Any) -> None:
    code, output = explain(app, "hme")
    assert code == 2
    assert "There is no endpoint 'hme'. Did you mean 'home'?" in output
    assert "'routes' lists them" in explain(app, "zzz")[1]


def test_application_without_plans(project: Any) -> None:
    App = project.mini.App

    code, output = explain(App("x"))
    assert code == 1
    assert "describe_plan" in output
