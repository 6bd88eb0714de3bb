"""``publish``: upload what was built, in dependency order; run again after an interruption, it goes on where it stopped."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.version import Version

from tools.release.build import Built, expected
from tools.release.members import Member, Members
from tools.release.refusals import refuse
from tools.release.versions import shown

_UPLOAD_HOSTS = {
    "upload.pypi.org": "https://pypi.org/simple/",
    "test.pypi.org": "https://test.pypi.org/simple/",
}


class _Links(HTMLParser):
    """Collects the files of a page of the simple API, with the digests that it gives."""

    def __init__(self) -> None:
        super().__init__()
        self.digests: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = urlsplit(dict(attrs).get("href") or "")
        if tag == "a" and address.path:
            digest = address.fragment.removeprefix("sha256=")
            self.digests[unquote(address.path.rpartition("/")[2])] = digest


@dataclass(frozen=True)
class Index:
    """A package index.

    :param upload_url: where files are sent.
    :param simple_url: where it lists what it has; found from the other where it can be.
    """

    upload_url: str
    simple_url: str

    @classmethod
    def at(cls, upload_url: str, simple_url: str | None = None) -> Index:
        """Return the index that takes uploads at an address.

        :param upload_url: where files are sent.
        :param simple_url: where it lists them; by default what PyPI has, or ``/simple/`` beside ``/legacy/``.
        :raises Refused: when that is not to be found out.
        """
        known = _UPLOAD_HOSTS.get(urlsplit(upload_url).hostname or "")
        beside, found = re.subn(r"/legacy/?$", "/simple/", upload_url)
        listing = simple_url or known or (beside if found else None)
        if listing is None:
            raise refuse(
                "repository",
                "index",
                f"{upload_url} does not tell where the index lists its files, and so not what it has already",
                "Give that address too, with --simple",
            )
        return cls(upload_url, f"{listing.rstrip('/')}/")

    def files(self, name: str) -> dict[str, str]:
        """Return the files that it has of a package, with their SHA-256 digests.

        :param name: the distribution's normalized name.
        :raises Refused: when it does not answer.
        """
        address = f"{self.simple_url}{name}/"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
                page = answer.read().decode()
        except (OSError, ValueError) as error:
            if isinstance(error, urllib.error.HTTPError) and error.code == 404:
                return {}
            raise refuse(
                name,
                "index",
                f"{address}, where the index lists what it has, cannot be read: {error}",
                "Check --index and --simple; nothing was sent",
            ) from error
        links = _Links()
        links.feed(page)
        return links.digests

    def versions(self, name: str) -> set[Version]:
        """Return the versions of which it has a wheel."""
        wheels = [one for one in self.files(name) if one.endswith(".whl")]
        return {Version(one.split("-")[1]) for one in wheels}


@dataclass
class Published:
    """What a run did.

    :param uploaded: the files that it sent.
    :param there: the files that the index had already, with the same content.
    """

    uploaded: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {"uploaded": self.uploaded, "there": self.there}


def publish(members: Members, names: tuple[str, ...], folder: Path, index: Index) -> Published:
    """Upload the built releases of some packages.

    :param members: all packages.
    :param names: the packages.
    :param folder: where ``build`` put the files.
    :param index: where to publish.
    :return: what was sent and what was there.
    :raises Refused: before the first upload when something does not fit; in the middle when the connection breaks.
    """
    chosen = members.pick(names)
    releases = [_built(member, folder) for member in chosen]
    missing = {built.member.name: _missing(built, index) for built in releases}
    coming = {built.member.name: built.version for built in releases}
    for built in releases:
        _refuse_wrong_order(built, coming, index)
    done = Published()
    for built in releases:
        files = missing[built.member.name]
        done.there += [path.name for path in built.files[:2] if path not in files]
        if files:
            _upload(built, files, index, done)
            done.uploaded += [path.name for path in files]
    return done


def _built(member: Member, folder: Path) -> Built:
    built = expected(member, member.version, folder)
    for path in built.files:
        if not path.is_file():
            raise refuse(
                member.name,
                "built",
                f"{path.name} is not in {folder}",
                f"Run `build {member.name}` first",
            )
    return built


def _missing(built: Built, index: Index) -> list[Path]:
    """Return the files that the index does not have; refuse when it has other ones of the same version."""
    there = index.files(built.member.name)
    missing = []
    for path in built.files[:2]:
        digest = there.get(path.name)
        if digest is None:
            missing.append(path)
        elif digest and digest != hashlib.sha256(path.read_bytes()).hexdigest():
            raise refuse(
                built.member.name,
                "published",
                f"{built.version} is published already, and {path.name} there is another file than this one",
                "A version is published once: prepare the next one",
            )
    return missing


def _refuse_wrong_order(built: Built, coming: dict[str, Version], index: Index) -> None:
    """Refuse a release whose requirements nobody could install after it."""
    for name, allowed in built.member.siblings_at(built.version).items():
        versions = index.versions(name) | ({coming[name]} if name in coming else set())
        if not any(version in allowed for version in versions):
            raise refuse(
                built.member.name,
                "order",
                f"it requires {name}{shown(allowed)}, which the index does not have",
                f"Publish {name} before it, or name both: they go out in the right order",
            )


def _upload(built: Built, files: list[Path], index: Index, done: Published) -> None:
    command = [
        sys.executable,
        "-m",
        "twine",
        "upload",
        "--non-interactive",
        "--disable-progress-bar",
    ]
    finished = subprocess.run(
        [*command, "--repository-url", index.upload_url, *map(str, files)],
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode:
        sent = ", ".join(done.uploaded) or "nothing"
        said = finished.stdout.strip() or f"twine ended with {finished.returncode}"
        reason = said.splitlines()[-1].removeprefix("ERROR").strip()
        again = "run the same command again: it goes on with what is missing"
        if "Credential not found" in reason:
            again = f"Set TWINE_USERNAME and TWINE_PASSWORD, and {again}"
        raise refuse(
            built.member.name,
            "upload",
            f"the upload stopped ({reason}); sent before it: {sent}",
            again[0].upper() + again[1:],
        )
