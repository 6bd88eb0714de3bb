"""The environment variables that an application looks at by itself."""

from __future__ import annotations

import os

_NO = ("0", "false", "no")


def get_debug_flag() -> bool:
    """Tell whether ``FLASK_DEBUG`` asks for debug mode.

    :return: ``True`` unless the variable is unset, empty, ``0``, ``false`` or ``no``.
    """
    value = os.environ.get("FLASK_DEBUG", "")
    return value != "" and value.lower() not in _NO


def get_load_dotenv(default: bool = True) -> bool:
    """Tell whether dotenv files may be loaded, which ``FLASK_SKIP_DOTENV`` forbids.

    :param default: the answer when the variable is unset or empty.
    :return: ``False`` when the variable says anything but ``0``, ``false`` or ``no``.
    """
    value = os.environ.get("FLASK_SKIP_DOTENV", "")
    return value.lower() in _NO if value else default
