"""The public tables of callbacks and views, which say when they change.

The tables stay what they are in the reference: plain dicts that code may read, fill and rebind at
any time, also after the first request. Request plans are compiled from them, so a table tells its
owner when a plan may have become wrong: when a key gets another value, and when one of the lists
that the table made changes.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict
from functools import update_wrapper

K = t.TypeVar("K")
V = t.TypeVar("V")
T = t.TypeVar("T")


def _nothing() -> None:
    """Stand in for the listener of a table that nobody compiled a plan from."""


class WatchedDict(dict[K, V]):
    """A dict that calls ``on_change`` after each change of its keys or values."""

    on_change: t.Callable[[], None] = staticmethod(_nothing)

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.on_change()

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self.on_change()

    def __ior__(self, other: t.Any) -> t.Any:  # type: ignore[override, misc, unused-ignore]
        self.update(other)
        return self

    def clear(self) -> None:
        """Remove everything."""
        super().clear()
        self.on_change()

    def pop(self, *args: t.Any) -> t.Any:
        """Remove a key and return its value, or the default given."""
        value = super().pop(*args)
        self.on_change()
        return value

    def popitem(self) -> tuple[K, V]:
        """Remove and return the last pair."""
        pair = super().popitem()
        self.on_change()
        return pair

    def setdefault(self, key: K, default: t.Any = None) -> V:
        """Return the value of a key, which gets the default where it has none."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Take over the pairs of another mapping."""
        super().update(*args, **kwargs)
        self.on_change()


class WatchedList(list[T]):
    """A list that calls ``on_change`` after each change."""

    on_change: t.Callable[[], None] = staticmethod(_nothing)

    def __reduce__(self) -> t.Any:
        return list, (list(self),)


def _announcing(method: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """Return a method of lists as one that calls ``on_change`` in the end."""

    def announced(self: WatchedList[t.Any], *args: t.Any, **kwargs: t.Any) -> t.Any:
        value = method(self, *args, **kwargs)
        self.on_change()
        return value

    return update_wrapper(announced, method)


for _name in ("append", "extend", "insert", "remove", "pop", "clear", "reverse", "sort",
              "__setitem__", "__delitem__", "__iadd__", "__imul__"):  # fmt: skip
    setattr(WatchedList, _name, _announcing(getattr(list, _name)))


class CallbackTable(WatchedDict[str | None, list[T]], defaultdict[str | None, list[T]]):
    """Lists of callbacks by blueprint name; ``None`` is the key of the application's own.

    The lists that the table makes say when they change. One that was made elsewhere does not: its owner
    may change it at any time without a word.

    A plan binds lists with :meth:`bound`. The list of a key that is still missing is kept aside
    and becomes the key's value as soon as somebody asks for it, so that compiling never adds a key.
    """

    def __init__(self, pairs: t.Mapping[str | None, list[T]] | None = None) -> None:
        defaultdict.__init__(self, list, pairs or {})
        self._aside: dict[str | None, list[T]] = {}

    def bound(self, key: str | None) -> list[T]:
        """Return the list that is, or will become, the value of a key.

        :param key: a blueprint's name, or ``None`` for the application.
        """
        found = self.get(key)
        if found is None:
            found = self._aside.setdefault(key, self._new())
        return found

    def __missing__(self, key: str | None) -> list[T]:
        functions = self._aside.pop(key, None)
        if functions is None:
            functions = self._new()
        dict.__setitem__(self, key, functions)
        return functions

    def setdefault(self, key: str | None, default: t.Any = None) -> list[T]:
        """Return the list of a key, which holds what ``default`` holds where it is missing."""
        if key not in self:
            self[key].extend(default or ())
        return self[key]

    def _new(self) -> WatchedList[T]:
        functions: WatchedList[T] = WatchedList()
        functions.on_change = self._list_changed
        return functions

    def _list_changed(self) -> None:
        self.on_change()

    def copy(self) -> t.Any:
        """Return a table of its own with the same lists."""
        return type(self)(self)

    __copy__ = copy

    def __reduce__(self) -> t.Any:
        return type(self), (dict(self),)


def watched(table: t.Any, on_change: t.Callable[[], None], *, lists: bool) -> t.Any:
    """Return the table as one that reports its changes.

    :param table: a table of the right kind, which is kept, or any mapping, which is taken over.
    :param on_change: what to call on a change.
    :param lists: whether the values are lists of callbacks.
    """
    kind: type[WatchedDict[t.Any, t.Any]] = CallbackTable if lists else WatchedDict
    if not isinstance(table, kind):
        table = kind(table)
    table.on_change = on_change
    return table
