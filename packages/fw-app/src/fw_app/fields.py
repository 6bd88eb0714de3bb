"""Werkzeug's immutable multi-dict, with look-ups of our own.

A view looks up a few fields, and each look-up in Werkzeug's class is two or three calls. The class here
is one of Werkzeug's to everybody who asks with ``isinstance``, compares, prints, copies or pickles it.
"""

from __future__ import annotations

import typing as t

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequestKeyError

from .class_watch import NO_SENTINEL, UNCHANGED, Watched

V = t.TypeVar("V")
T = t.TypeVar("T")

_values: t.Any = dict.get


class Fields(ImmutableMultiDict[str, V]):
    """The fields of a query, a form or a cookie header.

    PERF: in a third of the time of Werkzeug's class (benchmarks: "query", "form", "cookies").
    """

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        """Let `get` ask `__getitem__`, which a subclass may have of its own."""
        super().__init_subclass__(**kwargs)
        if "get" not in cls.__dict__:
            own: t.Any = cls
            own.get = ImmutableMultiDict.get

    def __getitem__(self, key: str) -> V:
        """Return the first value of a name.

        :param key: the name.
        :raises BadRequestKeyError: a 400, and a ``KeyError``, where there is none.
        """
        values = _values(self, key)
        if values:
            value: V = values[0]
            return value
        raise BadRequestKeyError(key)

    def get(  # type: ignore[override]
        self, key: str, default: t.Any = None, type: t.Callable[[V], t.Any] | None = None
    ) -> t.Any:
        """Return the first value of a name.

        :param key: the name.
        :param default: what to return where there is none, or where it cannot be converted.
        :param type: converts the value; a ``ValueError`` or ``TypeError`` says that it cannot.
        """
        values = _values(self, key)
        if not values:
            return default
        if type is None:
            return values[0]
        try:
            return type(values[0])
        except (ValueError, TypeError):
            return default

    def getlist(self, key: str, type: t.Callable[[V], t.Any] | None = None) -> list[t.Any]:
        """Return a list of the values of a name, which is empty where there are none.

        :param key: the name.
        :param type: converts each value; those that cannot be converted are left out.
        """
        if type is None:
            return [*_values(self, key, ())]
        return ImmutableMultiDict.getlist(self, key, type)

    def __reduce_ex__(self, protocol: t.SupportsIndex) -> t.Any:
        """Pickle as Werkzeug's own class, for readers without this package."""
        return ImmutableMultiDict, ([*self.items(multi=True)],)


# The name is seen in the repr.
Fields.__name__ = Fields.__qualname__ = ImmutableMultiDict.__name__

_GETITEM, _CONTAINS = ImmutableMultiDict.__getitem__, ImmutableMultiDict.__contains__
_GET, _GETLIST = ImmutableMultiDict.get, ImmutableMultiDict.getlist
_watched = Watched()


def storage_of(cls: type[t.Any]) -> type[t.Any]:
    """Return the class to store fields in: :class:`Fields` for Werkzeug's class.

    :param cls: the class that was asked for, which is returned where it is another, or where somebody
        has replaced the look-ups of Werkzeug's.
    """
    if cls is not ImmutableMultiDict:
        return cls
    if _watched.get(cls, NO_SENTINEL).__flags__ & UNCHANGED or has_usual_look_ups():
        return Fields
    return cls


def has_usual_look_ups() -> bool:
    """Say whether Werkzeug's class looks fields up as it always did."""
    # PERF: one by one, which Python 3.12 and later specialise (benchmarks: "query").
    as_written = (
        ImmutableMultiDict.__getitem__ is _GETITEM
        and ImmutableMultiDict.__contains__ is _CONTAINS
        and ImmutableMultiDict.get is _GET
        and ImmutableMultiDict.getlist is _GETLIST
    )
    if as_written:
        _watched.note(ImmutableMultiDict)
    return as_written
