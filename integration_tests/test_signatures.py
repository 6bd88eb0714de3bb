"""Nothing of the reference's public surface is missing: names, attributes, parameters, options."""

from __future__ import annotations

import subprocess

from tools.environments import ROOT, environment


def test_no_name_and_no_parameter_is_missing() -> None:
    finished = subprocess.run(
        [environment("conformance"), "-m", "tools.conformance.signatures"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
