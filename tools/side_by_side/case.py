"""What a case is: an application, built by one function for both sides, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

__all__ = ["Build", "Call", "Case", "Log", "Step", "get"]


T = TypeVar("T")


class Log(list[str]):
    """What an application's callbacks write down, in their order."""

    def __call__(self, *words: object) -> None:
        """Write a line down.

        :param words: what it says.
        """
        self.append(" ".join(map(str, words)))

    def passing(self, value: T, *words: object) -> T:
        """Write a line down and give a value back, for functions of one expression.

        :param value: what is given back.
        :param words: what the line says.
        """
        self(*words)
        return value


#: Makes the application: of the module ``flask`` or ``fw_core``, writing down what it calls.
Build = Callable[[Any, Log], Any]


@dataclass(frozen=True)
class Call:
    """A request.

    :param method: the HTTP method.
    :param path: the path and query.
    :param options: further arguments of :class:`werkzeug.test.EnvironBuilder`.
    """

    method: str
    path: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Something done with the application between two requests.

    :param act: called with the application, the module and the log.
    """

    act: Callable[[Any, Any, Log], object]


@dataclass(frozen=True)
class Case:
    """An application and what is done with it.

    :param name: a name of its own.
    :param build: makes the application.
    :param steps: the requests, and what happens between them.
    """

    name: str
    build: Build
    steps: tuple[Call | Step, ...]


def get(*paths: str, **options: Any) -> tuple[Call, ...]:
    """Make GET requests.

    :param paths: the path of each.
    :param options: further arguments of each.
    """
    return tuple(Call("GET", path, options) for path in paths)
