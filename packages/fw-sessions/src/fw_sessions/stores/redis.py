"""Sessions in Redis or Valkey (6.2 or later): ``pip install fw-sessions[redis]``.

A session that is read costs one ``GET``; one that is written one ``SET`` more, inside a script that
first compares a revision, so that two writers notice each other. Expiry is Redis' own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis

from fw_sessions.errors import StoreUnavailable
from fw_sessions.store import Entry

_REVISION = 32  # letters in front of the text that tell one state of a session from another

# The members of an owner's set are keys of sessions. Sessions that have ended by themselves stay in
# it until it is next read or expires: it lives as long as its longest session.
_FUNCTIONS = """
local function own(set, member, ttl)
  redis.call('SADD', set, member)
  if redis.call('TTL', set) < tonumber(ttl) then redis.call('EXPIRE', set, ttl) end
end
"""

_CREATE = (
    _FUNCTIONS
    + """
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
own(KEYS[2], ARGV[3], ARGV[2])
return 1
"""
)

_REPLACE = (
    _FUNCTIONS
    + """
if redis.call('GETRANGE', KEYS[1], 0, string.len(ARGV[1]) - 1) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
if KEYS[1] ~= KEYS[2] then redis.call('DEL', KEYS[1]) end
if KEYS[3] then own(KEYS[3], ARGV[4], ARGV[3]) end
return 1
"""
)

_DELETE_OWNED = """
local gone = 0
for _, member in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  gone = gone + redis.call('DEL', ARGV[1] .. member)
end
redis.call('DEL', KEYS[1])
return gone
"""


def _revision(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_REVISION]


class RedisStore:
    """Keeps entries in Redis, under ``<prefix>:s:<key>``; a user's keys under ``<prefix>:o:<owner>``.

    Sessions must not be evicted: use a server whose ``maxmemory-policy`` is ``noeviction``, or
    people are logged out when it is full.

    :param client: A client of the ``redis`` package. Its time-outs are how long a request waits
        for a server that does not answer.
    :param prefix: What all names begin with.
    """

    def __init__(self, client: redis.Redis, prefix: str = "fw-sessions") -> None:
        self.client = client
        self.prefix = prefix
        self._create: Callable[..., Any] = client.register_script(_CREATE)
        self._replace: Callable[..., Any] = client.register_script(_REPLACE)
        self._delete_owned: Callable[..., Any] = client.register_script(_DELETE_OWNED)

    @classmethod
    def from_url(cls, url: str, prefix: str = "fw-sessions") -> RedisStore:
        """Return a store for ``redis://``, ``rediss://`` or ``unix://``, with short time-outs.

        :param url: As the ``redis`` package takes it; options in it win over the time-outs here.
        """
        client = redis.Redis.from_url(url, **_time_outs(url))
        return cls(client, prefix)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._address()}>"

    def _address(self) -> str:
        options = self.client.connection_pool.connection_kwargs
        place = options.get("path") or f"{options.get('host')}:{options.get('port')}"
        return f"redis://{place}/{options.get('db', 0)} {self.prefix}"

    @contextmanager
    def _failing(self, operation: str) -> Iterator[None]:
        try:
            yield
        except (redis.RedisError, OSError) as error:
            raise StoreUnavailable(self._address(), operation) from error

    def _session(self, key: str) -> str:
        return f"{self.prefix}:s:{key}"

    def _owner(self, owner: str) -> str:
        return f"{self.prefix}:o:{owner}"

    def load(self, key: str) -> str | None:
        """Return the text under ``key``, or ``None``."""
        with self._failing("load"):
            found: Any = self.client.get(self._session(key))
        if found is None:
            return None
        text = found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)
        return text[_REVISION:]

    def create(self, entry: Entry) -> None:
        """Keep a new entry."""
        value, ttl = self._value(entry)
        name = self._session(entry.key)
        with self._failing("save"):
            if entry.owner is None:
                self.client.set(name, value, ex=ttl)
            else:
                self._create([name, self._owner(entry.owner)], [value, ttl, entry.key])

    def replace(self, key: str, expected: str, entry: Entry) -> bool:
        """Put ``entry`` in the place of what is under ``key``, if that still is ``expected``."""
        value, ttl = self._value(entry)
        names = [self._session(key), self._session(entry.key)]
        if entry.owner is not None:
            names.append(self._owner(entry.owner))
        with self._failing("save"):
            return bool(self._replace(names, [_revision(expected), value, ttl, entry.key]))

    @staticmethod
    def _value(entry: Entry) -> tuple[str, int]:
        ttl = max(1, entry.expires_at - int(time.time()))
        return _revision(entry.text) + entry.text, ttl

    def delete(self, key: str) -> None:
        """Forget what is under ``key``."""
        with self._failing("delete"):
            self.client.delete(self._session(key))

    def owned_by(self, owner: str) -> list[str]:
        """Return the keys of a user's sessions, some of which may have ended."""
        with self._failing("list"):
            members: Any = self.client.smembers(self._owner(owner))
        return sorted(m.decode() if isinstance(m, bytes) else str(m) for m in members)

    def delete_owned(self, owner: str) -> int:
        """Forget all of a user's sessions, and return how many there were."""
        with self._failing("delete"):
            return int(self._delete_owned([self._owner(owner)], [self._session("")]))

    def prune(self, now: int) -> int:
        """Do nothing: Redis forgets by itself."""
        return 0

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def _time_outs(url: str) -> dict[str, Any]:
    wanted = {"socket_connect_timeout": 2, "socket_timeout": 5}
    return {name: seconds for name, seconds in wanted.items() if name not in url}
