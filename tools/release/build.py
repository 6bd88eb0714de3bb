"""``build``: the sdist, the wheel and the bill of materials of a tagged version, the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from packaging.version import Version

from tools.release.members import Member
from tools.release.refusals import Refusal, Refused, refuse
from tools.release.sbom import check_sbom, write_sbom


@dataclass(frozen=True)
class Built:
    """The files of one release.

    :param member: the package.
    :param version: its version.
    :param sdist: the source distribution.
    :param wheel: the wheel.
    :param sbom: the bill of materials, in CycloneDX.
    """

    member: Member
    version: Version
    sdist: Path
    wheel: Path
    sbom: Path

    @property
    def files(self) -> tuple[Path, Path, Path]:
        """All three, in the order above."""
        return self.sdist, self.wheel, self.sbom

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.files}
        return {"package": self.member.name, "version": str(self.version), "sha256": digests}


def expected(member: Member, version: Version, folder: Path) -> Built:
    """Return the files that a release has, built or not.

    :param member: the package.
    :param version: its version.
    :param folder: where they are or will be.
    """
    stem = f"{member.module}-{version}"
    sdist, wheel = folder / f"{stem}.tar.gz", folder / f"{stem}-py3-none-any.whl"
    return Built(member, version, sdist, wheel, folder / f"{stem}.cdx.json")


def build(member: Member, folder: Path, ref: str | None = None) -> Built:
    """Build a release twice, in two folders at the same time, and keep it when both are the same and complete.

    :param member: the package.
    :param folder: where to put the files.
    :param ref: what to build; by default the tag of the version in the tree.
    :raises Refused: when there is no such tag, or the two differ, or something is missing or should not be there.
    """
    ref = ref or member.tag(member.version)
    if not member.git.has_commit(ref):
        raise refuse(
            member.name,
            "tag",
            f"there is no {ref} to build from",
            f"Run `prepare {member.name}` first, or name a commit with --ref",
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(partial(_build_once, member, ref), map(Path, (first, second)))
        for left, right in zip(one.files, two.files, strict=True):
            if left.read_bytes() != right.read_bytes():
                raise refuse(
                    member.name,
                    "reproducible",
                    f"{left.name} differs from one build to the next",
                    "Find what depends on time, place or order in its build",
                )
        check_sbom(member.name, one.sbom)
        refusals = list(wrong_contents(one))
        if refusals:
            raise Refused(refusals)
        copies = [Path(shutil.copy2(path, folder)) for path in one.files]
    return Built(member, one.version, copies[0], copies[1], copies[2])


def _build_once(member: Member, ref: str, folder: Path) -> Built:
    """Build in a folder that holds nothing else: what git has of the package at a ref."""
    tree = member.git.export(ref, member.path, folder / "tree")
    out = folder / "out"
    epoch = str(member.git.commit_time(ref))
    _hatchling(member, tree, out, epoch)
    (sdist,) = out.glob("*.tar.gz")
    version = Version(sdist.name.removesuffix(".tar.gz").rpartition("-")[2])
    built = expected(member, version, out)
    write_sbom(built.sbom, tree, version, epoch)
    return built


def _hatchling(member: Member, tree: Path, out: Path, epoch: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(out)],
        cwd=tree,
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        problem = done.stdout.strip()[-600:]
        raise refuse(member.name, "build", f"hatchling failed: {problem}", "Correct what it names")


def wrong_contents(built: Built) -> Iterator[Refusal]:
    """Yield what a release lacks or must not have.

    :param built: the release.
    """
    module, name = built.member.module, built.member.name
    info = f"{module}-{built.version}.dist-info"
    with zipfile.ZipFile(built.wheel) as wheel:
        inside = wheel.namelist()
    for part in (f"{module}/py.typed", f"{info}/licenses/LICENSE.txt"):
        if part not in inside:
            yield Refusal(
                name,
                "contents",
                f"the wheel lacks {part}",
                "Create the file; without py.typed no type checker reads our types",
            )
    for path in inside:
        if path.partition("/")[0] not in (module, info) or "tests" in path.split("/"):
            yield Refusal(
                name,
                "contents",
                f"the wheel has {path}",
                "Keep it out in [tool.hatch.build.targets.wheel]",
            )
    with tarfile.open(built.sdist) as sdist:
        sources = {path.partition("/")[2] for path in sdist.getnames()}
    for part in (
        "pyproject.toml",
        "README.md",
        "LICENSE.txt",
        "CHANGELOG.md",
        f"src/{module}/__init__.py",
    ):
        if part not in sources:
            yield Refusal(
                name,
                "contents",
                f"the sdist lacks {part}",
                "Include it in [tool.hatch.build.targets.sdist]",
            )
