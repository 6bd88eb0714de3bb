"""The exact versions that a release is built with: ``python -m tools.pins`` writes them anew, from what hatch and its environment ask for.

The workflows install hatch from them and fill its environment from them where they build what users get, so that a new version of a
tool reaches a release only by a change of this repository. Tests take the newest versions, and so find out first.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from packaging.requirements import Requirement

from tools.checks.repository import ROOT, packages, read_toml
from tools.fresh_environment import run

PINS = ROOT / ".github" / "constraints.txt"

_HEADER = """\
# The exact versions that a release is built with, on each supported Python. Written by `hatch run pins`.
"""


def wanted(root: Path = ROOT) -> list[Requirement]:
    """Return what must be pinned: hatch, the requirements of its environment and of the packages.

    :param root: the repository.
    """
    members = list(packages(root))
    texts = read_toml(root / "hatch.toml")["envs"]["default"]["dependencies"]
    found = [Requirement("hatch"), *map(Requirement, texts)]
    for package in members:
        found += package.requirements
    ours = {package.name for package in members}
    return [one for one in found if one.name not in ours]


def pin(requirements: list[Requirement]) -> str:
    """Return the newest versions that meet some requirements, and all that those require, a line each.

    :param requirements: the requirements.
    """
    with tempfile.TemporaryDirectory() as folder:
        asked, pinned = Path(folder, "asked.in"), Path(folder, "pinned.txt")
        asked.write_text("\n".join(map(str, requirements)), encoding="utf-8")
        run(
            *(sys.executable, "-m", "uv", "--quiet", "pip", "compile", str(asked)),
            *("--universal", "--python-version", "3.10", "--strip-extras"),
            *("--no-annotate", "--no-header", "--output-file", str(pinned)),
        )
        return pinned.read_text(encoding="utf-8")


if __name__ == "__main__":
    PINS.write_text(_HEADER + pin(wanted()), encoding="utf-8")
