"""Converters: what a variable part of a URL may look like, and the value that it stands for.

The classes are werkzeug's own, so that a converter written for one works in the other. The two
functions give the cheapest callable that does what a converter's method does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import (
    AnyConverter,
    BaseConverter,
    FloatConverter,
    IntegerConverter,
    PathConverter,
    UnicodeConverter,
    UUIDConverter,
    ValidationError,
)
from werkzeug.routing.converters import DEFAULT_CONVERTERS, NumberConverter

from .quoting import quote_segment

__all__ = [
    "BUILTIN",
    "DEFAULT_CONVERTERS",
    "AnyConverter",
    "BaseConverter",
    "FloatConverter",
    "IntegerConverter",
    "NumberConverter",
    "PathConverter",
    "UUIDConverter",
    "UnicodeConverter",
    "ValidationError",
    "reader",
    "writer",
    "writes_numerals",
]

#: The converter classes whose behaviour is known, so that they may be shared and inlined.
BUILTIN: frozenset[type[BaseConverter]] = frozenset(
    {
        AnyConverter,
        FloatConverter,
        IntegerConverter,
        PathConverter,
        UUIDConverter,
        UnicodeConverter,
    }
)


def _write_int(value: Any) -> str:
    return str(int(value))


class _NumberReader:
    """Reads a number of a URL; one that Python refuses is a mismatch.

    Werkzeug before 3.1.7 lets the ``ValueError`` of a number with thousands of digits through,
    which made a hostile path an internal error.
    """

    __slots__ = ("converter",)

    def __init__(self, converter: NumberConverter) -> None:
        self.converter = converter

    def __call__(self, value: str) -> Any:
        try:
            return self.converter.to_python(value)
        except ValueError as error:
            raise ValidationError from error


def reader(converter: BaseConverter) -> Callable[[str], Any] | None:
    """Return what turns a part of a path into a value.

    :param converter: the converter that the rule names.
    :return: a callable, or ``None`` where the text itself is the value. It raises ``ValueError``
        (of which ``ValidationError`` is one) where the text stands for nothing.
    """
    if "to_python" in vars(converter):
        return converter.to_python
    kind = type(converter)
    if kind.to_python is BaseConverter.to_python:
        return None
    if isinstance(converter, NumberConverter) and kind.to_python is NumberConverter.to_python:
        plain = not converter.fixed_digits and converter.min is converter.max is None
        return int if plain and converter.num_convert is int else _NumberReader(converter)
    return converter.to_python


def writer(converter: BaseConverter) -> Callable[[Any], str]:
    """Return what turns a value into a part of a URL.

    :param converter: the converter that the rule names.
    :return: a callable that does what the converter's ``to_url`` does.
    """
    if "to_url" in vars(converter):
        return converter.to_url
    kind = type(converter)
    if kind.to_url is BaseConverter.to_url:
        return quote_segment
    if (
        kind is IntegerConverter
        and not converter.fixed_digits  # type: ignore[attr-defined]
        and kind.to_url is NumberConverter.to_url
    ):
        return _write_int
    return converter.to_url


def writes_numerals(write: Callable[[Any], str]) -> bool:
    """Say whether what :func:`writer` returned writes an ``int`` as :class:`str` does."""
    return write is quote_segment or write is _write_int
