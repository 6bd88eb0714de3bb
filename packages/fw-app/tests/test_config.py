"""Configuration: where values come from, and how changes are noticed."""

from __future__ import annotations

import copy
import json
import os
import pickle
import textwrap
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import pytest

from fw_app.config import Config, ConfigAttribute


class Shop:
    """Something with a configuration."""

    currency = ConfigAttribute[str]("CURRENCY")
    closing = ConfigAttribute[timedelta](
        "CLOSING", get_converter=lambda value: timedelta(seconds=value)
    )

    def __init__(self) -> None:
        self.config = Config("/shop", {"CURRENCY": "EUR", "CLOSING": 60})


def test_attribute_reads_and_writes_the_config() -> None:
    shop = Shop()
    assert shop.currency == "EUR"
    assert shop.closing == timedelta(minutes=1)
    shop.currency = "CHF"
    assert shop.config["CURRENCY"] == "CHF"
    assert isinstance(Shop.currency, ConfigAttribute)
    assert Shop.currency.__name__ == "CURRENCY"
    assert repr(Shop.currency) == "<ConfigAttribute CURRENCY>"


def test_a_pyfile_gives_its_upper_case_names(tmp_path: Path) -> None:
    (tmp_path / "shop.cfg").write_text("import os\nNAME = 'shop'\nname = 'no'\nHERE = __file__\n")
    config = Config(tmp_path)
    assert config.from_pyfile("shop.cfg") is True
    assert dict(config) == {"NAME": "shop", "HERE": str(tmp_path / "shop.cfg")}


def test_a_missing_pyfile_says_which(tmp_path: Path) -> None:
    config = Config(str(tmp_path))
    with pytest.raises(FileNotFoundError) as caught:
        config.from_pyfile("missing.cfg")
    assert "Unable to load configuration file (No such file" in str(caught.value)
    assert "missing.cfg" in str(caught.value)
    assert config.from_pyfile("missing.cfg", silent=True) is False
    assert config.from_pyfile(tmp_path, silent=True) is False


def test_a_pyfile_declares_its_encoding(tmp_path: Path) -> None:
    source = textwrap.dedent("""\
        # -*- coding: iso-8859-15 -*-
        PRICE = "100 €"
        """)
    (tmp_path / "prices.cfg").write_text(source, encoding="iso-8859-15")
    config = Config(tmp_path)
    config.from_pyfile("prices.cfg")
    assert config["PRICE"] == "100 €"


def _load_text(file: IO[Any]) -> dict[str, Any]:
    return dict(line.split("=") for line in file.read().splitlines())


def _load_bytes(file: IO[Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(file.read().decode("utf-16"))
    return loaded


@pytest.mark.parametrize(
    ("content", "load", "text"),
    [
        (b'{"NAME": "shop", "low": 1}', json.load, True),
        (b"NAME=shop\nlow=1", _load_text, True),
        ('{"NAME": "shop"}'.encode("utf-16"), _load_bytes, False),
    ],
    ids=["json", "text", "bytes"],
)
def test_from_file(
    tmp_path: Path, content: bytes, load: Callable[[IO[Any]], dict[str, Any]], text: bool
) -> None:
    (tmp_path / "settings").write_bytes(content)
    config = Config(tmp_path)
    assert config.from_file("settings", load=load, text=text) is True
    assert dict(config) == {"NAME": "shop"}
    assert config.from_file("missing", load=load, silent=True) is False
    with pytest.raises(OSError, match="Unable to load configuration file"):
        config.from_file("missing", load=load)


def test_from_object_takes_objects_and_names() -> None:
    class Base:
        DEBUG = False
        TESTING = False
        secret = "no"

    class Development(Base):
        DEBUG = True

        @property
        def URL(self) -> str:
            return f"debug={self.DEBUG}"

    config = Config("/")
    config.from_object(Development())
    assert dict(config) == {"DEBUG": True, "TESTING": False, "URL": "debug=True"}
    config.from_object("http.HTTPStatus")
    assert config["NOT_FOUND"].value == 404


def test_from_object_leaves_errors_of_the_imported_module_alone() -> None:
    with pytest.raises(ImportError, match="no_such_module"):
        Config("/").from_object("no_such_module.settings")


def test_from_mapping_takes_mappings_pairs_and_keywords() -> None:
    config = Config("/")
    assert config.from_mapping({"A": 1, "low": 2}, B=3, A=4) is True
    assert dict(config) == {"A": 4, "B": 3}
    config.from_mapping(C=5)
    assert config["C"] == 5


def test_from_envvar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(tmp_path)
    monkeypatch.delenv("SHOP_SETTINGS", raising=False)
    assert config.from_envvar("SHOP_SETTINGS", silent=True) is False
    with pytest.raises(RuntimeError, match="'SHOP_SETTINGS' is not set"):
        config.from_envvar("SHOP_SETTINGS")
    (tmp_path / "shop.cfg").write_text("NAME = 'shop'")
    monkeypatch.setenv("SHOP_SETTINGS", str(tmp_path / "shop.cfg"))
    assert config.from_envvar("SHOP_SETTINGS") is True
    assert config["NAME"] == "shop"


def test_prefixed_env_reads_json_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        os,
        "environ",
        {
            "FLASK_NUMBER": "3",
            "FLASK_FLAG": "true",
            "FLASK_LIST": "[1, 2]",
            "FLASK_TEXT": "plain",
            "FLASK_BROKEN": "[1",
            "OTHER_TEXT": "no",
        },
    )
    config = Config("/")
    assert config.from_prefixed_env() is True
    assert dict(config) == {
        "NUMBER": 3,
        "FLAG": True,
        "LIST": [1, 2],
        "TEXT": "plain",
        "BROKEN": "[1",
    }
    config = Config("/")
    config.from_prefixed_env("OTHER", loads=str.upper)
    assert dict(config) == {"TEXT": "NO"}


def test_prefixed_env_reaches_into_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        os,
        "environ",
        {
            "FLASK_MAIL__PORT": "25",
            "FLASK_MAIL__TLS__cert": "a.pem",
            "FLASK_NEW__KEY": "1",
            "FLASK_BOTH": '{"a": 1}',
            "FLASK_BOTH__b": "2",
        },
    )
    config = Config("/", {"MAIL": {"HOST": "mx"}})
    config.from_prefixed_env()
    assert config["MAIL"] == {"HOST": "mx", "PORT": 25, "TLS": {"cert": "a.pem"}}
    assert config["NEW"] == {"KEY": 1}
    assert config["BOTH"] == {"a": 1, "b": 2}


def test_a_value_beside_its_own_keys_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"FLASK_MAIL": "mx", "FLASK_MAIL__TLS__CERT": "a"})
    with pytest.raises(ValueError, match="not a dictionary") as caught:
        Config("/").from_prefixed_env()
    message = str(caught.value)
    assert "'FLASK_MAIL__TLS__CERT' sets a key inside 'MAIL', which is 'mx'" in message
    assert "Remove FLASK_MAIL, or make it a JSON object" in message


def test_namespace() -> None:
    config = Config("/", {"MAIL_HOST": "mx", "MAIL_PORT": 25, "NAME": "shop"})
    assert config.get_namespace("MAIL_") == {"host": "mx", "port": 25}
    assert config.get_namespace("MAIL_", lowercase=False) == {"HOST": "mx", "PORT": 25}
    assert config.get_namespace("MAIL_", trim_namespace=False) == {
        "mail_host": "mx",
        "mail_port": 25,
    }
    assert config.get_namespace("") == {"mail_host": "mx", "mail_port": 25, "name": "shop"}


def _or(config: Config) -> None:
    config |= {"NEW": 1}


CHANGES: dict[str, Callable[[Config], Any]] = {
    "setitem": lambda config: config.__setitem__("NEW", 1),
    "delitem": lambda config: config.__delitem__("OLD"),
    "update": lambda config: config.update({"NEW": 1}),
    "update pairs": lambda config: config.update([("NEW", 1)]),
    "update keywords": lambda config: config.update(NEW=1),
    "or": _or,
    "setdefault": lambda config: config.setdefault("NEW", 1),
    "pop": lambda config: config.pop("OLD"),
    "popitem": lambda config: config.popitem(),
    "clear": lambda config: config.clear(),
    "from_mapping": lambda config: config.from_mapping(NEW=1),
    "from_object": lambda config: config.from_object(type("Settings", (), {"NEW": 1})),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_gives_a_new_version(change: Callable[[Config], Any]) -> None:
    config = Config("/", {"OLD": 0})
    version = config.version
    config.derived["half of OLD"] = 0
    reference = {"OLD": 0}
    change(config)
    assert config.version > version
    assert not config.derived
    assert dict(config) != reference


def test_reading_keeps_the_version() -> None:
    config = Config("/", {"OLD": 0})
    version = config.version
    config.derived["half of OLD"] = 0
    assert config["OLD"] == config.get("OLD") == config.setdefault("OLD", 5) == 0
    assert config.pop("MISSING", None) is None or config.version
    assert list(config.items()) == [("OLD", 0)]
    assert config.version in {version, version + 1}
    assert config.derived or config.version > version
    assert Config.__getitem__ is dict.__getitem__
    assert Config.get is dict.get


def test_changes_inside_a_nested_dictionary_from_the_environment_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = Config("/", {"MAIL": {}})
    version = config.version
    monkeypatch.setattr(os, "environ", {"FLASK_MAIL__PORT": "25"})
    config.from_prefixed_env()
    assert config.version > version


def test_a_config_is_copied_and_pickled_like_a_dict() -> None:
    config = Config("/shop", {"NAME": "shop"})
    for twin in (copy.copy(config), copy.deepcopy(config), pickle.loads(pickle.dumps(config))):
        assert twin == config
        assert twin.root_path == "/shop"
        twin["NAME"] = "other"
    assert config["NAME"] == "shop"
    assert repr(config) == "<Config {'NAME': 'shop'}>"


@pytest.mark.parametrize("keys", [[""], ["old", " "], [b""]])
def test_g8_blank_fallback_keys_are_refused_at_configuration(keys: list[Any]) -> None:
    """G8: ``SECRET_KEY_FALLBACKS=['']`` would accept a cookie that anybody signed."""
    config = Config("/", {"SECRET_KEY_FALLBACKS": None})
    with pytest.raises(ValueError, match="SECRET_KEY_FALLBACKS"):
        config["SECRET_KEY_FALLBACKS"] = keys
    with pytest.raises(ValueError, match="SECRET_KEY_FALLBACKS"):
        config.update(SECRET_KEY_FALLBACKS=keys)
    assert config["SECRET_KEY_FALLBACKS"] is None
    config["SECRET_KEY_FALLBACKS"] = ["old"]
