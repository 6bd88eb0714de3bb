"""The reference's suite: fetched by name, checked, unpacked, run on one side or the other."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

__all__ = ["OURS", "REFERENCE", "SDIST", "SHA256", "Outcome", "fetch", "run", "unpack"]

SDIST: Final = "flask-3.1.3.tar.gz"
SHA256: Final = "0ef0e52b8a9cd932855379197dd8f94047b359ca0a78695144304cb45f87c9eb"

REFERENCE: Final = "flask"
OURS: Final = "fw-core"

PROOF: Final = "conformance_proof"


@dataclass
class Outcome:
    """What one run of the suite gave.

    :param side: :data:`REFERENCE` or :data:`OURS`.
    :param results: ``"passed"``, ``"failed"`` or ``"skipped"`` by the test's name.
    :param output: what pytest printed.
    :param proof: where the classes under test came from.
    """

    side: str
    results: Mapping[str, str]
    output: str
    proof: str
    counts: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = Counter(self.results.values())

    def named(self, result: str) -> set[str]:
        """Give the names of the tests that ended so.

        :param result: ``"passed"``, ``"failed"`` or ``"skipped"``.
        """
        return {name for name, value in self.results.items() if value == result}


def fetch(python: Path, folder: Path) -> Path:
    """Download the source distribution by name and check that it is the one that is meant.

    :param python: a Python that has pip.
    :param folder: where to keep it; a copy that is there already is taken.
    :raises ValueError: its hash is not :data:`SHA256`.
    """
    path = folder / SDIST
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        name, _, version = SDIST.removesuffix(".tar.gz").partition("-")
        options = ["--quiet", "--no-deps", "--no-binary", name, "--dest", str(folder)]
        command = [str(python), "-m", "pip", "download", *options, f"{name}=={version}"]
        subprocess.run(command, check=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{path} has the SHA-256 {digest}, and {SHA256} is the one released")
    return path


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack the tests and the settings that they are run with, and nothing else.

    :param archive: the source distribution.
    :param folder: an empty folder.
    :return: the folder to run pytest in.
    """
    top = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive) as tar:
        wanted = [
            member
            for member in tar.getmembers()
            if member.name == f"{top}/pyproject.toml" or member.name.startswith(f"{top}/tests/")
        ]
        for member in wanted:
            if not (member.isfile() or member.isdir()) or ".." in Path(member.name).parts:
                raise ValueError(f"{archive} holds {member.name!r}, which is no plain file")
        tar.extractall(folder, members=wanted)  # noqa: S202  # plain files, and the hash is checked
    return folder / top


def run(python: Path, side: str, suite: Path, arguments: Sequence[str]) -> Outcome:
    """Run the suite on one side.

    :param python: the environment's Python; it has both sides installed.
    :param side: :data:`REFERENCE` or :data:`OURS`.
    :param suite: the folder of :func:`unpack`.
    :param arguments: passed on to pytest.
    """
    report = suite / f"report-{side}.xml"
    proof = suite / f"proof-{side}.txt"
    plugins = suite / "plugins"
    plugins.mkdir(exist_ok=True)
    shutil.copyfile(Path(__file__).with_name("proof.py"), plugins / f"{PROOF}.py")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("FLASK_")}
    environ = {**inherited, "PYTHONPATH": str(plugins), "CONFORMANCE_PROOF": str(proof)}
    alias = ["-p", "fw_core.as_flask"] if side == OURS else []
    options = ["-p", "no:cacheprovider", "-p", PROOF, f"--junitxml={report}", "-q"]
    command = [str(python), "-m", "pytest", *alias, *options, *arguments, "tests"]
    finished = subprocess.run(
        command,
        cwd=suite,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not report.exists() or not proof.exists():
        raise RuntimeError(f"the suite did not run on {side}:\n{finished.stdout}")
    return Outcome(side, results(report), finished.stdout, proof.read_text(encoding="utf-8"))


def results(report: Path) -> dict[str, str]:
    """Read how each test ended.

    :param report: the JUnit report that pytest wrote.
    """
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  # pytest's own file
        name = f"{case.get('classname')}.{case.get('name')}"
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            found[name] = "failed"
        elif "skipped" in kinds:
            found.setdefault(name, "skipped")
        else:
            found.setdefault(name, "passed")
    return found
