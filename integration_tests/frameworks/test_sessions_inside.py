"""fw-sessions inside Starlette, FastAPI, Falcon, Bottle and Django, over HTTP: log in, read, change, rotate, log out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from integration_tests.frameworks.conftest import (
    asgi_server,
    django_application,
    load,
    wsgi_server,
)

from fw_sessions import CookieBackend, CookieSigner, SessionBackend, SessionManager, asgi, wsgi
from fw_sessions.stores.memory import MemoryStore

if TYPE_CHECKING:
    from integration_tests.frameworks.conftest import Browser, Serve

KEY = "one key for all"
ENVIRON_KEY = wsgi.ENVIRON_KEY


def act(session: Any, action: str) -> str:
    """Do what every framework's view does with the session."""
    if action == "login":
        if hasattr(session, "rotate"):
            session.rotate()
        session["user"] = "ada"
    elif action == "change":
        session["n"] = session.get("n", 0) + 1
    elif action == "rotate" and hasattr(session, "rotate"):
        session.rotate()
    elif action == "logout":
        session.clear()
    return f"{session.get('user')} {session.get('n')}"


def bottle_app(backend: SessionBackend, stack: ExitStack) -> Any:
    bottle = load("bottle")
    app = bottle.Bottle()

    def view(action: str) -> str:
        return act(bottle.request.environ[ENVIRON_KEY], action)

    app.route("/static", callback=lambda: "the same for all")
    app.route("/<action>", callback=view)
    return wsgi.SessionMiddleware(app, backend)


def falcon_app(backend: SessionBackend, stack: ExitStack) -> Any:
    falcon = load("falcon")

    class View:
        def on_get(self, request: Any, response: Any, action: str) -> None:
            response.text = act(request.env[ENVIRON_KEY], action)

    class Static:
        def on_get(self, request: Any, response: Any) -> None:
            response.text = "the same for all"

    app = falcon.App()
    app.add_route("/static", Static())
    app.add_route("/{action}", View())
    return wsgi.SessionMiddleware(app, backend)


def django_sessions(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The adapter for Django: a middleware that makes ``request.session`` ours."""

    def middleware(request: Any) -> Any:
        request.session = request.environ[ENVIRON_KEY]
        return get_response(request)

    return middleware


def django_app(backend: SessionBackend, stack: ExitStack) -> Any:
    path, respond = load("django.urls").path, load("django.http").HttpResponse
    views = [
        path("static", lambda request: respond("the same for all")),
        path("<action>", lambda request, action: respond(act(request.session, action))),
    ]
    adapter = f"{__name__}.{django_sessions.__name__}"
    application = stack.enter_context(django_application(views, MIDDLEWARE=[adapter]))
    return wsgi.SessionMiddleware(application, backend)


def starlette_app(backend: SessionBackend, stack: ExitStack) -> Any:
    load("starlette")
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route, WebSocketRoute
    from starlette.websockets import WebSocket

    async def view(request: Request) -> PlainTextResponse:
        await asgi.load_session(request.session)
        return PlainTextResponse(act(request.session, request.path_params["action"]))

    async def static(request: Request) -> PlainTextResponse:
        return PlainTextResponse("the same for all")

    async def socket(websocket: WebSocket) -> None:
        early = act(websocket.session, "change")
        await websocket.accept()
        await websocket.send_text(early)
        await websocket.send_text(act(websocket.session, await websocket.receive_text()))
        await websocket.close()

    return Starlette(
        routes=[
            WebSocketRoute("/socket", socket),
            Route("/static", static),
            Route("/{action}", view),
        ],
        middleware=[Middleware(asgi.SessionMiddleware, backend=backend)],
    )


def fastapi_app(backend: SessionBackend, stack: ExitStack) -> Any:
    load("fastapi")
    from integration_tests.frameworks import fastapi_site

    return fastapi_site.make(backend, act)


MakeApp = Callable[[SessionBackend, ExitStack], Any]
APPS: dict[str, tuple[MakeApp, Any]] = {
    "bottle": (bottle_app, wsgi_server),
    "falcon": (falcon_app, wsgi_server),
    "django": (django_app, wsgi_server),
    "starlette": (starlette_app, asgi_server),
    "fastapi": (fastapi_app, asgi_server),
}
WITH_WEBSOCKETS = ["starlette", "fastapi"]

#: A server-side session is the same wherever it is opened, so all share one store.
MANAGER = SessionManager(MemoryStore())


def cookie_backend() -> SessionBackend:
    return CookieBackend(CookieSigner(KEY))


Open = Callable[[str], "Browser"]


@pytest.fixture(scope="module", params=["cookie", "store"])
def open_site(request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open a fresh browser at a framework's site; each has its own server, which stays up."""
    with ExitStack() as stack:
        sites: dict[str, Browser] = {}

        def open_site(name: str) -> Browser:
            if name not in sites:
                make, server = APPS[name]
                backend = cookie_backend() if request.param == "cookie" else MANAGER
                sites[name] = stack.enter_context(server(make(backend, stack)))
            return sites[name].copy()

        open_site.__name__ = request.param
        yield open_site


def in_store(open_site: Open) -> bool:
    return getattr(open_site, "__name__", "") == "store"


@pytest.mark.parametrize("name", APPS)
def test_log_in_read_change_rotate_and_log_out(name: str, open_site: Open) -> None:
    ada, stranger = open_site(name), open_site(name)

    answer = ada.open("/look")
    assert (answer.text, answer.headers["Set-Cookie"]) == ("None None", None)
    planted = stranger.copy()

    answer = ada.open("/login")
    assert answer.text == "ada None"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert answer.headers["Vary"] == "Cookie"
    assert ada.open("/look").text == "ada None"
    assert [ada.open("/change").text for _ in range(2)] == ["ada 1", "ada 2"]
    assert (stranger.open("/look").text, planted.open("/look").text) == ("None None",) * 2

    before = ada.copy()
    assert ada.open("/rotate").text == "ada 2"
    assert ada.open("/look").text == "ada 2"
    if in_store(open_site):
        assert before.cookies != ada.cookies
        assert before.open("/look").text == "None None"

    before = ada.copy()
    assert ada.open("/logout").text == "None None"
    assert ada.cookies == {}
    assert ada.open("/look").text == "None None"
    if in_store(open_site):
        assert before.open("/look").text == "None None"


@pytest.mark.parametrize("open_site", ["store"], indirect=True)
@pytest.mark.parametrize("name", APPS)
def test_log_in_ends_a_planted_session(name: str, open_site: Open) -> None:
    attacker = open_site(name)
    attacker.open("/change")
    victim = attacker.copy()
    assert victim.open("/login").text == "ada 1"
    assert victim.open("/look").text == "ada 1"
    assert attacker.open("/look").text == "None None"


@pytest.mark.parametrize("name", APPS)
def test_what_does_not_look_at_the_session_can_be_cached(name: str, open_site: Open) -> None:
    ada = open_site(name)
    ada.open("/login")
    answer = ada.open("/static")
    assert answer.text == "the same for all"
    assert (answer.headers["Vary"], answer.headers["Set-Cookie"]) == (None, None)


@pytest.mark.parametrize("name", APPS)
def test_a_forged_cookie_is_no_session(name: str, open_site: Open) -> None:
    ada = open_site(name)
    ada.open("/login")
    value = ada.cookies["session"]
    for forged in (value[:-2], f"{value}x", f"x{value}", "", "x" * 5000, '"', "ä"):
        ada.cookies["session"] = forged.encode().decode("latin-1")
        assert ada.open("/look").text == "None None"


@pytest.mark.parametrize("second", APPS)
@pytest.mark.parametrize("first", APPS)
def test_a_cookie_of_one_opens_in_the_other(first: str, second: str, open_site: Open) -> None:
    here, there = open_site(first), open_site(second)
    here.open("/login")
    here.open("/change")

    there.cookies = dict(here.cookies)
    assert there.open("/look").text == "ada 1"
    there.open("/change")
    here.cookies = dict(there.cookies)
    assert here.open("/look").text == "ada 2"


@pytest.mark.parametrize("name", WITH_WEBSOCKETS)
def test_websockets(name: str, open_site: Open) -> None:
    connect = load("websockets.sync.client").connect
    site = open_site(name)
    site.open("/login")

    def visit(word: str) -> list[str]:
        cookie = f"session={site.cookies['session']}"
        address = f"ws://127.0.0.1:{site.port}/socket"
        with connect(address, additional_headers={"Cookie": cookie}) as socket:
            site._keep(socket.response.headers.get_all("Set-Cookie"))
            first = socket.recv(timeout=10)
            socket.send(word)
            return [first, socket.recv(timeout=10)]

    assert visit("look") == ["ada 1", "ada 1"]
    assert site.open("/look").text == "ada 1"
    if in_store(open_site):  # what changes later is saved without a cookie
        assert visit("change") == ["ada 2", "ada 3"]
        assert site.open("/look").text == "ada 3"
        assert visit("logout") == ["ada 4", "None None"]
        assert site.open("/look").text == "None None"


@pytest.mark.parametrize("name", APPS)
def test_keys_rotate(name: str, serve_wsgi: Serve, serve_asgi: Serve) -> None:
    make, server = APPS[name]
    serve = serve_wsgi if server is wsgi_server else serve_asgi
    renewed = CookieBackend(CookieSigner("a new key", fallbacks=[KEY]))
    new_only = CookieBackend(CookieSigner("a new key"))
    with ExitStack() as stack:
        old = serve(make(cookie_backend(), stack))
        old.open("/login")
        both = serve(make(renewed, stack))
        both.cookies = dict(old.cookies)
        assert both.open("/change").text == "ada 1"

        new = serve(make(new_only, stack))
        new.cookies = dict(old.cookies)
        assert new.open("/look").text == "None None"
        new.cookies = dict(both.cookies)
        assert new.open("/look").text == "ada 1"


@pytest.mark.parametrize("open_site", ["store"], indirect=True)
@pytest.mark.parametrize("name", APPS)
def test_all_sessions_of_a_user_are_ended(name: str, open_site: Open) -> None:
    phone, laptop = open_site(name), open_site(name)
    for browser in (phone, laptop):
        browser.open("/login")
        session = MANAGER.open(browser.cookies["session"])
        session.user = f"ada of {name}"
        MANAGER.save(session)
    assert len(MANAGER.sessions_of(f"ada of {name}")) == 2
    assert MANAGER.revoke_user(f"ada of {name}") == 2
    assert phone.open("/look").text == laptop.open("/look").text == "None None"


@pytest.mark.parametrize("name", APPS)
def test_an_expired_session_is_over(name: str, serve_wsgi: Serve, serve_asgi: Serve) -> None:
    make, server = APPS[name]
    serve = serve_wsgi if server is wsgi_server else serve_asgi
    old = CookieBackend(CookieSigner(KEY), lifetime=timedelta(seconds=-10))
    with ExitStack() as stack:
        site = serve(make(old, stack))
        assert site.open("/login").text == "ada None"
        assert site.open("/look").text == "None None"
