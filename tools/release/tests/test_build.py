from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

from tools.release.build import build
from tools.release.refusals import Refused
from tools.release.sbom import write_sbom

if TYPE_CHECKING:
    from tools.release.tests.conftest import Repository


def test_the_same_bytes_each_time(repository: Repository, tmp_path: Path) -> None:
    app = repository.members["fw-app"]
    first, second = build(app, tmp_path / "1"), build(app, tmp_path / "2")

    assert [path.name for path in first.files] == [
        "fw_app-0.1.0.tar.gz",
        "fw_app-0.1.0-py3-none-any.whl",
        "fw_app-0.1.0.cdx.json",
    ]
    for one, two in zip(first.files, second.files, strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_what_is_in_a_wheel(repository: Repository, tmp_path: Path) -> None:
    built = build(repository.members["fw-app"], tmp_path)
    with zipfile.ZipFile(built.wheel) as wheel:
        inside = set(wheel.namelist())

    assert {"fw_app/py.typed", "fw_app-0.1.0.dist-info/licenses/LICENSE.txt"} <= inside
    assert not any("tests" in path for path in inside)


def test_the_bill_of_materials(repository: Repository, tmp_path: Path) -> None:
    built = build(repository.members["fw-app"], tmp_path)
    bill = json.loads(built.sbom.read_text())

    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "fw-app"
    assert bill["metadata"]["component"]["version"] == "0.1.0"
    (routing,) = bill["components"]
    assert (routing["name"], routing["purl"]) == ("fw-routing", "pkg:pypi/fw-routing")
    assert routing["description"] == "required as fw-routing>=0.1.0,<0.2"
    whole = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    assert whole["pkg:pypi/fw-app@0.1.0"] == [routing["bom-ref"]]
    licence = bill["metadata"]["component"]["licenses"]
    assert licence == [{"license": {"id": "BSD-3-Clause"}}]


@pytest.mark.parametrize(
    "stated",
    [
        'dynamic = [ "version", ]',
        "dynamic = [\n  'version',  # in _version.py\n]",
        'dynamic = ["version", "urls"]',
        'version = "0.1.0"',
    ],
)
def test_the_bill_has_the_version_however_it_is_stated(
    repository: Repository, tmp_path: Path, stated: str
) -> None:
    tree = repository.root / "packages/fw-app"
    repository.replace("packages/fw-app/pyproject.toml", 'dynamic = ["version"]', stated)
    write_sbom(tmp_path / "bill.json", tree, Version("0.1.0"), "1700000000")

    component = json.loads((tmp_path / "bill.json").read_text())["metadata"]["component"]
    assert (component["name"], component["version"]) == ("fw-app", "0.1.0")


def test_what_is_tagged_is_built_and_not_what_is_in_the_tree(
    repository: Repository, tmp_path: Path
) -> None:
    repository.write("packages/fw-app/src/fw_app/unfinished.py", "")
    built = build(repository.members["fw-app"], tmp_path)
    with zipfile.ZipFile(built.wheel) as wheel:
        assert "fw_app/unfinished.py" not in wheel.namelist()


def test_a_version_that_is_not_tagged(repository: Repository, tmp_path: Path) -> None:
    repository.replace("packages/fw-app/src/fw_app/_version.py", "0.1.0", "0.1.1")
    with pytest.raises(Refused, match=r"there is no fw-app-v0\.1\.1 .* Run `prepare fw-app` first"):
        build(repository.members["fw-app"], tmp_path)


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        (
            "pyproject.toml",
            'packages = ["src/fw_app"]',
            'packages = ["src/fw_app", "tests"]',
            "has tests/",
        ),
        (
            "pyproject.toml",
            'license-files = ["LICENSE.txt"]',
            "license-files = []",
            "lacks fw_app-0.1.0.dist-info/licenses",
        ),
        ("pyproject.toml", '"CHANGELOG.md", ', "", "the sdist lacks CHANGELOG.md"),
    ],
)
def test_wrong_contents(
    repository: Repository, tmp_path: Path, path: str, old: str, new: str, problem: str
) -> None:
    repository.replace(f"packages/fw-app/{path}", old, new)
    repository.commit("Spoil")
    with pytest.raises(Refused, match=rf"\[contents\] .*{problem}"):
        build(repository.members["fw-app"], tmp_path, ref="HEAD")
    assert list(tmp_path.glob("*.whl")) == []


def test_a_wheel_without_the_marker_of_types(repository: Repository, tmp_path: Path) -> None:
    (repository.root / "packages/fw-app/src/fw_app/py.typed").unlink()
    repository.commit("Spoil")
    with pytest.raises(Refused, match=r"lacks fw_app/py\.typed\. Create the file"):
        build(repository.members["fw-app"], tmp_path, ref="HEAD")


def test_a_build_that_is_not_reproducible(repository: Repository, tmp_path: Path) -> None:
    hook = "[tool.hatch.build.hooks.custom]\n"
    pyproject = repository.root / "packages/fw-app/pyproject.toml"
    pyproject.write_text(pyproject.read_text() + hook)
    repository.write(
        "packages/fw-app/hatch_build.py",
        "import time\n"
        "from pathlib import Path\n"
        "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\n\n\n"
        "class CustomBuildHook(BuildHookInterface):\n"
        "    def initialize(self, version, build_data):\n"
        "        stamp = Path(self.root, 'src', 'fw_app', 'stamp.py')\n"
        "        stamp.write_text(f'WHEN = {time.time_ns()}')\n",
    )
    repository.commit("Stamp")
    with pytest.raises(Refused, match=r"\[reproducible\] .* differs from one build to the next"):
        build(repository.members["fw-app"], tmp_path, ref="HEAD")
