"""Environment variables from ``.flaskenv``, ``.env`` and a file of one's own.

The files are only read: nothing here writes, changes the working directory or starts a shell.
"""

from __future__ import annotations

import os
from types import ModuleType

import click


def _python_dotenv() -> ModuleType | None:
    try:
        import dotenv  # noqa: PLC0415  an optional requirement, read only where it is used
    except ImportError:
        return None
    return dotenv


def dotenv_is_installed() -> bool:
    """Tell whether python-dotenv can be imported."""
    return _python_dotenv() is not None


def _path_is_ancestor(path: str, other: str) -> bool:
    """Tell whether ``other`` lies at or below ``path``, judged by the text of the two paths."""
    rest = other[len(path) :].lstrip(os.sep)
    return os.path.join(path, rest) == other


def _tell_about_unread_files(path: str | os.PathLike[str] | None) -> None:
    if path or any(map(os.path.isfile, (".env", ".flaskenv"))):
        tip = " * Tip: There are .env files present. Install python-dotenv to use them."
        click.secho(tip, fg="yellow", err=True)


def load_dotenv(path: str | os.PathLike[str] | None = None, load_defaults: bool = True) -> bool:
    """Set environment variables from dotenv files, without replacing any that is set.

    The nearest ``.flaskenv`` and ``.env``, looked for from the working directory upwards, are read first;
    ``.env`` wins over ``.flaskenv``, and ``path`` wins over both.
    Does nothing but print a tip where python-dotenv is missing.

    :param path: A file to read besides; passed over where it does not exist.
    :param load_defaults: Look for ``.flaskenv`` and ``.env``.
    :return: Whether any file held a variable.
    """
    reader = _python_dotenv()
    if reader is None:
        _tell_about_unread_files(path)
        return False

    files: list[str | os.PathLike[str]] = []
    if load_defaults:
        files += (reader.find_dotenv(name, usecwd=True) for name in (".flaskenv", ".env"))
    if path is not None and os.path.isfile(path):
        files.append(path)

    found: dict[str, str | None] = {}
    for file in filter(None, files):
        found.update(reader.dotenv_values(file, encoding="utf-8"))
    for name, value in found.items():
        if value is not None:
            os.environ.setdefault(name, value)
    return bool(found)
