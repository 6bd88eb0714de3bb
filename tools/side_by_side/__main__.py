"""``python -m tools.side_by_side``: compare the reference and fw-core, case by case.

Each case is run on both sides, once with a receiver on every signal and once with none. What is
compared: status, headers in their order, body, signals, callbacks, log records, warnings, errors.
It ends with 1 where a case differs that is not listed in ``listed.py`` with a reason.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import sys
import traceback
from collections import Counter
from typing import Any

from tools.side_by_side.case import Case
from tools.side_by_side.families import (
    blueprints,
    changes,
    configuration,
    contexts,
    cookies,
    errors,
    files,
    hooks,
    requests,
    returns,
    routing,
    streaming,
    templates,
    urls,
    views,
)
from tools.side_by_side.listed import LISTED, listed
from tools.side_by_side.recording import record

FAMILIES = (
    blueprints,
    changes,
    configuration,
    contexts,
    cookies,
    errors,
    files,
    hooks,
    requests,
    returns,
    routing,
    streaming,
    templates,
    urls,
    views,
)


def cases() -> list[Case]:
    """Make the cases of every family.

    :raises ValueError: two have the same name.
    """
    made = [case for family in FAMILIES for case in family.cases()]
    names = [case.name for case in made]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two cases have the same name: {sorted(twice)}")
    return made


def seen(case: Case, module: Any, *, heard: bool) -> list[str]:
    """Run a case; an error that leaves it is part of what is seen.

    :param case: the case.
    :param module: ``flask`` or ``fw_core``.
    :param heard: connect a receiver to every signal.
    """
    try:
        return record(case, module, heard=heard)
    except Exception as error:
        if module.__name__ == "flask":
            raise
        return [*traceback.format_exception(error)]


def loaded(name: str) -> Any:
    """Import a side, with the submodules that it does not import by itself.

    :param name: ``flask`` or ``fw_core``.
    """
    importlib.import_module(f"{name}.testing")
    importlib.import_module(f"{name}.views")
    return importlib.import_module(name)


def main() -> int:
    """Compare, print the differences.

    :return: the exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.side_by_side", description=__doc__)
    parser.add_argument("--ours", default="fw_core", help="the module compared with flask")
    parser.add_argument("--show", action="store_true", help="print what the reference does")
    parser.add_argument("names", nargs="*", help="parts of the names of the cases to run")
    options = parser.parse_args()
    reference, ours = loaded("flask"), loaded(options.ours)
    chosen = [c for c in cases() if not options.names or any(n in c.name for n in options.names)]
    problems, as_listed = 0, Counter[str]()
    for case in chosen:
        for heard in (False, True):
            expected = seen(case, reference, heard=heard)
            found = seen(case, ours, heard=heard)
            if options.show:
                print(f"== {case.name}", *expected, sep="\n  ")
            if expected == found:
                continue
            entry = listed(case.name)
            if entry is not None and entry.rest(expected) == entry.rest(found):
                as_listed[entry.names] += 1
                continue
            problems += 1
            lines = difflib.unified_diff(expected, found, "flask", options.ours, "", "", 2, "")
            print(f"== {case.name}{', heard' if heard else ''}", *lines, sep="\n  ")
    stale = [entry.names for entry in LISTED if not as_listed[entry.names] and not options.names]
    for name in stale:
        print(f"listed as different, but the same: {name}")
    print(
        f"{len(chosen)} cases, each heard and unheard: {problems} differ,"
        f" {as_listed.total()} differ as listed"
    )
    return 1 if problems or stale else 0


if __name__ == "__main__":
    sys.exit(main())
