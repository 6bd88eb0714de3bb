"""Sessions kept on the server, chosen by configuration alone."""

from __future__ import annotations

from pathlib import Path

from werkzeug.test import Client

from fw_app import Flask, session
from fw_sessions.session_record import new_session_id


def make_app(store: str | None) -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="key", SESSION_STORE=store)

    @app.get("/set")
    def set_name() -> str:
        session["name"] = "ada"
        return "set"

    @app.get("/get")
    def get_name() -> str:
        return str(session.get("name"))

    @app.get("/untouched")
    def untouched() -> str:
        return "hello"

    return app


def test_the_cookie_holds_an_identifier_and_the_file_the_session(tmp_path: Path) -> None:
    client = Client(make_app(f"file:{tmp_path}"))
    cookie = client.get("/set").headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    assert client.get("/get").text == "ada"
    texts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"ada" in text for text in texts)
    assert not any(cookie.encode() in text for text in texts)  # only its hash is stored
    assert not any(cookie in path.name for path in tmp_path.rglob("*"))


def test_an_untouched_session_asks_for_no_store(tmp_path: Path) -> None:
    response = Client(make_app(f"file:{tmp_path / 'nowhere'}")).get("/untouched")
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers


def test_without_a_store_the_cookie_holds_the_session() -> None:
    client = Client(make_app(None))
    assert client.get("/set").headers["Set-Cookie"].startswith("session=eyJuYW1lIjoiYWRhIn0.")


def test_an_interface_that_was_set_is_kept(tmp_path: Path) -> None:
    app = make_app(f"file:{tmp_path}")
    app.session_interface = interface = type(app.session_interface)()
    assert Client(app).get("/set").headers["Set-Cookie"].startswith("session=eyJ")
    assert app.session_interface is interface


def test_a_store_that_cannot_be_reached_is_503_and_no_empty_session(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    client = Client(make_app(f"file:{blocked}"))
    assert client.get("/set").status_code == 503
    client.set_cookie("session", new_session_id())
    assert client.get("/get").status_code == 503
    assert client.get("/untouched").status_code == 200
