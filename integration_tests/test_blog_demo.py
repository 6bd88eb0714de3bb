"""The example blog as the demo starts it: by path, from nothing, and again."""

from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from integration_tests.conftest import Answer, Launcher, Served

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a checkout in which nothing was started yet."""
    blog = tmp_path / "examples" / "blog" / "blog"
    shutil.copytree(ROOT / "examples" / "blog" / "blog", blog)
    return tmp_path


class Visitor:
    """Somebody with a cookie."""

    def __init__(self) -> None:
        self.cookie = ""

    def open(self, served: Served, path: str, **fields: str) -> Answer:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        data = None
        if fields:
            token = re.search(r'"csrf_token" value="([^"]+)"', self.open(served, path).text)
            assert token is not None
            fields["csrf_token"] = token[1]
            data = urlencode(fields).encode()
            headers = {
                "Cookie": self.cookie,
                "Content-Type": "application/x-www-form-urlencoded",
            }
        answer = served.open(path, method="POST" if data else "GET", data=data, headers=headers)
        if "Set-Cookie" in answer.headers:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return answer


def test_the_demo_starts_from_nothing_and_remembers(folder: Path, launcher: Launcher) -> None:
    served = launcher.serve("--app", "examples/blog/blog", "run", cwd=folder)
    served.wait_for(f"Running on {served.url}")
    ana = Visitor()
    account = {"username": "ana", "password": "a short sentence"}
    assert ana.open(served, "/auth/register", **account).headers["Location"] == "/auth/login"
    assert ana.open(served, "/auth/login", **account).headers["Location"] == "/"
    post = ana.open(served, "/posts/new", title="First light", body="It was early.")
    assert post.headers["Location"] == "/posts/1"

    instance = folder / "examples" / "blog" / "instance"
    assert (instance / "blog.sqlite").is_file()
    assert stat.S_IMODE((instance / "secret_key").stat().st_mode) == 0o600

    served.stop()
    again = launcher.serve("--app", "examples/blog/blog", "run", cwd=folder)
    page = ana.open(again, "/posts/1")
    assert "It was early." in page.text
    assert "Edit" in page.text, "the session did not outlive the restart"


def test_the_demo_starts_in_its_folder_and_in_debug_mode(folder: Path, launcher: Launcher) -> None:
    served = launcher.serve("--app", "blog", "run", "--debug", cwd=folder / "examples" / "blog")

    served.wait_for("Debugger is active!")

    assert "Nothing written yet" in served.open("/").text
    assert served.output.count("Error") == 0
