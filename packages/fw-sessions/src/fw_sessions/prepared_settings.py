"""What settings mean for sessions in cookies, worked out before a request needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from fw_sessions.cookie_session import SecureCookieSession, plain_copy
from fw_sessions.set_cookie import CookieAttributes, add_cookie, send_cookie, vary_on_cookie

if TYPE_CHECKING:  # an application without a key has settings too, and signs nothing
    from fw_sessions.cookie_signer import CookieSigner


@dataclass(frozen=True, slots=True)
class PreparedSettings:
    """The settings of an application's sessions: read, checked and put to use once.

    :param signer: Signs and verifies; ``None`` without a secret key.
    :param cookie: The cookie's name and attributes.
    :param lifetime: How long a session is accepted after it was last written.
    :param session_class: The class of the sessions.
    :param refreshes: Whether permanent sessions are written with each response.
    :param peeks: Whether a session that nobody touched can be told not to be a permanent one by its
        cookie, unopened, and is then left alone.
    :param max_size: Bytes above which the response warns that browsers drop the cookie; 0 for any
        number, ``None`` for what the response says itself.
    :param response_class: Responses of exactly this class set cookies and ``Vary`` as Werkzeug's
        do; ``None`` where each is to be asked.
    """

    signer: CookieSigner | None
    cookie: CookieAttributes
    lifetime: timedelta
    session_class: Any
    refreshes: bool
    peeks: bool
    max_size: int | None = None
    response_class: type | None = None
    #: The cookie's name.
    name: str = field(init=False)
    #: The lifetime in seconds.
    max_age: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.cookie.name)
        object.__setattr__(self, "max_age", int(self.lifetime.total_seconds()))

    def save(self, session: SecureCookieSession, response: Any) -> None:
        """Write, refresh or delete the cookie, or leave it alone; and say ``Vary: Cookie``.

        PERF: the session is looked into once, and no setting is asked for (benchmarks: "session
        read and written").
        """
        signer: Any = self.signer  # whoever calls this has seen that there is one
        varies = session.accessed
        content = plain_copy(session)
        permanent = bool(content.get("_permanent"))
        if content and (session.modified or (permanent and self.refreshes)):
            expires = datetime.now(timezone.utc) + self.lifetime if permanent else None
            self._send(response, signer.dump(content), expires, varies)
            return
        if varies:
            vary_on_cookie(response)
        if session.modified and not content:
            response.delete_cookie(self.name, **self.cookie.options())
            vary_on_cookie(response)

    def _send(self, response: Any, value: str, expires: datetime | None, varies: bool) -> None:
        kind: type = type(response)
        if kind is self.response_class:
            header = self.cookie.plain_header(value, expires)
            if add_cookie(response, header, self.max_size, varies):
                if not varies:
                    vary_on_cookie(response)
                return
        send_cookie(response, self.cookie, value, expires, self.max_size, varies)
        if not varies:
            vary_on_cookie(response)
