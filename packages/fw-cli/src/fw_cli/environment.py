"""The environment variables that switch behaviour on and off, or tell where a process comes from."""

from __future__ import annotations

import os

_OFF = frozenset({"0", "false", "no"})


def get_debug_flag() -> bool:
    """Tell whether ``FLASK_DEBUG`` asks for debug mode.

    :return: False where the variable is missing, empty, ``0``, ``false`` or ``no``.
    """
    return os.environ.get("FLASK_DEBUG", "").lower() not in _OFF | {""}


def get_load_dotenv(default: bool = True) -> bool:
    """Tell whether the default dotenv files may be loaded.

    :param default: The answer where ``FLASK_SKIP_DOTENV`` is missing or empty.
    :return: False where ``FLASK_SKIP_DOTENV`` is set to anything but ``0``, ``false`` or ``no``.
    """
    skip = os.environ.get("FLASK_SKIP_DOTENV", "").lower()
    return skip in _OFF if skip else default


def is_running_from_reloader() -> bool:
    """Tell whether the reloader started this process.

    Werkzeug's function of this name says the same, at the price of importing its server.
    """
    return os.environ.get("WERKZEUG_RUN_MAIN") == "true"
