"""Noticing that a class was changed, without looking at what it holds.

Methods may be replaced on a class at any time, and Python tells nobody. CPython itself has to know,
for its cache of attributes: a class carries a mark while what was looked up on it is still true,
and loses it as soon as an attribute of the class, or of one that it inherits from, is set or
deleted. A class that is derived from those to be watched, and that nobody else looks at, keeps the mark
for exactly as long as none of them is changed.

That is how CPython 3.10 to 3.12 work and no promise of the language. So it is tried when this module
is imported; where it does not hold, no sentinel ever shows the mark, and whoever asks compares
what the classes hold, which gives the same answer and takes longer.
"""

from __future__ import annotations

import typing as t

# The flag Py_TPFLAGS_VALID_VERSION_TAG of CPython's Include/object.h.
_VALID_VERSION = 1 << 19


class _Root:
    """What a sentinel is first derived from: the bases of other classes cannot be set."""


class _RootOfErrors(Exception):
    """The same for classes of exceptions, which lie differently in memory."""


class _RootOfDicts(dict[t.Any, t.Any]):
    """The same for classes of dicts, and for such a class together with others."""


class _Mute:
    """Stands for a sentinel of classes that can have none, and never shows the mark."""

    __flags__ = 0


#: A sentinel of nothing.
NO_SENTINEL: t.Final = _Mute()


def sentinel_of(*classes: type) -> t.Any:
    """Return a class that shows :data:`UNCHANGED` until one of the classes is changed.

    :param classes: the classes to watch, of different families.
    """
    for root in (_Root, _RootOfErrors, _RootOfDicts):
        sentinel = type("Sentinel", (root,), {})
        try:
            # Deriving it in the usual way would call `__init_subclass__` of the classes.
            sentinel.__bases__ = classes
        except TypeError:  # they lie differently in memory, or cannot have a common subclass
            continue
        renew(sentinel)
        return sentinel
    return NO_SENTINEL


def renew(sentinel: t.Any) -> None:
    """Let a sentinel show the mark again: a look-up gives it one.

    :param sentinel: what :func:`sentinel_of` returned.
    """
    getattr(sentinel, "anything", None)


#: How many classes are remembered by one who watches.
_MOST = 1024


class Watched(dict[type, t.Any]):
    """Classes that were found to be as wanted, and the sentinel of each.

    ``watched.get(kind, NO_SENTINEL).__flags__ & UNCHANGED`` says whether a class still is.

    :param others: classes to watch together with each; they must have been found to be as wanted, too.
    """

    def __init__(self, *others: type) -> None:
        self._others = others

    def note(self, kind: type) -> None:
        """Let a class show the mark, because it has just been found to be as wanted.

        :param kind: the class.
        """
        if not UNCHANGED:  # nobody would see it
            return
        sentinel = self.get(kind)
        if sentinel is None:
            if len(self) >= _MOST:  # somebody makes classes as others make objects
                self.clear()
            sentinel = self[kind] = sentinel_of(kind, *self._others)
        renew(sentinel)


def _mark() -> int:
    """Return the flag to look for in ``sentinel.__flags__``; none where it does not tell."""

    class Base:
        value = 1

    class Watched(Base):
        pass

    sentinel = sentinel_of(Watched)
    shown = [sentinel.__flags__]
    Watched.value, Watched().value  # looking at the class changes nothing
    shown.append(sentinel.__flags__)
    Base.value = 2
    Watched.value, Watched().value  # nor does it hide a change
    shown.append(sentinel.__flags__)
    renew(sentinel)
    shown.append(sentinel.__flags__)
    told = [bool(flags & _VALID_VERSION) for flags in shown]
    return _VALID_VERSION if told == [True, True, False, True] else 0


#: The mark in ``sentinel.__flags__`` that says: nothing was changed. Zero where there is none.
UNCHANGED: t.Final = _mark()
