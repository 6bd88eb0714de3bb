from __future__ import annotations

import stat
from pathlib import Path

import pytest
from blog import create_app, secret_key


def test_settings_given_by_the_caller_win(tmp_path: Path) -> None:
    app = create_app({"TITLE": "Our notes", "DATABASE": str(tmp_path / "a"), "SECRET_KEY": "x"})

    assert "<span>Our notes</span>" in app.test_client().get("/").text


def test_settings_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOG_TITLE", "From outside")
    monkeypatch.setenv("BLOG_SESSION_COOKIE_SECURE", "true")
    app = create_app({"DATABASE": str(tmp_path / "a"), "SECRET_KEY": "x"})

    assert app.config["TITLE"] == "From outside"
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_the_secret_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "secret_key"

    key = secret_key(path)

    assert len(key) == 64
    assert secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]
