"""The session object whose content is in a store and fetched on the first look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fw_sessions.errors import StoreUnavailable
from fw_sessions.mixin import SessionMixin
from fw_sessions.session_record import SessionRecord


@dataclass(frozen=True)
class StoredSession:
    """A session as it is in the store: under which identifier, the text and what it says."""

    id: str
    key: str
    text: str
    record: SessionRecord


class ServerSession(SessionMixin):
    """A session in a store. Nothing is fetched before somebody looks, and nothing is ever pickled.

    Every mapping operation loads and counts as access. As in any session, a change inside a
    mutable value is not noticed: set :attr:`modified` after it.

    :param session_id: What the browser sent, if anything; believed only if the store knows it.
    :param load: Fetches the stored session of an identifier.
    """

    def __init__(
        self,
        session_id: str | None = None,
        load: Callable[[str], StoredSession | None] = lambda session_id: None,
    ) -> None:
        self._sent_id = session_id
        self._load = load
        self._content: dict[str, Any] | None = None
        self._user: str | None = None
        #: What the store holds; ``None`` for a session that is not stored.
        self.stored: StoredSession | None = None
        #: The keys set or deleted in this request.
        self.changed_keys: set[str] = set()
        #: Whether :attr:`user` was set in this request.
        self.user_changed = False
        #: Whether a new identifier was asked for, and whether the session's age starts anew.
        self.rotated = False
        self.renews: bool | None = None
        #: The error of a store that failed, so that a middleware sees it behind any framework.
        self.failure: StoreUnavailable | None = None
        self.modified = False
        self.accessed = False

    @property
    def loaded(self) -> bool:
        """Whether the store was asked already, so that the content is at hand."""
        return self._content is not None

    @property
    def content(self) -> dict[str, Any]:
        """The content as a plain dict, fetched if need be. Reading it does not count as access.

        :raises StoreUnavailable: if the store does not answer.
        """
        if self._content is not None:
            return self._content
        try:
            return self.adopt(self._load(self._sent_id) if self._sent_id else None)
        except StoreUnavailable as error:
            self.failure = error
            raise

    def adopt(self, stored: StoredSession | None) -> dict[str, Any]:
        """Take over what the store holds, as having no changes yet, and return the content."""
        self.stored = stored
        self._content = dict(stored.record.data) if stored else {}
        self._user = stored.record.user if stored else None
        self.changed_keys = set()
        self.user_changed = False
        self.rotated, self.renews = False, None
        self.modified = False
        return self._content

    @property
    def new(self) -> bool:  # type: ignore[override]
        """Whether the store did not know this session."""
        _ = self.content
        return self.stored is None

    @property
    def key(self) -> str | None:
        """The key in the store, by which one session of a user is told from the others."""
        _ = self.content
        return self.stored.key if self.stored else None

    @property
    def user(self) -> str | None:
        """Whose session this is; set it on log-in, so that all of a user's can be revoked."""
        self.accessed = True
        _ = self.content
        return self._user

    @user.setter
    def user(self, user: str | int | None) -> None:
        _ = self.content
        self._user = None if user is None else str(user)
        self.user_changed = self.modified = self.accessed = True

    def rotate(self, *, renew: bool | None = None) -> None:
        """Get a new identifier and kill the old one, keeping the content.

        To be called whenever somebody gains rights, above all on log-in: an identifier that was
        planted in the browser before is then worth nothing (session fixation).

        :param renew: Whether absolute expiry counts from now on. By default it does where
            :attr:`user` is given another user in the same request, so that a log-in lasts its full
            time, and goes on counting everywhere else.
        """
        _ = self.content
        self.rotated, self.renews = True, renew
        self.modified = self.accessed = True

    def _mark(self, *keys: str) -> None:
        self.changed_keys.update(keys)
        self.modified = True

    def __getitem__(self, key: str) -> Any:
        self.accessed = True
        return self.content[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.accessed = True
        self.content[key] = value
        self._mark(key)

    def __delitem__(self, key: str) -> None:
        self.accessed = True
        del self.content[key]
        self._mark(key)

    def __iter__(self) -> Iterator[str]:
        self.accessed = True
        return iter(self.content)

    def __len__(self) -> int:
        self.accessed = True
        return len(self.content)

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        self.accessed = True
        return {**self.content, **other}

    def __ior__(self, other: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> ServerSession:  # noqa: PYI034 - Python 3.10
        self.update(other)
        return self

    def clear(self) -> None:
        """Take everything out, which logs out: an emptied session is deleted from the store."""
        self.accessed = True
        self._mark(*self.content)
        self.content.clear()

    def copy(self) -> dict[str, Any]:
        """Return the content as a plain dict of its own."""
        self.accessed = True
        return dict(self.content)

    def __repr__(self) -> str:
        # Neither the identifier, which would open the session, nor a round trip for a log line.
        shown = "not loaded" if self._content is None else repr(self._content)
        self.accessed = self.accessed or self._content is not None
        return f"<{type(self).__name__} {shown}>"
