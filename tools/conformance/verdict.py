"""What two runs of the suite, side by side, say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.conformance.suite import Outcome

__all__ = ["Verdict", "judge", "read_excused"]

RESULTS: Final = ("passed", "failed", "skipped")


@dataclass(frozen=True)
class Verdict:
    """The comparison of both sides.

    :param table: the figures, as lines to print.
    :param problems: what is wrong, one a line; empty where fw-core conforms.
    """

    table: tuple[str, ...]
    problems: tuple[str, ...]


def read_excused(path: Path) -> dict[str, str]:
    """Read the list of excused tests.

    :param path: the file; a line is ``NAME  # REASON``.
    :raises ValueError: a line gives no reason.
    """
    excused: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, mark, reason = line.partition("  # ")
        if not mark or not reason.strip():
            raise ValueError(f"{path}:{number}: {line!r} gives no reason; write 'NAME  # REASON'")
        excused[name.strip()] = reason.strip()
    return excused


def judge(reference: Outcome, ours: Outcome, excused: Mapping[str, str]) -> Verdict:
    """Compare both runs.

    :param reference: the suite on the reference.
    :param ours: the suite on fw-core.
    :param excused: the tests that may fail on fw-core, each with its reason.
    """
    expected = reference.named("passed")
    passed = ours.named("passed")
    problems = [
        f"fails here and passes on {reference.side}: {name}"
        for name in sorted(expected - passed - excused.keys())
    ]
    problems += [f"excused, but it passes: {name}" for name in sorted(passed & excused.keys())]
    problems += [
        f"excused, but the suite has no such test: {name}"
        for name in sorted(excused.keys() - ours.results.keys())
    ]
    problems += foreign(ours)
    problems += untested(reference)
    return Verdict(figures(reference, ours), tuple(problems))


def foreign(ours: Outcome) -> list[str]:
    """Name what stands in the proof of fw-core's run and is not fw-core's.

    :param ours: the suite on fw-core.
    """
    lines = ours.proof.splitlines()
    classes = [line for line in lines if not line.startswith("module ")]
    modules = [line for line in lines if line.startswith("module ")]
    wrong = [f"not ours: {line}" for line in classes if not line.startswith("fw_")]
    wrong += [f"not ours: {line}" for line in modules if "fw_core" not in line.split()[-1]]
    return wrong if classes and modules else ["the run left no proof of what was tested"]


def untested(reference: Outcome) -> list[str]:
    """Say why the reference's run is nothing to compare with.

    :param reference: the suite on the reference.
    """
    if not reference.named("passed"):
        return [f"no test passes on {reference.side}, so that nothing is compared"]
    ours = [line for line in reference.proof.splitlines() if line.startswith("fw_")]
    return [f"not {reference.side}'s, in its own run: {line}" for line in ours]


def figures(reference: Outcome, ours: Outcome) -> tuple[str, ...]:
    """Set both runs' figures beside each other.

    :param reference: the suite on the reference.
    :param ours: the suite on fw-core.
    """
    lines = [f"{'':12}{reference.side:>10}{ours.side:>10}"]
    lines += [
        f"{result:12}{reference.counts[result]:>10}{ours.counts[result]:>10}" for result in RESULTS
    ]
    lines.append(f"{'total':12}{reference.counts.total():>10}{ours.counts.total():>10}")
    return tuple(lines)
