"""The same applications and requests give the same on the reference and on fw-core."""

from __future__ import annotations

import subprocess

from tools.environments import ROOT, environment


def test_nothing_differs_that_is_not_listed() -> None:
    finished = subprocess.run(
        [environment("conformance"), "-m", "tools.side_by_side"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert int(finished.stdout.split(" cases")[0].split()[-1]) >= 300
