"""Running coroutine functions where a plain function is called for."""

from __future__ import annotations

import functools
import typing as t
from types import FunctionType

#: In ``func.__code__.co_flags``: defined by ``async def`` (``inspect.CO_COROUTINE``).
_COROUTINE = 0x80


def is_coroutine_function(func: t.Any) -> bool:
    """Say whether a function must be awaited, also behind ``functools.partial``.

    :param func: any callable.
    """
    # PERF: a plain function tells by itself, and a service of such views never imports `inspect`
    # (benchmarks: "service of JSON"). Marks that change the answer are attributes of the function.
    if type(func) is FunctionType and not func.__dict__:
        return bool(func.__code__.co_flags & _COROUTINE)
    import inspect  # noqa: PLC0415 - see above

    return inspect.iscoroutinefunction(func)


def async_to_sync(
    func: t.Callable[..., t.Coroutine[t.Any, t.Any, t.Any]],
) -> t.Callable[..., t.Any]:
    """Return a function that runs a coroutine function to its end.

    :param func: the coroutine function.
    """
    # An application without async views never imports asyncio.
    from .event_loops import run  # noqa: PLC0415

    def call(*args: t.Any, **kwargs: t.Any) -> t.Any:
        return run(func(*args, **kwargs))

    return functools.update_wrapper(call, func, updated=())
