"""The fields of queries and urlencoded forms, read into Werkzeug's multi-dicts."""

from __future__ import annotations

import typing as t
from binascii import a2b_qp
from urllib.parse import parse_qsl, unquote

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from .fields import Fields, storage_of

# By this name Werkzeug registered an error handler that leaves what is no UTF-8 percent-encoded.
_ERRORS = "werkzeug.url_quote"

# PERF: what makes and fills a multi-dict without asking it (benchmarks: "query", "form", "cookies").
new_dict: t.Any = dict.__new__
setdefault: t.Any = dict.setdefault

#: The classes that are dicts of lists and nothing more.
DICTS_OF_LISTS = frozenset((Fields, ImmutableMultiDict, MultiDict))


def read_fields(text: str, cls: type[t.Any]) -> t.Any:
    """Return the fields of a query or a form, in a multi-dict.

    :param text: names and values, percent-encoded, with ``&`` between the fields.
    :param cls: the class of the multi-dict.
    """
    cls = storage_of(cls)
    if cls not in DICTS_OF_LISTS:
        return cls(parse_qsl(text, keep_blank_values=True, errors=_ERRORS))
    return split_fields(text, cls)


def split_fields(text: str, cls: type[t.Any]) -> t.Any:
    """Return the fields of a query or a form.

    :param text: names and values, percent-encoded, with ``&`` between the fields.
    :param cls: a class that is a dict of lists: :class:`Fields`, or one of Werkzeug's.
    """
    quoted = "%" in text
    # Characters outside ASCII stand for themselves; decoding in pieces is the library's business.
    if not text.isascii() or (quoted and ("\n" in text or "\r" in text)):
        return multi_dict_of(cls, parse_qsl(text, keep_blank_values=True, errors=_ERRORS))
    if "+" in text:
        text = text.replace("+", " ")
    # PERF: put into the multi-dict at once, not into a dict that is copied (benchmarks: "query", "form").
    fields = new_dict(cls)
    for field in text.split("&"):
        if field:
            name, _, value = field.partition("=")
            if quoted and "%" in field:
                if "%" in name:
                    name = _unquoted(name)
                if "%" in value:
                    value = _unquoted(value)
            setdefault(fields, name, []).append(value)
    return fields


def _unquoted(text: str) -> str:
    """Return a name or a value without its percent-encoding.

    PERF: quoted-printable is the same with another sign, and is decoded in C: an address of mail in
    three quarters of the time of a loop, a name in Cyrillic letters in a tenth (benchmarks: "form").

    :param text: ASCII without line ends, which quoted-printable joins. A percent sign without two
        digits behind it stands for itself.
    """
    if "=" not in text:
        found = a2b_qp(text.replace("%", "="))
        # Two characters fewer for each sign, unless one was not followed by digits.
        if len(found) + 2 * text.count("%") == len(text):
            return found.decode("utf-8", _ERRORS)
    return unquote(text, errors=_ERRORS)


def multi_dict_of(cls: type[t.Any], pairs: list[tuple[str, t.Any]]) -> t.Any:
    """Return a multi-dict of names and values.

    :param cls: the class of the multi-dict.
    :param pairs: the names, each with one of its values.
    """
    cls = storage_of(cls)
    if cls not in DICTS_OF_LISTS:
        return cls(pairs)
    fields = new_dict(cls)
    for name, value in pairs:
        setdefault(fields, name, []).append(value)
    return fields
