"""Overrides of the dispatch methods that are written for the next edition of the interface.

There these methods take the active context first: ``def dispatch_request(self, ctx)``. A class may
override them either way here, and either way call ``super()``. The base classes stay as they are: a
class that overrides a method with the context first gets small classes among its own bases, which
add the context on the way to its override and take it away on the way to the rest.
"""

from __future__ import annotations

import typing as t
from types import FunctionType

from .active import _cv_app, _cv_request, require_app
from .ctx import AppContext

#: The methods that get the context first in the next edition.
DISPATCH_METHODS = (
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "make_default_options_response",
    "finalize_request",
    "process_response",
    "handle_user_exception",
    "handle_http_exception",
    "handle_exception",
    "log_exception",
    "update_template_context",
    "do_teardown_request",
    "do_teardown_appcontext",
)

_ANNOTATIONS = ("AppContext", "RequestContext", "AppContext'>", "RequestContext'>")


def accept_context_argument(cls: type, application: type) -> None:
    """Let the overrides of a new class, and of its mixins, take the context first or not at all.

    :param cls: the class, which is changed where it needs to be.
    :param application: the class whose methods take no context; mixins are not derived from it.
    """
    own = _taking_context(cls, vars(cls))
    for name in own:
        setattr(cls, name, _with_context(name, vars(cls)[name]))
    bases: list[type] = [_without_context(cls, own)] if own else []
    for base in cls.__bases__:
        names = [] if issubclass(base, application) else _taking_context(base, dir(base))
        if names:
            bases += [_adding_context(base, names), base, _without_context(base, names)]
        else:
            bases.append(base)
    if len(bases) > len(cls.__bases__):
        cls.__bases__ = tuple(bases)


def takes_context(func: t.Any) -> bool:
    """Say whether a method's first parameter, after ``self``, is the context.

    :param func: the function. The parameter is known by its name, ``ctx``, or its annotation.
    """
    # PERF: a plain function tells by itself, without the import (benchmarks: "import fw_app").
    if type(func) is FunctionType and not func.__dict__ and func.__code__.co_argcount > 1:
        name = func.__code__.co_varnames[1]
        return _is_context(name, func.__annotations__.get(name))
    import inspect  # noqa: PLC0415 - see above

    try:
        parameters = [*inspect.signature(func).parameters.values()]
    except (TypeError, ValueError):  # something that cannot be looked into
        return False
    if len(parameters) < 2:
        return False
    return _is_context(parameters[1].name, parameters[1].annotation)


def _is_context(name: str, annotation: object) -> bool:
    return name == "ctx" or str(annotation).endswith(_ANNOTATIONS)


def _taking_context(cls: type, names: t.Container[str]) -> list[str]:
    return [
        name for name in DISPATCH_METHODS if name in names and takes_context(getattr(cls, name))
    ]


def _with_context(name: str, func: t.Any) -> t.Any:
    """Return a method that gives an override the context where the caller did not."""
    active = _cv_app if name == "do_teardown_appcontext" else _cv_request

    def method(self: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        if (args and isinstance(args[0], AppContext)) or "ctx" in kwargs:
            return func(self, *args, **kwargs)
        # A template may be rendered under an application context alone.
        return func(self, active.get(None) or require_app(), *args, **kwargs)

    return _presented(method, func)


def _adding_context(mixin: type, names: list[str]) -> type:
    """Return a class to stand before a mixin, whose methods give it the context."""
    return _between(
        f"{mixin.__name__}WithContext",
        {name: _with_context(name, getattr(mixin, name)) for name in names},
    )


def _without_context(cls: type, names: list[str]) -> type:
    """Return a class to stand after a class, whose methods drop the context."""
    between: type

    def dropping(name: str) -> t.Any:
        def method(self: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
            kwargs.pop("ctx", None)
            if args and isinstance(args[0], AppContext):
                args = args[1:]
            return getattr(super(between, self), name)(*args, **kwargs)

        method.__name__ = name
        return method

    between = _between(f"{cls.__name__}WithoutContext", {name: dropping(name) for name in names})
    return between


def _between(name: str, methods: dict[str, t.Any]) -> type:
    return type(name, (), {"__module__": __name__, **methods})


def _presented(method: t.Any, func: t.Any) -> t.Any:
    """Give a method the name and docs of what it calls, but not its attributes and signature."""
    method.__name__, method.__qualname__ = func.__name__, func.__qualname__
    method.__doc__, method.__module__ = func.__doc__, func.__module__
    return method
