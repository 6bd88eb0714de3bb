"""The builtin configuration values."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fw_app import Flask
from fw_app.default_config import DEFAULT_CONFIG


def test_every_application_has_its_own_copy() -> None:
    one, two = Flask("one"), Flask("two")
    assert set(one.config) == set(DEFAULT_CONFIG)
    one.config["TESTING"] = True
    assert two.config["TESTING"] is False
    with pytest.raises(TypeError):
        DEFAULT_CONFIG["TESTING"] = True


def test_attributes_for_keys() -> None:
    app = Flask(__name__)
    app.secret_key = b"key"
    app.testing = True
    app.permanent_session_lifetime = timedelta(minutes=1)
    assert app.config["SECRET_KEY"] == b"key"
    assert app.config["TESTING"] is True
    app.config["PERMANENT_SESSION_LIFETIME"] = 90
    assert app.permanent_session_lifetime == timedelta(seconds=90)
    app.debug = True
    assert app.config["DEBUG"] is True


def test_debug_mode_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert Flask(__name__).debug
    monkeypatch.setenv("FLASK_DEBUG", "0")
    assert not Flask(__name__).debug


def test_subclasses_have_other_defaults() -> None:
    class Own(Flask):
        default_config = Flask.default_config.__class__({**Flask.default_config, "OWN": 1})

    assert Own(__name__).config["OWN"] == 1
