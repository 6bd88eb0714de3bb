"""The reference's own suite, unmodified, passes on fw-core."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.conformance.suite import OURS, REFERENCE, Outcome
from tools.conformance.verdict import judge, read_excused
from tools.environments import ROOT


def test_the_suite_of_the_reference_passes() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "tools.conformance"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    print(finished.stdout)


OUR_PROOF = "fw_app.app.Flask /x/fw_app/app.py\nmodule flask /x/fw_core/__init__.py\n"


def test_a_failure_that_the_reference_does_not_have_is_a_problem() -> None:
    reference = Outcome(REFERENCE, {"a": "passed", "b": "failed", "c": "skipped"}, "", "")
    ours = Outcome(OURS, {"a": "failed", "b": "failed", "c": "passed"}, "", OUR_PROOF)
    assert judge(reference, ours, {}).problems == ("fails here and passes on flask: a",)
    assert judge(reference, ours, {"a": "why"}).problems == ()
    assert judge(reference, ours, {"a": "why", "c": "why"}).problems == (
        "excused, but it passes: c",
    )


def test_classes_that_are_not_ours_are_a_problem() -> None:
    reference = Outcome(REFERENCE, {"a": "passed"}, "", "")
    theirs = "flask.app.Flask /x/flask/app.py\nmodule flask /x/flask/__init__.py\n"
    problems = judge(reference, Outcome(OURS, {"a": "passed"}, "", theirs), {}).problems
    assert len(problems) == 2
    assert all(problem.startswith("not ours: ") for problem in problems)


def test_a_run_of_the_reference_that_says_nothing_is_a_problem() -> None:
    ours = Outcome(OURS, {"a": "failed"}, "", OUR_PROOF)
    broken = Outcome(REFERENCE, {"a": "failed"}, "", "")
    assert judge(broken, ours, {}).problems == (
        "no test passes on flask, so that nothing is compared",
    )
    ours_twice = Outcome(REFERENCE, {"a": "passed"}, "", OUR_PROOF)
    problems = judge(ours_twice, Outcome(OURS, {"a": "passed"}, "", OUR_PROOF), {}).problems
    assert problems == ("not flask's, in its own run: fw_app.app.Flask /x/fw_app/app.py",)


def test_an_excuse_needs_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "excused.txt"
    file.write_text("# comment\ntests.test_x.test_y  # why\n", encoding="utf-8")
    assert read_excused(file) == {"tests.test_x.test_y": "why"}
    file.write_text("tests.test_x.test_y\n", encoding="utf-8")
    with pytest.raises(ValueError, match="gives no reason"):
        read_excused(file)
