"""fw-context inside asyncio and aiohttp, a pool of threads, and gevent: who the current user is, never anybody else's."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from integration_tests.conftest import PATIENCE
from integration_tests.frameworks.conftest import Browser, load

from fw_context import ContextStack, UnboundError, carry, carry_async_iterator, carry_iterator


class User(NamedTuple):
    name: str
    number: int = 0


users: ContextStack[User] = ContextStack("user", unbound_message="Nobody is logged in.")
current_user = users.proxy()


def whoami() -> str:
    """Ask from far away, as the code under a request does."""
    return f"{current_user.name} {current_user.number:d}"


def nobody() -> bool:
    return users.get() is None and not current_user


@pytest.fixture(autouse=True)
def _nothing_is_left_bound() -> Iterator[None]:
    assert nobody()
    yield
    assert nobody()


def report(closed: list[str]) -> Iterator[str]:
    """A stream that acts for a user of its own."""
    with users.bound(User("report")):
        try:
            for line in range(1_000):
                yield f"{whoami()}: {line}"
        finally:
            closed.append(whoami())


async def async_report(closed: list[str]) -> AsyncIterator[str]:
    """The same, asynchronously."""
    with users.bound(User("report")):
        try:
            for line in range(1_000):
                yield f"{whoami()}: {line}"
                await asyncio.sleep(0)
        finally:
            closed.append(whoami())


# Types: `mypy --strict` runs over this file too, and refuses an ignore that is not needed.


def test_the_proxy_is_typed() -> None:
    with users.bound(User("ada", 7)):
        name: str = current_user.name
        number: int = current_user.number
        assert (name, number, isinstance(current_user, User)) == ("ada", 7, True)
        with pytest.raises(AttributeError):
            current_user.nme  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(UnboundError, match=r"^Nobody is logged in\.$"):
        whoami()


# asyncio


def test_ten_thousand_tasks() -> None:
    async def serve(number: int) -> None:
        assert nobody()
        with users.bound(User(f"user{number}", number)):
            for _ in range(3):
                await asyncio.sleep(0)
                assert whoami() == f"user{number} {number}"
            with users.bound(User("inner", number)):
                await asyncio.sleep(0)
                assert whoami() == f"inner {number}"
            assert await asyncio.create_task(helper()) == f"user{number} {number}"
        assert nobody()

    async def helper() -> str:
        await asyncio.sleep(0)
        try:
            return whoami()
        finally:
            users.push(User("left behind"))  # in this task's context alone

    async def main() -> None:
        await asyncio.gather(*(serve(number) for number in range(10_000)))
        assert nobody()

    asyncio.run(main())


@pytest.mark.parametrize("end", ["closed in another task", "collected", "left to the loop"])
def test_an_abandoned_async_generator(end: str) -> None:
    closed: list[str] = []
    kept = []

    async def main() -> None:
        lines = carry_async_iterator(async_report(closed))
        assert await anext(lines) == "report 0: 0"
        assert nobody()
        if end == "closed in another task":
            await asyncio.create_task(lines.aclose())
        elif end == "left to the loop":
            kept.append(lines)
        del lines
        gc.collect()
        await asyncio.sleep(0)
        assert nobody()

    asyncio.run(main())
    kept.clear()
    gc.collect()
    assert closed == ["report 0"]


# aiohttp


def aiohttp_application(closed: list[str]) -> object:
    load("aiohttp")
    from aiohttp import web

    @web.middleware
    async def log_in(request: web.Request, handler: object) -> web.StreamResponse:
        assert callable(handler)
        # Requests of one connection are handled in one task: what one left would be here.
        if not nobody():
            return web.Response(text=f"found {current_user!r}", status=500)
        name = request.query.get("name")
        if name is None:
            response: web.StreamResponse = await handler(request)
            return response
        with users.bound(User(name, int(request.query["n"]))):
            return await handler(request)  # type: ignore[no-any-return]

    async def greet(request: web.Request) -> web.Response:
        for _ in range(3):
            await asyncio.sleep(0)
        return web.Response(text="nobody" if nobody() else whoami())

    async def peek(request: web.Request) -> web.Response:
        """Read one line of a stream, and forget about it."""
        return web.Response(text=await anext(carry_async_iterator(async_report(closed))))

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        async for line in carry_async_iterator(async_report(closed)):
            await response.write(f"{whoami()} gets {line}\n".encode())
        return response

    async def thread(request: web.Request) -> web.Response:
        """Ask from a worker thread."""
        loop = asyncio.get_running_loop()
        with_it = await loop.run_in_executor(None, carry(whoami))
        without = await loop.run_in_executor(None, nobody)
        return web.Response(text=f"{with_it} {without}")

    app = web.Application(middlewares=[log_in])
    for view in (greet, peek, stream, thread):
        app.router.add_get(f"/{view.__name__}", view)
    return app


def test_aiohttp_over_http() -> None:
    closed: list[str] = []
    app = aiohttp_application(closed)
    from aiohttp import ClientSession, TCPConnector, web

    async def main() -> None:
        assert isinstance(app, web.Application)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        async with ClientSession(
            f"http://{host}:{port}", connector=TCPConnector(limit=50)
        ) as session:

            async def ask(path: str) -> str:
                async with session.get(path) as response:
                    assert response.status == 200, await response.text()
                    return await response.text()

            async def visit(n: int) -> None:
                assert await ask(f"/greet?name=u{n}&n={n}") == f"u{n} {n}"
                if n % 10 == 0:
                    assert await ask(f"/peek?name=u{n}&n={n}") == "report 0: 0"
                    assert await ask(f"/thread?name=u{n}&n={n}") == f"u{n} {n} True"
                assert await ask("/greet") == "nobody"

            await asyncio.gather(*(visit(n) for n in range(1_000)))

            for n in range(20):  # the visitor leaves in the middle of a stream
                async with session.get(f"/stream?name=u{n}&n={n}") as response:
                    line = await response.content.readline()
                    assert line == f"u{n} {n} gets report 0: 0\n".encode()
                    response.close()
                assert await ask("/greet") == "nobody"
        await runner.cleanup()

    asyncio.run(main())
    gc.collect()
    assert len(closed) == 120
    assert set(closed) == {"report 0"}


# Threads


def test_a_pool_of_64_threads() -> None:
    together = threading.Barrier(64, timeout=PATIENCE)

    def work(number: int) -> None:
        assert nobody()
        with users.bound(User(f"user{number}", number)):
            together.wait()
            for _ in range(100):
                assert whoami() == f"user{number} {number}"
            together.wait()
        assert nobody()

    with ThreadPoolExecutor(64) as pool:
        for _ in range(10):
            list(pool.map(work, range(64)))
        with users.bound(User("main")):
            assert pool.submit(nobody).result()
            tasks = [pool.submit(carry(whoami)) for _ in range(640)]
            assert {task.result() for task in tasks} == {"main 0"}
        assert all(pool.map(lambda _: nobody(), range(640)))


def test_a_generator_that_is_passed_from_thread_to_thread_and_abandoned() -> None:
    closed: list[str] = []

    def begin(number: int) -> Iterator[str]:
        with users.bound(User(f"user{number}")):
            lines = carry_iterator(report(closed))
            assert next(lines) == "report 0: 0"
            assert whoami() == f"user{number} 0"
        return lines

    def go_on(lines: Iterator[str]) -> bool:
        assert next(lines) == "report 0: 1"
        return nobody()

    with ThreadPoolExecutor(64) as pool:
        streams = list(pool.map(begin, range(640)))
        assert all(pool.map(go_on, streams))
        for stream in streams[::2]:
            assert hasattr(stream, "close")
            pool.submit(stream.close).result()
        streams.clear()
        del stream
        gc.collect()
        assert all(pool.map(lambda _: nobody(), range(640)))
    assert closed == ["report 0"] * 640


# gevent


def test_a_thousand_greenlets() -> None:
    gevent = load("gevent")
    closed: list[str] = []
    streams = []

    def work(number: int) -> str:
        assert nobody()
        with users.bound(User(f"user{number}", number)):
            for _ in range(3):
                gevent.sleep(0)
                assert whoami() == f"user{number} {number}"
            lines = carry_iterator(report(closed))
            assert next(lines) == "report 0: 0"
            streams.append(lines)
            gevent.sleep(0)
            carried: str = gevent.spawn(carry(whoami)).get(timeout=PATIENCE)
        assert nobody()
        return carried

    def go_on(number: int) -> bool:
        lines = streams[number]
        assert next(lines) == "report 0: 1"
        if number % 2:
            lines.close()
        return nobody()

    with users.bound(User("main")):
        workers = [gevent.spawn(work, number) for number in range(1_000)]
        gevent.joinall(workers, timeout=PATIENCE, raise_error=True)
        assert whoami() == "main 0"
    assert [worker.value for worker in workers] == [f"user{n} {n}" for n in range(1_000)]

    others = [gevent.spawn(go_on, number) for number in range(1_000)]
    gevent.joinall(others, timeout=PATIENCE, raise_error=True)
    assert all(other.value for other in others)
    streams.clear()
    gc.collect()
    assert closed == ["report 0"] * 1_000


GEVENT_SERVER = """\
from gevent import monkey

monkey.patch_all()

import time
from typing import NamedTuple
from urllib.parse import parse_qs

from fw_context import ContextStack, carry_iterator
from gevent.pywsgi import WSGIServer


class User(NamedTuple):
    name: str


users: ContextStack[User] = ContextStack("user")
current_user = users.proxy()


def lines():
    with users.bound(User("report")):
        for number in range(10):
            time.sleep(0)  # switches to other greenlets, as it is patched
            yield f"{current_user.name} {number}\\n".encode()


def application(environ, start_response):
    before = users.get()
    name = parse_qs(environ["QUERY_STRING"])["name"][0]
    start_response("200 OK", [("Content-Type", "text/plain")])
    with users.bound(User(name)):
        time.sleep(0)
        yield f"{before} {current_user.name}\\n".encode()
    stream = carry_iterator(lines())
    for number, line in enumerate(stream):
        yield line
        if number == 2:
            break  # and the rest is abandoned
    yield f"{users.get()}".encode()


server = WSGIServer(("127.0.0.1", 0), application, log=None)
server.start()
print(server.server_port, flush=True)
server.serve_forever()
"""


@contextmanager
def gevent_server(folder: Path) -> Iterator[Browser]:
    """Serve from gevent's server, everything patched, in a process of its own."""
    script = folder / "server.py"
    script.write_text(GEVENT_SERVER)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline()
            assert port, "the server ended"
            yield Browser(int(port))
        finally:
            process.kill()


def test_gevent_over_http(tmp_path: Path) -> None:
    load("gevent")

    with gevent_server(tmp_path) as site:

        def visit(number: int) -> str:
            return site.open(f"/?name=user{number}").text

        with ThreadPoolExecutor(32) as pool:
            texts = list(pool.map(visit, range(1_000)))

    assert texts == [f"None user{n}\nreport 0\nreport 1\nreport 2\nNone" for n in range(1_000)]
