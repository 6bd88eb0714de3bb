"""What older editions had: each fails with what to write instead."""

from __future__ import annotations

import pytest

from fw_app.removed import (
    REMOVED_ARGUMENTS,
    REMOVED_ATTRIBUTES,
    attribute_error,
    refuse_arguments,
    warn_of_removed_keys,
)


class Flask:
    """Stands for the application: the table goes by the names of classes."""


class Shop(Flask):
    """A subclass is told the same."""


@pytest.mark.parametrize("name", REMOVED_ATTRIBUTES["Flask"])
def test_attributes(name: str) -> None:
    error = attribute_error(Shop(), name)
    assert str(error).startswith(f"Flask.{name} was removed. ")
    assert str(error).endswith(".")
    assert error.name == name


def test_other_attributes_fail_as_ever() -> None:
    assert str(attribute_error(Shop(), "nothing")) == "'Shop' object has no attribute 'nothing'"


@pytest.mark.parametrize(
    ("function", "argument"),
    [(function, name) for function, names in REMOVED_ARGUMENTS.items() for name in names],
)
def test_arguments(function: str, argument: str) -> None:
    with pytest.raises(TypeError, match=rf"{function}\(\) no longer has the argument '{argument}'"):
        refuse_arguments(function, {argument: 1})


def test_unknown_arguments_fail_as_ever() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        refuse_arguments("send_file", {"size": 1})
    refuse_arguments("send_from_directory", {"max_age": 1})


def test_configuration_keys() -> None:
    with pytest.warns(UserWarning, match="'JSON_SORT_KEYS' has no effect any more. Set 'app.json"):
        warn_of_removed_keys({"JSON_SORT_KEYS": False, "DEBUG": True})
    warn_of_removed_keys({"DEBUG": True})
