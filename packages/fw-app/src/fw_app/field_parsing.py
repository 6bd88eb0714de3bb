"""The fields of queries and urlencoded forms, read into Werkzeug's multi-dicts."""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qsl

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

# By this name Werkzeug registered an error handler that leaves what is no UTF-8 percent-encoded.
_ERRORS = "werkzeug.url_quote"

_DIGITS = "0123456789abcdefABCDEF"
# Each byte by its two digits, as the character of that number.
_BYTES = {one + two: chr(int(one + two, 16)) for one in _DIGITS for two in _DIGITS}

_new = dict.__new__
_update = dict.update


def read_fields(text: str, cls: type[t.Any]) -> t.Any:
    """Return the fields of a query or a form, in a multi-dict.

    :param text: names and values, percent-encoded, with ``&`` between the fields.
    :param cls: the class of the multi-dict.
    """
    if cls is not ImmutableMultiDict and cls is not MultiDict:
        return cls(parse_qsl(text, keep_blank_values=True, errors=_ERRORS))
    # PERF: as `multi_dict` does, without a call (benchmarks: "query", "form").
    fields = _new(cls)
    _update(fields, _lists(text))
    return fields


def multi_dict(cls: type[t.Any], lists: dict[str, list[t.Any]]) -> t.Any:
    """Return one of Werkzeug's multi-dicts.

    :param cls: the class, ``MultiDict`` or ``ImmutableMultiDict``.
    :param lists: the values of each name, at least one.
    """
    # PERF: the lists are what Werkzeug's class makes of pairs (benchmarks: "query", "form").
    fields = _new(cls)
    _update(fields, lists)
    return fields


def multi_dict_of(cls: type[t.Any], pairs: list[tuple[str, t.Any]]) -> t.Any:
    """Return a multi-dict of names and values.

    :param cls: the class of the multi-dict.
    :param pairs: the names, each with one of its values.
    """
    if cls is not ImmutableMultiDict and cls is not MultiDict:
        return cls(pairs)
    return multi_dict(cls, _lists_of_pairs(pairs))


def _lists(text: str) -> dict[str, list[str]]:
    """Return the values of each name."""
    # Characters outside ASCII stand for themselves; decoding in pieces is the library's business.
    if not text.isascii():
        return _lists_of_pairs(parse_qsl(text, keep_blank_values=True, errors=_ERRORS))
    if "+" in text:
        text = text.replace("+", " ")
    quoted = "%" in text
    found: dict[str, list[str]] = {}
    for field in text.split("&"):
        if not field:
            continue
        name, _, value = field.partition("=")
        if quoted and "%" in field:
            if "%" in name:
                name = _unquoted(name)
            value = _unquoted(value)
        if name in found:
            found[name].append(value)
        else:
            found[name] = [value]
    return found


def _unquoted(text: str) -> str:
    """Return a name or a value without its percent-encoding.

    PERF: in two thirds of the time of :func:`urllib.parse.unquote_to_bytes` (benchmarks: "form").

    :param text: ASCII. A percent sign without two digits behind it stands for itself.
    """
    pieces = iter(text.split("%"))
    parts = [next(pieces)]
    for piece in pieces:
        digits = piece[:2]
        parts.append(_BYTES[digits] + piece[2:] if digits in _BYTES else "%" + piece)
    found = "".join(parts)
    return found if found.isascii() else found.encode("latin1").decode("utf-8", _ERRORS)


def _lists_of_pairs(pairs: list[tuple[str, t.Any]]) -> dict[str, list[t.Any]]:
    found: dict[str, list[t.Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
