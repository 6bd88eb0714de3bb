"""The headers that a saved session adds to a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fw_sessions.backend import CookieUpdate, SessionBackend
from fw_sessions.set_cookie import CookieAttributes

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class SavedSession:
    """What saving a session means for the headers of its response.

    :param varies: Whether the session was looked at, so that the response depends on the cookie.
    :param update: What to tell the browser, if anything.
    """

    varies: bool
    update: CookieUpdate | None

    def headers(self, cookie: CookieAttributes, headers: Headers) -> Headers:
        """Return ``headers`` with ``Vary`` and ``Set-Cookie`` as needed."""
        if self.update is not None:
            return [*with_vary(headers), ("Set-Cookie", _set_cookie(cookie, self.update))]
        return with_vary(headers) if self.varies else headers


def save_session(backend: SessionBackend, session: Any) -> SavedSession:
    """Save ``session``.

    :raises StoreUnavailable: if it cannot be saved.
    """
    varies: bool = session.accessed
    return SavedSession(varies, backend.save(session))


def _set_cookie(cookie: CookieAttributes, update: CookieUpdate) -> str:
    if update.value is None:
        return cookie.deletion_header()
    return cookie.header(update.value, update.expires)


def with_vary(headers: Headers) -> Headers:
    """Return ``headers`` with ``Cookie`` among what the response varies by."""
    found = [value for name, value in headers if name.lower() == "vary"]
    varied = {part.strip().lower() for value in found for part in value.split(",")}
    if varied & {"cookie", "*"}:
        return headers
    others = [(name, value) for name, value in headers if name.lower() != "vary"]
    return [*others, ("Vary", ", ".join([*found, "Cookie"]))]
