"""fw-cli with Starlette, FastAPI, Django, Falcon and Bottle applications: ``run``, ``shell``, ``routes``."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from integration_tests.conftest import PATIENCE, clean_environment
from integration_tests.frameworks.conftest import load

if TYPE_CHECKING:
    from integration_tests.conftest import Launcher

FILES = {
    "bottle": """\
import bottle

app = bottle.Bottle()


@app.route("/")
def home():
    return "home"


@app.route("/item/<id:int>", method=["GET", "PUT"])
def item(id):
    return f"item {id}"
""",
    "falcon": """\
import falcon


class Home:
    def on_get(self, request, response):
        response.text = "home"


class Item:
    def on_get(self, request, response, id):
        response.text = f"item {id}"

    def on_put(self, request, response, id):
        response.text = f"put {id}"


app = falcon.App()
app.add_route("/", Home())
app.add_route("/item/{id:int}", Item())
""",
    "django": """\
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import include, path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="secret")


def home(request):
    return HttpResponse("home")


def item(request, id):
    return HttpResponse(f"item {id}")


urlpatterns = [
    path("", home),
    path("item/<int:id>", item, name="an item"),
    path("admin/", include([path("users", home, name="users")])),
]
app = get_wsgi_application()
""",
    "starlette": """\
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route


@asynccontextmanager
async def lifespan(app):
    yield {"greeting": "home"}


async def home(request):
    return PlainTextResponse(request.state.greeting)


async def item(request):
    return PlainTextResponse(f"item {request.path_params['id']}")


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/", home),
        Route("/item/{id:int}", item, methods=["GET", "PUT"]),
        Mount("/admin", routes=[Route("/users", home, name="users")], name="admin"),
    ],
)
""",
    "fastapi": """\
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

app = FastAPI(openapi_url=None)


@app.get("/")
def home() -> PlainTextResponse:
    return PlainTextResponse("home")


@app.api_route("/item/{id}", methods=["GET", "PUT"])
def item(id: int) -> PlainTextResponse:
    return PlainTextResponse(f"item {id}")
""",
}

ROUTES = {
    "bottle": [
        "home GET /",
        "item GET /item/<id:int>",
        "item PUT /item/<id:int>",
    ],
    "falcon": ["Home GET /", "Item GET, PUT /item/{id:int}"],
    "django": ["an item /item/<int:id>", "home /", "users /admin/users"],
    "starlette": ["admin:users GET /admin/users", "home GET /", "item GET, PUT /item/{id:int}"],
    "fastapi": ["home GET /", "item GET, PUT /item/{id}"],
}

ASGI = {"starlette", "fastapi"}

#: The command of fw-cli, and that of fw-core where this is installed too.
COMMANDS = [
    name for name in ("fw_cli", "fw_core") if name == "fw_cli" or importlib.util.find_spec(name)
]


@pytest.fixture(params=FILES)
def framework(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    name: str = request.param
    load(name)
    (tmp_path / "shop.py").write_text(FILES[name])
    return name


def fw(folder: Path, *arguments: str, typed: str = "", code: str = "") -> tuple[int, str]:
    """Run the command to its end; return its exit code, and what it printed on both streams."""
    start = ["-c", code] if code else ["-m", "fw_cli"]
    done = subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=folder,
        env=clean_environment({"PYTHONPATH": str(folder)}),
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_run(framework: str, command: str, launcher: Launcher, tmp_path: Path) -> None:
    if framework in ASGI:
        load("uvicorn")
    site = launcher.serve(
        *("--app", "shop", "run"), cwd=tmp_path, command=(sys.executable, "-m", command)
    )
    assert site.open("/").text == "home"
    assert site.open("/item/7").text == "item 7"
    assert site.open("/nowhere").status == 404
    kind = "ASGI" if framework in ASGI else "WSGI"
    site.wait_for(f"* Serving {kind} app 'shop'")


def test_shell(framework: str, tmp_path: Path) -> None:
    typed = "print('it is a', type(app).__module__.partition('.')[0], 'app')\nimport shop\nprint(shop.app is app)\n"
    code, output = fw(tmp_path, "--app", "shop", "shell", typed=typed)
    assert code == 0, output
    assert f"it is a {framework} app" in output
    assert "True" in output


def test_routes(framework: str, tmp_path: Path) -> None:
    code, output = fw(tmp_path, "--app", "shop", "routes")
    assert code == 0, output
    titles, _, *rows = (" ".join(line.split()) for line in output.splitlines())
    assert titles == "Endpoint Methods Rule"
    assert rows == ROUTES[framework]


def test_routes_in_the_order_of_matching_with_every_method(framework: str, tmp_path: Path) -> None:
    code, output = fw(tmp_path, "--app", "shop", "routes", "--sort", "match", "--all-methods")
    assert code == 0, output
    rules = [line.split()[-1] for line in output.splitlines()[2:]]
    assert rules[0] == "/"
    assert sorted(rules) == sorted(row.split()[-1] for row in ROUTES[framework])
    assert ("HEAD" in output) is (framework == "starlette")


def test_an_asgi_application_needs_uvicorn_and_says_so(tmp_path: Path) -> None:
    load("starlette")
    (tmp_path / "shop.py").write_text(FILES["starlette"])
    without = "import sys; sys.modules['uvicorn'] = None; from fw_cli import main; main()"
    code, output = fw(tmp_path, "--app", "shop", "run", code=without)
    assert code == 1
    assert "This is an ASGI application, and the development server speaks WSGI." in output
    assert "pip install uvicorn" in output
    assert "Traceback" not in output


OWN_FRAMEWORK = """\
from types import SimpleNamespace


class Pages:
    def __init__(self, **pages):
        self.pages = pages

    def __call__(self, environ, start_response):
        page = self.pages.get(environ["PATH_INFO"].strip("/"), "nothing")
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [page.encode()]
{protocol}

app = Pages(home="Welcome!", about="About us")
"""
PROTOCOL = """
    def iter_routes(self):
        for name in self.pages:
            yield SimpleNamespace(endpoint=name, methods=["GET"], rule=f"/{name}")
"""


def test_any_other_framework_lists_its_routes_through_a_small_protocol(
    launcher: Launcher, tmp_path: Path
) -> None:
    (tmp_path / "shop.py").write_text(OWN_FRAMEWORK.replace("{protocol}", ""))
    code, output = fw(tmp_path, "--app", "shop", "routes")
    assert code == 1
    assert "it has no 'url_map' of Werkzeug, no 'routes' and no 'iter_routes()'" in output

    (tmp_path / "shop.py").write_text(OWN_FRAMEWORK.replace("{protocol}", PROTOCOL))
    code, output = fw(tmp_path, "--app", "shop", "routes")
    assert [line.split() for line in output.splitlines()[2:]] == [
        ["about", "GET", "/about"],
        ["home", "GET", "/home"],
    ]
    site = launcher.serve(
        *("--app", "shop", "run"), cwd=tmp_path, command=(sys.executable, "-m", "fw_cli")
    )
    assert site.open("/home").text == "Welcome!"
