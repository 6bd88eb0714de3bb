"""Flask-Migrate: a migration is made and applied through ``fw db``, in processes of their own."""

# What it imports is installed in the environment of these tests alone.
# mypy: ignore-errors

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fw_core.as_flask import child_environment

APP = """
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

db = SQLAlchemy(model_class=Base)

class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    {more}

def create_app():
    app = Flask(__name__, instance_path={folder!r})
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///books.sqlite"
    db.init_app(app)
    Migrate(app, db)
    print("app is", type(app).__module__)
    return app
"""

Fw = Callable[..., str]


@pytest.fixture
def fw(tmp_path: Path) -> Fw:
    environment = child_environment({k: v for k, v in os.environ.items() if "FLASK" not in k})

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "fw_core", "--app", "books", *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    return run


def write(folder: Path, more: str = "") -> None:
    (folder / "books.py").write_text(APP.format(folder=str(folder), more=more), encoding="utf-8")


def columns(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "books.sqlite")
    try:
        return [row[1] for row in connection.execute("pragma table_info(book)")]
    finally:
        connection.close()


def test_a_migration_is_made_and_applied(tmp_path: Path, fw: Fw) -> None:
    write(tmp_path)
    assert "app is fw_app.app" in fw("db", "init")
    assert "Detected added table 'book'" in fw("db", "migrate", "-m", "first")
    fw("db", "upgrade")
    assert columns(tmp_path) == ["id", "title"]

    write(tmp_path, "pages: Mapped[int | None]")
    assert "Detected added column 'book.pages'" in fw("db", "migrate", "-m", "second")
    fw("db", "upgrade")
    assert columns(tmp_path) == ["id", "title", "pages"]
    assert "(head), second" in fw("db", "history")

    fw("db", "downgrade")
    assert columns(tmp_path) == ["id", "title"]
    assert "(head)" not in fw("db", "current")


def test_its_commands_are_listed(tmp_path: Path, fw: Fw) -> None:
    write(tmp_path)
    assert "Perform database migrations." in fw("--help")
    assert "upgrade" in fw("db", "--help")
