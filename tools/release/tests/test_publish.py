from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.local_index import LocalIndex
from tools.release.publish import Index, publish
from tools.release.refusals import Refused

if TYPE_CHECKING:
    from tools.release.tests.conftest import BuiltRepository, Repository

ALL = ("fw-core", "fw-app", "fw-routing")


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalIndex]:
    monkeypatch.setenv("TWINE_USERNAME", "maintainer")
    monkeypatch.setenv("TWINE_PASSWORD", "secret")
    with LocalIndex(tmp_path / "index") as index:
        yield index


def at(local: LocalIndex) -> Index:
    return Index.at(local.upload_url)


def test_uploads_go_out_in_dependency_order(built: BuiltRepository, local: LocalIndex) -> None:
    done = publish(built.repository.members, ALL, built.dist, at(local))

    assert sorted(done.uploaded) == sorted(local.uploaded)
    projects = [name.partition("-")[0] for name in local.uploaded]
    assert projects == ["fw_routing", "fw_routing", "fw_app", "fw_app", "fw_core", "fw_core"]


def test_an_upload_that_was_cut_off_goes_on(built: BuiltRepository, local: LocalIndex) -> None:
    local.uploads_left = 3
    with pytest.raises(
        Refused, match="Run the same command again: it goes on with what is missing"
    ):
        publish(built.repository.members, ALL, built.dist, at(local))
    assert len(local.uploaded) == 3

    local.uploads_left = None
    done = publish(built.repository.members, ALL, built.dist, at(local))
    assert len(done.there) == 3
    assert len(local.uploaded) == len(set(local.uploaded)) == 6

    again = publish(built.repository.members, ALL, built.dist, at(local))
    assert again.uploaded == []
    assert len(again.there) == 6


def test_an_upload_without_credentials(
    built: BuiltRepository, local: LocalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWINE_USERNAME")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(Refused) as refused:
        publish(built.repository.members, ("fw-routing",), built.dist, at(local))
    (refusal,) = refused.value.refusals
    assert "(NonInteractive: Credential not found" in refusal.problem
    assert refusal.remedy.startswith("Set TWINE_USERNAME and TWINE_PASSWORD, and run the same")
    assert local.uploaded == []


def test_another_file_of_a_published_version(
    built: BuiltRepository, tmp_path: Path, local: LocalIndex
) -> None:
    publish(built.repository.members, ("fw-routing",), built.dist, at(local))
    shutil.copytree(built.dist, tmp_path / "dist")
    wheel = tmp_path / "dist" / "fw_routing-0.1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    with pytest.raises(
        Refused, match=r"\[published\] 0\.1\.0 is published already.*prepare the next"
    ):
        publish(built.repository.members, ("fw-routing",), tmp_path / "dist", at(local))


def test_the_wrong_order(built: BuiltRepository, local: LocalIndex) -> None:
    with pytest.raises(
        Refused, match=r"fw-app: \[order\] it requires fw-routing.*Publish fw-routing"
    ):
        publish(built.repository.members, ("fw-app",), built.dist, at(local))
    assert local.uploaded == []


def test_what_was_not_built(repository: Repository, tmp_path: Path, local: LocalIndex) -> None:
    with pytest.raises(Refused, match=r"Run `build fw-app` first"):
        publish(repository.members, ("fw-app",), tmp_path / "nowhere", at(local))


@pytest.mark.parametrize(
    ("upload", "simple"),
    [
        ("https://upload.pypi.org/legacy/", "https://pypi.org/simple/"),
        ("https://test.pypi.org/legacy/", "https://test.pypi.org/simple/"),
        ("http://127.0.0.1:8000/legacy/", "http://127.0.0.1:8000/simple/"),
    ],
)
def test_where_an_index_lists_its_files(upload: str, simple: str) -> None:
    assert Index.at(upload).simple_url == simple
    assert Index.at(upload, "http://mirror/").simple_url == "http://mirror/"
    assert Index.at(upload, "http://mirror/simple").simple_url == "http://mirror/simple/"


def test_an_index_that_does_not_tell_where_it_lists_its_files() -> None:
    with pytest.raises(Refused, match=r"\[index\] http://127.0.0.1/upload/ .* with --simple"):
        Index.at("http://127.0.0.1/upload/")


def test_an_index_that_does_not_answer(built: BuiltRepository, tmp_path: Path) -> None:
    with LocalIndex(tmp_path / "index") as local:
        gone = at(local)
    with pytest.raises(Refused, match=r"fw-routing: \[index\] .*/simple/fw-routing/.* nothing was"):
        publish(built.repository.members, ALL, built.dist, gone)
