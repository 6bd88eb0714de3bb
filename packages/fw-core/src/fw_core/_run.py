"""``python -m fw_core.as_flask``: run a script, a module or code that imports Flask on fw-core."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from typing import Final

from fw_core._alias import alias_path

__all__ = ["main"]

USAGE: Final = """\
usage: python -m fw_core.as_flask SCRIPT [ARGUMENT ...]
       python -m fw_core.as_flask -m MODULE [ARGUMENT ...]
       python -m fw_core.as_flask -c CODE [ARGUMENT ...]
       python -m fw_core.as_flask --path

Runs a Python program in which 'import flask' gives fw-core. With FW_CORE_AS_FLASK=1 in the
environment, the Python programs that it starts see fw-core too. --path prints the folder that
does the same for any Python process that has it on PYTHONPATH.
"""


def main(arguments: Sequence[str]) -> None:
    """Run what the arguments name, as Python itself would.

    :param arguments: the command line, the program's own name first.
    :raises SystemExit: the arguments name nothing that can be run.
    """
    program, *rest = arguments
    if rest in (["-h"], ["--help"]):
        print(USAGE, end="")
    elif rest == ["--path"]:
        print(alias_path())
    elif len(rest) >= 2 and rest[0] == "-m":
        sys.argv = [program, *rest[2:]]
        sys.path.insert(0, "")
        runpy.run_module(rest[1], run_name="__main__", alter_sys=True)
    elif len(rest) >= 2 and rest[0] == "-c":
        sys.argv = ["-c", *rest[2:]]
        sys.path.insert(0, "")
        run_code(rest[1])
    elif rest and not rest[0].startswith("-"):
        run_script(rest)
    else:
        raise SystemExit(USAGE)


def run_script(arguments: Sequence[str]) -> None:
    """Run a file; its folder is the first on the path, as with ``python file.py``.

    :param arguments: the file's path, then what is passed to it.
    """
    from pathlib import Path  # noqa: PLC0415  # a module that a short run does not need

    sys.argv = list(arguments)
    sys.path.insert(0, str(Path(arguments[0]).resolve().parent))
    runpy.run_path(arguments[0], run_name="__main__")


def run_code(code: str) -> None:
    """Run a piece of source code as the main module.

    :param code: the source.
    """
    namespace = {"__name__": "__main__", "__builtins__": __builtins__}
    exec(compile(code, "<string>", "exec"), namespace)  # noqa: S102  # what the user asked for
