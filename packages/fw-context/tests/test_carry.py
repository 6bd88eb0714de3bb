from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

import pytest

from fw_context import ContextStack, carry, carry_async_iterator, carry_iterator

T = TypeVar("T")
user: ContextStack[str] = ContextStack("user")


def on_a_thread(function: Callable[[], T]) -> T:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


# carry


def test_a_carried_function_sees_the_context_it_was_carried_from() -> None:
    def greet(greeting: str, *, mark: str = "!") -> str:
        return f"{greeting}, {user.top}{mark}"

    with user.bound("ada"):
        carried = carry(greet)
    assert on_a_thread(lambda: carried("Hello", mark="?")) == "Hello, ada?"
    assert carried.__name__ == "greet"
    assert not user


def test_each_call_gets_a_copy_of_its_own() -> None:
    barrier = threading.Barrier(4)

    def work(number: int) -> tuple[str, str]:
        before = user.top
        user.push(f"{number}")
        barrier.wait()  # all four calls are inside at once
        return before, user.top

    with user.bound("ada"), ThreadPoolExecutor(4) as pool:
        results = list(pool.map(carry(work), range(4)))
        assert user.top == "ada"
    assert results == [("ada", str(number)) for number in range(4)]


def test_nothing_stays_on_the_worker() -> None:
    with ThreadPoolExecutor(1) as pool:
        with user.bound("ada"):
            pool.submit(carry(lambda: user.push("left behind"))).result()
        assert pool.submit(user.get).result() is None


def test_exceptions_come_through() -> None:
    @carry
    def fail() -> None:
        raise ZeroDivisionError("boom")

    with pytest.raises(ZeroDivisionError, match="boom"):
        fail()


def test_a_carried_coroutine_function_runs_wholly_in_its_context() -> None:
    async def work(suffix: str) -> str:
        before = user.top
        await asyncio.sleep(0)
        user.push("inner")
        inherited = await asyncio.create_task(ask())
        return f"{before} {inherited} {user.top}{suffix}"

    async def ask() -> str:
        return user.top

    with user.bound("ada"):
        carried = carry(work)
    assert inspect.iscoroutinefunction(carried)

    async def main() -> list[str]:
        with user.bound("somebody else"):
            results = await asyncio.gather(*(carried(str(n)) for n in range(3)), carried("!"))
            assert user.top == "somebody else"
        return results

    assert asyncio.run(main()) == [f"ada inner inner{end}" for end in "012!"]


def test_a_carried_coroutine_can_be_cancelled_and_catches_what_it_awaits() -> None:
    log: list[str] = []

    @carry
    async def wait_for_ever() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            log.append(user.get("nobody"))

    @carry
    async def survive() -> str:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_exception, ValueError("late"))
        try:
            await future
        except ValueError as error:
            return str(error)
        return "not raised"

    async def main() -> str:
        with user.bound("runner"):
            task = asyncio.create_task(wait_for_ever())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await survive()

    assert asyncio.run(main()) == "late"
    assert log == ["nobody"]


def test_a_carried_coroutine_that_is_closed_cleans_up_in_its_context() -> None:
    log: list[str] = []

    async def work() -> None:
        try:
            await Pause()
        finally:
            log.append(user.top)

    with user.bound("ada"):
        carried = carry(work)
    coroutine: Any = carried()
    coroutine.send(None)
    coroutine.close()
    assert log == ["ada"]


class Pause:
    def __await__(self) -> Generator[None, None, None]:
        yield


def test_carried_generator_functions() -> None:
    def names(times: int) -> Iterator[str]:
        for _ in range(times):
            yield user.top
            user.push("inner")

    async def async_names() -> AsyncIterator[str]:
        yield user.top
        await asyncio.sleep(0)
        user.push("inner")
        yield user.top

    with user.bound("ada"):
        carried, async_carried = carry(names), carry(async_names)
    assert on_a_thread(lambda: list(carried(3))) == ["ada", "inner", "inner"]
    assert list(carried(1)) == ["ada"]

    async def main() -> list[str]:
        found = [name async for name in async_carried()]
        assert not user
        return found

    assert asyncio.run(main()) == ["ada", "inner"]


# carry_iterator


def rows(log: list[str]) -> Generator[str, str | None, str]:
    """What a streaming view looks like: it binds, yields, and cleans up."""
    with user.bound("inner"):
        try:
            sent = yield f"{user.top} 1"
            yield f"{sent} 2"
        except ValueError as error:
            yield f"caught {error}"
        finally:
            log.append(f"cleaned up as {user.top}")
    return "done"


def test_each_step_runs_in_the_captured_context() -> None:
    log: list[str] = []
    with user.bound("ada"):
        iterator = carry_iterator(rows(log))
    assert next(iterator) == "inner 1"
    assert not user
    assert on_a_thread(lambda: (next(iterator), user.get())) == ("None 2", None)
    assert list(iterator) == []
    assert log == ["cleaned up as inner"]


def test_send_throw_and_the_returned_value() -> None:
    log: list[str] = []
    iterator = carry_iterator(rows(log))
    next(iterator)
    assert iterator.send("hello") == "hello 2"
    with pytest.raises(StopIteration) as stop:
        next(iterator)
    assert stop.value.value == "done"

    iterator = carry_iterator(rows(log))
    next(iterator)
    assert iterator.throw(ValueError("this")) == "caught this"
    assert log == ["cleaned up as inner"]
    iterator.close()
    assert log == ["cleaned up as inner"] * 2

    def outer() -> Generator[str, Any, str]:
        result: str = yield from carry_iterator(rows(log))
        return result

    assert list(outer()) == ["inner 1", "None 2"]


def test_exceptions_of_the_generator_come_through_and_leave_nothing() -> None:
    def fail() -> Iterator[int]:
        user.push("left behind")
        yield 1
        raise ZeroDivisionError("boom")

    iterator = carry_iterator(fail())
    assert next(iterator) == 1
    with pytest.raises(ZeroDivisionError, match="boom"):
        next(iterator)
    assert not user


def test_close_runs_the_clean_up_once() -> None:
    log: list[str] = []
    iterator = carry_iterator(rows(log))
    next(iterator)
    with contextlib.closing(iterator):
        pass
    iterator.close()
    assert log == ["cleaned up as inner"]
    assert list(iterator) == []


def test_a_body_is_closed_after_the_generator_that_it_iterates_by() -> None:
    log: list[str] = []

    class Body:
        def __iter__(self) -> Iterator[str]:
            try:
                yield user.top
            finally:
                log.append(f"generator as {user.top}")

        def close(self) -> None:
            log.append(f"body as {user.top}")

    with user.bound("ada"):
        carried = carry_iterator(Body())
    assert next(carried) == "ada"
    carried.close()
    carried.close()
    assert log == ["generator as ada", "body as ada"]


def test_iterators_that_cannot_be_closed_and_iterables_that_can() -> None:
    class Body:
        def __init__(self) -> None:
            self.closed: list[str] = []

        def __iter__(self) -> Iterator[str]:
            return iter(["a", user.top])

        def close(self) -> None:
            self.closed.append(user.top)

    with user.bound("ada"):
        plain = carry_iterator([1, 2])
        body = Body()
        carried = carry_iterator(body)
    plain.close()
    assert list(plain) == [1, 2]
    assert list(carried) == ["a", "ada"]
    carried.close()
    carried.close()
    assert body.closed == ["ada"]
    with pytest.raises(TypeError, match="not iterable"):
        carry_iterator(3)  # type: ignore[arg-type]


def test_a_context_of_ones_own() -> None:
    context = copy_context()
    context.run(user.push, "given")

    def name() -> Iterator[str]:
        yield user.top

    assert list(carry_iterator(name(), context)) == ["given"]


def test_G1_a_generator_closed_on_another_thread_leaves_no_context_there() -> None:
    """What binds itself in a stream that is abandoned never stays on the closing thread."""
    log: list[str] = []
    with ThreadPoolExecutor(1) as worker, user.bound("ada"):
        for _ in range(100):
            iterator = carry_iterator(rows(log))
            next(iterator)
            worker.submit(iterator.close).result()
            assert worker.submit(user.get).result() is None
            assert user.top == "ada"
    assert log == ["cleaned up as inner"] * 100


def test_G1_a_generator_dropped_on_another_thread_leaves_no_context_there() -> None:
    """The same where nobody closes it and the last reference goes away on a worker."""
    log: list[str] = []
    box: list[Iterator[str]] = []

    def drop() -> None:
        box.clear()
        gc.collect()

    with ThreadPoolExecutor(1) as worker, user.bound("ada"):
        for _ in range(5):
            box.append(carry_iterator(rows(log)))
            next(box[0])
            worker.submit(drop).result()
            assert worker.submit(user.get).result() is None
    assert log == ["cleaned up as inner"] * 5


def test_G1_a_generator_advanced_by_many_threads_keeps_one_context() -> None:
    """A server may take each chunk on another thread."""

    def count() -> Iterator[str]:
        with user.bound("inner"):
            for number in range(50):
                yield f"{user.top} {number}"

    with ThreadPoolExecutor(8) as pool:
        iterator = carry_iterator(count())
        found = [pool.submit(next, iterator).result() for _ in range(50)]
        assert list(iterator) == []
        assert {pool.submit(user.get).result() for _ in range(50)} == {None}
    assert found == [f"inner {number}" for number in range(50)]


# carry_async_iterator


async def async_rows(log: list[str]) -> AsyncGenerator[str, str | None]:
    with user.bound("inner"):
        try:
            sent = yield f"{user.top} 1"
            await asyncio.sleep(0)
            yield f"{sent} 2"
        except ValueError as error:
            yield f"caught {error}"
        finally:
            await asyncio.sleep(0)
            log.append(f"cleaned up as {user.top}")


def test_each_async_step_runs_in_the_captured_context() -> None:
    log: list[str] = []

    async def main() -> list[str]:
        with user.bound("ada"):
            iterator = carry_async_iterator(async_rows(log))
        found = []
        async for row in iterator:
            assert not user
            found.append(row)
        return found

    assert asyncio.run(main()) == ["inner 1", "None 2"]
    assert log == ["cleaned up as inner"]


def test_asend_athrow_and_aclose() -> None:
    log: list[str] = []

    async def main() -> None:
        iterator = carry_async_iterator(async_rows(log))
        await anext(iterator)
        assert await iterator.asend("hello") == "hello 2"
        await iterator.aclose()
        await iterator.aclose()
        assert log == ["cleaned up as inner"]
        iterator = carry_async_iterator(async_rows(log))
        await anext(iterator)
        assert await iterator.athrow(ValueError("this")) == "caught this"
        with pytest.raises(StopAsyncIteration):
            await anext(iterator)
        assert log == ["cleaned up as inner"] * 2
        assert not user

    asyncio.run(main())


def test_G1_an_async_generator_closed_by_another_task_leaves_no_context_there() -> None:
    """The closing task keeps its own context, and the clean-up sees the captured one."""
    log: list[str] = []

    async def close(iterator: AsyncGenerator[str, Any]) -> str | None:
        await iterator.aclose()
        return user.get()

    async def main() -> None:
        with user.bound("ada"):
            iterator = carry_async_iterator(async_rows(log))
            await anext(iterator)
        assert await asyncio.create_task(close(iterator)) is None
        assert log == ["cleaned up as inner"]

    asyncio.run(main())


def test_an_abandoned_async_generator_is_closed_in_its_context() -> None:
    log: list[str] = []

    async def main() -> None:
        async for _ in carry_async_iterator(async_rows(log)):
            break
        gc.collect()
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(main())
    assert log == ["cleaned up as inner"]


def test_G1_an_async_generator_that_the_loop_closes_at_its_end_is_closed_in_its_context() -> None:
    log: list[str] = []
    kept = []

    async def main() -> None:
        iterator = carry_async_iterator(async_rows(log))
        kept.append(iterator)
        await anext(iterator)
        assert user.get() is None

    asyncio.run(main())
    assert log == ["cleaned up as inner"]


def test_async_iterators_that_cannot_be_closed() -> None:
    class Countdown:
        def __init__(self) -> None:
            self.left = 2

        def __aiter__(self) -> Countdown:
            return self

        async def __anext__(self) -> str:
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return f"{user.top} {self.left}"

    async def main() -> list[str]:
        with user.bound("ada"):
            iterator = carry_async_iterator(Countdown())
        found = [await anext(iterator)]
        with pytest.raises(ValueError, match="thrown"):
            await iterator.athrow(ValueError("thrown"))
        return found

    assert asyncio.run(main()) == ["ada 1"]
