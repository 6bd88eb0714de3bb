"""Contexts within contexts are to everybody who looks what they are on the reference."""

from __future__ import annotations

import subprocess

from tools.environments import ROOT, environment


def test_contexts_that_are_entered_and_left_in_any_order() -> None:
    done = subprocess.run(
        [environment("conformance"), "-m", "tools.conformance.contexts"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert "each heard and unheard: 0 problems" in done.stdout
