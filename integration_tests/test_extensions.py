"""Five extensions, as released, do their real work on fw-core.

They run in an environment of their own, which holds Flask too, and see fw-core by the alias.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.environments import ROOT, environment

CHECKS = sorted(Path(__file__).with_name("extensions").glob("check_*.py"))


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem.removeprefix("check_"))
def test_an_extension_works(check: Path) -> None:
    command = [environment("extensions"), "-m", "pytest", "-p", "fw_core.as_flask", "-q", check]
    done = subprocess.run(
        [*map(str, command), "-p", "no:cacheprovider"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
