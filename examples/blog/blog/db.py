"""The database: one SQLite connection a request, opened when it is first asked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import click

from fw_core import Flask, current_app, g
from fw_core.cli import with_appcontext

__all__ = ["get_db", "init_app"]

SCHEMA = Path(__file__).with_name("schema.sql")


def connect(path: str) -> sqlite3.Connection:
    """Open the database file with rows that know their column names."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def get_db() -> sqlite3.Connection:
    """Return the connection of this request; the first call opens it."""
    if "db" not in g:
        g.db = connect(current_app.config["DATABASE"])
    connection: sqlite3.Connection = g.db
    return connection


def close_db(error: BaseException | None = None) -> None:
    """Close the connection at the end of a request, if the request opened one."""
    connection: sqlite3.Connection | None = g.pop("db", None)
    if connection is not None:
        connection.close()


def create_tables(path: str) -> None:
    """Create the file, its folder and the tables that are missing; what exists stays as it is."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(path)) as connection:
        connection.executescript(SCHEMA.read_text())


@click.command("init-db")
@click.confirmation_option(prompt="This deletes every account and every post. Go on?")
@with_appcontext
def init_db_command() -> None:
    """Delete all accounts and posts, and begin with empty tables."""
    with closing(connect(current_app.config["DATABASE"])) as connection:
        connection.executescript("DROP TABLE IF EXISTS post; DROP TABLE IF EXISTS user;")
    create_tables(current_app.config["DATABASE"])
    click.echo("The database is empty and ready.")


def init_app(app: Flask) -> None:
    """Have the tables ready, close connections after requests, and add the ``init-db`` command."""
    create_tables(app.config["DATABASE"])
    app.teardown_appcontext(close_db)
    app.cli.add_command(init_db_command)
