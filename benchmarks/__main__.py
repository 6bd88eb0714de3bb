"""The command line: what to measure, how long, and where to write it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from . import bars, fresh, instructions, report, servers, startup
from .apps import FRAMEWORKS
from .driver import compare, run_for_json
from .scenarios import BY_NAME, QUICK

PARTS = ("requests", "operations", "startup", "servers", "instructions")
_PEERS = ("fw", "flask", "bottle", "falcon")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few scenarios, under a minute")
    parser.add_argument("--parts", default="", help=f"of {','.join(PARTS)}; by default all")
    parser.add_argument("--scenarios", default="", help="names, separated by semicolons")
    parser.add_argument("--frameworks", default=",".join(FRAMEWORKS))
    parser.add_argument("--rounds", type=int, default=0, help="by default 7")
    parser.add_argument("--seconds", type=float, default=0, help="a measurement's; by default 0.2")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    parser.add_argument("--python", help="an interpreter that has all frameworks; by default one"
                        " is made under .environments")  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="fail where a bar is missed")
    options = parser.parse_args(argv)
    options.rounds = options.rounds or (3 if options.quick else 7)
    options.seconds = options.seconds or (0.08 if options.quick else 0.2)
    default = "requests,operations" if options.quick else ",".join(PARTS)
    options.parts = (options.parts or default).split(",")
    options.frameworks = options.frameworks.split(",")
    options.scenarios = [name.strip() for name in options.scenarios.split(";") if name.strip()] or (
        list(QUICK) if options.quick else list(BY_NAME)
    )
    unknown = [name for name in options.scenarios if name not in BY_NAME]
    if unknown:
        parser.error(f"unknown scenarios {unknown!r}; there are {'; '.join(BY_NAME)}")
    return options


class Run:
    """One run: measures the parts asked for, prints their tables, keeps the figures."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.python: str = options.python or _environment()
        self.figures: dict[str, Any] = {"machine": report.machine()}
        self.bars: list[bars.Bar] = []

    def requests(self) -> None:
        """Measure the scenarios."""
        options = self.options
        about, timings = compare(
            self.python, options.frameworks, options.scenarios, options.rounds, options.seconds,
            _progress,
        )  # fmt: skip
        self.figures["frameworks"] = about
        self.figures["requests"] = report.timings_as_json(timings)
        self.bars += bars.of_scenarios(timings)
        print(report.of_scenarios(about, timings))

    def operations(self) -> None:
        """Measure what is not a request."""
        largest, count = ("10", 1) if self.options.quick else ("10000", 5)
        rounds = [
            {name: run_for_json(self.python, "benchmarks.operations", name, largest)
             for name in _PEERS}
            for _ in range(count)
        ]  # fmt: skip
        found = _merged(rounds, median)
        self.figures["operations"] = found
        self.bars += bars.of_operations(rounds)
        print(report.of_numbers("µs; proxy: ns", found))

    def startup(self) -> None:
        """Measure imports, first requests and memory."""
        imports = self._started("import", startup.IMPORTS, runs=15)
        services = self._started("service", startup.SERVICES, runs=15)
        first = self._started("first", _PEERS, runs=3)
        memory = self._started("memory", _PEERS, runs=1)
        interpreter = startup.bare_interpreter(self.python)
        self.figures["startup"] = {"import": imports, "service": services, "first": first,
                                   "memory": memory, "interpreter ms": interpreter}  # fmt: skip
        self.bars += bars.of_imports(imports, services)
        print(report.of_numbers("import", imports), end="\n\n")
        print(report.of_numbers("service of JSON, to the first answer", services), end="\n\n")
        print(report.of_numbers("first request", first), end="\n\n")
        print(report.of_numbers("memory", memory))
        print(f"\nThe interpreter alone starts and ends in {interpreter:.0f} ms.")

    def servers(self) -> None:
        """Measure requests per second over HTTP."""
        if not servers.available():
            print("wrk is not installed: requests over HTTP are left out.")
            return
        found = servers.measure(self.python, self.options.frameworks, 3, 4)
        self.figures["servers"] = found
        self.bars += bars.of_servers(found)
        flat = {
            f"{server}, {kind}": rates for server, kinds in found.items()
            for kind, rates in kinds.items()
        }  # fmt: skip
        print(report.of_numbers("requests a second", flat))

    def instructions(self) -> None:
        """Count instructions."""
        if not instructions.available():
            print("valgrind is not installed: instruction counts are left out.")
            return
        found = instructions.measure(self.python, self.options.frameworks)
        self.figures["instructions"] = found
        print(report.of_numbers("thousand instructions", found))

    def _started(self, what: str, names: Iterable[str], runs: int) -> dict[str, Any]:
        """Start processes in turn, so that a slow moment hits all, and take the best of each."""
        names = tuple(names)
        count = 1 if self.options.quick else runs
        rounds = [
            {name: fresh.measured(self.python, what, name) for name in names} for _ in range(count)
        ]
        found: dict[str, Any] = _merged(rounds, min)
        return found


def _merged(found: list[Any], take: Callable[[list[Any]], Any]) -> Any:
    first = found[0]
    if isinstance(first, dict):
        return {key: _merged([each[key] for each in found], take) for key in first}
    return None if first is None else take(found)


def _environment() -> str:
    from tools.environments import environment

    return str(environment("benchmarks"))


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _wanted(run: Run, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for name in names:
        if name not in PARTS:
            raise SystemExit(f"unknown part {name!r}; there are {', '.join(PARTS)}")
        yield name, getattr(run, name)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmarks.

    :return: 1 where a bar was missed and ``--strict`` was given.
    """
    run = Run(arguments(argv))
    for name, part in _wanted(run, run.options.parts):
        print(f"\n## {name}\n")
        part()
    if run.bars:
        print(f"\n## Bars\n\n{report.of_bars(run.bars)}")
    if run.options.json:
        run.figures["bars"] = [{**vars(bar), "reached": bar.reached} for bar in run.bars]
        run.options.json.write_text(json.dumps(run.figures, indent=1), encoding="utf-8")
    return int(run.options.strict and not all(bar.reached for bar in run.bars))


if __name__ == "__main__":
    sys.exit(main())
