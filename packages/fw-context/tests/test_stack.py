from __future__ import annotations

import asyncio
import contextvars
import threading

import pytest

from fw_context import ContextError, ContextStack, Ending, UnboundError, WrongContextError

numbers: ContextStack[int] = ContextStack("number")
traced: ContextStack[str] = ContextStack("traced", trace=True)


def test_pushed_values_are_on_top_until_they_are_popped() -> None:
    outer = numbers.push(1)
    inner = numbers.push(2)
    assert (numbers.top, list(numbers), len(numbers), bool(numbers)) == (2, [2, 1], 2, True)
    assert inner.previous is outer
    assert repr(inner) == "<Binding of 2>"
    assert numbers.pop(inner) == 2
    assert numbers.top == 1
    assert numbers.pop(outer) == 1
    assert not numbers


def test_bound_pops_when_the_block_ends_however_it_ends() -> None:
    def fail() -> None:
        with numbers.bound(7) as seven:
            assert numbers.get() == seven == 7
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert numbers.get() is None
    assert numbers.get(0) == 0


def test_false_values_count_as_bound() -> None:
    with numbers.bound(0):
        assert numbers.top == 0
        assert numbers.get(5) == 0
        assert bool(numbers)


def test_top_without_a_value_says_what_to_do() -> None:
    with pytest.raises(UnboundError, match=r"Nothing is bound to 'number' here\. Push a value"):
        _ = numbers.top


def test_an_unbound_message_of_ones_own() -> None:
    stack: ContextStack[int] = ContextStack("n", unbound_message="No number yet.")
    lazy: ContextStack[int] = ContextStack("n", unbound_message=lambda: "made when needed")
    with pytest.raises(UnboundError, match=r"^No number yet\.$"):
        _ = stack.top
    with pytest.raises(UnboundError, match=r"^made when needed$"):
        lazy.proxy().bit_length()


def test_popping_the_wrong_one_shows_both() -> None:
    outer = numbers.push(1)
    inner = numbers.push(2)
    with pytest.raises(WrongContextError, match="Cannot pop 1 off 'number': 2 is on top") as info:
        numbers.pop(outer)
    assert (info.value.expected, info.value.current) == (1, 2)
    assert numbers.top == 2
    numbers.pop(inner)
    numbers.pop(outer)
    with pytest.raises(WrongContextError, match="nothing is on top here"):
        numbers.pop(outer)


def test_the_same_value_twice_is_two_bindings() -> None:
    outer = numbers.push(1)
    inner = numbers.push(1)
    with pytest.raises(WrongContextError):
        numbers.pop(outer)
    numbers.pop(inner)
    numbers.pop(outer)


def test_an_inherited_value_is_popped_only_where_it_was_pushed() -> None:
    binding = numbers.push(3)
    inherited = contextvars.copy_context()
    with pytest.raises(ContextError, match="3 was pushed on 'number' in another context"):
        inherited.run(numbers.pop, binding)
    assert inherited.run(numbers.get) == 3
    numbers.pop(binding)


def test_threads_do_not_see_each_other() -> None:
    barrier = threading.Barrier(8)
    seen: dict[int, tuple[int | None, int]] = {}

    def work(number: int) -> None:
        before = numbers.get()
        with numbers.bound(number):
            barrier.wait()
            seen[number] = (before, numbers.top)

    with numbers.bound(-1):
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == {number: (None, number) for number in range(8)}


def test_tasks_inherit_and_keep_their_own() -> None:
    async def work(number: int) -> tuple[int, int, int]:
        before = numbers.top
        with numbers.bound(number):
            await asyncio.sleep(0)
            within = numbers.top
        return before, within, numbers.top

    async def main() -> list[tuple[int, int, int]]:
        with numbers.bound(-1):
            return await asyncio.gather(*(work(number) for number in range(100)))

    assert asyncio.run(main()) == [(-1, number, -1) for number in range(100)]
    assert not numbers


def test_the_repr_shows_what_is_on_top() -> None:
    assert repr(numbers) == "<ContextStack 'number' unbound>"
    with numbers.bound(4):
        assert repr(numbers) == "<ContextStack 'number' 4>"


def test_a_traced_stack_tells_where_its_value_ended() -> None:
    def run() -> None:
        with pytest.raises(UnboundError) as before:
            _ = traced.top
        assert "ended" not in str(before.value)
        binding = traced.push("a")
        traced.pop(binding)
        ending = traced.ended
        assert isinstance(ending, Ending)
        assert (ending.kind, ending.filename, ending.function) == ("str", __file__, "run")
        with pytest.raises(UnboundError, match=r"A str was bound here earlier and has ended: at "):
            traced.proxy().upper()
        with pytest.raises(WrongContextError, match=r"nothing is on top here\. A str was bound"):
            traced.pop(binding)

    contextvars.copy_context().run(run)


def test_a_traced_stack_names_the_caller_of_a_with_block() -> None:
    def run() -> None:
        with traced.bound("a"):
            pass
        assert traced.ended is not None
        assert (traced.ended.filename, traced.ended.function) == (__file__, "run")

    contextvars.copy_context().run(run)


def test_an_ending_names_the_task() -> None:
    async def main() -> str:
        with traced.bound("a"):
            pass
        return str(traced.ended)

    async def named() -> str:
        return await asyncio.create_task(main(), name="worker-7")

    assert "in task 'worker-7' of thread 'MainThread'" in asyncio.run(named())


def test_an_untraced_stack_keeps_no_endings() -> None:
    with numbers.bound(1):
        pass
    assert numbers.ended is None
