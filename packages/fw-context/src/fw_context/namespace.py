"""A bag of attributes: the ``g`` object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final


class _Missing:
    """The type of the marker for "no default was given"."""

    def __repr__(self) -> str:
        return "<no default>"


_MISSING: Final = _Missing()


class Namespace:
    """An object to keep things on while a context lasts, with a few methods of a dict.

    It is made for subclassing. It has no constructor, so making one costs what an empty object
    costs.

    >>> g = Namespace()
    >>> g.user = "ada"
    >>> "user" in g, g.get("team", "none"), g.pop("user")
    (True, 'none', 'ada')
    """

    if TYPE_CHECKING:
        # Type checkers let any name be read and written. At run time these are object's own.
        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

        def __delattr__(self, name: str) -> None: ...

    def get(self, name: str, default: Any = None) -> Any:
        """Return the attribute *name*, or *default* where there is none."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: Any = _MISSING) -> Any:
        """Remove the attribute *name* and return its value.

        :param default: Returned where there is no such attribute.
        :raises KeyError: There is no such attribute, and no default was given.
        """
        if default is _MISSING:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return the attribute *name*; set it to *default* first where there is none."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {', '.join(self.__dict__) or 'empty'}>"
