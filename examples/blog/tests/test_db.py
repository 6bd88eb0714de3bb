from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from blog import create_app
from blog.db import get_db

from fw_core import Flask
from fw_core.testing import FlaskCliRunner

if TYPE_CHECKING:
    from conftest import Visitor


def test_the_database_creates_itself(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "blog.sqlite"

    app = create_app({"DATABASE": str(path), "SECRET_KEY": "x"})

    assert path.is_file()
    assert app.test_client().get("/").status_code == 200


def test_one_connection_a_context_closed_at_its_end(app: Flask) -> None:
    with app.app_context():
        db = get_db()
        assert get_db() is db

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        db.execute("SELECT 1")


def test_starting_again_keeps_what_is_stored(app: Flask, ana: Visitor) -> None:
    ana.write("Still here")

    again = create_app({"DATABASE": app.config["DATABASE"], "SECRET_KEY": "x"})

    assert "Still here" in again.test_client().get("/").text


def test_init_db_empties_the_tables(ana: Visitor, runner: FlaskCliRunner) -> None:
    ana.write("Soon gone")

    refused = runner.invoke(args=["init-db"], input="n\n")
    assert refused.exit_code == 1
    assert "Soon gone" in ana.see("/")

    result = runner.invoke(args=["init-db", "--yes"])
    assert "empty and ready" in result.output
    assert "Nothing written yet" in ana.see("/")
