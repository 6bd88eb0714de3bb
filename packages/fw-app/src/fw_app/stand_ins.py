"""What stands in for a module, and for what is taken from it, until it is used.

For :mod:`fw_app.lean_werkzeug`: while Werkzeug is imported, a :class:`StandIn` in ``sys.modules`` takes
the place of a module that few applications need. What Werkzeug's modules hold of it afterwards is
exchanged for the real thing as soon as one of them makes use of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


class _Placed:
    """Something that knows in which modules it stands, and under which names."""

    #: The names of modules, and the key.
    _places: tuple[tuple[dict[str, Any], str], ...] = ()

    def _make_way(self, real: Any) -> None:
        """Let the real thing stand where this one does."""
        for names, key in self._places:
            if names.get(key) is self:
                names[key] = real


def note_places(modules: Iterable[ModuleType]) -> None:
    """Find out where what stands in for something stands.

    :param modules: where to look.
    """
    kinds = {StandIn, Name}
    for module in modules:
        names = vars(module)
        for key in [key for key, value in list(names.items()) if type(value) in kinds]:
            placed: _Placed = names[key]
            placed._places += ((names, key),)


class StandIn(_Placed, ModuleType):
    """Stands in for a module until it is used.

    :param name: the full name of the module.
    :param foreseen: what may be taken from it without loading it: a function that is called with the
        stand-in and the name, and returns what is given out.
    :param submodule: a module in it that is imported with it.
    :param package: whether other modules may be imported from it.
    """

    def __init__(
        self,
        name: str,
        foreseen: Mapping[str, Callable[[StandIn, str], Any]],
        *,
        submodule: str = "",
        package: bool = False,
    ) -> None:
        super().__init__(name)
        self._foreseen = foreseen
        self._imported = submodule or name
        self._is_package = package
        #: What is told when the module has been loaded.
        self._when_loaded: list[Callable[[ModuleType], None]] = []

    def __getattr__(self, name: str) -> Any:
        # The import system asks for some names.
        if name == "__path__" and self._is_package:
            return _Path(self)
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name)
        if name in self._foreseen:
            return self._foreseen[name](self, name)
        return getattr(self.load(), name)

    def enter(self) -> None:
        """Take the module's place in ``sys.modules``, unless another thread has just imported it."""
        sys.modules.setdefault(self.__name__, self)

    def leave(self) -> None:
        """Give the place in ``sys.modules`` back."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]

    def is_loaded(self) -> bool:
        """Say whether anybody has imported the module."""
        return sys.modules.get(self.__name__, self) is not self

    def load(self) -> ModuleType:
        """Import the real module and put it where this one is."""
        self.leave()
        import_module(self._imported)
        module = sys.modules[self.__name__]
        self._make_way(module)
        for tell in self._when_loaded:
            tell(module)
        return module


class _Path(list[str]):
    """Where the modules in a package are: nobody asks without importing one of them.

    :param package: what stands in for the package.
    """

    def __init__(self, package: StandIn) -> None:
        super().__init__()
        self._package = package

    def __iter__(self) -> Iterator[str]:
        return iter(self._package.load().__path__)


class Name(_Placed):
    """Stands in for a function or a class until it is called or looked into.

    :param module: what stands in for its module.
    :param name: its name there.
    """

    def __init__(self, module: StandIn, name: str) -> None:
        self._module = module
        self._name = name

    def _load(self) -> Any:
        real = getattr(self._module.load(), self._name)
        self._make_way(real)
        return real

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the real one."""
        return self._load()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)

    def __instancecheck__(self, instance: object) -> bool:
        # Nothing is of a class that was never imported.
        return self._module.is_loaded() and isinstance(instance, self._load())

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self._load())

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        """Let classes derive from the real one."""
        return (self._load(),)

    def __repr__(self) -> str:
        return f"<{self._module.__name__}.{self._name}, not imported yet>"


def base(module: StandIn, name: str) -> type:
    """Return a class to derive from, whose place the real one takes when its module is loaded.

    :param module: what stands in for the module.
    :param name: the name of the class.
    """

    class Base:
        def __new__(cls, *args: Any, **kwargs: Any) -> Any:
            module.load()
            return object.__new__(cls)

    def replace(loaded: ModuleType) -> None:
        for derived in Base.__subclasses__():
            derived.__bases__ = (getattr(loaded, name),)

    module._when_loaded.append(replace)
    return Base
