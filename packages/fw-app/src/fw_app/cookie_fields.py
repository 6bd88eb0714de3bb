"""Reading and writing cookies, and refusing those that would be read as something else."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime, timezone
from functools import lru_cache

from werkzeug.http import dump_cookie, http_date
from werkzeug.sansio.http import parse_cookie

# RFC 6265 section 4.1.1: what ends a name or an attribute, and control characters.
_NOT_IN_NAME = re.compile(r"[\x00-\x20\x7f-\x9f=;,]")
_NOT_IN_ATTRIBUTE = re.compile(r"[\x00-\x1f\x7f-\x9f;]")

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


def _check(part: str, value: str, forbidden: re.Pattern[str], cookie: str) -> None:
    found = forbidden.search(value)
    if found is not None:
        raise ValueError(
            f"The cookie {cookie!r} cannot have the {part} {value!r}: the character"
            f" {found.group()!r} at position {found.start()} would end the {part} there. Leave it"
            " out, or encode it as urllib.parse.quote does."
        )


def read_cookies(header: str) -> list[tuple[str, str]]:
    """Return the names and values of a ``Cookie`` header.

    :param header: the header, decoded.
    """
    if '"' in header:
        return list(parse_cookie(header).items(multi=True))
    found = []
    # PERF: where nothing is quoted, semicolons separate, which takes a third of the time of a
    # parser (benchmarks: "cookies").
    for part in header.split(";"):
        name, _, value = part.partition("=")
        name, value = name.strip(" \t"), value.strip(" \t")
        if name and not _has_blank(name) and not _has_blank(value):
            found.append((name, value))
    return found


def _has_blank(text: str) -> bool:
    return " " in text or "\t" in text


def write_cookie(key: str, value: str, attributes: dict[str, t.Any]) -> str:
    """Return the content of a ``Set-Cookie`` header, as Werkzeug writes it.

    :param key: the name, checked.
    :param value: the value.
    :param attributes: those of :func:`werkzeug.http.dump_cookie`.
    """
    max_age = attributes["max_age"]
    if attributes["expires"] is None and type(max_age) is int:
        # PERF: the same date for all cookies of a second (benchmarks: "cookies").
        attributes["expires"] = _date(int(datetime.now(tz=timezone.utc).timestamp() + max_age))
    if _is_plain(key, value, attributes):
        return f"{key}={value}{_written(**attributes)}"
    return dump_cookie(key, value, max_size=0, **attributes)


def _is_plain(key: str, value: str, attributes: dict[str, t.Any]) -> bool:
    """Say whether the cookie consists of text, and attributes of the usual types."""
    return (
        key.isascii()
        and _PLAIN_VALUE.fullmatch(value) is not None
        and not attributes["domain"]
        and all(type(item) in _ATTRIBUTE_TYPES for item in attributes.values())
    )


_ATTRIBUTE_TYPES = frozenset((str, int, bool, type(None)))


@lru_cache(maxsize=256, typed=True)  # 1 is not True here
def _written(**attributes: t.Any) -> str:
    """Return all but the name and the value."""
    return dump_cookie("k", "v", max_size=0, **attributes)[len("k=v") :]


@lru_cache(maxsize=64)
def _date(timestamp: int) -> str:
    return http_date(timestamp)
