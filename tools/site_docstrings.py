"""How the site's API reference reads docstrings: what mkdocstrings' parser does not know by itself.

The docstrings of the packages are written for Sphinx and for reading in place: they have roles,
such as ``:class:`Flask```, and comments that begin with ``#:`` above attributes. On the site a
role becomes code, and such a comment the attribute's docstring. ``mkdocs.yml`` names this file.
"""

from __future__ import annotations

import re
from typing import Any, Final

from griffe import Attribute, Docstring, Extension, Object

__all__ = ["ReadableDocstrings"]

ROLE: Final = re.compile(
    r":(?:py:)?(?:attr|class|data|doc|envvar|exc|func|meth|mod|obj|ref):"
    r"`(?P<last>~?)(?P<name>[^`<]+?)(?:\s<[^`>]*>)?`"
)


def without_roles(text: str) -> str:
    """Return a docstring with its roles turned into code.

    :param text: the docstring. ``~`` before a name keeps its last part; of ``name <target>``, the
        name is kept.
    """
    return ROLE.sub(
        lambda role: f"`{role['name'].rpartition('.')[2] if role['last'] else role['name']}`", text
    )


def comment_above(lines: list[str], number: int) -> str:
    """Return what the ``#:`` comment above a line says, or nothing.

    :param lines: the lines of the module.
    :param number: the line of the attribute, from 1.
    """
    found: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.lstrip().startswith("#:"):
            break
        found.insert(0, line.lstrip()[2:].strip())
    return "\n".join(found)


class ReadableDocstrings(Extension):
    """Give attributes the docstrings of their comments, and free all docstrings of roles."""

    def on_attribute_instance(self, *, attr: Attribute, agent: Any, **kwargs: Any) -> None:
        """Take the comment above an attribute for its docstring."""
        if attr.docstring is None and attr.lineno is not None:
            text = comment_above(agent.code.splitlines(), attr.lineno)
            if text:
                attr.docstring = Docstring(
                    text, lineno=attr.lineno, parser=agent.docstring_parser, parent=attr
                )

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:
        """Take the roles out of a docstring."""
        if obj.docstring is not None:
            obj.docstring.value = without_roles(obj.docstring.value)
