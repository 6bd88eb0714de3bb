"""Class attributes whose value costs an import, made when somebody first asks for them."""

from __future__ import annotations

import typing as t

T = t.TypeVar("T")


class OnFirstUse(t.Generic[T]):
    """A class attribute that is loaded when it is read, from the class or an instance.

    :param load: called with nothing, returns the value.
    """

    def __init__(self, load: t.Callable[[], T]) -> None:
        self._load = load

    def __get__(self, instance: object | None, owner: type | None = None) -> T:
        return self._load()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._load.__qualname__}>"


class MadeOnFirstUse(t.Generic[T]):
    """An instance attribute that is made when it is first read, and may be set like any other.

    :param make: called with the instance, returns the value, which the instance then keeps.
    """

    def __init__(self, make: t.Callable[[t.Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @t.overload
    def __get__(self, instance: None, owner: type) -> MadeOnFirstUse[T]: ...
    @t.overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> MadeOnFirstUse[T] | T:
        if instance is None:
            return self
        # PERF: called as a method, it would be looked for in the class (benchmarks: "query", "form").
        make = self._make
        value = make(instance)
        # Not by `setattr`: a subclass may have a property of this name, which asks for this value.
        instance.__dict__[self._name] = value
        return value
