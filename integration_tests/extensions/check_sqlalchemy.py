"""Flask-SQLAlchemy: a model is saved, queried, changed, paginated; sessions end with the context."""

# What it imports is installed in the environment of these tests alone.
# mypy: ignore-errors

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.record_queries import get_recorded_queries
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


@pytest.fixture
def db() -> SQLAlchemy:
    return SQLAlchemy(model_class=type("Base", (DeclarativeBase,), {}))


@pytest.fixture
def app(tmp_path: Path, db: SQLAlchemy) -> Iterator[Flask]:
    app = Flask(__name__, instance_path=str(tmp_path))
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///books.sqlite"
    app.config["SQLALCHEMY_RECORD_QUERIES"] = True
    db.init_app(app)

    class Book(db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)
        title: Mapped[str] = mapped_column(unique=True)

    @app.post("/books")
    def create() -> tuple[dict[str, int], int]:
        book = Book(title=request.get_json()["title"])
        db.session.add(book)
        db.session.commit()
        return {"id": book.id}, 201

    @app.get("/books/<int:id>")
    def read(id: int) -> dict[str, str]:
        return {"title": db.get_or_404(Book, id).title}

    @app.get("/books")
    def listed() -> object:
        page = db.paginate(select(Book).order_by(Book.title), per_page=2)
        return jsonify(titles=[book.title for book in page], pages=page.pages, page=page.page)

    @app.post("/fail")
    def fail() -> str:
        db.session.add(Book(title="lost"))
        db.session.flush()
        raise ZeroDivisionError

    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_model_is_saved_and_queried(client: FlaskClient) -> None:
    made = client.post("/books", json={"title": "Dune"})
    assert made.status_code == 201
    assert client.get(f"/books/{made.get_json()['id']}").get_json() == {"title": "Dune"}
    assert client.get("/books/99").status_code == 404


def test_a_query_is_paginated(client: FlaskClient) -> None:
    for title in "cab":
        client.post("/books", json={"title": title})
    assert client.get("/books").get_json() == {"titles": ["a", "b"], "pages": 2, "page": 1}
    assert client.get("/books?page=2").get_json()["titles"] == ["c"]
    assert client.get("/books?page=3").status_code == 404


def test_what_a_failed_request_did_is_rolled_back(client: FlaskClient) -> None:
    assert client.post("/fail").status_code == 500
    assert client.get("/books").get_json()["titles"] == []
    assert client.post("/books", json={"title": "lost"}).status_code == 201


def test_each_context_has_a_session_of_its_own(app: Flask, db: SQLAlchemy) -> None:
    with app.app_context():
        outer = db.session()
        assert db.session() is outer
        with app.app_context():
            assert db.session() is not outer
        assert db.session() is outer
    with app.test_request_context("/"):
        assert db.session() is not outer


def test_queries_are_recorded_in_g(app: Flask, db: SQLAlchemy) -> None:
    with app.test_request_context("/"):
        db.session.execute(select(1))
        assert len(get_recorded_queries()) == 1


def test_outside_a_context_the_error_teaches(db: SQLAlchemy) -> None:
    with pytest.raises(RuntimeError, match=r"(?i)application context"):
        db.session.execute(select(1))
