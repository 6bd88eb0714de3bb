"""Run the Python code that the documentation shows.

The ``python`` blocks of a page run in order, in one namespace, in an empty folder, each page in a process of its own: a page may
say ``import fw_core.as_flask``, and the next must not notice. A block whose fence has a title (``python title="hello.py"``) is also
written to that file before the page runs, so that a later block can use it; so is a titled block of any other language,
such as a template. ``python no-run`` is shown and not run; give
the reason in the text beside it. Shell sessions are ``console`` blocks and do not run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.checks.repository import ROOT

_FENCE = re.compile(
    r"^(?P<indent>[ ]*)(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=indent)(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_TITLE = re.compile(r'title="(?P<path>[^"]+)"')


@dataclass(frozen=True)
class Block:
    """A block of Python code on a page.

    :param line: the line of the page that its first line of code is.
    :param code: the code, its indentation removed.
    :param title: the file that it stands for, if the page says so.
    """

    line: int
    code: str
    title: str | None = None


def blocks(text: str) -> Iterator[Block]:
    """Yield the Python blocks of a page that are to run.

    :param text: the page's Markdown.
    """
    for match in _FENCE.finditer(text):
        language, *words = match["info"].split() or [""]
        if language != "python" or "no-run" in words:
            continue
        indent = len(match["indent"])
        code = "".join(line[indent:] or "\n" for line in match["code"].splitlines(keepends=True))
        title = _TITLE.search(match["info"])
        yield Block(text.count("\n", 0, match.start("code")) + 1, code, title and title["path"])


def files(text: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the content of each titled block of a page, whatever its language.

    :param text: the page's Markdown.
    """
    for match in _FENCE.finditer(text):
        title = _TITLE.search(match["info"])
        if title:
            indent = len(match["indent"])
            lines = match["code"].splitlines(keepends=True)
            yield title["path"], "".join(line[indent:] or "\n" for line in lines)


def run_page(page: Path) -> None:
    """Run the blocks of a page here: in this process, in the current folder.

    :param page: the Markdown file.
    """
    text = page.read_text(encoding="utf-8")
    found = list(blocks(text))
    for name, content in files(text):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    module = types.ModuleType("page")
    module.__file__ = str(Path("page.py").resolve())
    sys.modules[module.__name__] = module
    for block in found:
        source = "\n" * (block.line - 1) + block.code  # so that tracebacks give the page's lines
        exec(compile(source, str(page), "exec", dont_inherit=True), module.__dict__)  # noqa: S102


def check_page(page: Path, timeout: float = 60) -> str | None:
    """Run a page in a process and an empty folder of its own.

    :param page: the Markdown file.
    :param timeout: after how many seconds it counts as stuck.
    :return: what went wrong, or None.
    """
    command = [sys.executable, "-W", "error", "-m", "tools.checks.code_blocks", str(page.resolve())]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": path},
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"{page}: still running after {timeout:.0f} s: a block must end by itself"
    return None if done.returncode == 0 else done.stdout + done.stderr


def pages(root: Path) -> list[Path]:
    """Return the Markdown files of a repository that show Python code, by path.

    :param root: the repository.
    """
    candidates = [*root.glob("*.md"), *root.glob("packages/*/*.md"), *root.glob("docs/**/*.md")]
    candidates += root.glob("examples/**/*.md")
    return sorted(page for page in candidates if any(blocks(page.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    run_page(Path(sys.argv[1]))
