"""What is asked of a framework's application, request and response. Any object that has it will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol


class SessionApp(Protocol):
    """An application whose sessions are kept.

    ``config`` has the ``SESSION_COOKIE_*`` keys, ``SESSION_REFRESH_EACH_REQUEST``,
    ``APPLICATION_ROOT`` and ``SECRET_KEY_FALLBACKS``.
    """

    @property
    def secret_key(self) -> str | bytes | None:
        """The key that signs; ``None`` or empty where there are to be no sessions."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The settings."""

    @property
    def permanent_session_lifetime(self) -> timedelta:
        """How long a session is accepted after it was last written."""


class CookieRequest(Protocol):
    """A request that knows its cookies."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """Name to value, decoded from the ``Cookie`` header."""


class HeaderSetLike(Protocol):
    """The set of field names in a ``Vary`` header."""

    def add(self, header: str, /) -> None:
        """Put ``header`` into the set."""


class CookieResponse(Protocol):
    """A response that takes cookies, as Werkzeug's do.

    One that makes its headers when somebody looks may have a method ``add_unseen_headers(*pairs)``:
    it adds headers that are known to be good and returns ``True``, or leaves them to ``headers``
    and returns ``False`` where somebody has looked, or the first of them is there already.
    """

    @property
    def vary(self) -> HeaderSetLike:
        """The ``Vary`` header."""

    @property
    def set_cookie(self) -> Callable[..., object]:
        """Sends a cookie: name, value, ``expires`` and the other attributes as keywords."""

    @property
    def delete_cookie(self) -> Callable[..., object]:
        """Makes the browser forget a cookie: name, and the attributes it was set with."""


class PayloadSerializer(Protocol):
    """What turns a session into text and back."""

    def dumps(self, value: Any) -> str | bytes:
        """Return ``value`` as text or bytes."""

    def loads(self, value: Any) -> Any:
        """Return what :meth:`dumps` was given."""
