"""Sessions for any framework: a cookie's value in, a session out, and what to tell the browser.

No I/O of its own and no headers: :mod:`fw_sessions.wsgi`, :mod:`fw_sessions.asgi` and the session
interfaces are drivers over this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol

from fw_sessions.cookie_session import SecureCookieSession
from fw_sessions.cookie_signer import CookieSigner


@dataclass(frozen=True)
class CookieUpdate:
    """What a response has to do with the session cookie.

    :param value: The new value; ``None`` deletes the cookie.
    :param expires: When the browser forgets it; ``None``: with its window.
    """

    value: str | None
    expires: datetime | None = None


class SessionBackend(Protocol):
    """Opens and saves sessions."""

    def open(self, cookie: str | None) -> Any:
        """Return the session for the value of the session cookie, or a new one."""

    def save(self, session: Any) -> CookieUpdate | None:
        """Save what changed, and return what to tell the browser, if anything."""


class CookieBackend:
    """Keeps sessions in signed cookies.

    :param signer: Signs and verifies.
    :param lifetime: How long a session is accepted after it was last written.
    """

    def __init__(self, signer: CookieSigner, lifetime: timedelta = timedelta(days=31)) -> None:
        self.signer = signer
        self.lifetime = lifetime

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.signer!r}>"

    def open(self, cookie: str | None) -> SecureCookieSession:
        """Return the session in ``cookie``, or a new one if there is none to be trusted."""
        if not cookie:
            return SecureCookieSession()
        return SecureCookieSession(self.signer.load_mapping(cookie, self.lifetime.total_seconds()))

    def save(self, session: Any) -> CookieUpdate | None:
        """Return the cookie for a session that was modified, or is permanent and was looked at."""
        content = dict.copy(session)
        permanent = bool(content.get("_permanent"))
        if not session.modified and not (permanent and session.accessed):
            return None
        session.modified = False
        if not content:
            return CookieUpdate(None)
        expires = datetime.now(timezone.utc) + self.lifetime if permanent else None
        return CookieUpdate(self.signer.dump(content), expires)
