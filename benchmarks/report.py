"""Tables for people and JSON for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from typing import Any

from .bars import Bar
from .driver import Timings


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown whose columns are aligned."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    aligned = [
        " | ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    rule = " | ".join(
        "-" * width if i == 0 else "-" * (width - 1) + ":" for i, width in enumerate(widths)
    )
    return "\n".join(f"| {line} |" for line in [aligned[0], rule, *aligned[1:]])


def number(value: float | None, unit: str = "") -> str:
    """Return a number with three digits, or a dash."""
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{unit}"


def of_scenarios(about: dict[str, dict[str, str]], timings: dict[str, Timings]) -> str:
    """Return the tables of requests: median and best times, and ratios."""
    names = [f"{it['name']} {it['version']}".strip() for it in about.values()]
    others = [name for name in about if name not in {"fw", "bare"}]
    times = table(
        ["µs a request: median (best)", *names],
        (
            [scenario, *(_both(found, name) for name in about)]
            for scenario, found in timings.items()
        ),
    )
    ratios = table(
        ["times as long as fw-core", *(about[name]["name"] for name in others)],
        (
            [scenario, *(number(found.ratio(name), " x") for name in others)]
            for scenario, found in timings.items()
        ),
    )
    return f"{times}\n\n{ratios}"


def _both(found: Timings, name: str) -> str:
    middle = found.middle(name)
    return "-" if middle is None else f"{number(middle)} ({number(found.best(name))})"


def of_numbers(title: str, found: dict[str, dict[str, Any]]) -> str:
    """Return a table with a row for each figure and a column for each key of ``found``."""
    rows: dict[str, dict[str, Any]] = {}
    for column, figures in found.items():
        for name, value in (figures or {}).items():
            if value is None:
                continue
            if isinstance(value, dict):
                for inner, figure in value.items():
                    rows.setdefault(f"{name}: {inner}", {})[column] = figure
            else:
                rows.setdefault(name, {})[column] = value
    return table(
        [title, *found],
        ([name, *(number(row.get(column)) for column in found)] for name, row in rows.items()),
    )


def of_bars(bars: Iterable[Bar]) -> str:
    """Return the table of promises, the missed ones first."""
    ordered = sorted(bars, key=lambda bar: bar.reached)
    return table(
        ["scenario", "against", "wanted", "found", ""],
        (
            [
                bar.what,
                bar.against,
                f"{'at most ' if bar.below else ''}{bar.wanted:g} x",
                number(bar.found, " x"),
                "reached" if bar.reached else "MISSED",
            ]
            for bar in ordered
        ),
    )


def machine() -> dict[str, Any]:
    """Return what the figures were measured on, the load included."""
    load = os.getloadavg() if hasattr(os, "getloadavg") else None
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "load": load,
    }


def timings_as_json(timings: dict[str, Timings]) -> dict[str, Any]:
    """Return all rounds, and what was made of them."""
    return {
        scenario: {
            framework: {
                "rounds": found.rounds[framework],
                "best": found.best(framework),
                "median": found.middle(framework),
                "ratio": found.ratio(framework),
            }
            for framework in found.rounds
        }
        for scenario, found in timings.items()
    }
