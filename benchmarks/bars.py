"""The bars: what the project promises, and whether a run keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from statistics import median
from typing import Any

from .driver import Timings

#: How many times as fast as Flask a scenario has to be; Bottle and Falcon in every scenario.
FLASK = {
    **dict.fromkeys(("plain text", "parameter", "JSON out"), 20.0),
    **dict.fromkeys(("query", "form", "JSON in", "404", "405", "hooks", "session untouched"), 10.0),
    **dict.fromkeys([f"500 rules, {at}" for at in ("first", "middle", "last", "none")], 10.0),
    **dict.fromkeys(("session read and written", "template"), 6.0),
}
_OPERATIONS = {"url_for": 5.0, "register": 30.0}
BOTTLE = 1.5
FALCON = 1.0


@dataclass(frozen=True)
class Bar:
    """A promise and what was measured of it.

    :param wanted: the ratio that was promised; at most, where ``below``.
    """

    against: str
    what: str
    wanted: float
    found: float
    below: bool = False

    @property
    def reached(self) -> bool:
        """Whether the promise is kept."""
        return self.found <= self.wanted if self.below else self.found >= self.wanted


def of_scenarios(timings: dict[str, Timings]) -> Iterator[Bar]:
    """Yield the bars of requests."""
    for scenario, found in timings.items():
        wanted = {"flask": FLASK.get(scenario), "bottle": BOTTLE, "falcon": FALCON}
        for against, bar in wanted.items():
            ratio = found.ratio(against)
            if bar is not None and ratio is not None:
                yield Bar(against, scenario, bar, ratio)
    small, large = timings.get("10 rules, middle"), timings.get("10,000 rules, middle")
    few = small.best("fw") if small else None
    many = large.best("fw") if large else None
    if few is not None and many is not None:
        yield Bar("fw", "10,000 rules against 10", 1.2, many / few, below=True)


def of_operations(rounds: list[dict[str, dict[str, Any]]]) -> Iterator[Bar]:
    """Yield the bars of what is not a request: medians of the rounds' ratios."""

    def ratio(read: Callable[[dict[str, Any]], float]) -> float:
        return median(read(found["flask"]) / read(found["fw"]) for found in rounds)

    for key in rounds[0]["fw"]:
        wanted = _OPERATIONS.get(key.partition(" ")[0])
        if wanted is not None and key != "register 10" and key != "register 1000":
            yield Bar("flask", key, wanted, ratio(itemgetter(key)))
    yield Bar("flask", "proxy", 3, ratio(lambda found: found["proxy"]["request"]))


def of_imports(
    imports: dict[str, dict[str, float]], services: dict[str, dict[str, float]]
) -> Iterator[Bar]:
    """Yield the bars of importing, and of a service of JSON up to its first answer."""
    flask = imports["flask"]["ms"]
    yield Bar("flask", "import fw_core", 2, flask / imports["fw_core"]["ms"])
    yield Bar("flask", "service of JSON", 3, services["flask"]["ms"] / services["fw_app"]["ms"])


def of_servers(found: dict[str, dict[str, dict[str, float]]]) -> Iterator[Bar]:
    """Yield the bars of requests over HTTP."""
    for server, kinds in found.items():
        for kind, rates in kinds.items():
            yield Bar("flask", f"{server}, {kind}", 1, rates["fw"] / rates["flask"])
