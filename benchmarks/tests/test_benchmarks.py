"""The benchmarks run, and every application answers as its scenario says. Nothing is timed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.apps import load
from benchmarks.driver import Timings
from benchmarks.parts import bytecode, nanoseconds, parts_of
from benchmarks.report import table
from benchmarks.scenarios import BY_NAME, SCENARIOS, Scenario
from benchmarks.worker import Measured

_LIGHT = [scenario for scenario in SCENARIOS if "10,000" not in scenario.name]


@pytest.mark.parametrize("scenario", _LIGHT, ids=lambda scenario: scenario.name)
def test_fw_answers_each_scenario(scenario: Scenario) -> None:
    app = load("fw").build(scenario.app)
    assert Measured(app, scenario).batch(2) > 0


def test_a_wrong_answer_is_not_timed() -> None:
    app = load("fw").build("plain")
    with pytest.raises(RuntimeError, match="plain text: answered 200 OK b'Hello"):
        Measured(app, Scenario("plain text", "plain", holds=b"Goodbye"))


def test_a_quick_run_prints_tables_and_writes_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--quick", "--parts", "requests", "--frameworks", "bare,fw", "--rounds", "1"]
    written = tmp_path / "figures.json"
    code = main(
        [*options, "--seconds", "0.005", "--python", sys.executable, "--json", str(written)]
    )
    assert code == 0
    printed = capsys.readouterr().out
    assert "plain text" in printed
    assert "fw-core" in printed
    figures = json.loads(written.read_text(encoding="utf-8"))
    assert figures["requests"]["plain text"]["fw"]["median"] > 0
    assert "bare" not in figures["requests"]["query"]


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    timings = Timings({"fw": [1.0, 2.0, 1.0], "flask": [10.0, 30.0, 90.0]})
    assert timings.ratio("flask") == 15.0
    assert timings.ratio("bottle") is None
    assert timings.best("flask") == 10.0


def test_a_table_is_aligned() -> None:
    assert table(["a", "b"], [["long", "1"]]) == "| a    | b |\n| ---- | : |\n| long | 1 |"


def test_bytecode_is_counted_function_by_function() -> None:
    measured = Measured(load("fw").build("plain"), BY_NAME["plain text"])
    first, second = bytecode(measured), bytecode(measured)
    assert first == second
    assert first["Pipeline.wsgi_app"] > 0


def test_the_parts_of_a_request_run() -> None:
    measured = Measured(load("fw").build("plain"), BY_NAME["plain text"])
    for _name, part in parts_of(measured.app, measured.environ()):
        assert nanoseconds(part, 1, 1) > 0
