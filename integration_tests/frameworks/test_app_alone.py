"""fw-app without fw-cli and fw-testing: a JSON service in an environment that has no click."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration_tests.frameworks.conftest import Browser

from tools.fresh_environment import Environment

SERVICE = """\
import sys
from wsgiref.simple_server import make_server

from fw_app import Blueprint, Flask, abort, g, request, session, url_for

app = Flask(__name__)
app.secret_key = "secret"
items = Blueprint("items", __name__, url_prefix="/items")
stock = {1: "tea"}


@app.before_request
def who():
    g.user = request.headers.get("X-User", "nobody")


@items.get("/<int:id>")
def show(id):
    return {"id": id, "name": stock.get(id) or abort(404), "user": g.user}


@items.post("/")
def add():
    id = len(stock) + 1
    stock[id] = request.get_json()["name"]
    session["added"] = session.get("added", 0) + 1
    return {"id": id, "added": session["added"]}, 201, {"Location": url_for("items.show", id=id)}


@app.errorhandler(404)
def not_found(error):
    return {"error": error.name}, 404


@app.get("/modules")
def modules():
    return sorted(name for name in sys.modules if "." not in name)


app.register_blueprint(items)

if __name__ == "__main__":
    with make_server("127.0.0.1", 0, app) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
"""

MISSING = """\
import service
from fw_app import Blueprint

app = service.app


def commands(where):
    @where.cli.command("x")
    def command(): ...


def from_app_import(name):
    __import__(f"fw_app.{name}")


for use in (
    lambda: commands(app),
    lambda: commands(Blueprint("late", __name__)),
    app.run,
    app.test_client,
    app.test_cli_runner,
    app.test_request_context,
    lambda: from_app_import("cli"),
    lambda: from_app_import("testing"),
):
    try:
        use()
    except ModuleNotFoundError as error:
        print(error)
    else:
        raise AssertionError(f"{use} worked")
"""

MISSED = [
    ("What holds commands (app.cli)", "fw-cli", "cli"),
    ("What holds commands (app.cli)", "fw-cli", "cli"),
    ("The development server (app.run())", "fw-cli", "cli"),
    ("The test client (app.test_client())", "fw-testing", "testing"),
    ("The runner of commands (app.test_cli_runner())", "fw-cli|fw-testing", "cli|testing"),
    ("The builder of requests (app.test_request_context())", "fw-testing", "testing"),
    ("The command line (fw_app.cli)", "fw-cli", "cli"),
    ("The test client (fw_app.testing)", "fw-testing", "testing"),
]

NOT_NEEDED = {"click", "jinja2", "fw_cli", "fw_testing", "fw_core", "fw_templating"}


@pytest.fixture(scope="module")
def environment(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with fw-app and what it requires, and ``service.py`` beside it."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "service.py").write_text(SERVICE)
    environment = Environment(folder / "venv")
    links = ("--find-links", str(wheels["fw-app"].parent))
    environment.install("--quiet", *links, str(wheels["fw-app"]))
    return environment


@pytest.fixture(scope="module")
def service(environment: Environment) -> Iterator[Browser]:
    command = [str(environment.python), "service.py"]
    with subprocess.Popen(
        command,
        cwd=environment.folder.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline()
            assert port, "the service ended"
            yield Browser(int(port))
        finally:
            process.kill()


def test_nothing_else_is_installed(environment: Environment) -> None:
    assert set(environment.versions()) == {
        *("fw-app", "fw-context", "fw-routing", "fw-sessions", "fw-templating"),
        *("blinker", "itsdangerous", "jinja2", "markupsafe", "werkzeug"),
    }


def test_a_json_service(service: Browser) -> None:
    answer = service.open("/items/1", headers={"X-User": "ada"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == {"id": 1, "name": "tea", "user": "ada"}

    sent = {"Content-Type": "application/json"}
    body = json.dumps({"name": "käse"}).encode()
    answer = service.open("/items/", method="POST", data=body, headers=sent)
    assert (answer.status, answer.json) == (201, {"id": 2, "added": 1})
    assert service.follow(answer).json == {"id": 2, "name": "käse", "user": "nobody"}
    assert service.open("/items/", method="POST", data=body, headers=sent).json["added"] == 2

    answer = service.open("/items/99")
    assert (answer.status, answer.json) == (404, {"error": "Not Found"})
    assert service.open("/items/", method="POST", data=b"{", headers=sent).status == 400
    assert service.open("/items/", method="POST", data=b"x").status == 415
    answer = service.open("/items/1", method="DELETE")
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]


def test_a_json_service_imports_neither_jinja_nor_click(service: Browser) -> None:
    modules = set(service.open("/modules").json)
    assert "fw_app" in modules
    assert not modules & NOT_NEEDED


def test_what_is_missing_says_which_distribution_brings_it(environment: Environment) -> None:
    output = environment.run("-c", MISSING, cwd=environment.folder.parent)
    lines = output.splitlines()
    assert len(lines) == len(MISSED)
    for line, (what, distributions, extras) in zip(lines, MISSED, strict=True):
        expected = (
            rf"{re.escape(what)} is in the distribution ({distributions}), which is not installed:"
            rf" pip install ({distributions}), or 'fw-app\[({extras})\]'\."
        )
        assert re.fullmatch(expected, line), line


def test_the_distributions_that_it_names_bring_it(wheels: dict[str, Path], tmp_path: Path) -> None:
    environment = Environment(tmp_path / "venv")
    (tmp_path / "service.py").write_text(SERVICE)
    links = ("--find-links", str(wheels["fw-app"].parent))
    environment.install("--quiet", *links, f"fw-app[cli,testing] @ {wheels['fw-app'].as_uri()}")
    used = (
        "from service import app\n"
        "app.cli.command('hello')(lambda: print('hello'))\n"
        "print(app.test_cli_runner().invoke(args=['hello']).output.strip())\n"
        "print(app.test_client().get('/items/1').json['name'])\n"
    )
    assert environment.run("-c", used, cwd=tmp_path).split() == ["hello", "tea"]
    routes = environment.run("-m", "fw_cli", "--app", "service", "routes", cwd=tmp_path)
    assert "items.show" in routes
