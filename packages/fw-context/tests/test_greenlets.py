from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fw_context import ContextStack, carry, carry_iterator

user: ContextStack[str] = ContextStack("user")
current: str = user.proxy()


@pytest.fixture
def greenlet() -> Any:
    return pytest.importorskip("greenlet", reason="greenlet is not installed")


@pytest.fixture
def gevent() -> Any:
    return pytest.importorskip("gevent", reason="gevent is not installed (extra 'gevent')")


def test_greenlets_do_not_see_each_other(greenlet: Any) -> None:
    seen: list[tuple[str, str | None]] = []

    def work(name: str) -> None:
        seen.append((name, user.get()))
        with user.bound(name):
            greenlet.getcurrent().parent.switch()
            seen.append((name, current.lower()))

    with user.bound("main"):
        workers = [greenlet.greenlet(work) for _ in range(3)]
        for number, worker in enumerate(workers):
            worker.switch(f"Worker {number}")
        for worker in workers:
            worker.switch()
        assert user.top == "main"
    names = [f"Worker {number}" for number in range(3)]
    assert seen == [*((name, None) for name in names), *((name, name.lower()) for name in names)]


def test_a_context_is_carried_into_a_greenlet(greenlet: Any) -> None:
    with user.bound("ada"):
        worker = greenlet.greenlet(carry(lambda mark: f"{user.top}{mark}"))
        assert worker.switch("!") == "ada!"


def test_G1_a_generator_closed_in_another_greenlet_leaves_no_context_there(greenlet: Any) -> None:
    """What a stream binds does not stay on the greenlet that closes it."""
    log: list[str] = []

    def rows() -> Iterator[str]:
        with user.bound("inner"):
            try:
                yield user.top
            finally:
                log.append(user.top)

    with user.bound("ada"):
        iterator = carry_iterator(rows())
        assert greenlet.greenlet(lambda: next(iterator)).switch() == "inner"

    def close() -> str | None:
        iterator.close()
        return user.get()

    assert greenlet.greenlet(close).switch() is None
    assert log == ["inner"]


def test_gevent_greenlets_do_not_see_each_other(gevent: Any) -> None:
    def work(number: int) -> tuple[str, str]:
        with user.bound(f"user {number}"):
            gevent.sleep(0)
            return user.top, current.upper()

    workers = [gevent.spawn(work, number) for number in range(100)]
    gevent.joinall(workers)
    assert [worker.value for worker in workers] == [
        (f"user {number}", f"USER {number}") for number in range(100)
    ]
    assert not user


def test_a_context_is_carried_into_gevent(gevent: Any) -> None:
    with user.bound("ada"):
        worker = gevent.spawn(carry(lambda: user.top))
    assert worker.get() == "ada"
