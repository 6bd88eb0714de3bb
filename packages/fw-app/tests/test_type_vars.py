"""Decorators keep the types of what they decorate, as a type checker sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy", reason="the type tests need mypy")

KEPT = """
from __future__ import annotations

from collections.abc import Awaitable, Iterator

from typing_extensions import assert_type

from fw_app import Blueprint, Flask, Request, Response, current_app, g, request, session
from fw_app import stream_with_context
from fw_app.sessions import SessionMixin
from fw_app.typing import ResponseReturnValue

app = Flask(__name__)
pages = Blueprint("pages", __name__)


@app.get("/<int:n>")
@pages.route("/<int:n>")
@app.endpoint("view")
def view(n: int) -> str:
    return str(n)


assert_type(view(1), str)


@app.post("/json")
def data() -> tuple[dict[str, int], int]:
    return {"a": 1}, 201


@app.get("/async")
async def later() -> Response:
    return Response("x")


@app.get("/stream")
def stream() -> Iterator[str]:
    return stream_with_context(iter(["a"]))


@app.before_request
@pages.before_app_request
def before() -> ResponseReturnValue | None:
    return None


@app.after_request
def after(response: Response) -> Response:
    return response


@app.teardown_request
@app.teardown_appcontext
def teardown(error: BaseException | None) -> None: ...


class OwnError(Exception):
    number: int


@app.errorhandler(OwnError)
@pages.app_errorhandler(404)
def handle(error: Exception) -> tuple[str, int]:
    return "x", 400


assert_type(handle(OwnError()), tuple[str, int])


@app.template_filter
def loud(text: str) -> str:
    return text.upper()


@app.template_test("even")
@pages.app_template_test()
def is_even(number: int) -> bool:
    return number % 2 == 0


@app.template_global
def two() -> int:
    return 2


assert_type(loud("a"), str)
assert_type(is_even(2), bool)
assert_type(two(), int)
assert_type(request, Request)
assert_type(current_app, Flask)
assert_type(session, SessionMixin)
assert_type(app.secret_key, str | bytes | None)
assert_type(app.testing, bool)
"""

REFUSED = """
from fw_app import Flask

app = Flask(__name__)


@app.get("/")
def view() -> object:
    return object()


@app.template_test
def text(value: int) -> str:
    return ""


app.before_request(3)
app.json_encoder = int
app.nothing
"""


def check(program: str, folder: Path) -> tuple[str, int]:
    """Return what mypy says of a program, and its exit status."""
    file = folder / "program.py"
    file.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10"),
            *("--cache-dir", str(folder / "cache"), "--follow-imports", "silent"),
            *("--config-file", "", str(file)),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr, done.returncode


@pytest.mark.slow
def test_types_are_kept(tmp_path: Path) -> None:
    output, status = check(KEPT, tmp_path)
    assert status == 0, output


@pytest.mark.slow
def test_mistakes_are_found(tmp_path: Path) -> None:
    output, status = check(REFUSED, tmp_path)
    assert status == 1, output
    lines = [int(line.split(":")[1]) for line in output.splitlines() if ": error:" in line]
    assert sorted(set(lines)) == [7, 12, 17, 18, 19], output
