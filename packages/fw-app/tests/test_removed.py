"""What older editions had: each fails with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from fw_app import json
from fw_app.app import Flask
from fw_app.blueprints import Blueprint
from fw_app.config import Config
from fw_app.removed import (
    REMOVED_ARGUMENTS,
    REMOVED_ATTRIBUTES,
    REMOVED_KEYS,
    REMOVED_SETTINGS,
    refuse_overrides,
)
from fw_app.sending import send_file, send_from_directory
from fw_app.wrappers import Request, Response


class Shop(Flask):
    """A subclass is told the same."""


def made(name: str) -> Any:
    """Return an object of a class of the tables."""
    makers: dict[str, Callable[[], object]] = {
        "Flask": lambda: Shop(__name__),
        "Blueprint": lambda: Blueprint("shop", __name__),
        "Config": lambda: Config("/"),
        "Request": lambda: Request({}),
        "Response": Response,
    }
    return makers[name]()


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in REMOVED_ATTRIBUTES.items() for name in names]
)
def test_an_attribute_says_what_to_write(kind: str, name: str) -> None:
    owner = made(kind)
    with pytest.raises(AttributeError) as caught:
        getattr(owner, name)
    assert str(caught.value) == f"{kind}.{name} was removed. {REMOVED_ATTRIBUTES[kind][name]}"
    assert str(caught.value).endswith(".")
    assert caught.value.name == name
    assert not hasattr(owner, name)
    assert not hasattr(type(owner), name)


def test_other_attributes_fail_as_ever() -> None:
    with pytest.raises(AttributeError, match="'Shop' object has no attribute 'nothing'"):
        Shop(__name__).nothing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in REMOVED_SETTINGS.items() for name in names]
)
def test_setting_what_had_an_effect_says_what_to_write(kind: str, name: str) -> None:
    owner = made(kind)
    with pytest.raises(AttributeError, match=re.escape(REMOVED_ATTRIBUTES[kind][name])):
        setattr(owner, name, object())


@pytest.mark.parametrize("name", ["env", "before_first_request", "error_handlers"])
def test_a_name_of_ones_own_may_be_set(name: str) -> None:
    app = Shop(__name__)
    setattr(app, name, 1)
    assert getattr(app, name) == 1


def test_a_class_that_sets_it_is_refused_when_it_is_used() -> None:
    class Encoded:
        json_encoder = object

    class Site(Encoded, Flask):
        pass

    class Part(Blueprint):
        json_decoder = object

    with pytest.raises(
        AttributeError, match=r"Encoded\.json_encoder has no effect any more\. Subcl"
    ):
        Site(__name__)
    with pytest.raises(
        AttributeError, match=r"Part\.json_decoder has no effect any more\. Subclass"
    ):
        Part("part", __name__)
    refuse_overrides(Shop, "Flask")


def test_a_class_that_is_patched_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shop, "use_x_sendfile", True, raising=False)
    with pytest.raises(
        AttributeError, match=r"Shop\.use_x_sendfile has no .* Set 'USE_X_SENDFILE'"
    ):
        Shop(__name__)


ARGUMENTS: dict[str, Callable[..., object]] = {
    "Flask": lambda **removed: Shop(__name__, **removed),
    "json.dump": lambda **removed: json.dump({}, StringIO(), **removed),
    "json.dumps": lambda **removed: json.dumps({}, **removed),
    "json.load": lambda **removed: json.load(StringIO("{}"), **removed),
    "json.loads": lambda **removed: json.loads("{}", **removed),
    "send_file": send_file,
    "send_from_directory": lambda **removed: send_from_directory("/srv", **removed),
}


@pytest.mark.parametrize("with_context", [True, False])
@pytest.mark.parametrize(
    ("function", "argument"),
    [(function, name) for function, names in REMOVED_ARGUMENTS.items() for name in names],
)
def test_an_argument_says_what_to_write(function: str, argument: str, with_context: bool) -> None:
    expected = f"{function}() no longer has the argument {argument!r}. "
    expected += REMOVED_ARGUMENTS[function][argument]
    if with_context:
        with Flask(__name__).app_context(), pytest.raises(TypeError, match=re.escape(expected)):
            ARGUMENTS[function](**{argument: "x"})
    else:
        with pytest.raises(TypeError, match=re.escape(expected)):
            ARGUMENTS[function](**{argument: "x"})


def test_unknown_arguments_fail_as_ever() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        send_file("a", size=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'static'"):
        Flask(__name__, static="/s")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        json.dumps({}, size=1)


def test_a_provider_may_have_arguments_of_the_same_names() -> None:
    class Latin(json.provider.DefaultJSONProvider):
        def dumps(self, obj: Any, *, encoding: str = "utf-8", **kwargs: Any) -> str:
            return f"{encoding} {super().dumps(obj, **kwargs)}"

    app = Flask(__name__)
    app.json = Latin(app)
    with app.app_context():
        assert json.dumps([1], encoding="latin1") == "latin1 [1]"


@pytest.mark.parametrize("key", REMOVED_KEYS)
def test_a_configuration_key_without_effect_is_remarked_on(key: str) -> None:
    app = Flask(__name__)
    assert app.setup_remarks() == []
    app.config[key] = False
    remark = f"The configuration key {key!r} has no effect any more. {REMOVED_KEYS[key]}"
    assert app.setup_remarks() == [remark]
