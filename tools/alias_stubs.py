"""``python -m tools.alias_stubs``: write the type stubs by which ``flask`` means fw-core.

Each stub re-exports the names of the fw-core module of the same name. ``--check`` writes nothing
and ends with 1 where a stub is not what would be written.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["stubs"]

PACKAGE: Final = Path(__file__).resolve().parents[1] / "packages" / "fw-core" / "src" / "fw_core"
FOLDER: Final = PACKAGE / "alias_path" / "flask"

WIDTH: Final = 100
HEADER: Final = "# Written by tools/alias_stubs.py.\n# isort: skip_file\n"

#: Modules of fw-core that have no familiar name.
OWN: Final = {"as_flask.py", "__main__.py"}


def modules() -> Iterator[Path]:
    """Yield the files of fw-core that have a familiar name, relative to the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        private = relative.name.startswith("_") and relative.name != "__init__.py"
        if relative.parts[0] != "alias_path" and not private and relative.name not in OWN:
            yield relative


def names(tree: ast.Module) -> Iterator[str]:
    """Yield what a module re-exports or defines for all type checkers to see.

    :param tree: the module.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname for alias in node.names if alias.asname == alias.name)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id


def stub(relative: Path) -> str:
    """Make the stub of a module.

    :param relative: its file, relative to the package.
    """
    tree = ast.parse((PACKAGE / relative).read_text(encoding="utf-8"))
    parts = relative.with_suffix("").parts
    below = ".".join(part for part in parts if part != "__init__")
    source = f"fw_core.{below}".rstrip(".")
    submodules = {path.stem for path in PACKAGE.glob("*.py")} | {"json", "sansio"}
    lines = []
    for name in sorted(set(names(tree)) - {"__version__"}):
        home = "flask" if not below and name in submodules else source
        line = f"from {home} import {name} as {name}"
        wrapped = f"from {home} import (\n    {name} as {name},\n)"
        if name in dir(builtins):
            line += "  # noqa: A004"
        lines.append(line if len(line) <= WIDTH else wrapped)
    return "\n".join((HEADER, *lines)) + "\n"


def stubs() -> dict[Path, str]:
    """Make all stubs: the text of each by its path."""
    return {FOLDER / relative.with_suffix(".pyi"): stub(relative) for relative in modules()}


def main(arguments: list[str]) -> int:
    """Write the stubs, or check them.

    :param arguments: the command line without the program.
    :return: the exit status.
    """
    wrong = 0
    for path, text in stubs().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            wrong = 1
            print(f"{path} is not up to date: run 'python -m tools.alias_stubs'")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
