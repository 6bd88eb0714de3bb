"""A store from one line of configuration: ``SESSION_STORE``."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from urllib.parse import parse_qs, unquote, urlsplit

from fw_sessions.errors import StoreConfigurationError
from fw_sessions.store import SessionStore


def _memory(url: str) -> SessionStore:
    from fw_sessions.stores.memory import MemoryStore  # noqa: PLC0415 - only what is used

    return MemoryStore()


def _files(url: str) -> SessionStore:
    from fw_sessions.stores.files import FileStore  # noqa: PLC0415 - only what is used

    parts = urlsplit(url)
    folder = unquote(parts.path)
    if parts.netloc not in ("", "localhost") or not folder.strip("/"):
        raise StoreConfigurationError(
            f"SESSION_STORE {url!r} names no folder. Write file:sessions for one beside the"
            " working folder or file:///var/lib/shop/sessions for an absolute one."
        )
    fsync = parse_qs(parts.query).get("fsync", ["1"])[-1]
    return FileStore(folder, fsync=fsync not in ("0", "false", "no"))


def _redis(url: str) -> SessionStore:
    try:
        from fw_sessions.stores.redis import RedisStore  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise _missing("redis", url, error) from error
    scheme, _, rest = url.partition(":")
    return RedisStore.from_url(f"{scheme.replace('valkey', 'redis')}:{rest}")


def _sqlalchemy(url: str) -> SessionStore:
    try:
        from fw_sessions.stores.sqlalchemy import SQLAlchemyStore  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise _missing("sqlalchemy", url, error) from error
    scheme, _, rest = url.partition(":")
    if scheme == "sqlite" and not rest.startswith("//"):
        url = f"sqlite:///{rest}"
    if scheme == "postgres":
        url = f"postgresql:{rest}"
    return SQLAlchemyStore.from_url(url)


def _missing(extra: str, url: str, error: ModuleNotFoundError) -> StoreConfigurationError:
    scheme = url.partition(":")[0]
    return StoreConfigurationError(
        f"SESSION_STORE begins with {scheme}:, which needs the package {error.name!r}. Install it"
        f" with: pip install 'fw-sessions[{extra}]'"
    )


_STORES: dict[str, Callable[[str], SessionStore]] = {
    "memory": _memory,
    "file": _files,
    "redis": _redis,
    "rediss": _redis,
    "unix": _redis,
    "valkey": _redis,
    "valkeys": _redis,
    "sqlite": _sqlalchemy,
    "postgresql": _sqlalchemy,
    "postgres": _sqlalchemy,
    "mysql": _sqlalchemy,
    "mariadb": _sqlalchemy,
}


def store_from_url(url: str) -> SessionStore:
    """Return a session store.

    :param url: ``redis://localhost:6379/0``, ``postgresql://user@host/database``,
        ``sqlite:///sessions.db``, ``file:sessions`` or, for tests, ``memory:``. A driver may stand
        in it as SQLAlchemy writes it: ``postgresql+psycopg://``.
    :raises StoreConfigurationError: if the scheme is not known or its package is not installed.
    """
    scheme, colon, _ = url.partition(":")
    make = _STORES.get(scheme.lower().partition("+")[0])
    if make is None or not colon:
        nearest = get_close_matches(scheme.lower(), _STORES, n=1)
        hint = f" Did you mean {nearest[0]}:?" if nearest else ""
        raise StoreConfigurationError(
            f"SESSION_STORE begins with {scheme!r}, which names no session store.{hint} Known are"
            f" {', '.join(f'{name}:' for name in _STORES)}."
        )
    return make(url)
