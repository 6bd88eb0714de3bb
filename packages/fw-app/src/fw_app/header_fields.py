"""Response headers that refuse what must not be sent."""

from __future__ import annotations

import re
import typing as t

from werkzeug.datastructures import Headers

# RFC 9110 section 5.5: visible characters, spaces and tabs; the rest of Latin-1 is tolerated, and
# is all that a WSGI server can send (PEP 3333).
_FORBIDDEN = r"[^\t\x20-\x7e\x80-\xff]"
_CONTROL = r"[\x00-\x08\x0a-\x1f\x7f]"
# Werkzeug turns these into ASCII before they are sent, so they may hold any text until then.
_MAY_HOLD_IRI = frozenset({"location", "content-location"})


def check_field(name: str, value: str) -> None:
    """Refuse a header value that cannot be sent, or that would be read as more than a value.

    :raises ValueError: for a control character, and for one outside Latin-1.
    """
    # PERF: two looks by C code at what nearly every value is (benchmarks: "cookies").
    if value.isascii() and value.isprintable():
        return
    forbidden = _CONTROL if name.lower() in _MAY_HOLD_IRI else _FORBIDDEN
    found = re.search(forbidden, value)
    if found is not None:
        raise ValueError(
            f"The header {name!r} cannot have the value {value!r}: the character"
            f" {found.group()!r} at position {found.start()} must not be sent. Header values hold"
            " no newline or other control characters, and no characters outside Latin-1; encode"
            " such text first, as urllib.parse.quote does."
        )


def _is_plain_pair(pair: t.Any) -> bool:
    """Say whether a pair is of a name and a text that may be sent; raise where it may not."""
    if type(pair) is not tuple or len(pair) != 2:
        return False
    name, value = pair
    if type(name) is not str or type(value) is not str:
        return False
    check_field(name, value)
    return True


class ResponseHeaders(Headers):
    """Headers that check each value when it is set."""

    def __init__(self, defaults: t.Any = None) -> None:
        # PERF: a plain list of pairs is checked and taken as it is (benchmarks: "405").
        if type(defaults) is list and all(_is_plain_pair(pair) for pair in defaults):
            self._list = defaults.copy()
        else:
            super().__init__(defaults)

    @classmethod
    def of_pairs(cls, pairs: list[tuple[str, str]]) -> ResponseHeaders:
        """Return headers that hold these pairs, which are known to be good."""
        # PERF: Headers(pairs) checks and copies pair by pair (benchmarks: "JSON out").
        headers = cls.__new__(cls)
        headers._list = pairs
        return headers

    def _checked(self, key: str, value: t.Any, options: dict[str, t.Any]) -> str:
        text = value if isinstance(value, str) else str(value)
        check_field(key, text)
        for option in options.values():
            check_field(key, str(option))
        return text

    def add(self, key: str, value: t.Any, /, **kwargs: t.Any) -> None:
        """Add a value, beside those that the header may have.

        :raises ValueError: when the value must not be sent.
        """
        text = self._checked(key, value, kwargs)
        if kwargs:
            super().add(key, text, **kwargs)
        else:
            self._list.append((key, text))  # PERF: benchmarks: "cookies"

    def pairs(self) -> list[tuple[str, str]]:
        """Return the names and values, in a list of their own."""
        return self._list.copy()

    def add_checked(self, key: str, value: str) -> None:
        """Add a value that is known to be good, beside those that the header may have."""
        self._list.append((key, value))

    def extend_checked(self, pairs: t.Iterable[tuple[str, str]]) -> None:
        """Add values that are known to be good, beside those that the headers may have."""
        self._list.extend(pairs)

    def set(self, key: str, value: t.Any, /, **kwargs: t.Any) -> None:
        """Set a header to one value.

        :raises ValueError: when the value must not be sent.
        """
        super().set(key, self._checked(key, value, kwargs), **kwargs)

    def __setitem__(self, key: t.Any, value: t.Any) -> None:
        if isinstance(key, str):
            self.set(key, value)
            return
        for name, text in [value] if isinstance(key, int) else value:
            self._checked(name, text, {})
        super().__setitem__(key, value)

    def setdefault(self, key: str, default: t.Any) -> str:
        """Return a header's value, set to the default where it has none."""
        return super().setdefault(key, self._checked(key, default, {}))

    def setlistdefault(self, key: str, default: t.Iterable[t.Any]) -> t.Any:
        """Return all values of a header, set to the default where it has none."""
        return super().setlistdefault(key, [self._checked(key, value, {}) for value in default])

    def __eq__(self, other: object) -> bool:
        # Werkzeug compares headers of one and the same class only.
        if not isinstance(other, Headers):
            return NotImplemented
        return _compared(self) == _compared(other)

    __hash__ = None  # type: ignore[assignment, unused-ignore]

    def copy(self) -> ResponseHeaders:
        """Return headers with the same pairs."""
        return self.of_pairs(list(self._list))

    __copy__ = copy


def _compared(headers: Headers) -> set[tuple[str, str]]:
    return {(name.lower(), value) for name, value in headers}
