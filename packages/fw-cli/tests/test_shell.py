from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from fw_cli.shell import shell_banner, shell_namespace


def shell(project: Any, typed: str, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fw_cli", *args, "shell"],
        input=typed,
        cwd=project.folder,
        env={**project.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_shell_has_the_apps_names_and_its_context(project: Any) -> None:
    typed = "import fw_cli\nprint(app.name, answer, fw_cli.current_application() is app)\n"
    done = shell(project, typed, "--app", "hello")
    assert done.returncode == 0
    assert "hello 42 True" in done.stdout
    assert "App: hello\nInstance: /instance\n" in done.stderr


def test_startup_file_runs_first(project: Any) -> None:
    project.write("startup.py", "answer = 'startup'\nextra = 'extra'\n")
    done = shell(project, "print(answer, extra)\n", "--app", "hello", PYTHONSTARTUP="startup.py")
    assert "42 extra" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no readline")
def test_names_are_completed(project: Any) -> None:
    typed = "import readline; print([readline.get_completer()('answ', i) for i in range(2)])\n"
    done = shell(project, typed, "--app", "hello")
    assert "['answer', None]" in done.stdout


def test_other_applications_get_app(project: Any) -> None:
    def plain(environ: Any, start_response: Any) -> list[bytes]:
        return []

    assert shell_namespace(plain) == {"app": plain}
    assert "App: <function" in shell_banner(plain)
    assert "Instance" not in shell_banner(plain)
