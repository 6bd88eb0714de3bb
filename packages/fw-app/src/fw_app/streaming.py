"""Response bodies that are made while they are sent, with the request still at hand.

A stream runs in a copy of the :class:`contextvars.Context` in which it was made. The request is active
in that copy from the beginning, so nothing has to be pushed on the thread that sends the stream, and
nothing can be left there: not when the stream is abandoned, nor when another thread or the garbage
collector closes it (G1 of the security page). While it lasts it holds the request context, whose
teardown runs when the last holder lets go.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from functools import update_wrapper

from .active import get_request_ctx

AnyStr = t.TypeVar("AnyStr", str, bytes)
T = t.TypeVar("T")


class Held(t.Protocol):
    """A context whose end waits for its holders."""

    def retain(self) -> None:
        """Count one more holder."""

    def release(self, exc: BaseException | None = None) -> None:
        """Count one holder less; after the last one the context ends, with this error if any."""


class ContextStream(Iterator[T]):
    """An iterator whose every step, and whose end, run in the context in which it was made.

    :param source: what is iterated; closed at the end if it can be.
    :param held: the context to hold until then.
    """

    def __init__(self, source: Iterator[T], held: Held) -> None:
        self._source = source
        self._run = copy_context().run
        self._started = False
        self._held: Held | None = held
        held.retain()

    def __next__(self) -> T:
        return self._run(self._step)

    def close(self) -> None:
        """End the stream, which lets go of the request. Closing once more does nothing."""
        if self._held is not None:
            self._run(self._abandon)

    def __del__(self) -> None:
        if getattr(self, "_held", None) is not None:
            self.close()

    # The methods below run inside the captured context. It can be entered by one thread at a time,
    # which makes them safe from each other.

    def _step(self) -> T:
        self._started = True
        try:
            return next(self._source)
        except StopIteration:
            self._end(None)
            raise
        except BaseException as error:
            self._end(error)
            raise

    def _abandon(self) -> None:
        # The error that a generator sees when it is closed; one that never ran sees nothing.
        self._end(GeneratorExit() if self._started else None)

    def _end(self, error: BaseException | None) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        try:
            close = getattr(self._source, "close", None)
            if close is not None:
                close()
        except BaseException as failure:
            error = failure
            raise
        finally:
            held.release(error)


@t.overload
def stream_with_context(generator_or_function: Iterator[AnyStr]) -> Iterator[AnyStr]: ...


@t.overload
def stream_with_context(
    generator_or_function: Callable[..., Iterator[AnyStr]],
) -> Callable[..., Iterator[AnyStr]]: ...


def stream_with_context(
    generator_or_function: Iterator[AnyStr] | Callable[..., Iterator[AnyStr]],
) -> Iterator[AnyStr] | Callable[..., Iterator[AnyStr]]:
    """Keep the request, the session and ``g`` at hand while a response is streamed.

    In a view, around a generator that was called, or as a decorator of a generator function::

        @app.get("/report")
        def report():
            @stream_with_context
            def rows():
                yield request.args["title"]
                yield from database_rows()

            return rows()

    Teardown callbacks run once, when the stream has ended, however it ended.

    :param generator_or_function: an iterator, or a function that returns one.
    :return: an iterator, or a function that returns one.
    :raises RuntimeError: if no request is active when the iterator is made.
    """
    try:
        source = iter(t.cast("Iterable[AnyStr]", generator_or_function))
    except TypeError:
        return _streaming(t.cast("Callable[..., Iterator[AnyStr]]", generator_or_function))
    ctx = get_request_ctx()
    if ctx is None:
        raise RuntimeError(
            "'stream_with_context' can only be used when a request context is active, such as in a"
            " view function: there is no request to keep."
        )
    return ContextStream(source, t.cast(Held, ctx))


def _streaming(function: Callable[..., Iterator[AnyStr]]) -> Callable[..., Iterator[AnyStr]]:
    """Return a function, which also works as a method, whose iterators keep the request."""

    def stream(*args: t.Any, **kwargs: t.Any) -> Iterator[AnyStr]:
        return stream_with_context(function(*args, **kwargs))

    return update_wrapper(stream, function)
