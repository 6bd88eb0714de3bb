"""Sessions that the reference signs open on fw-core, and the other way round."""

from __future__ import annotations

import subprocess

from tools.environments import ROOT, environment


def test_a_thousand_sessions_of_every_type_open_on_the_other_side() -> None:
    done = subprocess.run(
        [environment("conformance"), "-m", "tools.conformance.cookies"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert ", both ways: 0 problems" in done.stdout
