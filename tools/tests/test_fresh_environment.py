from __future__ import annotations

import sys

import pytest

from tools.fresh_environment import CommandFailed, run


def test_what_a_command_prints_is_returned() -> None:
    code = "import os, sys; print(os.environ['COLOUR']); print('aside', file=sys.stderr)"
    assert sorted(run(sys.executable, "-c", code, env={"COLOUR": "blue"}).split()) == [
        "aside",
        "blue",
    ]


def test_a_command_that_fails_tells_what_it_printed() -> None:
    with pytest.raises(CommandFailed, match="wrong way"):
        run(sys.executable, "-c", "raise SystemExit('wrong way')")


def test_a_command_that_hangs_is_ended_with_what_it_started() -> None:
    child = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input(); 1'], stdin=None)"
    )
    hang = f"import signal, subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]); signal.pause()"
    with pytest.raises(CommandFailed, match="still running after 1 s"):
        run(sys.executable, "-c", hang, timeout=1)
