"""fw-testing with Django, Falcon, Bottle, Starlette and FastAPI applications; what it sees is what a server sends."""

from __future__ import annotations

import gc
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from integration_tests.conftest import PATIENCE, wait_until
from integration_tests.frameworks.conftest import (
    Browser,
    asgi_server,
    django_application,
    load,
    wsgi_server,
)
from werkzeug.test import TestResponse

from fw_testing import FlaskClient, NoSession, NotWSGI
from fw_testing.asgi import ASGIBridge


class Pieces:
    """A streamed body: it notes which piece was asked for, and its end."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def __call__(self) -> Iterator[bytes]:
        try:
            for number in range(1_000):
                self.log.append(f"made {number}")
                yield b"%d\n" % number
        finally:
            self.log.append("ended")

    def has_ended(self) -> bool:
        """Say whether a body that was dropped, and not closed, has ended by that."""
        gc.collect()
        return self.log[-1] == "ended"


class Trouble(Exception):
    """What the application fails with."""


def described(name: str, filename: str, kind: str, content: bytes) -> str:
    return f"{name} sent {filename} ({kind}): {len(content)} bytes, {content[:4]!r}"


def bottle_app(pieces: Pieces, stack: ExitStack) -> Any:
    bottle = load("bottle")
    request, response = bottle.request, bottle.response
    app = bottle.Bottle()
    app.catchall = False

    def login() -> None:
        response.set_cookie("user", request.forms["name"], path="/")
        response.set_cookie("theme", "dark", path="/")
        bottle.redirect("/me", 303)

    def logout() -> None:
        response.delete_cookie("user", path="/")
        bottle.redirect("/me", 303)

    def me() -> str:
        return f"{request.get_cookie('user')} {request.get_cookie('theme')}"

    def upload() -> str:
        sent = request.files["file"]
        return described(
            request.forms["name"], sent.raw_filename, sent.content_type, sent.file.read()
        )

    def stream() -> Iterator[bytes]:
        response.content_type = "text/plain"
        return pieces()

    def boom() -> None:
        raise Trouble("on purpose")

    app.route("/login", "POST", login)
    app.route("/logout", "POST", logout)
    app.route("/me", "GET", me)
    app.route("/json", "POST", lambda: {"got": request.json})
    app.route("/upload", "POST", upload)
    app.route("/stream", "GET", stream)
    app.route("/boom", "GET", boom)
    app.route("/search", "GET", lambda: request.query.q)
    return app


def falcon_app(pieces: Pieces, stack: ExitStack) -> Any:
    falcon = load("falcon")

    class Login:
        def on_post(self, request: Any, response: Any) -> None:
            name = request.get_media()["name"]
            response.set_cookie("user", name, path="/", secure=False)
            response.set_cookie("theme", "dark", path="/", secure=False)
            raise falcon.HTTPSeeOther("/me")

    class Logout:
        def on_post(self, request: Any, response: Any) -> None:
            response.unset_cookie("user", path="/")
            raise falcon.HTTPSeeOther("/me")

    class Me:
        def on_get(self, request: Any, response: Any) -> None:
            response.text = f"{request.cookies.get('user')} {request.cookies.get('theme')}"

    class Json:
        def on_post(self, request: Any, response: Any) -> None:
            response.media = {"got": request.media}

    class Upload:
        def on_post(self, request: Any, response: Any) -> None:
            name = ""
            for part in request.media:
                if part.filename is None:
                    name = part.text
                else:
                    response.text = described(
                        name, part.filename, part.content_type, part.stream.read()
                    )

    class Stream:
        def on_get(self, request: Any, response: Any) -> None:
            response.content_type = "text/plain"
            response.stream = pieces()

    class Boom:
        def on_get(self, request: Any, response: Any) -> None:
            raise Trouble("on purpose")

    class Search:
        def on_get(self, request: Any, response: Any) -> None:
            response.text = request.get_param("q")

    def pass_through(request: Any, response: Any, error: Exception, params: Any) -> None:
        raise error

    app = falcon.App()
    app.add_error_handler(Trouble, pass_through)
    for resource in (Login, Logout, Me, Json, Upload, Stream, Boom, Search):
        app.add_route(f"/{resource.__name__.lower()}", resource())
    return app


def django_app(pieces: Pieces, stack: ExitStack) -> Any:
    http, path = load("django.http"), load("django.urls").path

    def login(request: Any) -> Any:
        response = http.HttpResponseRedirect("/me", status=303)
        response.set_cookie("user", request.POST["name"])
        response.set_cookie("theme", "dark")
        return response

    def logout(request: Any) -> Any:
        response = http.HttpResponseRedirect("/me", status=303)
        response.delete_cookie("user")
        return response

    def me(request: Any) -> Any:
        return http.HttpResponse(f"{request.COOKIES.get('user')} {request.COOKIES.get('theme')}")

    def upload(request: Any) -> Any:
        sent = request.FILES["file"]
        name = request.POST["name"]
        return http.HttpResponse(described(name, sent.name, sent.content_type, sent.read()))

    def stream(request: Any) -> Any:
        return http.StreamingHttpResponse(pieces(), content_type="text/plain")

    def boom(request: Any) -> Any:
        raise Trouble("on purpose")

    views = (login, logout, me, upload, stream, boom)
    patterns = [path(view.__name__, view) for view in views]
    patterns += [
        path("json", lambda request: http.JsonResponse({"got": json.loads(request.body)})),
        path("search", lambda request: http.HttpResponse(request.GET["q"])),
    ]
    return stack.enter_context(django_application(patterns, DEBUG_PROPAGATE_EXCEPTIONS=True))


def starlette_app(pieces: Pieces, stack: ExitStack) -> Any:
    load("starlette")
    load("python_multipart")
    from starlette.applications import Starlette
    from starlette.datastructures import UploadFile
    from starlette.requests import Request
    from starlette.responses import (
        JSONResponse,
        PlainTextResponse,
        RedirectResponse,
        Response,
        StreamingResponse,
    )
    from starlette.routing import Route

    async def login(request: Request) -> Response:
        response = RedirectResponse("/me", 303)
        async with request.form() as form:
            response.set_cookie("user", str(form["name"]))
        response.set_cookie("theme", "dark")
        return response

    async def logout(request: Request) -> Response:
        response = RedirectResponse("/me", 303)
        response.delete_cookie("user")
        return response

    async def me(request: Request) -> Response:
        return PlainTextResponse(f"{request.cookies.get('user')} {request.cookies.get('theme')}")

    async def as_json(request: Request) -> Response:
        return JSONResponse({"got": await request.json()})

    async def upload(request: Request) -> Response:
        async with request.form() as form:
            sent = form["file"]
            assert isinstance(sent, UploadFile)
            text = described(
                str(form["name"]), str(sent.filename), str(sent.content_type), await sent.read()
            )
        return PlainTextResponse(text)

    async def stream(request: Request) -> Response:
        return StreamingResponse(pieces(), media_type="text/plain")

    async def boom(request: Request) -> Response:
        raise Trouble("on purpose")

    async def search(request: Request) -> Response:
        return PlainTextResponse(request.query_params["q"])

    posts = {"/login": login, "/logout": logout, "/json": as_json, "/upload": upload}
    gets = {"/me": me, "/stream": stream, "/boom": boom, "/search": search}
    return Starlette(
        routes=[
            *(Route(rule, view, methods=["POST"]) for rule, view in posts.items()),
            *(Route(rule, view) for rule, view in gets.items()),
        ]
    )


def fastapi_app(pieces: Pieces, stack: ExitStack) -> Any:
    """FastAPI around the same views."""
    load("fastapi")
    from fastapi import FastAPI

    app = FastAPI()
    app.mount("/", starlette_app(pieces, stack))
    return app


MakeApp = Callable[[Pieces, ExitStack], Any]
APPS: dict[str, MakeApp] = {
    "bottle": bottle_app,
    "falcon": falcon_app,
    "django": django_app,
    "starlette": starlette_app,
    "fastapi": fastapi_app,
}
ASGI = {"starlette", "fastapi"}


@pytest.fixture
def pieces() -> Pieces:
    return Pieces()


@pytest.fixture(params=APPS)
def framework(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def application(framework: str, pieces: Pieces) -> Iterator[Any]:
    with ExitStack() as stack:
        yield APPS[framework](pieces, stack)


@pytest.fixture
def client(framework: str, application: Any) -> Iterator[FlaskClient]:
    if framework not in ASGI:
        yield FlaskClient(application)
        return
    with ASGIBridge(application) as bridge:
        yield FlaskClient(bridge)


def test_cookies_and_redirects(client: FlaskClient) -> None:
    response = client.post("/login", data={"name": "ada"})
    assert response.status_code == 303
    assert client.get("/me").text == "ada dark"

    response = client.post("/login", data={"name": "bob"}, follow_redirects=True)
    assert response.text == "bob dark"
    assert [step.status_code for step in response.history] == [303]
    assert response.request.path == "/me"

    cookie = client.get_cookie("user")
    assert cookie is not None
    assert cookie.value == "bob"
    assert client.post("/logout", follow_redirects=True).text == "None dark"
    client.set_cookie("user", "eve")
    assert client.get("/me").text == "eve dark"


def test_json_and_queries(client: FlaskClient) -> None:
    sent = {"price": [1, 2.5, None], "name": "käse €"}
    assert client.post("/json", json=sent).json == {"got": sent}
    assert client.get("/search", query_string={"q": "käse & brot"}).text == "käse & brot"
    assert client.get("/search?q=%C3%A4").text == "ä"


def test_uploads(client: FlaskClient) -> None:
    content = bytes(range(256)) * 1_000
    data = {"name": "ada", "file": (io.BytesIO(content), "photo.png", "image/png")}
    text = client.post("/upload", data=data).text
    assert text == described("ada", "photo.png", "image/png", content)


def test_streaming(client: FlaskClient, pieces: Pieces) -> None:
    response = client.get("/stream")
    body = iter(response.response)
    assert next(body) == b"0\n"
    assert len(pieces.log) < 10, "the client asked for more than it was asked for"
    response.close()
    # Starlette does not close what it streams: it drops it, and so does the thread that made a piece.
    wait_until(pieces.has_ended, "the end of the body")

    response = client.get("/stream", buffered=True)
    assert response.text.split() == [str(number) for number in range(1_000)]
    assert pieces.log[-1] == "ended"


def test_exceptions_pass_through(client: FlaskClient) -> None:
    with pytest.raises(Trouble, match="on purpose") as caught:
        client.get("/boom")
    assert any(entry.name == "boom" or entry.name == "on_get" for entry in caught.traceback)


def test_what_needs_more_than_a_wsgi_callable_says_so(
    framework: str, application: Any, client: FlaskClient
) -> None:
    with (
        pytest.raises(NoSession, match=r"Log in with a request instead"),
        client.session_transaction(),
    ):
        pass
    if framework in ASGI:
        with pytest.raises(NotWSGI, match=r"Wrap it: .*ASGIBridge"):
            FlaskClient(application)


def shown(answer: Any) -> tuple[Any, ...]:
    """What an answer looks like to its user, from the client or from a server."""
    if isinstance(answer, TestResponse):
        status, body, headers = answer.status_code, answer.get_data(), answer.headers
        cookies = headers.getlist("Set-Cookie")
        answer.close()
    else:
        status, body, headers = answer.status, answer.body, answer.headers
        cookies = headers.get_all("Set-Cookie", [])
    texts = [cookie.strip() for cookie in cookies]
    return status, headers.get("Content-Type"), texts, headers.get("Location"), body


def test_the_client_sees_what_a_server_sends(
    framework: str, application: Any, client: FlaskClient
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    server = asgi_server if framework in ASGI else wsgi_server
    with server(application) as browser:
        assert isinstance(browser, Browser)
        base = browser.url

        def both(path: str, method: str = "GET", data: bytes | None = None) -> None:
            headers = form if data else {}
            there = browser.open(path, method=method, data=data, headers=headers)
            here = client.open(path, base, method=method, data=data, headers=headers)
            assert shown(here) == shown(there)

        both("/login", "POST", b"name=ada")
        both("/me")
        both("/stream")
        both("/search?q=%C3%A4")
        both("/nowhere")
        both("/me", "DELETE")
        both("/logout", "POST", b"x=y")
        both("/me")


PLUGIN_APPS = {
    "bottle": "import bottle\napp = bottle.Bottle()\n@app.route('/')\ndef home(): return 'home'\n",
    "falcon": (
        "import falcon\nclass Home:\n    def on_get(self, request, response): response.text = 'home'\n"
        "app = falcon.App()\napp.add_route('/', Home())\n"
    ),
    "django": (
        "from django.conf import settings\nfrom django.http import HttpResponse\nfrom django.urls import path\n"
        "from django.core.wsgi import get_wsgi_application\n"
        "settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=['*'])\n"
        "urlpatterns = [path('', lambda request: HttpResponse('home'))]\napp = get_wsgi_application()\n"
    ),
    "starlette": (
        "from starlette.applications import Starlette\nfrom starlette.responses import PlainTextResponse\n"
        "from starlette.routing import Route\n"
        "async def home(request): return PlainTextResponse('home')\napp = Starlette(routes=[Route('/', home)])\n"
    ),
}


@pytest.mark.parametrize("name", PLUGIN_APPS)
def test_the_fixtures_take_any_application(name: str, tmp_path: Path) -> None:
    load(name)
    (tmp_path / "shop.py").write_text(PLUGIN_APPS[name])
    (tmp_path / "pytest.ini").write_text("[pytest]\napp = shop:app\npythonpath = .\n")
    (tmp_path / "test_shop.py").write_text(
        "def test_home(client):\n    assert client.get('/').text == 'home'\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
