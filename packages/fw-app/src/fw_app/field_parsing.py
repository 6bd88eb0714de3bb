"""The fields of queries and urlencoded forms, read into Werkzeug's multi-dicts."""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qsl, unquote_to_bytes

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

# By this name Werkzeug registered an error handler that leaves what is no UTF-8 percent-encoded.
_ERRORS = "werkzeug.url_quote"


def read_fields(text: str, cls: type[t.Any]) -> t.Any:
    """Return the fields of a query or a form, in a multi-dict.

    :param text: names and values, percent-encoded, with ``&`` between the fields.
    :param cls: the class of the multi-dict.
    """
    if cls is not ImmutableMultiDict and cls is not MultiDict:
        return cls(parse_qsl(text, keep_blank_values=True, errors=_ERRORS))
    return multi_dict(cls, _lists(text))


def multi_dict(cls: type[t.Any], lists: dict[str, list[str]]) -> t.Any:
    """Return one of Werkzeug's multi-dicts.

    :param cls: the class, ``MultiDict`` or ``ImmutableMultiDict``.
    :param lists: the values of each name, at least one.
    """
    make: t.Any = cls.__new__
    fields = make(cls)
    # PERF: the lists are what Werkzeug's class makes of pairs (benchmarks: "query", "form").
    dict.update(fields, lists)
    return fields


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
            name = unquote_to_bytes(name).decode(errors=_ERRORS)
            value = unquote_to_bytes(value).decode(errors=_ERRORS)
        if name in found:
            found[name].append(value)
        else:
            found[name] = [value]
    return found


def _lists_of_pairs(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
