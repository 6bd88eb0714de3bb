"""Sessions in this process' memory: for tests, and for a single process that may forget them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from fw_sessions.store import Entry


class MemoryStore:
    """Keeps entries in a dict. Other processes do not see them."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __len__(self) -> int:
        return len(self._entries)

    def load(self, key: str) -> str | None:
        """Return the text under ``key``, or ``None``."""
        entry = self._entries.get(key)
        return None if entry is None else entry.text

    def create(self, entry: Entry) -> None:
        """Keep a new entry."""
        with self._lock:
            self._entries[entry.key] = entry

    def replace(self, key: str, expected: str, entry: Entry) -> bool:
        """Put ``entry`` in the place of what is under ``key``, if that still is ``expected``."""
        with self._lock:
            present = self._entries.get(key)
            if present is None or present.text != expected:
                return False
            del self._entries[key]
            self._entries[entry.key] = entry
            return True

    def delete(self, key: str) -> None:
        """Forget what is under ``key``."""
        with self._lock:
            self._entries.pop(key, None)

    def owned_by(self, owner: str) -> list[str]:
        """Return the keys of a user's sessions."""
        with self._lock:
            return [entry.key for entry in self._entries.values() if entry.owner == owner]

    def delete_owned(self, owner: str) -> int:
        """Forget all of a user's sessions, and return how many there were."""
        with self._lock:
            return self._keep(lambda entry: entry.owner != owner)

    def prune(self, now: int) -> int:
        """Forget what has expired by ``now``, and return how many entries that were."""
        with self._lock:
            return self._keep(lambda entry: entry.expires_at > now)

    def _keep(self, wanted: Callable[[Entry], bool]) -> int:
        kept = {key: entry for key, entry in self._entries.items() if wanted(entry)}
        gone = len(self._entries) - len(kept)
        self._entries = kept
        return gone

    def close(self) -> None:
        """Do nothing: the entries stay as long as the object."""
