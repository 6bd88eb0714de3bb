"""Type-check everything, strictly.

One run of mypy reads the packages, their tests, the tools and the integration tests. Several packages have a
``tests/test_app.py``, and mypy refuses two files of one module name; one run for each folder would read the same libraries a
dozen times. So each folder of tests is shown to mypy through a link with a name of its own, and what mypy prints is put back
into the repository's paths. Each example is a project of its own, and is checked by its own settings.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.checks.repository import ROOT, packages

_CACHE = ".mypy_cache"
_WHOLE = ("tools", "integration_tests")


def _has_modules(folder: Path) -> bool:
    return next(folder.rglob("*.py"), None) is not None


def _linked_tests(root: Path) -> dict[Path, Path]:
    """Return the packages' tests, by a link of a unique name.

    A link stays once it is made, so that what mypy remembers of its files stays valid.
    """
    links: dict[Path, Path] = {}
    for package in packages(root):
        folder, link = package.folder / "tests", root / _CACHE / "links" / f"{package.module}_tests"
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(folder, target_is_directory=True)
        if _has_modules(folder):
            links[link] = folder
    return links


def _mypy(folder: Path, arguments: list[str], search: Path | None = None) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *arguments],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(search or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def check_packages(root: Path = ROOT) -> tuple[int, str]:
    """Check the packages, their tests, the tools and the integration tests.

    :param root: the repository.
    :return: mypy's exit code and what it printed, with the repository's paths.
    """
    links = _linked_tests(root)
    sources = [package.source.parent for package in packages(root)]
    sources += [root / name for name in _WHOLE if _has_modules(root / name)]
    paths = [str(path.relative_to(root)) for path in [*sources, *links]]
    code, text = _mypy(root, paths, search=root / _CACHE / "links")
    for link, folder in links.items():
        text = text.replace(f"{link.relative_to(root)}/", f"{folder.relative_to(root)}/")
    return code, text


def check_example(example: Path, cache: Path) -> tuple[int, str]:
    """Check an example by its own settings.

    :param example: the folder of its ``pyproject.toml``.
    :param cache: where mypy may remember what it found.
    :return: mypy's exit code and what it printed.
    """
    arguments = ["--config-file", "pyproject.toml", "--cache-dir", str(cache / example.name), "."]
    return _mypy(example, arguments)


def main(root: Path = ROOT) -> int:
    """Check a repository and print what mypy says.

    :param root: the repository.
    :return: the exit code: not 0 when anything is refused.
    """
    results = [("packages, tests and tools", *check_packages(root))]
    for pyproject in sorted((root / "examples").glob("*/pyproject.toml")):
        example = pyproject.parent
        results.append((example.name, *check_example(example, root / _CACHE / "examples")))
    for name, _, text in results:
        print(f"{name}: {text}", end="")
    return max(code for _, code, _ in results)


if __name__ == "__main__":
    sys.exit(main())
