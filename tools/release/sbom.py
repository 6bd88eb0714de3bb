"""The bill of materials of a release, in CycloneDX: the package, its licence, and what it declares to need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from packaging.version import Version

from tools.release.refusals import refuse

if TYPE_CHECKING:
    from cyclonedx.validation.json import JsonStrictValidator


@lru_cache(maxsize=1)
def _validator() -> JsonStrictValidator:
    # Loading the schemas takes longer than any other command of the release tool.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    return JsonStrictValidator(SchemaVersion.V1_6)


def write_sbom(path: Path, tree: Path, version: Version, epoch: str) -> None:
    """Write the bill of materials of a package, valid and the same for the same tree.

    The version, which the build may read from the source, is written into the ``pyproject.toml`` that the bill is made from: ``tree``
    is a copy.

    :param path: where to write it.
    :param tree: the package's folder.
    :param version: the package's version.
    :param epoch: the time that the bill names, in seconds since 1970.
    """
    project = _state_version(tree / "pyproject.toml", version)
    requirements = tree / "requirements.txt"
    requirements.write_text("\n".join(project.get("dependencies", [])), encoding="utf-8")
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "requirements.txt"]
    command += ["--pyproject", "pyproject.toml", "--mc-type", "library", "--sv", "1.6"]
    done = subprocess.run(
        [*command, "--output-reproducible", "--no-validate", "-o", str(path)],
        cwd=tree,
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise refuse(project["name"], "sbom", done.stderr.strip()[-600:], "Correct what it names")
    bill = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _state_version(pyproject: Path, version: Version) -> dict[str, Any]:
    """Write a version into a project's metadata, dynamic or not, and return the metadata."""
    document = tomlkit.parse(pyproject.read_text(encoding="utf-8"))
    project: dict[str, Any] = document.unwrap()["project"]
    project["version"] = str(version)
    project["dynamic"] = [one for one in project.get("dynamic", []) if one != "version"]
    document["project"] = project
    pyproject.write_text(tomlkit.dumps(document), encoding="utf-8")
    return project


def check_sbom(name: str, path: Path) -> None:
    """Refuse a bill of materials that is not valid.

    :param name: the package.
    :param path: the bill.
    :raises Refused: when CycloneDX's schema does not hold.
    """
    problem = _validator().validate_str(path.read_text(encoding="utf-8"))
    if problem is not None:
        raise refuse(name, "sbom", f"{path.name} is not valid: {problem}", "Correct pyproject.toml")
