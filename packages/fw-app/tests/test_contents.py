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


def test_names_that_are_imported_late_are_listed_and_taken_by_a_star() -> None:
    assert {"abort", "helpers", "render_template"} <= {*dir(fw_app)}
    names: dict[str, object] = {}
    exec("from fw_app import *", names)
    assert {*NAMES} <= {*names}
    assert names["abort"] is fw_app.helpers.abort


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match="'fw_app' has no attribute 'nothing'"):
        fw_app.nothing  # type: ignore[attr-defined] # noqa: B018


def imported(code: str) -> set[str]:
    """Run a program in a new interpreter and return the modules that it imported."""
    program = f"import sys; before = set(sys.modules)\n{code}\nprint(*set(sys.modules) - before)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


#: What neither importing the package nor answering with JSON needs.
NOT_NEEDED = {
    *("click", "fw_cli", "fw_templating", "fw_testing", "itsdangerous", "jinja2"),
    *("fw_app.helpers", "fw_app.json.tag", "fw_app.redirect_targets", "fw_app.streaming"),
    *("fw_sessions.tagged_json", "importlib.util"),
    *("fw_app.debughelpers", "fw_app.event_loops", "fw_app.templating", "fw_app.views"),
    *("fw_routing.asgi", "fw_routing.linear", "fw_sessions.asgi", "fw_sessions.backend"),
    *("fw_sessions.cookie_signer", "fw_sessions.server_interface", "fw_sessions.set_cookie"),
    *("fw_sessions.store", "fw_sessions.wsgi"),
    *("werkzeug.debug", "werkzeug.formparser", "werkzeug.routing.matcher"),
    *("werkzeug.sansio.multipart", "werkzeug.serving"),
    *("werkzeug.test", "asyncio", "base64", "concurrent", "decimal", "difflib", "email.utils"),
    *(
        "dis",
        "http",
        "inspect",
        "ipaddress",
        "linecache",
        "logging",
        "textwrap",
        "tokenize",
        "traceback",
    ),
    *("werkzeug.datastructures.accept", "werkzeug.datastructures.auth"),
    *("werkzeug.datastructures.cache_control", "werkzeug.datastructures.range"),
    *("hashlib", "hmac", "http.client", "http.server", "importlib.metadata", "mimetypes"),
    *("multiprocessing", "pathlib", "pkgutil", "platform", "pprint", "random", "secrets", "shutil"),
    *("socket", "socketserver", "ssl", "subprocess", "tempfile", "urllib.request", "uuid", "zlib"),
}


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


@pytest.mark.parametrize("code", ["import fw_app", SERVICE], ids=["import", "service"])
def test_what_is_not_needed_is_not_imported(code: str) -> None:
    assert not imported(code) & NOT_NEEDED


def test_a_cookie_of_somebody_elses_imports_no_signer() -> None:
    code = SERVICE.replace('"SCRIPT_NAME"', '"HTTP_COOKIE": "theme=dark", "SCRIPT_NAME"')
    signer = {"fw_sessions.cookie_signer", "hashlib", "hmac", "itsdangerous"}
    assert not imported(code) & signer
    with_a_key = code.replace("(__name__)", '(__name__); app.secret_key = "a key"')
    assert signer <= imported(with_a_key)


@pytest.mark.parametrize(
    ("code", "module"),
    [
        ("from fw_app import render_template", "jinja2"),
        ("from fw_app.sessions import BadSignature, URLSafeTimedSerializer", "itsdangerous"),
        ("import fw_app; fw_app.json.tag", "fw_sessions.tagged_json"),
        ("from fw_app.sessions import session_json_serializer", "fw_sessions.tagged_json"),
        ("from fw_sessions import TaggedJSONSerializer", "fw_sessions.tagged_json"),
        ("from fw_app import abort", "fw_app.helpers"),
        ("from fw_app import Request; Request.form_data_parser_class", "werkzeug.formparser"),
    ],
)
def test_it_is_imported_by_who_asks(code: str, module: str) -> None:
    assert module in imported(code)
