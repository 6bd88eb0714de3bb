"""Running teardown callbacks: every one of them, whatever happens to the others."""

from __future__ import annotations

import sys
import typing as t

if t.TYPE_CHECKING:
    from blinker import Signal

    from .sansio.app import App


def run_all(
    app: App,
    callbacks: t.Iterable[list[t.Callable[..., t.Any]]],
    signal: Signal,
    exc: BaseException | None,
) -> None:
    """Call the callbacks, the last registered of each list first, and send the signal.

    :param app: the application.
    :param callbacks: lists of callbacks.
    :param signal: what is sent in the end.
    :param exc: the error that they are told of.
    :raises BaseException: what failed; several errors come as a group, or, before Python 3.11, as
        notes on the first.
    """
    errors: list[Exception] = []
    for functions in callbacks:
        for func in reversed(functions):
            try:
                app.ensure_sync(func)(exc)
            except Exception as e:
                errors.append(e)
    try:
        signal.send(app, _async_wrapper=app.ensure_sync, exc=exc)
    except Exception as e:
        errors.append(e)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise _together(errors)


def _together(errors: list[Exception]) -> Exception:
    if sys.version_info >= (3, 11):
        return ExceptionGroup("several teardown callbacks failed", errors)  # noqa: F821
    first = errors[0]
    notes = [f"Another teardown callback failed too: {e!r}" for e in errors[1:]]
    vars(first)["__notes__"] = notes
    return first
