"""What stands in for a module, and for what is taken from it, until it is used.

For :mod:`fw_app.lean_werkzeug`: while Werkzeug is imported, a :class:`StandIn` in ``sys.modules`` takes
the place of a module that few applications need. What Werkzeug's modules hold of it afterwards is
exchanged for the real thing as soon as one of them makes use of it.
"""

from __future__ import annotations

import re
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
    kinds = {StandIn, Name, Pattern}
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
    :param hidden: the module itself, where it has been imported before.
    """

    def __init__(
        self,
        name: str,
        foreseen: Mapping[str, Callable[[StandIn, str], Any]],
        *,
        submodule: str = "",
        package: bool = False,
        hidden: ModuleType | None = None,
    ) -> None:
        super().__init__(name)
        self._foreseen = foreseen
        self._imported = submodule or name
        self._is_package = package
        #: What is told when the module has been loaded.
        self._when_loaded: list[Callable[[ModuleType], None]] = []
        self._hidden = hidden

    def __getattr__(self, name: str) -> Any:
        # The import system asks for some names.
        if name == "__path__" and self._is_package:
            return _Path(self)
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name)
        if name in self._foreseen:
            return self._foreseen[name](self, name)
        return getattr(self._hidden or self.load(), name)

    def enter(self) -> None:
        """Take the module's place in ``sys.modules``, unless another thread has just imported it."""
        if self._hidden is None:
            sys.modules.setdefault(self.__name__, self)
        else:
            sys.modules[self.__name__] = self

    def leave(self) -> None:
        """Give the place in ``sys.modules`` back."""
        if sys.modules.get(self.__name__) is self:
            if self._hidden is None:
                del sys.modules[self.__name__]
            else:
                sys.modules[self.__name__] = self._hidden
                self._make_way(self._hidden)

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


class Pattern(_Placed):
    """Stands in for a regular expression, which is compiled when it is first used.

    :param pattern: its source.
    :param flags: as for :func:`re.compile`.
    """

    def __init__(self, pattern: Any, flags: Any = 0) -> None:
        self._source = pattern, flags

    def _compiled(self) -> re.Pattern[Any]:
        real = re.compile(*self._source)
        self._make_way(real)
        return real

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What :func:`isinstance` goes by."""
        return re.Pattern

    def __getattr__(self, name: str) -> Any:
        if name == "_source":  # while it is copied
            raise AttributeError(name)
        value = self.__dict__[name] = getattr(self._compiled(), name)
        return value

    def __eq__(self, other: object) -> bool:
        return self._compiled() == (other._compiled() if type(other) is Pattern else other)

    def __hash__(self) -> int:
        return hash(self._compiled())

    def __repr__(self) -> str:
        return repr(self._compiled())

    def __reduce__(self) -> Any:
        return re.compile, self._source


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


class _Late:
    """Stands in for what a dataclass has, until the class is made one.

    :param finish: makes it one.
    :param name: of the attribute.
    """

    def __init__(self, finish: Callable[[], None], name: str) -> None:
        self._finish = finish
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        self._finish()
        return getattr(owner if instance is None else instance, self._name)


#: What :func:`dataclasses.dataclass` gives to a class.
_OF_DATACLASSES = (
    *("__init__", "__repr__", "__eq__", "__hash__"),
    *("__match_args__", "__dataclass_fields__", "__dataclass_params__"),
)


def late_dataclass(module: StandIn, name: str) -> Callable[[type], type]:
    """Return a :func:`dataclasses.dataclass` that does its work when the class is first used.

    :param module: what stands in for :mod:`dataclasses`.
    :param name: of the decorator.
    """

    def decorate(cls: type) -> type:
        def finish() -> None:
            decorator = getattr(module.load(), name)
            for attribute in _OF_DATACLASSES:
                if isinstance(vars(cls).get(attribute), _Late):
                    delattr(cls, attribute)
            decorator(cls)

        for attribute in _OF_DATACLASSES:
            setattr(cls, attribute, _Late(finish, attribute))
        return cls

    return decorate


def syntax(module: StandIn, name: str) -> Any:
    """Return what :mod:`ast` takes from the interpreter, and two of its functions.

    :param module: what stands in for :mod:`ast`.
    :param name: of a class of nodes, ``parse`` or ``walk``.
    """
    import _ast  # noqa: PLC0415 - while Werkzeug is imported

    def parse(source: str) -> Any:
        return compile(source, "<unknown>", "exec", _ast.PyCF_ONLY_AST)

    def walk(node: Any) -> Iterator[Any]:
        yield node
        for field in node._fields:
            value = getattr(node, field)
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, _ast.AST):
                    yield from walk(child)

    return {"parse": parse, "walk": walk}.get(name) or getattr(_ast, name)
