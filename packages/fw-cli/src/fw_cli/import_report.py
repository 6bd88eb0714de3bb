"""Tracebacks that begin in the user's code, and import cycles by name."""

from __future__ import annotations

import re
import sys
import traceback
from types import TracebackType

#: Packages whose frames stand before the user's and say nothing about the user's mistake.
hidden_packages: set[str] = {
    "__main__",
    "_frozen_importlib",
    "click",
    "fw_cli",
    "importlib",
    "runpy",
}

_PARTIAL = re.compile(r"partially initialized module '([\w.]+)'")


def _package_of(tb: TracebackType) -> str:
    names = tb.tb_frame.f_globals
    return str(names.get("__package__") or names.get("__name__") or "").partition(".")[0]


def user_frames(error: BaseException) -> TracebackType | None:
    """Return the traceback of ``error`` from the first frame that is the user's.

    :param error: An error that was raised.
    :return: None where no frame is the user's.
    """
    tb = error.__traceback__
    while tb is not None and _package_of(tb) in hidden_packages:
        tb = tb.tb_next
    return tb


def format_error(error: BaseException) -> str:
    """Return the traceback's text, without the frames that led to the user's code.

    :param error: An error that was raised. A cycle of imports behind it is named at the end.
    """
    lines = traceback.format_exception(type(error), error, user_frames(error))
    return "".join(lines) + describe_cycle(error)


def import_cycle(error: BaseException) -> list[str]:
    """Return the modules that import each other in a circle.

    :param error: An error that was raised while modules were imported.
    :return: Module names, the first one again at the end; empty where there is no cycle.
    """
    found = _PARTIAL.search(str(error))
    if found is None or not isinstance(error, (ImportError, AttributeError)):
        return []
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    importing = [str(f.f_globals.get("__name__")) for f in frames if f.f_code.co_name == "<module>"]
    unfinished = found[1]
    if unfinished not in importing:
        return []
    return [*importing[importing.index(unfinished) :], unfinished]


def describe_cycle(error: BaseException) -> str:
    """Return a sentence that names the cycle of imports behind ``error``, or nothing.

    :param error: An error that was raised while modules were imported.
    """
    cycle = import_cycle(error)
    if not cycle:
        return ""
    return (
        f"\nThe modules import each other in a circle: {' -> '.join(cycle)}."
        f" {cycle[-2]!r} needed a name of {cycle[0]!r} before it was defined. Move what both need"
        " into a module of its own, or import it where it is used.\n"
    )


def print_error(error: BaseException) -> None:
    """Print :func:`format_error` to standard error."""
    sys.stderr.write(format_error(error))
