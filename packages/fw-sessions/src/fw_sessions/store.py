"""What a server-side session store has to do: a few operations on opaque text under opaque keys.

A store sees neither session identifiers (keys are their hashes) nor what a session holds. It
compares and replaces text, so that two requests writing at once notice each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Entry:
    """What is stored for one session.

    :param key: The hash of the session's identifier: 64 hexadecimal digits.
    :param text: The session as JSON text.
    :param expires_at: When it may be forgotten, in seconds since 1970.
    :param owner: The hash of the user it belongs to, in the same form, if it does.
    """

    key: str
    text: str
    expires_at: int
    owner: str | None = None


class SessionStore(Protocol):
    """Keeps entries. Every method raises :class:`~fw_sessions.StoreUnavailable` if it cannot.

    An operation that returned has happened: the entry is there for the next :meth:`load` from any
    process, whatever becomes of this one. A reader sees an entry from before or after a change,
    never half of it.
    """

    def load(self, key: str) -> str | None:
        """Return the text under ``key``, or ``None``. It may be some time past its expiry."""

    def create(self, entry: Entry) -> None:
        """Keep an entry under a key that was never used before."""

    def replace(self, key: str, expected: str, entry: Entry) -> bool:
        """Put ``entry`` in the place of what is under ``key``, if that still is ``expected``.

        When ``entry.key`` is another key, the old one is gone in the same instant.

        :return: ``False`` if something else or nothing is there by now, and nothing was changed.
        """

    def delete(self, key: str) -> None:
        """Forget what is under ``key``, if anything is."""

    def owned_by(self, owner: str) -> list[str]:
        """Return the keys of a user's sessions."""

    def delete_owned(self, owner: str) -> int:
        """Forget all of a user's sessions, and return how many there were."""

    def prune(self, now: int) -> int:
        """Forget what has expired by ``now``, and return how many entries that were."""

    def close(self) -> None:
        """Let go of connections and files."""
