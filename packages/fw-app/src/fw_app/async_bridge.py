"""Running coroutine functions where a plain function is called for."""

from __future__ import annotations

import functools
import inspect
import typing as t


def is_coroutine_function(func: t.Any) -> bool:
    """Say whether a function must be awaited, also behind ``functools.partial``.

    :param func: any callable.
    """
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
