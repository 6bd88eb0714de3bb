"""What is kept about a server-side session, and its text."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from fw_sessions.protocols import PayloadSerializer

_EDITION = 1
_ID_LENGTH = 43  # 32 random bytes in URL-safe base64
_ID_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def new_session_id() -> str:
    """Return an identifier that nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


def is_session_id(text: str) -> bool:
    """Return whether ``text`` looks like an identifier, so that asking a store makes sense."""
    return len(text) == _ID_LENGTH and _ID_LETTERS.issuperset(text)


def session_key(session_id: str, namespace: str = "") -> str:
    """Return the key that a session is stored under, which does not give its identifier away."""
    return _digest("id", namespace, session_id)


def owner_key(user: str, namespace: str = "") -> str:
    """Return the key that a user's sessions are listed under."""
    return _digest("user", namespace, user)


def _digest(kind: str, namespace: str, text: str) -> str:
    # Each part goes in with its length, so that no two combinations read the same.
    parts = [kind, namespace, text]
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(f"fw-sessions {joined}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class SessionRecord:
    """A stored session.

    :param created: When it began, in seconds since 1970: what absolute expiry counts from.
    :param touched: When it was last used: what idle expiry counts from.
    :param user: Whose it is, if that was said.
    :param data: What the application put there.
    """

    created: int
    touched: int
    user: str | None = None
    data: dict[str, Any] = field(default_factory=dict)

    def dump(self, key: str, serializer: PayloadSerializer) -> str:
        """Return the text for a store.

        :param key: The key it is for. It stands in the text, so that an entry that ends up under
            another key, by accident or on purpose, is not taken for that session.
        :param serializer: Writes JSON.
        """
        text = serializer.dumps(
            {
                "v": _EDITION,
                "key": key,
                "created": self.created,
                "touched": self.touched,
                "user": self.user,
                "data": self.data,
            }
        )
        return text if isinstance(text, str) else text.decode()

    @classmethod
    def parse(cls, key: str, text: str, serializer: PayloadSerializer) -> SessionRecord:
        """Return the record in ``text``.

        :raises ValueError: if it is none, or not the one for ``key``.
        """
        try:
            raw = serializer.loads(text)
        except Exception as error:
            raise ValueError("the entry is not readable") from error
        if not isinstance(raw, dict) or raw.get("v") != _EDITION or raw.get("key") != key:
            raise ValueError("the entry is of another edition or for another session")
        created, touched, data = raw.get("created"), raw.get("touched"), raw.get("data")
        if not (isinstance(created, int) and isinstance(touched, int) and isinstance(data, dict)):
            raise ValueError("the entry lacks a part")
        return cls(created, touched, raw.get("user"), data)

    def with_changes(self, **changes: Any) -> SessionRecord:
        """Return another record with some fields changed."""
        return replace(self, **changes)
