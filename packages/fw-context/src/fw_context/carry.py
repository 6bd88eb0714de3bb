"""Taking the current context along: into threads, tasks, greenlets and generators."""

from __future__ import annotations

import sys
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Generator,
    Iterable,
)
from contextvars import Context, copy_context
from functools import partial, update_wrapper
from types import AsyncGeneratorType, TracebackType
from typing import Any, Generic, ParamSpec, TypeVar, final

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def carry(function: Callable[P, R]) -> Callable[P, R]:
    """Make *function* run in the context of now, wherever and whenever it is called.

    The context is captured when ``carry`` is called. Each call gets a fresh copy of it, so calls
    may overlap (``executor.map``), and none sees what another one set. Coroutine functions,
    generator functions and asynchronous ones run all their steps in the copy.

    ``pool.submit(carry(send_mail), user)`` and ``gevent.spawn(carry(send_mail), user)`` are typical.

    :return: A callable with the same signature.
    """
    import inspect  # noqa: PLC0415 - slow to import, and most programs never carry

    captured = copy_context()
    run: Callable[..., Any] = function

    if inspect.iscoroutinefunction(function):

        async def carried_coroutine(*args: P.args, **kwargs: P.kwargs) -> Any:
            return await _Carried(run(*args, **kwargs), captured.copy())

        carried: Any = carried_coroutine
    elif inspect.isgeneratorfunction(function):

        def carried_generator(*args: P.args, **kwargs: P.kwargs) -> Any:
            return CarriedIterator(run(*args, **kwargs), captured.copy())

        carried = carried_generator
    elif inspect.isasyncgenfunction(function):

        def carried_async_generator(*args: P.args, **kwargs: P.kwargs) -> Any:
            return _drive(run(*args, **kwargs), captured.copy())

        carried = carried_async_generator
    else:

        def carried_function(*args: P.args, **kwargs: P.kwargs) -> Any:
            return captured.copy().run(run, *args, **kwargs)

        carried = carried_function

    update_wrapper(carried, function)
    result: Callable[P, R] = carried
    return result


def carry_iterator(iterable: Iterable[T], context: Context | None = None) -> CarriedIterator[T]:
    """Run every step of an iterator or generator in one context.

    Whoever consumes it, in whatever thread, keeps a clean context: nothing that the generator
    binds leaks out. The clean-up code of the generator (``finally``, ``with``) runs in the same
    context, once: when it ends, when it is closed, or when it is thrown away.

    :param iterable: A generator, or anything to iterate over. If it has a ``close`` method, closing
        the result calls it.
    :param context: Run in this; by default in a copy of the current context.
    """
    return CarriedIterator(iterable, copy_context() if context is None else context)


def carry_async_iterator(
    iterable: AsyncIterable[T], context: Context | None = None
) -> AsyncGenerator[T, Any]:
    """Run every step of an asynchronous iterator or generator in one context.

    It is :func:`carry_iterator` for ``async for``. Close it with ``aclose()`` where its clean-up
    should be awaited; one that is thrown away is closed by the event loop, in its context too.

    :param iterable: An asynchronous generator, or anything for ``async for``.
    :param context: Run in this; by default in a copy of the current context.
    """
    return _drive(iterable, copy_context() if context is None else context)


def _closing(iterator: Any, iterable: Any) -> Callable[[], None] | None:
    """Return what closes an iterator and what it came from: one of them, both or neither can be closed.

    A list's iterator cannot. A response body may be closable besides a generator that it iterates by.
    """
    of_iterator: Callable[[], None] | None = getattr(iterator, "close", None)
    of_iterable: Callable[[], None] | None = getattr(iterable, "close", None)
    if iterator is iterable or of_iterable is None:
        return of_iterator
    if of_iterator is None:
        return of_iterable
    return partial(_close_both, of_iterator, of_iterable)


def _close_both(inner: Callable[[], None], outer: Callable[[], None]) -> None:
    try:
        inner()
    finally:
        outer()


@final
class CarriedIterator(Generator[T, Any, Any], Generic[T]):
    """An iterator whose steps all run in one context. :func:`carry_iterator` makes them.

    A generator that is part of a reference cycle is an exception to where clean-up runs: Python's
    collector may finalize it before this object, and then its clean-up runs in the context of the
    thread that happens to collect. Close such iterators rather than leave them to the collector.
    """

    __slots__ = ("_close", "_context", "_iterator", "_next", "_run")

    def __init__(self, iterable: Iterable[T], context: Context) -> None:
        self._close: Callable[[], None] | None = None  # __del__ runs after a failed iter() too
        self._context = context
        self._run = context.run
        self._iterator: Any = context.run(iter, iterable)
        self._next: Callable[[], T] = self._iterator.__next__
        self._close = _closing(self._iterator, iterable)

    def __iter__(self) -> CarriedIterator[T]:
        return self

    def __next__(self) -> T:
        return self._run(self._next)

    def send(self, value: Any) -> T:
        """Resume the generator with *value*."""
        item: T = self._run(self._iterator.send, value)
        return item

    def throw(
        self,
        typ: Any,
        val: BaseException | object = None,
        tb: TracebackType | None = None,
    ) -> T:
        """Raise an exception inside the generator, where it stands."""
        if val is None and tb is None:
            item: T = self._run(self._iterator.throw, typ)
        else:
            error = val if isinstance(val, BaseException) else typ(val)
            item = self._run(self._iterator.throw, error.with_traceback(tb))
        return item

    def close(self) -> None:
        """Run the clean-up code of the iterator, in its context; a second time does nothing."""
        close, self._close = self._close, None
        if close is not None:
            self._run(close)

    def __del__(self) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<CarriedIterator of {self._iterator!r}>"


@final
class _Carried(Generic[T]):
    """An awaitable whose steps all run in one context."""

    __slots__ = ("_awaitable", "_context")

    def __init__(self, awaitable: Awaitable[T], context: Context) -> None:
        self._awaitable = awaitable
        self._context = context

    def __await__(self) -> Generator[Any, Any, T]:
        run = self._context.run
        steps: Any = run(self._awaitable.__await__)
        step: Callable[[], Any] = partial(next, steps)
        while True:
            try:
                awaited = run(step)
            except StopIteration as stop:
                result: T = stop.value
                return result
            try:
                sent = yield awaited
            except GeneratorExit:
                run(steps.close)
                raise
            except BaseException as error:
                step = partial(steps.throw, error)
            else:
                step = partial(next, steps) if sent is None else partial(steps.send, sent)


def _unregistered(first_step: Callable[[], Awaitable[T]]) -> Awaitable[T]:
    """Begin a generator that the event loop is not told of.

    A loop that shuts down closes the generators that it knows, each in a context of the loop's. It
    knows the one that drives this one, whose closing closes this one in the right context.
    """
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(firstiter=None)
    try:
        return first_step()
    finally:
        sys.set_asyncgen_hooks(firstiter=hooks.firstiter)


async def _drive(iterable: AsyncIterable[T], context: Context) -> AsyncGenerator[T, Any]:
    # This is a generator so that the event loop's own hook closes it where it is thrown away.
    iterator: Any = context.run(iterable.__aiter__)
    step: Callable[[], Awaitable[T]] = iterator.__anext__
    if isinstance(iterator, AsyncGeneratorType):
        step = partial(_unregistered, step)
    try:
        while True:
            try:
                item = await _Carried(context.run(step), context)
            except StopAsyncIteration:
                return
            try:
                sent = yield item
            except GeneratorExit:
                raise
            except BaseException as error:
                if not hasattr(iterator, "athrow"):
                    raise
                step = partial(iterator.athrow, error)
            else:
                step = iterator.__anext__ if sent is None else partial(iterator.asend, sent)
    finally:
        if hasattr(iterator, "aclose"):
            await _Carried(context.run(iterator.aclose), context)
