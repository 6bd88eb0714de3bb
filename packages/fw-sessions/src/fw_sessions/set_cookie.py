"""The attributes of a session cookie: checked, and written to a header or a response."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from operator import attrgetter
from typing import Any

from werkzeug.http import dump_cookie, http_date
from werkzeug.sansio.response import Response as WerkzeugResponse

from fw_sessions.errors import CookieAttributeError
from fw_sessions.protocols import CookieResponse

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_NAME = re.compile(r"[\s=,;\"\\]")
_NOT_IN_DOMAIN = re.compile(r"[\s=,;/\\\"]")
_NOT_IN_PATH = re.compile(r"[;]")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_.\-]*")
_SAMESITE = ("Strict", "Lax", "None")


def _refuse(attribute: str, value: object, why: str, fix: str) -> CookieAttributeError:
    message = f"The session cookie's {attribute} {value!r} {why}. {fix}"
    return CookieAttributeError(message, attribute, value)


def _check(attribute: str, value: object, unwanted: re.Pattern[str], fix: str) -> None:
    if not isinstance(value, str):
        raise _refuse(attribute, value, f"is a {type(value).__name__} and not text", fix)
    found = _CONTROL.search(value) or unwanted.search(value)
    if found:
        why = f"holds {found.group()!r}, which could end it and begin another attribute"
        raise _refuse(attribute, value, why, fix)


@dataclass(frozen=True)
class CookieAttributes:
    """Everything about a session cookie but its value and expiry, checked when made.

    :param name: The cookie's name.
    :param domain: The domain it is for, subdomains included; ``None`` for exactly this host.
    :param path: The path it is for.
    :param secure: Sent over HTTPS only.
    :param httponly: Hidden from scripts.
    :param samesite: ``Strict``, ``Lax``, ``None`` as text, or ``None`` for the browser's default.
    :param partitioned: Kept apart for each top-level site; implies ``secure``.
    :raises CookieAttributeError: if one of them would break out of its header.
    """

    name: str = "session"
    domain: str | None = None
    path: str | None = "/"
    secure: bool = False
    httponly: bool = True
    samesite: str | None = None
    partitioned: bool = False
    _prefix: str = field(init=False, repr=False, compare=False, default="")
    _suffix: str = field(init=False, repr=False, compare=False, default="")
    _domain: str = field(init=False, repr=False, compare=False, default="")

    def __post_init__(self) -> None:
        self._check_attributes()
        # PERF: all but value and expiry is the same for each response, so it is written once
        # (benchmarks: session written). Werkzeug writes it, so the bytes are Werkzeug's.
        parts = dump_cookie(self.name, "v", **self.options()).split("; ")
        domain = "; ".join(parts[1:2]) if len(parts) > 1 and parts[1].startswith("Domain=") else ""
        rest = parts[2:] if domain else parts[1:]
        name = self.name if self.name.isascii() else self.name.encode().decode("latin1")
        object.__setattr__(self, "_prefix", f"{name}=")
        object.__setattr__(self, "_domain", f"; {domain}" if domain else "")
        object.__setattr__(self, "_suffix", "".join(f"; {part}" for part in rest))

    def _check_attributes(self) -> None:
        if not self.name:
            raise _refuse("name", self.name, "is empty", "Set SESSION_COOKIE_NAME to a word.")
        _check("name", self.name, _NOT_IN_NAME, "Use letters, digits, '-' and '_'.")
        if self.domain is not None:
            fix = "Give a host name such as 'example.com', or None."
            _check("domain", self.domain, _NOT_IN_DOMAIN, fix)
        if self.path is not None:
            _check("path", self.path, _NOT_IN_PATH, "Give a URL path such as '/shop'.")
        if self.samesite is not None and str(self.samesite).title() not in _SAMESITE:
            fix = "Use 'Strict', 'Lax', 'None' or None."
            raise _refuse("samesite", self.samesite, "is not known", fix)

    def options(self) -> dict[str, Any]:
        """Return the keyword arguments for a response's ``set_cookie`` and ``delete_cookie``."""
        return {
            "domain": self.domain,
            "path": self.path,
            "secure": self.secure,
            "httponly": self.httponly,
            "samesite": self.samesite,
            "partitioned": self.partitioned,
        }

    def header(self, value: str, expires: datetime | None = None) -> str:
        """Return the content of a ``Set-Cookie`` header.

        :param value: The cookie's value.
        :param expires: When the browser forgets it; with its window unless given.
        """
        if not _PLAIN_VALUE.fullmatch(value):
            return dump_cookie(self.name, value, expires=expires, **self.options())
        return self.plain_header(value, expires)

    def plain_header(self, value: str, expires: datetime | None = None) -> str:
        """Return the same for a value of letters, digits and ``_.-``, such as a signer writes.

        :param value: The cookie's value, which is not looked at.
        :param expires: When the browser forgets it; with its window unless given.
        """
        when = "" if expires is None else f"; Expires={_date(expires)}"
        return f"{self._prefix}{value}{self._domain}{when}{self._suffix}"

    def deletion_header(self) -> str:
        """Return the content of a ``Set-Cookie`` header that makes the browser forget the cookie."""
        return dump_cookie(self.name, expires=0, max_age=0, **self.options())


def _date(when: datetime) -> str:
    """Return a date as HTTP writes it."""
    # PERF: all sessions of a second that live as long end at the same date.
    return _date_of(int(when.timestamp() // 1)) if when.tzinfo is timezone.utc else http_date(when)


@lru_cache(maxsize=64)
def _date_of(timestamp: int) -> str:
    return http_date(timestamp)


@lru_cache(maxsize=64)
def cookie_attributes(
    name: str,
    domain: str | None,
    path: str | None,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
) -> CookieAttributes:
    """Return the checked attributes, made once for the same values."""
    return CookieAttributes(name, domain, path, secure, httponly, samesite, partitioned)


def is_plain(kind: Any) -> bool:
    """Return whether a class of responses sets cookies and ``Vary`` as Werkzeug's does, and no more.

    A class whose own ``set_cookie`` merely checks its arguments, which are checked here already,
    says so with ``session_cookies_checked = True`` beside it.
    """
    try:
        found = _what_writes(kind)
    except AttributeError:
        return False
    return _are_plain(kind, *found)


@lru_cache(maxsize=64)
def _are_plain(kind: type, set_cookie: object, vary: object) -> bool:
    # PERF: looked for once, and again when the class gets other ones of these names
    # (benchmarks: "session read and written").
    if (set_cookie, vary) == _STOCK:
        return True
    for base in kind.__mro__:
        own = vars(base)
        if "set_cookie" in own:
            return own.get("session_cookies_checked") is True and vary is WerkzeugResponse.vary
    return False


_what_writes = attrgetter("set_cookie", "vary")
_STOCK = _what_writes(WerkzeugResponse)


def _add_unseen(response: Any, pairs: tuple[tuple[str, str], ...]) -> bool:
    """Add headers to a response that takes some before it has an object for them, and say so."""
    # PERF: benchmarks: "session read and written".
    add = getattr(response, "add_unseen_headers", None)
    return add is not None and bool(add(*pairs))


def _add(headers: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    """Add headers that are known to be good: unchecked, where the header object offers that."""
    (getattr(headers, "extend_checked", None) or headers.extend)(pairs)


def add_cookie(response: Any, header: str, max_size: int | None, varies: bool) -> bool:
    """Add a cookie, and before it ``Vary`` if that is wanted, to the headers of a plain response.

    :param response: A response whose class :func:`is_plain`.
    :param header: The content of ``Set-Cookie``, known to be good.
    :param max_size: As for :func:`send_cookie`.
    :param varies: As for :func:`send_cookie`.
    :return: Whether it was added: not where the response has a ``Vary`` already, and not where it
        is longer than browsers take, which Werkzeug has a warning for.
    """
    limit = response.max_cookie_size if max_size is None else max_size
    if limit and len(header) > limit:
        return False
    cookie = ("Set-Cookie", header)
    pairs = (_VARY, cookie) if varies else (cookie,)
    if _add_unseen(response, pairs):
        return True
    headers = response.headers
    if varies and _varies(headers):
        return False
    _add(headers, pairs)
    return True


_VARY = ("Vary", "Cookie")


def _varies(headers: Any) -> bool:
    # PERF: asking Werkzeug's headers for what is not there raises an error inside.
    for name, _ in headers:  # noqa: SIM110 - a generator would take three times as long
        if len(name) == 4 and name.lower() == "vary":
            return True
    return False


def vary_on_cookie(response: CookieResponse) -> None:
    """Tell caches that ``response`` depends on the cookie."""
    # PERF: Werkzeug's `vary` parses the header into a set and writes it back.
    if is_plain(type(response)):
        if _add_unseen(response, (_VARY,)):
            return
        headers = response.headers  # type: ignore[attr-defined]
        if not _varies(headers):
            _add(headers, (_VARY,))
            return
    response.vary.add("Cookie")


def send_cookie(
    response: CookieResponse,
    cookie: CookieAttributes,
    value: str,
    expires: datetime | None,
    max_size: int | None = None,
    varies: bool = False,
) -> None:
    """Set ``cookie`` on ``response``, through its ``set_cookie`` where that is overridden.

    :param response: A response that has not been sent.
    :param cookie: The cookie's attributes.
    :param value: Its value.
    :param expires: When the browser forgets it; with its window unless given.
    :param max_size: Bytes above which Werkzeug warns that browsers drop the cookie; what the
        response says unless given, 0 for any number.
    :param varies: Do first what :func:`vary_on_cookie` does.
    """
    # PERF: Werkzeug quotes, encodes and checks every attribute for each cookie it writes.
    kind = type(response)
    if is_plain(kind) and add_cookie(response, cookie.header(value, expires), max_size, varies):
        return
    if varies:
        vary_on_cookie(response)
    response.set_cookie(cookie.name, value, expires=expires, **cookie.options())
