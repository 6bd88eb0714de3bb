"""What the package hands on, and what it leaves unimported."""

from __future__ import annotations

import subprocess
import sys

import pytest

import fw_app

NAMES = [
    "Blueprint",
    "Config",
    "Flask",
    "Request",
    "Response",
    "abort",
    "after_this_request",
    "appcontext_popped",
    "appcontext_pushed",
    "appcontext_tearing_down",
    "before_render_template",
    "copy_current_request_context",
    "current_app",
    "flash",
    "g",
    "get_flashed_messages",
    "get_template_attribute",
    "got_request_exception",
    "has_app_context",
    "has_request_context",
    "json",
    "jsonify",
    "make_response",
    "message_flashed",
    "redirect",
    "render_template",
    "render_template_string",
    "request",
    "request_finished",
    "request_started",
    "request_tearing_down",
    "send_file",
    "send_from_directory",
    "session",
    "stream_template",
    "stream_template_string",
    "stream_with_context",
    "template_rendered",
    "url_for",
]


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    assert getattr(fw_app, name) is not None


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match="'fw_app' has no attribute 'nothing'"):
        fw_app.nothing  # type: ignore[attr-defined] # noqa: B018


def imported(code: str) -> set[str]:
    """Run a program in a new interpreter and return the modules that it imported."""
    program = f"{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


SERVICE = """
from fw_app import Flask
app = Flask(__name__)
@app.get("/")
def index():
    return {"a": 1}
def start(status, headers, exc_info=None):
    assert status == "200 OK", status
environ = {
    "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "a", "SERVER_PORT": "80",
    "wsgi.url_scheme": "http", "SCRIPT_NAME": "", "QUERY_STRING": "", "HTTP_HOST": "a",
}
body = app(environ, start)
assert b"".join(body).startswith(b'{')
getattr(body, "close", int)()
"""


def test_a_service_that_speaks_json_imports_neither_jinja_nor_click() -> None:
    modules = imported(SERVICE)
    assert not modules & {"jinja2", "click", "fw_cli", "fw_testing", "fw_templating", "asyncio"}
    assert "jinja2" in imported("from fw_app import render_template")
