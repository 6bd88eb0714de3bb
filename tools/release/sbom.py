"""The bill of materials of a release, in CycloneDX: the package, its licence, and what it declares to need."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.version import Version

from tools.checks.repository import read_toml
from tools.release.refusals import refuse
from tools.release.versions import shown

if TYPE_CHECKING:
    from cyclonedx.validation.json import JsonStrictValidator


@lru_cache(maxsize=1)
def _validator() -> JsonStrictValidator:
    # Loading the schemas takes longer than any other command of the release tool.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    return JsonStrictValidator(SchemaVersion.V1_6)


def write_sbom(path: Path, tree: Path, version: Version, epoch: str) -> None:
    """Write the bill of materials of a package, the same for the same tree.

    :param path: where to write it.
    :param tree: the package's folder.
    :param version: the package's version, which its metadata may leave to the build.
    :param epoch: the time that the bill names, in seconds since 1970.
    """
    project = read_toml(tree / "pyproject.toml")["project"]
    package = _package(project, version)
    bill = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{package.purl}#{epoch}"))
    bill.metadata.component = package
    bill.metadata.timestamp = dt.datetime.fromtimestamp(int(epoch), dt.timezone.utc)
    needed = [_needed(Requirement(one)) for one in project.get("dependencies", [])]
    bill.components.update(needed)
    bill.register_dependency(package, needed)
    content = json.loads(JsonV1Dot6(bill).output_as_string())
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _package(project: dict[str, Any], version: Version) -> Component:
    """Return the package itself."""
    address = PackageURL("pypi", name=project["name"], version=str(version))
    licence = project.get("license")
    return Component(
        type=ComponentType.LIBRARY,
        name=project["name"],
        version=str(version),
        description=project.get("description"),
        licenses=[LicenseFactory().make_from_string(licence)] if isinstance(licence, str) else [],
        purl=address,
        bom_ref=address.to_string(),
    )


def _needed(requirement: Requirement) -> Component:
    """Return something that the package requires; which version users get is theirs to choose."""
    return Component(
        type=ComponentType.LIBRARY,
        name=requirement.name,
        description=f"required as {requirement.name}{shown(requirement.specifier)}",
        purl=PackageURL("pypi", name=requirement.name),
        bom_ref=str(requirement),
    )


def check_sbom(name: str, path: Path) -> None:
    """Refuse a bill of materials that is not valid.

    :param name: the package.
    :param path: the bill.
    :raises Refused: when CycloneDX's schema does not hold.
    """
    problem = _validator().validate_str(path.read_text(encoding="utf-8"))
    if problem is not None:
        raise refuse(name, "sbom", f"{path.name} is not valid: {problem}", "Correct pyproject.toml")
