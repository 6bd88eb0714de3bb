"""Sessions in a database, through SQLAlchemy 2: ``pip install fw-sessions[sqlalchemy]``.

Each operation is one statement that commits by itself, so that no half of one is ever seen. A write
compares what it replaces in its ``WHERE`` clause, so that two writers notice each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from fw_sessions.errors import StoreConfigurationError, StoreUnavailable
from fw_sessions.store import Entry

_T = TypeVar("_T")
_KEY = String(64)


class SQLAlchemyStore:
    """Keeps entries in a table, which is made on first use if it is not there.

    :param engine: An engine of one's own. It is used in autocommit mode, whatever its default is.
    :param table: The table's name.
    """

    def __init__(self, engine: Engine, table: str = "fw_sessions") -> None:
        self.engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.table = Table(
            table,
            MetaData(),
            Column("key", _KEY, primary_key=True),
            Column("text", Text, nullable=False),
            Column("expires_at", BigInteger, nullable=False, index=True),
            Column("owner", _KEY, nullable=True, index=True),
        )
        self._ready = False
        self._lock = Lock()
        self._process = os.getpid()

    @classmethod
    def from_url(cls, url: str | URL, table: str = "fw_sessions") -> SQLAlchemyStore:
        """Return a store for a database URL, with an engine of its own.

        :param url: As SQLAlchemy takes it; ``postgresql://`` finds the driver that is installed.
        :raises StoreConfigurationError: if no driver is installed or the database would vanish.
        """
        address = make_url(url)
        if address.drivername.startswith("sqlite"):
            return cls(_sqlite_engine(address), table)
        try:
            return cls(create_engine(_with_driver(address)), table)
        except ImportError as error:
            raise StoreConfigurationError(
                f"No driver for {address.drivername!r} is installed ({error}). For PostgreSQL:"
                " pip install 'fw-sessions[postgresql]'"
            ) from error

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.engine.url!r} {self.table.name}>"

    # -- operations

    def load(self, key: str) -> str | None:
        """Return the text under ``key``, or ``None``."""
        query = select(self.table.c.text).where(self.table.c.key == key)
        found: str | None = self._run("load", lambda connection: connection.scalar(query))
        return found

    def create(self, entry: Entry) -> None:
        """Keep a new entry."""
        statement = insert(self.table).values(**_values(entry))

        def create(connection: Connection) -> None:
            try:
                connection.execute(statement)
            except IntegrityError:
                # Keys are random, so this is our own entry: the connection broke after it was
                # written and before that was confirmed, and this is the second attempt.
                if connection.scalar(select(self.table.c.text).where(_is(entry))) != entry.text:
                    raise

        def _is(entry: Entry) -> Any:
            return self.table.c.key == entry.key

        self._run("save", create)

    def replace(self, key: str, expected: str, entry: Entry) -> bool:
        """Put ``entry`` in the place of what is under ``key``, if that still is ``expected``."""
        columns = self.table.c
        place = (columns.key == key) & (columns.text == expected)
        statement = update(self.table).where(place).values(**_values(entry))
        return self._run("save", lambda connection: connection.execute(statement).rowcount == 1)

    def delete(self, key: str) -> None:
        """Forget what is under ``key``."""
        self._delete("delete", self.table.c.key == key)

    def owned_by(self, owner: str) -> list[str]:
        """Return the keys of a user's sessions."""
        query = select(self.table.c.key).where(self.table.c.owner == owner)
        return self._run("list", lambda connection: list(connection.scalars(query)))

    def delete_owned(self, owner: str) -> int:
        """Forget all of a user's sessions, and return how many there were."""
        return self._delete("delete", self.table.c.owner == owner)

    def prune(self, now: int) -> int:
        """Forget what has expired by ``now``, and return how many entries that were."""
        return self._delete("prune", self.table.c.expires_at <= now)

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    # -- parts

    def _delete(self, operation: str, where: Any) -> int:
        statement = delete(self.table).where(where)
        return self._run(operation, lambda connection: connection.execute(statement).rowcount)

    def _run(self, operation: str, work: Callable[[Connection], _T]) -> _T:
        """Run ``work`` on a connection; once more if the one at hand turns out to be broken.

        A database that was restarted breaks every pooled connection. All operations may be
        repeated: a ``replace`` that had happened is then seen as another's, and merged to the
        same result.
        """
        try:
            try:
                return self._attempt(work)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                return self._attempt(work)
        except SQLAlchemyError as error:
            raise StoreUnavailable(repr(self.engine.url), operation) from error

    def _attempt(self, work: Callable[[Connection], _T]) -> _T:
        if self._process != os.getpid():
            # A server forked this process: connections that it shares with its parent would mix
            # up answers, one process reading the sessions that the other asked for.
            self.engine.dispose(close=False)
            self._process = os.getpid()
        with self.engine.connect() as connection:
            if not self._ready:
                self._make_table(connection)
            return work(connection)

    def _make_table(self, connection: Connection) -> None:
        with self._lock:
            try:
                self.table.create(connection, checkfirst=True)
            except SQLAlchemyError:
                # Another process was faster. If it is something else, the table is not there.
                if not inspect(connection).has_table(self.table.name):
                    raise
            self._ready = True


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "text": entry.text,
        "expires_at": entry.expires_at,
        "owner": entry.owner,
    }


def _with_driver(address: URL) -> URL:
    """Return ``address`` with the newer PostgreSQL driver where the older one is not there."""
    if address.drivername not in ("postgresql", "postgres"):
        return address
    try:
        import psycopg  # noqa: F401, PLC0415 - only to see whether it is there
    except ImportError:
        return address.set(drivername="postgresql")
    return address.set(drivername="postgresql+psycopg")


def _sqlite_engine(address: URL) -> Engine:
    if address.database in (None, "", ":memory:"):
        raise StoreConfigurationError(
            "An SQLite database in memory differs for each connection and vanishes with it. Name a"
            " file, as in sqlite:///instance/sessions.db, or use memory: for tests."
        )
    engine = create_engine(address, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        # Readers do not wait for the writer, and a commit survives a killed process.
        connection.execute("PRAGMA journal_mode=WAL").close()

    return engine
