"""Sessions in a folder, one file each: for one machine with any number of processes.

A file is written beside its place and then moved there, so that readers, and whoever starts after
a crash, find all of it or nothing. Writers take turns by a lock that the system lets go of when its
holder dies. The layout::

    folder/lock                      held while writing
    folder/sessions/ab/ab12…         JSON: the text and when it expires
    folder/owners/cd34…/ab12…        empty: a session that belongs to a user
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fw_sessions.errors import StoreUnavailable
from fw_sessions.store import Entry

_SESSIONS, _OWNERS, _LOCK, _PART = "sessions", "owners", "lock", ".part"
_KEY = re.compile("[0-9a-f]{64}")
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    import msvcrt

    def _wait_for_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:

    def _wait_for_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


class FileStore:
    """Keeps entries as files, readable by nobody but the user the process runs as.

    :param folder: Where; it is made if need be. Give each application one of its own.
    :param fsync: Whether a write waits for the disk, so that a power cut loses nothing that was
        acknowledged. A killed process loses nothing either way.
    """

    def __init__(self, folder: str | os.PathLike[str], *, fsync: bool = True) -> None:
        self.folder = Path(folder).absolute()
        self.fsync = fsync

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self.folder)!r}>"

    # -- operations

    def load(self, key: str) -> str | None:
        """Return the text under ``key``, or ``None``."""
        with self._failing("load"):
            found = self._read(key)
        return None if found is None else found["text"]

    def create(self, entry: Entry) -> None:
        """Keep a new entry."""
        with self._failing("save"), self._locked():
            self._write(entry)

    def replace(self, key: str, expected: str, entry: Entry) -> bool:
        """Put ``entry`` in the place of what is under ``key``, if that still is ``expected``."""
        with self._failing("save"), self._locked():
            present = self._read(key)
            if present is None or present["text"] != expected:
                return False
            if entry.key == key:
                if present["owner"] and present["owner"] != entry.owner:
                    self._marker(present["owner"], key).unlink(missing_ok=True)
                self._write(entry)
            else:
                self._move(key, present, entry)
            return True

    def delete(self, key: str) -> None:
        """Forget what is under ``key``."""
        with self._failing("delete"), self._locked():
            self._remove(key, self._read(key))

    def owned_by(self, owner: str) -> list[str]:
        """Return the keys of a user's sessions."""
        with self._failing("list"):
            return [key for key in self._names(self._owner(owner)) if self._read(key)]

    def delete_owned(self, owner: str) -> int:
        """Forget all of a user's sessions, and return how many there were."""
        with self._failing("delete"), self._locked():
            keys = self._names(self._owner(owner))
            return sum(self._remove(key, self._read(key)) for key in keys)

    def prune(self, now: int) -> int:
        """Forget what has expired by ``now`` and what cannot be read, and return how many.

        Only what is to go is locked, so that writers hardly wait. Files with other names than ours are
        left alone.
        """
        gone = 0
        with self._failing("prune"):
            for shard in self._names(self.folder / _SESSIONS):
                for name in self._names(self.folder / _SESSIONS / shard):
                    gone += self._prune_file(shard, name, now)
        return gone

    def close(self) -> None:
        """Do nothing: no file stays open."""

    # -- parts

    @contextmanager
    def _failing(self, operation: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnavailable(f"file:{self.folder}", operation) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        _make_folder(self.folder)
        handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | _NOFOLLOW, 0o600)
        try:
            _wait_for_lock(handle)
            yield
        finally:
            os.close(handle)

    def _path(self, key: str) -> Path:
        return self.folder / _SESSIONS / key[:2] / key

    def _owner(self, owner: str) -> Path:
        return self.folder / _OWNERS / owner

    def _marker(self, owner: str, key: str) -> Path:
        return self._owner(owner) / key

    @staticmethod
    def _names(folder: Path) -> list[str]:
        try:
            return sorted(os.listdir(folder))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _read(self, key: str) -> dict[str, Any] | None:
        try:
            handle = os.open(self._path(key), os.O_RDONLY | _NOFOLLOW)
        except FileNotFoundError:
            return None
        with open(handle, "rb") as file:
            raw = file.read()
        return _parse(raw)

    def _write(self, entry: Entry) -> None:
        # The owner's marker first: after a crash there may be a marker without a session, which
        # is harmless, and never a session that revoking its owner would miss.
        if entry.owner:
            marker = self._marker(entry.owner, entry.key)
            _make_folder(marker.parent)
            marker.touch(mode=0o600)
        content = {"text": entry.text, "expires_at": entry.expires_at, "owner": entry.owner}
        self._put(self._path(entry.key), json.dumps(content).encode())

    def _put(self, path: Path, content: bytes) -> None:
        _make_folder(path.parent)
        handle, part = tempfile.mkstemp(suffix=_PART, dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.write(content)
                if self.fsync:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(part)
            raise
        if self.fsync:
            _sync_folder(path.parent)

    def _move(self, key: str, present: dict[str, Any], entry: Entry) -> None:
        # A crash between the two steps leaves both. Nobody was told the new identifier then, so
        # the browser goes on with the old one, and the new one expires.
        self._write(entry)
        self._remove(key, present)

    def _remove(self, key: str, present: dict[str, Any] | None) -> int:
        existed = self._path(key).exists()
        self._path(key).unlink(missing_ok=True)
        if present is not None and present["owner"]:
            self._marker(present["owner"], key).unlink(missing_ok=True)
        return int(existed)

    def _prune_file(self, shard: str, name: str, now: int) -> int:
        path = self.folder / _SESSIONS / shard / name
        if name.endswith(_PART):  # left by a writer that died; others hold the lock
            with self._locked():
                path.unlink(missing_ok=True)
            return 0
        if not _KEY.fullmatch(name) or name[:2] != shard or self._stays(name, now):
            return 0
        with self._locked():  # it may have been written anew meanwhile
            return 0 if self._stays(name, now) else self._remove(name, self._read(name))

    def _stays(self, key: str, now: int) -> bool:
        present = self._read(key)
        return present is not None and present["expires_at"] > now


def _parse(raw: bytes) -> dict[str, Any] | None:
    """Return the content of a session's file, or ``None`` if it is none of ours."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        return None
    owner, expires_at = found.get("owner"), found.get("expires_at")
    if not isinstance(expires_at, int) or not (owner is None or isinstance(owner, str)):
        return None
    return found


def _make_folder(folder: Path) -> None:
    """Make a folder that is closed to others, and those it is in, unless they are there."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise
    except FileNotFoundError:
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a file's name last as well, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
