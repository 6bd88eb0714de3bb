"""Reading and writing cookies, and refusing those that would be read as something else."""

from __future__ import annotations

import re
import typing as t
from datetime import timedelta
from functools import lru_cache
from time import time

from werkzeug.http import dump_cookie, http_date
from werkzeug.sansio.http import parse_cookie

from .field_parsing import DICTS_OF_LISTS, new_dict, setdefault
from .fields import Fields, storage_of
from .header_fields import check_field

# RFC 6265 section 4.1.1: what ends a name or an attribute, and control characters.
_NOT_IN_NAME = r"[\x00-\x20\x7f-\x9f=;,]"
_NOT_IN_ATTRIBUTE = r"[\x00-\x1f\x7f-\x9f;]"

# What needs no quotes in a value. Anything else is Werkzeug's business.
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_!#$%&'()*+\-./:<=>?@\[\]^`{|}~]*")


def check_cookie(name: str, *, domain: str | None, path: str | None, samesite: str | None) -> None:
    """Refuse a cookie that would end early or bring attributes of its own.

    :raises ValueError: naming the part, its value and the character.
    """
    if not name:
        raise ValueError("A cookie needs a name, and the name given is empty.")
    _check("name", name, _NOT_IN_NAME, name)
    for attribute, value in (("domain", domain), ("path", path), ("samesite", samesite)):
        if value is not None:
            _check(attribute, value, _NOT_IN_ATTRIBUTE, name)


def _check(part: str, value: str, forbidden: str, cookie: str) -> None:
    found = re.search(forbidden, value)
    if found is not None:
        raise ValueError(
            f"The cookie {cookie!r} cannot have the {part} {value!r}: the character"
            f" {found.group()!r} at position {found.start()} would end the {part} there. Leave it"
            " out, or encode it as urllib.parse.quote does."
        )


def read_cookies(header: str, cls: type[t.Any]) -> t.Any:
    """Return the cookies of a ``Cookie`` header, in a multi-dict.

    :param header: the header, decoded.
    :param cls: the class of the multi-dict.
    """
    cls = storage_of(cls)
    if '"' in header:
        return cls(parse_cookie(header).items(multi=True))
    parts = header.split("; ")
    # PERF: browsers write cookies with one blank between them, and then there is nothing to strip
    # (benchmarks: "cookies").
    if not header.count(" ") == header.count(";") == len(parts) - 1 or "\t" in header:
        parts = [*_stripped(header)]
    if cls in DICTS_OF_LISTS:
        return _fields(parts, cls)
    return cls(_fields(parts, Fields).items(multi=True))


def _fields(parts: list[str], cls: type[t.Any]) -> t.Any:
    """Return what is on both sides of the equals signs, but for parts without a name."""
    fields = new_dict(cls)
    for part in parts:
        name, _, value = part.partition("=")
        if name:
            setdefault(fields, name, []).append(value)
    return fields


def _stripped(header: str) -> t.Iterator[str]:
    """Yield the parts that are cookies, without blanks."""
    for part in header.split(";"):
        name, _, value = part.partition("=")
        name, value = name.strip(" \t"), value.strip(" \t")
        if not _has_blank(name) and not _has_blank(value):
            yield f"{name}={value}"


def _has_blank(text: str) -> bool:
    return " " in text or "\t" in text


def write_cookie(
    key: str,
    value: str,
    max_age: t.Any,
    expires: t.Any,
    path: str | None,
    domain: str | None,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
) -> str:
    """Return the content of a ``Set-Cookie`` header, checked, as Werkzeug writes it.

    :param key: the name.
    :param value: the value; the others are those of :func:`werkzeug.http.dump_cookie`.
    :raises ValueError: for what would be read as more than a name or an attribute.
    """
    now = 0 if max_age is None or expires is not None else int(time())
    # PERF: applications set the same few cookies, with other values (benchmarks: "cookies").
    try:
        before, after = _around_value(
            key, now, max_age, expires, path, domain, secure, httponly, samesite, partitioned
        )  # fmt: skip
    except TypeError:  # what cannot be kept, or cannot be written at all
        rest = max_age, expires, path, domain, secure, httponly, samesite, partitioned
        before, after = _around_value.__wrapped__(key, now, *rest)
    # PERF: many are numbers or tokens, which is told five times as fast (benchmarks: "cookies").
    is_word = type(value) is str and value.isalnum() and value.isascii()
    if is_word or _PLAIN_VALUE.fullmatch(value):
        return before + value + after
    header = dump_cookie(
        key, value, max_age, expires, path, domain, secure, httponly,
        max_size=0, samesite=samesite, partitioned=partitioned,
    )  # fmt: skip
    check_field("Set-Cookie", header)
    return header


@lru_cache(maxsize=256, typed=True)  # 1 is not True here
def _around_value(
    key: str,
    now: int,
    max_age: t.Any,
    expires: t.Any,
    path: str | None,
    domain: str | None,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
) -> tuple[str, str]:
    """Return what is written before and after the value of a cookie, checked.

    :param now: the time, in seconds, where the end depends on it; otherwise 0.
    """
    check_cookie(key, domain=domain, path=path, samesite=samesite)
    if now:
        life = int(max_age.total_seconds()) if isinstance(max_age, timedelta) else max_age
        expires = http_date(now + life)
    header = dump_cookie(
        key, "v", max_age, expires, path, domain, secure, httponly,
        max_size=0, samesite=samesite, partitioned=partitioned,
    )  # fmt: skip
    check_field("Set-Cookie", header)
    start = len(key.encode()) + 1  # the name is written as Latin-1 of its UTF-8
    return header[:start], header[start + 1 :]
