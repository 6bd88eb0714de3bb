"""Running coroutine functions where a plain function is called for."""

from __future__ import annotations

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
    :raises RuntimeError: where the library for it is not installed, with how to install it.
    """
    try:
        # An application without async views never imports asyncio.
        from asgiref.sync import async_to_sync as converted  # noqa: PLC0415
    except ImportError:
        raise RuntimeError(
            "Install Flask with the 'async' extra in order to use async views: pip install"
            " 'fw-core[async]', or 'fw-app[async]'."
        ) from None
    return converted(func)
