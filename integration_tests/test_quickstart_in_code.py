"""The Quickstart's statements about code itself: URL building, contexts, markup, keys, logging."""

from __future__ import annotations

import logging
import secrets
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup, escape
from werkzeug.test import create_environ

from fw_core import (
    Flask,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
    url_for,
)

if TYPE_CHECKING:
    from integration_tests.conftest import Launcher


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)

    @app.route("/")
    def index() -> str:
        return "index"

    @app.route("/login")
    def login() -> str:
        return "login"

    @app.route("/user/<username>")
    def profile(username: str) -> str:
        return f"{escape(username)}'s profile"

    return app


# URL building


def test_url_building(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("index") == "/"
        assert url_for("login") == "/login"
        assert url_for("login", next="/") == "/login?next=/"
        assert url_for("profile", username="John Doe") == "/user/John%20Doe"
        assert url_for("static", filename="style.css") == "/static/style.css"


def test_url_building_is_absolute_below_a_prefix(app: Flask) -> None:
    with app.test_request_context(base_url="http://example.org/myapplication/"):
        assert url_for("login") == "/myapplication/login"
        assert url_for("login", _external=True) == "http://example.org/myapplication/login"


def test_url_building_escapes(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("profile", username="a?b#c é") == "/user/a%3Fb%23c%20%C3%A9"


# Context locals


def test_context_locals_with_a_test_request(app: Flask) -> None:
    with app.test_request_context("/hello", method="POST"):
        assert request.path == "/hello"
        assert request.method == "POST"
        assert current_app == app
        assert has_request_context()

    assert not has_request_context()


def test_context_locals_with_a_wsgi_environment(app: Flask) -> None:
    environ = create_environ("/hello", method="POST")

    with app.request_context(environ):
        assert request.method == "POST"


def test_context_locals_say_what_is_missing() -> None:
    assert not has_app_context()
    with pytest.raises(RuntimeError, match="request context"):
        str(request.path)
    with pytest.raises(RuntimeError, match="request context"):
        session.get("x")
    with pytest.raises(RuntimeError, match="application context"):
        str(current_app.name)
    with pytest.raises(RuntimeError, match="application context"):
        g.x = 1


def test_context_locals_of_one_application_inside_another(app: Flask) -> None:
    inner = Flask("inner")
    inner.add_url_rule("/name", view_func=lambda: f"{current_app.name} {request.path}")

    @app.route("/outer")
    def outer() -> str:
        inside = inner.test_client().get("/name").text
        return f"{inside}; {current_app.name} {request.path}"

    assert app.test_client().get("/outer").text == f"inner /name; {__name__} /outer"


# Rendering templates: the Markup class


def test_markup() -> None:
    assert Markup("<strong>Hello %s!</strong>") % "<blink>hacker</blink>" == Markup(
        "<strong>Hello &lt;blink&gt;hacker&lt;/blink&gt;!</strong>"
    )
    assert Markup.escape("<blink>hacker</blink>") == Markup("&lt;blink&gt;hacker&lt;/blink&gt;")
    assert Markup("<em>Marked up</em> &raquo; HTML").striptags() == "Marked up » HTML"


# JSON


def test_json_must_be_serialisable() -> None:
    app = Flask(__name__)
    app.testing = True
    app.add_url_rule("/", view_func=lambda: {"what": object()})

    with pytest.raises(TypeError, match="not JSON serializable"):
        app.test_client().get("/")


# Responses


def test_a_view_that_returns_nothing_is_named() -> None:
    app = Flask(__name__)
    app.testing = True

    @app.route("/")
    def forgot() -> str:
        return None  # type: ignore[return-value]

    with pytest.raises(TypeError, match="'forgot'"):
        app.test_client().get("/")


# Sessions


def test_sessions_need_a_secret_key() -> None:
    app = Flask(__name__)
    app.testing = True

    @app.route("/")
    def index() -> str:
        session["a"] = 1
        return ""

    with pytest.raises(RuntimeError, match=r"secret_key|SECRET_KEY"):
        app.test_client().get("/")


def test_the_command_that_makes_a_key() -> None:
    command = [sys.executable, "-c", "import secrets; print(secrets.token_hex())"]

    key = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert len(key) == 64
    assert int(key, 16)


def test_a_session_too_large_for_browsers_is_told() -> None:
    app = Flask(__name__)
    app.secret_key = "a key for tests"

    @app.route("/")
    def index() -> str:
        session["a"] = secrets.token_urlsafe(5000)
        return ""

    with pytest.warns(UserWarning, match="too large"):
        app.test_client().get("/")


# Logging


def test_the_logger_is_a_standard_one(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(app.logger, logging.Logger)

    with caplog.at_level(logging.DEBUG, app.logger.name):
        app.logger.debug("A value for debugging")
        app.logger.warning("A warning occurred (%d apples)", 42)
        app.logger.error("An error occurred")

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("DEBUG", "A value for debugging"),
        ("WARNING", "A warning occurred (42 apples)"),
        ("ERROR", "An error occurred"),
    ]


LOGGING = """\
from fw_core import Flask

app = Flask(__name__)

@app.route('/')
def index():
    app.logger.debug('A value for debugging')
    app.logger.warning('A warning occurred (%d apples)', 42)
    app.logger.error('An error occurred')
    return ''
"""


@pytest.mark.parametrize("debug", [False, True])
def test_the_logger_is_set_up_for_use(launcher: Launcher, tmp_path: Path, debug: bool) -> None:
    (tmp_path / "hello.py").write_text(LOGGING)
    options = ["--debug", "--no-reload"] if debug else []
    served = launcher.serve("--app", "hello", "run", *options, cwd=tmp_path)

    served.open("/")

    served.wait_for("ERROR in hello: An error occurred")
    assert "WARNING in hello: A warning occurred (42 apples)" in served.output
    assert ("DEBUG in hello: A value for debugging" in served.output) is debug


# Extensions


def test_an_extension_adds_itself_to_an_application(app: Flask) -> None:
    class Visits:
        def __init__(self) -> None:
            self.count = 0

        def init_app(self, app: Flask) -> None:
            app.extensions["visits"] = self
            app.before_request(self.note)

        def note(self) -> None:
            self.count += 1

    visits = Visits()
    visits.init_app(app)

    app.test_client().get("/")
    app.test_client().get("/missing")

    assert app.extensions["visits"].count == 2


# Deploying: any WSGI server can call the application


def test_the_application_is_a_wsgi_callable(app: Flask) -> None:
    from wsgiref.validate import validator

    from werkzeug.test import run_wsgi_app

    body, status, headers = run_wsgi_app(validator(app), create_environ("/user/ana"), buffered=True)

    assert b"".join(body) == b"ana's profile"
    assert status == "200 OK"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
