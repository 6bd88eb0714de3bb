"""Running teardown callbacks: every one of them, whatever happens to the others."""

from __future__ import annotations

import sys
import typing as t

if t.TYPE_CHECKING:
    from blinker import Signal

    from .sansio.app import App


def run_all(
    app: App,
    callbacks: t.Iterable[t.Callable[..., t.Any]],
    signal: Signal,
    exc: BaseException | None,
) -> None:
    """Call the callbacks in their order, and send the signal.

    :param app: the application.
    :param callbacks: the callbacks, as plain functions.
    :param signal: what is sent in the end.
    :param exc: the error that they are told of.
    :raises BaseException: what failed; several errors come as a group, or, before Python 3.11, as
        notes on the first.
    """
    errors: list[Exception] | None = None  # PERF: nearly never is there one (benchmarks: "hooks")
    for callback in callbacks:
        try:
            callback(exc)
        except Exception as e:
            errors = [*(errors or ()), e]
    if signal.receivers:
        try:
            signal.send(app, _async_wrapper=app.ensure_sync, exc=exc)
        except Exception as e:
            errors = [*(errors or ()), e]
    if errors is not None:
        raise errors[0] if len(errors) == 1 else together(errors)


def together(errors: list[Exception]) -> Exception:
    """Return one error for several: a group, or, before Python 3.11, the first with notes.

    :param errors: the errors, at least two. Groups made here are opened.
    """
    if sys.version_info >= (3, 11):
        each: list[Exception] = []
        for error in errors:
            each += error.exceptions if isinstance(error, TeardownErrors) else [error]
        return TeardownErrors("several teardown callbacks failed", each)
    first = errors[0]
    notes = vars(first).setdefault("__notes__", [])
    for error in errors[1:]:
        notes.append(f"Another teardown callback failed too: {error!r}")
        notes += getattr(error, "__notes__", ())
    return first


if sys.version_info >= (3, 11):

    class TeardownErrors(ExceptionGroup[Exception]):  # noqa: F821
        """What several teardown callbacks raised."""
