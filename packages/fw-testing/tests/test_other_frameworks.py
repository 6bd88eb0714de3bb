"""The same visit to applications of four frameworks that know nothing of this package."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fw_testing import FlaskClient
from fw_testing.asgi import ASGIBridge


def load(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed")


def bottle_app() -> Any:
    bottle = load("bottle")
    app = bottle.Bottle()
    app.config["catchall"] = False

    def login() -> Any:
        response = bottle.redirect
        bottle.response.set_cookie("user", "ada", path="/")
        return response("/me", 303)

    def upload() -> str:
        return str(bottle.request.forms["name"] + bottle.request.files["file"].file.read().decode())

    app.route("/login", "POST", login)
    app.route("/me", "GET", lambda: bottle.request.get_cookie("user"))
    app.route("/json", "POST", lambda: {"got": bottle.request.json})
    app.route("/upload", "POST", upload)
    app.route("/stream", "GET", lambda: (f"{number}\n" for number in range(3)))
    app.route("/boom", "GET", lambda: 1 / 0)
    return app


def falcon_app() -> Any:
    falcon = load("falcon")

    class Login:
        def on_post(self, request: Any, response: Any) -> None:
            response.set_cookie("user", "ada", path="/", secure=False)
            raise falcon.HTTPSeeOther("/me")

    class Me:
        def on_get(self, request: Any, response: Any) -> None:
            response.text = request.cookies["user"]

    class Json:
        def on_post(self, request: Any, response: Any) -> None:
            response.media = {"got": request.media}

    class Upload:
        def on_post(self, request: Any, response: Any) -> None:
            response.text = "".join(part.stream.read().decode() for part in request.media)

    class Stream:
        def on_get(self, request: Any, response: Any) -> None:
            response.stream = (f"{number}\n".encode() for number in range(3))

    class Boom:
        def on_get(self, request: Any, response: Any) -> None:
            raise ZeroDivisionError

    def pass_through(request: Any, response: Any, error: Exception, params: Any) -> None:
        raise error

    app = falcon.App()
    app.add_error_handler(ZeroDivisionError, pass_through)
    for resource in (Login, Me, Json, Upload, Stream, Boom):
        app.add_route(f"/{resource.__name__.lower()}", resource())
    return app


def django_app() -> Any:
    settings, http, path = (
        load("django.conf").settings,
        load("django.http"),
        load("django.urls").path,
    )

    def login(request: Any) -> Any:
        response = http.HttpResponseRedirect("/me", status=303)
        response.set_cookie("user", "ada")
        return response

    class Urls:
        urlpatterns = [
            path("login", login),
            path("me", lambda request: http.HttpResponse(request.COOKIES["user"])),
            path("json", lambda request: http.JsonResponse({"got": json.loads(request.body)})),
            path(
                "upload",
                lambda request: http.HttpResponse(
                    request.POST["name"] + request.FILES["file"].read().decode()
                ),
            ),
            path(
                "stream",
                lambda request: http.StreamingHttpResponse(f"{number}\n" for number in range(3)),
            ),
            path("boom", lambda request: 1 / 0),
        ]

    if not settings.configured:
        settings.configure()
    # Other tests of the same process may have configured it in their own way.
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS, settings.MIDDLEWARE = Urls, ["*"], []
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    return load("django.core.wsgi").get_wsgi_application()


def starlette_app() -> Any:
    load("python_multipart")
    Route, responses = load("starlette.routing").Route, load("starlette.responses")

    async def login(request: Any) -> Any:
        response = responses.RedirectResponse("/me", 303)
        response.set_cookie("user", "ada")
        return response

    async def me(request: Any) -> Any:
        return responses.PlainTextResponse(request.cookies["user"])

    async def as_json(request: Any) -> Any:
        return responses.JSONResponse({"got": await request.json()})

    async def upload(request: Any) -> Any:
        async with request.form() as form:
            return responses.PlainTextResponse(form["name"] + (await form["file"].read()).decode())

    async def stream(request: Any) -> Any:
        return responses.StreamingResponse(f"{number}\n" for number in range(3))

    async def boom(request: Any) -> Any:
        raise ZeroDivisionError

    posts = {"/login": login, "/json": as_json, "/upload": upload}
    routes = [Route(rule, view, methods=["POST"]) for rule, view in posts.items()]
    gets = {"/me": me, "/stream": stream, "/boom": boom}
    return load("starlette.applications").Starlette(
        routes=[*routes, *(Route(rule, view) for rule, view in gets.items())]
    )


@pytest.fixture(params=[bottle_app, falcon_app, django_app])
def wsgi_visitor(request: pytest.FixtureRequest) -> FlaskClient:
    make: Callable[[], Any] = request.param
    return FlaskClient(make())


@pytest.fixture
def asgi_visitor() -> Iterator[FlaskClient]:
    with ASGIBridge(starlette_app()) as bridge:
        yield FlaskClient(bridge)


def visit(client: FlaskClient) -> None:
    response = client.post("/login", follow_redirects=True)
    assert response.text == "ada"
    assert [step.status_code for step in response.history] == [303]
    assert client.post("/json", json={"price": [1, "€"]}).json == {"got": {"price": [1, "€"]}}
    upload = client.post("/upload", data={"name": "n", "file": (io.BytesIO(b"content"), "f.txt")})
    assert upload.text == "ncontent"
    response = client.get("/stream")
    assert list(response.response) == [b"0\n", b"1\n", b"2\n"]
    response.close()
    with pytest.raises(ZeroDivisionError):
        client.get("/boom")
    with pytest.raises(RuntimeError, match="has no sessions that this client could open"):
        client.session_transaction().__enter__()


def test_wsgi_frameworks(wsgi_visitor: FlaskClient) -> None:
    visit(wsgi_visitor)


def test_asgi_framework(asgi_visitor: FlaskClient) -> None:
    visit(asgi_visitor)
