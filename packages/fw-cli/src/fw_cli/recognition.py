"""What counts as an application.

Three questions, from the surest to the vaguest: is it of a type that somebody registered (:data:`recognisers`)? Is it
an ASGI application? Is it a callable that takes ``(environ, start_response)``?
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

#: Asks whether a value is an application. Must not raise, whatever it is given.
Recogniser = Callable[[object], bool]

_FLASK_LIKE = ("__call__", "app_context", "make_shell_context", "wsgi_app")


def looks_like_flask(value: object) -> bool:
    """Tell whether ``value`` is an instance of a class with Flask's application interface.

    Only the type is looked at, so a proxy that is bound to nothing does no harm.

    :param value: Anything.
    """
    return all(hasattr(type(value), name) for name in _FLASK_LIKE)


#: Asked in order about each value found in a module. Insert one that knows the application class at hand.
recognisers: list[Recogniser] = [looks_like_flask]


def is_recognised(value: object) -> bool:
    """Tell whether any of the registered :data:`recognisers` knows ``value``."""
    return any(recognise(value) for recognise in recognisers)


def accepts(value: Callable[..., Any], count: int) -> bool:
    """Tell whether ``value`` can be called with ``count`` positional arguments.

    :param value: A callable; one that hides its signature accepts nothing.
    :param count: How many arguments.
    """
    try:
        inspect.signature(value).bind(*[None] * count)
    except (TypeError, ValueError, RuntimeError):
        return False
    return True


def _answers_with_coroutine(value: Callable[..., Any]) -> bool:
    while isinstance(value, partial):
        value = value.func
    # Of an instance its type is asked: a proxy without a target would raise.
    return inspect.iscoroutinefunction(value if inspect.isroutine(value) else type(value).__call__)


def is_asgi(value: Any) -> bool:
    """Tell whether ``value`` is a coroutine function of ``(scope, receive, send)``, or an instance that is called as one.

    :param value: Anything.
    """
    if inspect.isclass(value) or not callable(value):
        return False
    return _answers_with_coroutine(value) and accepts(value, 3)


def is_wsgi(value: Any) -> bool:
    """Tell whether ``value`` can be called as a WSGI application.

    A class counts where its instances are the response, as :pep:`3333` allows.

    :param value: Anything.
    """
    if not callable(value) or _answers_with_coroutine(value):
        return False
    if inspect.isclass(value) and not hasattr(value, "__iter__"):
        return False
    return accepts(value, 2)


def is_application(value: object) -> bool:
    """Tell whether ``value`` can be served: recognised, WSGI or ASGI.

    :param value: Anything.
    """
    return is_recognised(value) or is_wsgi(value) or is_asgi(value)


def kind_of(value: object) -> str:
    """Return how an application is served: ``Flask`` if it is recognised, else ``ASGI`` or ``WSGI``.

    :param value: An application.
    """
    if is_recognised(value):
        return "Flask"
    return "ASGI" if is_asgi(value) else "WSGI"
