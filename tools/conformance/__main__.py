"""``python -m tools.conformance``: run the reference's suite on fw-core and on the reference.

It fetches the source distribution of the reference by name, checks its hash, unpacks the tests into
a temporary folder and runs them twice in an environment that has both sides installed. It ends with
1 where a test fails on fw-core that passes on the reference and is not excused, or where what was
tested is not fw-core's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tools.conformance import suite
from tools.conformance.verdict import judge, read_excused
from tools.environments import ROOT, environment


def main() -> int:
    """Run both sides, print the figures and what is wrong.

    :return: the exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.conformance", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="print what pytest says of fw-core")
    parser.add_argument("pytest", nargs="*", help="options for pytest, after --")
    options = parser.parse_args()
    excused = read_excused(Path(__file__).with_name("excused.txt"))
    python = environment("conformance")
    archive = suite.fetch(python, ROOT / ".environments" / "downloads")
    with tempfile.TemporaryDirectory() as folder:
        tests = suite.unpack(archive, Path(folder))
        reference = suite.run(python, suite.REFERENCE, tests, options.pytest)
        ours = suite.run(python, suite.OURS, tests, options.pytest)
    verdict = judge(reference, ours, excused)
    if options.verbose or verdict.problems:
        print(ours.output)
    print(f"{archive.name} ({suite.SHA256[:12]}…), tested here:")
    print("\n".join(f"  {line}" for line in ours.proof.splitlines() if line.startswith("fw_")))
    print("\n".join(("", *verdict.table, "", *verdict.problems)))
    print("conforms" if not verdict.problems else f"{len(verdict.problems)} problems")
    return 1 if verdict.problems else 0


if __name__ == "__main__":
    sys.exit(main())
