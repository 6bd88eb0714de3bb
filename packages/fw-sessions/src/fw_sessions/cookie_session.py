"""The session object that lives in a cookie, and the one that stands in for it without a key."""

from __future__ import annotations

from collections.abc import (
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    ValuesView,
)
from typing import Any, NoReturn, TypeVar

from werkzeug.datastructures import CallbackDict

from fw_sessions.mixin import SessionMixin

_S = TypeVar("_S", bound="SecureCookieSession")


_NONE_GIVEN: Any = object()


def _mark_modified(session: Any) -> None:
    session.modified = True


def plain_copy(session: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a session as a plain dict, without counting as a look."""
    # PERF: `dict.copy` asks a subclass that has its own `__iter__` for each key, which takes five
    # times as long (benchmarks: "session read and written").
    return dict(dict.items(session))


class SecureCookieSession(CallbackDict[str, Any], SessionMixin):
    """A dict that knows whether it was changed and whether it was looked at.

    Every mapping operation counts as a look, ``in``, ``len`` and ``bool`` too: whatever a response
    says after one may depend on the cookie, and a shared cache has to know (CVE-2023-30861,
    CVE-2026-27205). Changes to a mutable value *inside* the session are not seen: set
    :attr:`modified` oneself after those.

    :param initial: What the session holds at first; it does not count as a change.
    """

    modified = False
    accessed = False
    # PERF: one shared function instead of a closure a session.
    on_update = staticmethod(_mark_modified)

    def __init__(self, initial: Mapping[str, Any] | None = None) -> None:
        # PERF: the dict is filled without the steps in between (benchmarks: "session read and written").
        dict.__init__(self, () if initial is None else initial)

    # -- looks

    def __getitem__(self, key: str) -> Any:
        self.accessed = True
        return dict.__getitem__(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value under ``key``, or ``default``."""
        self.accessed = True
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        self.accessed = True
        return dict.__contains__(self, key)

    def __len__(self) -> int:
        self.accessed = True
        return dict.__len__(self)

    def __iter__(self) -> Iterator[str]:
        self.accessed = True
        return dict.__iter__(self)

    def __reversed__(self) -> Iterator[str]:
        self.accessed = True
        return dict.__reversed__(self)

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Return a view of the keys."""
        self.accessed = True
        return dict.keys(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Return a view of the values."""
        self.accessed = True
        return dict.values(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Return a view of the pairs."""
        self.accessed = True
        return dict.items(self)

    def copy(self) -> dict[str, Any]:
        """Return the content as a plain dict."""
        self.accessed = True
        return plain_copy(self)

    def __eq__(self, other: object) -> bool:
        self.accessed = True
        return dict.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        self.accessed = True
        return dict.__ne__(self, other)

    __hash__ = None  # type: ignore[assignment]

    def __or__(self, other: Any) -> Any:
        self.accessed = True
        return dict.__or__(self, other)

    def __ror__(self, other: Any) -> Any:
        self.accessed = True
        return dict.__ror__(self, other)

    def __repr__(self) -> str:
        self.accessed = True
        return super().__repr__()

    # -- changes: the base class calls ``on_update``

    def __setitem__(self, key: str, value: Any) -> None:
        # PERF: as the base class does, without its wrapper (benchmarks: "session read and written").
        self.accessed = True
        dict.__setitem__(self, key, value)
        changed: Any = self.on_update
        if changed is not None:
            changed(self)

    def __delitem__(self, key: str) -> None:
        self.accessed = True
        super().__delitem__(key)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value under ``key``, after putting ``default`` there if there was none."""
        self.accessed = True
        return super().setdefault(key, default)

    def pop(self, key: str, default: Any = _NONE_GIVEN) -> Any:
        """Take ``key`` out and return its value, or ``default`` where one is given."""
        self.accessed = True
        if default is _NONE_GIVEN:
            return super().pop(key)
        return super().pop(key, default)

    def popitem(self) -> tuple[str, Any]:
        """Take the youngest pair out and return it."""
        self.accessed = True
        return super().popitem()

    def clear(self) -> None:
        """Take everything out, which logs out: an emptied session deletes its cookie."""
        self.accessed = True
        super().clear()

    def update(  # type: ignore[override]
        self, arg: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None, /, **kwargs: Any
    ) -> None:
        """Take over the pairs of ``arg`` and of the keyword arguments."""
        self.accessed = True
        super().update(arg, **kwargs)

    def __ior__(self: _S, other: Any) -> _S:  # type: ignore[override]  # noqa: PYI019 - Python 3.10
        self.accessed = True
        return super().__ior__(other)


class NullSession(SecureCookieSession):
    """The session of an application without a secret key: empty, readable, and closed to writes."""

    def _fail(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError(
            "The session is unavailable because no secret key was set, and without one nobody"
            " could tell a session from a forged one. Make a key once with\n"
            "    python -c 'import secrets; print(secrets.token_hex())'\n"
            "and set it as the application's secret_key (the config key SECRET_KEY, or the"
            " environment variable FLASK_SECRET_KEY where the config is loaded from the"
            " environment). Keep it out of the repository."
        )

    __setitem__ = _fail
    __delitem__ = _fail
    __ior__ = _fail
    clear = _fail
    pop = _fail
    popitem = _fail
    setdefault = _fail
    update = _fail
    del _fail
