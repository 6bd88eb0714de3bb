"""A context variable that shows what another one holds, as long as it has no value of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any, Generic, TypeVar, overload

from .errors import UnboundError

T = TypeVar("T")
D = TypeVar("D")


class _Nothing:
    """Hides the other variable's value, and stands for none: it has no attributes."""

    def __getattr__(self, name: str) -> Any:
        raise UnboundError(f"There is no {name!r} of what is hidden.")


_NOTHING: Any = _Nothing()


class Overlay(Generic[T]):
    """Behaves like a :class:`~contextvars.ContextVar` that lies over another.

    Where two variables nearly always hold the same value, setting one of them is enough: a second
    variable that is set makes every ``set`` and ``reset`` dearer.

    >>> current: ContextVar[str] = ContextVar("current")
    >>> author = Overlay("author", current, counts=str.isalpha)
    >>> _ = current.set("ada")
    >>> author.get()
    'ada'
    >>> _ = author.set("grace")
    >>> author.get(), current.get()
    ('grace', 'ada')

    :param name: What it is called in errors.
    :param lower: The variable that is asked where nothing is set here.
    :param counts: Whether a value of the other variable is a value of this one.
    """

    __slots__ = ("_counts", "lower", "name", "upper")

    def __init__(self, name: str, lower: ContextVar[Any], *, counts: Callable[[Any], bool]) -> None:
        self.name = name
        self.lower = lower
        #: What was set here, by itself: unset where the other variable's value shows.
        self.upper: ContextVar[T] = ContextVar(name)
        self._counts = counts

    @overload
    def get(self) -> T: ...
    @overload
    def get(self, default: D, /) -> T | D: ...
    def get(self, *default: Any) -> Any:
        """Return the value.

        :param default: What to return where there is none.
        :raises LookupError: There is none, and no default was given.
        """
        value = self.upper.get(None)
        if value is None:
            value = self.lower.get(None)
            if value is None or not self._counts(value):
                value = _NOTHING
        if value is not _NOTHING:
            return value
        if not default:
            raise LookupError(f"Nothing is bound to {self.name!r} in this context.")
        return default[0]

    def set(self, value: T) -> Token[T]:
        """Hide the other variable's value.

        :return: What :meth:`reset` takes.
        """
        return self.upper.set(value)

    def reset(self, token: Token[T]) -> None:
        """Take back what :meth:`set` did."""
        self.upper.reset(token)

    @contextmanager
    def showing(self, value: T | None) -> Iterator[None]:
        """Let a value show within a ``with`` block.

        :param value: The value; ``None`` for none, even if the other variable has one.
        """
        token = self.upper.set(_NOTHING if value is None else value)
        try:
            yield
        finally:
            self.upper.reset(token)

    def __call__(self) -> T:
        """Return the value; so other libraries' proxies take it for a function.

        :raises RuntimeError: There is none.
        """
        try:
            return self.get()
        except LookupError as error:
            raise RuntimeError(*error.args) from None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} over {self.lower.name!r}>"
