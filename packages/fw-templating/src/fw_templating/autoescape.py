"""Which templates have their values escaped."""

from __future__ import annotations

from functools import lru_cache

_MARKUP = (".html", ".htm", ".xml", ".xhtml", ".svg")
_WRAPPERS = (".j2", ".jinja", ".jinja2")


def select_autoescape(filename: str | None) -> bool:
    """Tell whether the values in a template are escaped as HTML.

    They are in templates made from a string, and in files called ``.html``, ``.htm``, ``.xml``,
    ``.xhtml`` or ``.svg``, in capital letters too, and with ``.j2``, ``.jinja`` or ``.jinja2``
    behind. Anything else is text.

    :param filename: The name of the template; None for one made from a string.
    """
    return True if filename is None else _is_markup(filename)


# PERF: Jinja asks at the beginning of each rendering (benchmarks: "template").
@lru_cache(maxsize=1024)
def _is_markup(filename: str) -> bool:
    name = filename.lower()
    while name.endswith(_WRAPPERS):
        name = name.rpartition(".")[0]
    return name.endswith(_MARKUP)
