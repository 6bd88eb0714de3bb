"""Names that a module gives without holding them: heavy ones, and those of older editions.

A module of this package re-exports most of its names by plain imports. Two kinds are left to the
module's ``__getattr__``: a name whose module is heavy (Jinja, Click, the test client) is imported
when it is first asked for, and a name that older editions had fails with what to write instead.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from opcode import opmap
from types import MappingProxyType
from typing import NoReturn, final

from fw_core._removed import REMOVED

__all__ = ["ModuleNames", "module_getattr"]

_IMPORT_FROM = opmap["IMPORT_FROM"]


@final
class ModuleNames:
    """The ``__getattr__`` of one module: lazy names, then removed ones.

    :param module: the full name of the module that asks.
    :param lazy: where each lazy name lives: ``"module"`` where it has the same name there,
        ``"module:other"`` where it has another, ``"module:"`` for the module itself.
    """

    __slots__ = ("lazy", "module", "removed")

    def __init__(self, module: str, lazy: Mapping[str, str] = MappingProxyType({})) -> None:
        self.module = module
        self.lazy = lazy
        self.removed = REMOVED.get(module, {})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.module}: {', '.join(self.lazy) or 'none lazy'}>"

    def __call__(self, name: str, depth: int = 2) -> object:
        """Import a lazy name and keep it in the module, or say that there is none.

        :param name: the attribute that the module does not have.
        :param depth: how many frames up the one that asked is, seen from :meth:`refuse`.
        :raises AttributeError: there is no such name.
        :raises ImportError: there is no such name, and it was asked for by ``from … import``.
        """
        if name == "__all__" and self.lazy:  # `from … import *`
            return [each for each in self.all_names() if each[0] != "_" and each != "annotations"]
        try:
            target = self.lazy[name]
        except KeyError:
            self.refuse(name, depth)
        module, colon, attribute = target.partition(":")
        value: object = importlib.import_module(module)
        if attribute or not colon:
            value = getattr(value, attribute or name)
        setattr(sys.modules[self.module], name, value)
        return value

    def all_names(self) -> list[str]:
        """Return what :func:`dir` lists of the module."""
        return sorted({*vars(sys.modules[self.module]), *self.lazy})

    def refuse(self, name: str, depth: int) -> NoReturn:
        """Raise the error for a name that is not here, naming its replacement where one exists.

        :param name: the attribute that was asked for.
        :param depth: how many frames up the one that asked is.
        :raises AttributeError: always, or
        :raises ImportError: where the caller is a ``from … import`` statement.
        """
        try:
            advice = self.removed[name]
        except KeyError:
            raise AttributeError(
                f"module {self.module!r} has no attribute {name!r}", name=name
            ) from None
        message = f"{self.module}.{name} was removed: {advice}"
        # `from module import name` puts a message of its own in the place of an AttributeError's,
        # so that the advice would be lost; an ImportError reaches the user as it is.
        frame = sys._getframe(depth)
        if frame.f_lasti >= 0 and frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM:
            raise ImportError(message, name=self.module)
        raise AttributeError(message, name=name)


def module_getattr(
    module: str, lazy: Mapping[str, str] = MappingProxyType({})
) -> Callable[[str], object]:
    """Make the ``__getattr__`` of a module.

    :param module: the module's ``__name__``.
    :param lazy: where each lazy name lives, as in :class:`ModuleNames`.
    :return: a function to be bound to ``__getattr__`` in the module, whose ``__dir__`` is made too.
    """
    names = ModuleNames(module, lazy)
    if lazy:
        vars(sys.modules[module])["__dir__"] = names.all_names
    return names
