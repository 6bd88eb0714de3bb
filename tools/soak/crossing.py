"""Many requests at once: no value of one is seen by another (figure 3)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from fw_core import Flask, g, request, session
from tools.soak.outcome import Outcome


def _site(pause: Callable[[], None]) -> Flask:
    """An application whose view lets others run between what it writes and what it reads."""
    site = Flask("crossing")
    site.secret_key = "for the soaks only"  # noqa: S105
    site.testing = True

    @site.get("/<int:number>")
    def view(number: int) -> str:
        g.number = session["number"] = number
        pause()
        found = {g.number, session["number"], int(request.args["n"]), request.view_args["number"]}  # type: ignore[index]
        pause()
        return "same" if found == {number} == {g.number} else f"{number} saw {found}"

    return site


def _ask(site: Flask, number: int) -> str:
    text: str = site.test_client().get(f"/{number}?n={number}").text
    return text


def _outcome(answers: list[str], what: str) -> Outcome:
    crossed = tuple(answer for answer in answers if answer != "same")
    return Outcome(f"{len(answers):,} requests on {what}, {len(crossed)} crossed", crossed)


def cross_threads(count: int) -> Outcome:
    """Requests on 64 threads."""
    site = _site(lambda: time.sleep(0))
    with ThreadPoolExecutor(64) as threads:
        return _outcome(list(threads.map(lambda n: _ask(site, n), range(count))), "64 threads")


def cross_greenlets(count: int) -> Outcome:
    """Requests on a thousand greenlets, which take turns."""
    # Only this soak needs it.
    greenlets: Any = import_module("greenlet")
    getcurrent, greenlet = greenlets.getcurrent, greenlets.greenlet

    hub = getcurrent()
    site = _site(lambda: hub.switch())
    answers: list[str] = []
    for start in range(0, count, 1000):
        numbers = range(start, min(start + 1000, count))
        running = [greenlet(lambda n: answers.append(_ask(site, n)), hub) for _ in numbers]
        for each, number in zip(running, numbers, strict=True):
            each.switch(number)
        while running := [each for each in running if not each.dead]:
            for each in running:
                each.switch()
    return _outcome(answers, "1,000 greenlets")


def cross_tasks(count: int) -> Outcome:
    """Request contexts in ten thousand tasks, which take turns."""
    site = _site(lambda: None)

    async def ask(number: int) -> str:
        with site.test_request_context(f"/{number}?n={number}"):
            g.number = session["number"] = number
            await asyncio.sleep(0)
            found: set[Any] = {g.number, session["number"], int(request.args["n"])}
            await asyncio.sleep(0)
            return "same" if found == {number} == {g.number} else f"{number} saw {found}"

    async def ask_all() -> list[str]:
        answers: list[str] = []
        for start in range(0, count, 10_000):
            numbers = range(start, min(start + 10_000, count))
            answers += await asyncio.gather(*map(ask, numbers))
        return answers

    return _outcome(asyncio.run(ask_all()), "10,000 tasks")
