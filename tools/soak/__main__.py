"""``python -m tools.soak``: the long runs of the page on security, each as often as there, or a part of it.

It prints what was seen, and ends with 1 where something happened that must not.
"""

from __future__ import annotations

import argparse
import sys
import time

from tools.soak.crossing import cross_greenlets, cross_tasks, cross_threads
from tools.soak.fuzzing import fuzz_requests, mutate_cookies
from tools.soak.hostile import walk_paths
from tools.soak.lasting import abandon_streams, drop_bombs, grow
from tools.soak.outcome import Soak
from tools.soak.serving import reload_gracefully, wait_for_slow_clients
from tools.soak.suites import kill_writers, validate

SOAKS = (
    Soak("requests", 1_000_000, fuzz_requests),
    Soak("cookies", 1_000_000, mutate_cookies),
    Soak("threads", 100_000, cross_threads),
    Soak("greenlets", 100_000, cross_greenlets),
    Soak("tasks", 100_000, cross_tasks),
    Soak("streams", 1_000, abandon_streams),
    Soak("growth", 1_000_000, grow),
    Soak("bombs", 10, drop_bombs),
    Soak("paths", 100_000, walk_paths),
    Soak("reloads", 10, reload_gracefully),
    Soak("slow-clients", 200, wait_for_slow_clients),
    Soak("kills", 1, kill_writers),
    Soak("validated", 1, validate),
)


def main(arguments: list[str] | None = None) -> int:
    """Run soaks.

    :param arguments: those of the command line.
    :return: 0 if nothing happened that must not.
    """
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    names = [soak.name for soak in SOAKS]
    parser.add_argument("names", nargs="*", choices=[*names, []], help="which; all unless given")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="the part of a full run, such as 0.01"
    )
    options = parser.parse_args(arguments)
    failed = False
    for soak in SOAKS:
        if options.names and soak.name not in options.names:
            continue
        began = time.perf_counter()
        outcome = soak.run(max(1, round(soak.full * options.scale)))
        took = time.perf_counter() - began
        print(
            f"{soak.name:12} {'FAILED' if outcome.failures else 'fine':6} {took:7.1f} s  {outcome.seen}",
            flush=True,
        )
        for failure in outcome.failures[:10]:
            print(f"             {failure}", flush=True)
        failed = failed or bool(outcome.failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
