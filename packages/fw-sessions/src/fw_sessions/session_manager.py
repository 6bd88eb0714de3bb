"""Server-side sessions over any store: identifiers, expiry, merging, rotation and revocation."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from fw_sessions.backend import CookieUpdate
from fw_sessions.errors import StoreUnavailable
from fw_sessions.protocols import PayloadSerializer
from fw_sessions.server_session import ServerSession, StoredSession
from fw_sessions.session_record import (
    SessionRecord,
    is_session_id,
    new_session_id,
    owner_key,
    session_key,
)
from fw_sessions.store import Entry, SessionStore
from fw_sessions.tagged_json import tagged_json_serializer

logger = logging.getLogger("fw_sessions")

# How long a write is tried anew when others keep writing in between. Each time one of them has
# succeeded, so that all of them get through.
_MERGE_SECONDS = 10.0
# The time of last use is written when this part of the idle period has passed since, so that
# reading requests do not write each time.
_IDLE_STEPS = 20
_PRUNE_EVERY = 1000


@dataclass(frozen=True)
class SessionInfo:
    """One of a user's sessions, for a page that lists them.

    :param key: What :meth:`SessionManager.revoke` takes; it does not open the session.
    :param created: When it began.
    :param touched: When it was last used, within a twentieth of the idle period.
    """

    key: str
    created: datetime
    touched: datetime


class SessionManager:
    """Opens, saves and revokes server-side sessions; a :class:`~fw_sessions.SessionBackend`.

    Two requests of one session may write at once. What they wrote is merged key by key: for a key
    that both wrote, the last one to be saved wins, and what only one of them wrote stays.

    :param store: Where sessions are kept.
    :param lifetime: Absolute expiry: no session gets older than this, however much it is used.
    :param idle: Idle expiry: a session ends when it was not used for so long; ``None`` for never.
    :param namespace: The application's name, where others share the store: an identifier that one
        of them issued means nothing to the others.
    :param serializer: Turns a session into text, JSON by default.
    :param clock: Returns seconds since 1970; the system's unless given.
    """

    def __init__(
        self,
        store: SessionStore,
        *,
        lifetime: timedelta = timedelta(days=31),
        idle: timedelta | None = None,
        namespace: str = "",
        serializer: PayloadSerializer = tagged_json_serializer,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.store = store
        self.lifetime = lifetime
        self.idle = idle
        self.namespace = namespace
        self.serializer = serializer
        self._clock = clock
        self._created = 0

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.store!r} lifetime={self.lifetime} idle={self.idle}>"

    def _now(self) -> int:
        return int(time.time() if self._clock is None else self._clock())

    @contextmanager
    def _logged(self) -> Iterator[None]:
        try:
            yield
        except StoreUnavailable as error:
            logger.error("%s: %r", error, error.__cause__)
            raise

    # -- opening

    def open(self, cookie: str | None) -> ServerSession:
        """Return the session of an identifier. The store is asked when somebody looks into it."""
        return ServerSession(cookie if cookie and is_session_id(cookie) else None, self._load)

    def _load(self, session_id: str) -> StoredSession | None:
        key = session_key(session_id, self.namespace)
        with self._logged():
            text = self.store.load(key)
        record = None if text is None else self._parse(key, text)
        if text is None or record is None:
            return None
        return StoredSession(session_id, key, text, record)

    def _parse(self, key: str, text: str) -> SessionRecord | None:
        try:
            record = SessionRecord.parse(key, text, self.serializer)
        except ValueError as error:
            logger.error("session %s… in %r cannot be used: %s", key[:8], self.store, error)
            return None
        return record if self._now() < self._expires_at(record) else None

    def _expires_at(self, record: SessionRecord) -> int:
        end = record.created + int(self.lifetime.total_seconds())
        if self.idle is None:
            return end
        return min(end, record.touched + int(self.idle.total_seconds()))

    # -- saving

    def save(self, session: ServerSession) -> CookieUpdate | None:
        """Write what changed, and return what to tell the browser, if anything.

        A session that nobody looked into costs nothing; one that is new and empty is not stored.

        :raises StoreUnavailable: if the store does not answer; nothing was acknowledged then.
        """
        if not session.loaded:
            return None
        try:
            with self._logged():
                return self._save(session)
        except StoreUnavailable as error:
            session.failure = error
            raise

    def _save(self, session: ServerSession) -> CookieUpdate | None:
        stored = session.stored
        if not session.modified:
            return self._touch(session, stored) if stored and session.accessed else None
        if not session.content:
            session.adopt(None)
            if stored is None:
                return None
            self.store.delete(stored.key)
            return CookieUpdate(None)
        if stored is None:
            return self._create(session)
        return self._update(session, stored)

    def _cookie(self, stored: StoredSession) -> CookieUpdate:
        expires = None
        if stored.record.data.get("_permanent"):
            expires = datetime.fromtimestamp(self._expires_at(stored.record), timezone.utc)
        return CookieUpdate(stored.id, expires)

    def _entry(self, key: str, record: SessionRecord) -> Entry:
        owner = None if record.user is None else owner_key(record.user, self.namespace)
        return Entry(key, record.dump(key, self.serializer), self._expires_at(record), owner)

    def _create(self, session: ServerSession) -> CookieUpdate:
        now = self._now()
        record = SessionRecord(now, now, session.user, session.content)
        session_id = new_session_id()
        entry = self._entry(session_key(session_id, self.namespace), record)
        self.store.create(entry)
        self._prune_now_and_then(now)
        return self._written(session, session_id, entry, record)

    def _written(
        self, session: ServerSession, session_id: str, entry: Entry, record: SessionRecord
    ) -> CookieUpdate:
        stored = StoredSession(session_id, entry.key, entry.text, record)
        session.adopt(stored)
        return self._cookie(stored)

    def _update(self, session: ServerSession, stored: StoredSession) -> CookieUpdate | None:
        """Replace what is stored; where others wrote in between, apply the changes to theirs."""
        session_id = new_session_id() if session.rotated else stored.id
        key = session_key(session_id, self.namespace)
        current, text = self._changed(session, stored.record, session.content), stored.text
        changed: set[str] | None = None
        deadline = time.monotonic() + _MERGE_SECONDS
        while time.monotonic() < deadline:
            entry = self._entry(key, current)
            if self.store.replace(stored.key, text, entry):
                return self._written(session, session_id, entry, current)
            newer = self.store.load(stored.key)
            theirs = None if newer is None else self._parse(stored.key, newer)
            if newer is None or theirs is None:
                self._revoked_meanwhile(session, stored)
                return None
            if changed is None:
                changed = self._changed_keys(session, stored)
            merged = self._merge(theirs.data, session.content, changed)
            current, text = self._changed(session, theirs, merged), newer
        raise StoreUnavailable(repr(self.store), "merge concurrent writes")

    def _changed(
        self, session: ServerSession, base: SessionRecord, data: dict[str, Any]
    ) -> SessionRecord:
        now = self._now()
        user = session.user if session.user_changed else base.user
        renews = session.renews
        if renews is None:
            renews = session.rotated and user not in (None, base.user)
        return SessionRecord(now if renews else base.created, now, user, data)

    def _changed_keys(self, session: ServerSession, stored: StoredSession) -> set[str]:
        """Return the keys written in this request, by assignment or inside a mutable value."""
        before = SessionRecord.parse(stored.key, stored.text, self.serializer).data
        dumps, now = self.serializer.dumps, session.content
        inside = {
            name
            for name in before.keys() & now.keys()
            if dumps({"": before[name]}) != dumps({"": now[name]})
        }
        return session.changed_keys | inside | (before.keys() ^ now.keys())

    @staticmethod
    def _merge(theirs: dict[str, Any], ours: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        merged = {name: value for name, value in theirs.items() if name not in changed}
        merged.update((name, ours[name]) for name in changed if name in ours)
        return merged

    def _revoked_meanwhile(self, session: ServerSession, stored: StoredSession) -> None:
        # Writing it again would bring a revoked session back to life. The cookie is left alone:
        # a request beside this one may just have sent the rotated one.
        logger.warning(
            "session %s… ended while a request used it; the changes to %s were not saved",
            stored.key[:8],
            ", ".join(sorted(session.changed_keys)) or "it",
        )
        session.adopt(None)

    def _touch(self, session: ServerSession, stored: StoredSession) -> CookieUpdate | None:
        now = self._now()
        if self.idle is None:
            return None
        if now - stored.record.touched < max(1, int(self.idle.total_seconds()) // _IDLE_STEPS):
            return None
        record = stored.record.with_changes(touched=now)
        entry = self._entry(stored.key, record)
        if not self.store.replace(stored.key, stored.text, entry):
            return None  # whoever wrote in between has touched it as well
        update = self._written(session, stored.id, entry, record)
        return update if update.expires else None

    # -- ending

    def revoke(self, key: str) -> None:
        """End one session.

        :param key: Its :attr:`ServerSession.key <fw_sessions.ServerSession.key>`.
        """
        with self._logged():
            self.store.delete(key)

    def revoke_user(self, user: str | int) -> int:
        """End all sessions of a user, and return how many there were."""
        with self._logged():
            return self.store.delete_owned(owner_key(str(user), self.namespace))

    def sessions_of(self, user: str | int) -> list[SessionInfo]:
        """Return a user's present sessions, the last used one first."""
        with self._logged():
            keys = self.store.owned_by(owner_key(str(user), self.namespace))
            texts = [(key, self.store.load(key)) for key in keys]
        records = [(key, self._parse(key, text)) for key, text in texts if text is not None]
        found = [
            SessionInfo(key, _utc(record.created), _utc(record.touched))
            for key, record in records
            if record is not None and record.user == str(user)
        ]
        return sorted(found, key=lambda info: info.touched, reverse=True)

    def prune(self) -> int:
        """Forget expired sessions. It is done now and then by itself as well."""
        with self._logged():
            return self.store.prune(self._now())

    def _prune_now_and_then(self, now: int) -> None:
        self._created += 1
        if self._created % _PRUNE_EVERY:
            return
        try:
            self.store.prune(now)
        except StoreUnavailable as error:
            # The new session is stored: failing here would answer 503 and leave it to nobody.
            logger.error("%s: %r", error, error.__cause__)


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
