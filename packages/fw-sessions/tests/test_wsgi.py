from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder
from werkzeug.wrappers import Request, Response

from fw_sessions import (
    CookieAttributes,
    CookieBackend,
    CookieSigner,
    SessionManager,
    StoreUnavailable,
)
from fw_sessions.stores.memory import MemoryStore
from fw_sessions.wsgi import SessionMiddleware

Backend = Callable[[], Any]


@pytest.fixture(params=["cookie", "store"])
def backend(request: pytest.FixtureRequest) -> Any:
    if request.param == "cookie":
        return CookieBackend(CookieSigner("a test key"))
    return SessionManager(MemoryStore())


def shop(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """A bare application: /in, /out, /add/<thing>, /look and /quiet."""
    session = environ["fw_sessions.session"]
    action, _, thing = environ["PATH_INFO"][1:].partition("/")
    if action == "in":
        session.permanent = True
        session["user"] = thing
        if hasattr(session, "rotate"):
            session.rotate()
    elif action == "out":
        session.clear()
    elif action == "add":
        session["cart"] = [*session.get("cart", []), thing]
    shown = "" if action == "quiet" else repr(sorted(session.items()))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Vary", "Accept")])
    return [shown.encode()]


def test_log_in_change_and_log_out(backend: Any) -> None:
    client = Client(SessionMiddleware(shop, backend))
    quiet = client.get("/quiet")
    looked = client.get("/look")
    logged_in = client.get("/in/me")
    client.get("/add/tea")
    seen = client.get("/add/cake")
    out = client.get("/out")

    assert quiet.headers.getlist("Vary") == ["Accept"]
    assert "Set-Cookie" not in quiet.headers
    assert looked.headers["Vary"] == "Accept, Cookie"
    assert "Set-Cookie" not in looked.headers
    assert "Expires=" in logged_in.headers["Set-Cookie"]
    assert seen.text == "[('_permanent', True), ('cart', ['tea', 'cake']), ('user', 'me')]"
    assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert client.get("/look").text == "[]"


def test_the_cookie_has_the_attributes(backend: Any) -> None:
    cookie = CookieAttributes(name="sid", secure=True, samesite="Lax")
    header = Client(SessionMiddleware(shop, backend, cookie)).get("/in/me").headers["Set-Cookie"]

    assert header.startswith("sid=")
    assert header.endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")


def test_applications_with_the_same_key_share_sessions() -> None:
    def other(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return Response(environ["mine"]["user"])(environ, start_response)

    first = Client(SessionMiddleware(shop, CookieBackend(CookieSigner("shared"))))
    backend = CookieBackend(CookieSigner("new", ["shared"]))
    second = Client(SessionMiddleware(other, backend, environ_key="mine"))
    first.get("/in/me")
    cookie = first.get_cookie("session")
    assert cookie is not None

    second.set_cookie("session", cookie.value)

    assert second.get("/").text == "me"


def test_a_generator_application(backend: Any) -> None:
    closed: list[bool] = []

    def generator(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        try:
            environ["fw_sessions.session"]["seen"] = True
            start_response("200 OK", [("Content-Type", "text/plain")])
            yield b"one "
            yield b"two"
        finally:
            closed.append(True)

    response = Client(SessionMiddleware(generator, backend)).get("/")

    assert response.text == "one two"
    assert "Set-Cookie" in response.headers
    response.close()
    assert closed == [True]


def test_an_error_page_after_the_response_began_keeps_the_cookie(backend: Any) -> None:
    def failing(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["fw_sessions.session"]["seen"] = True
        start_response("200 OK", [])
        try:
            raise ValueError
        except ValueError:
            import sys

            start_response("500 Oh", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"oh"]

    started: list[tuple[str, dict[str, str]]] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Any:
        started.append((status, dict(headers)))

    SessionMiddleware(failing, backend)(EnvironBuilder().get_environ(), start_response)

    assert [status for status, headers in started] == ["200 OK", "500 Oh"]
    assert all("Set-Cookie" in headers for status, headers in started)


class Broken(MemoryStore):
    """A store that fails at whatever it is asked."""

    def load(self, key: str) -> str | None:
        raise StoreUnavailable("broken", "load")

    def create(self, entry: Any) -> None:
        raise StoreUnavailable("broken", "save")


def reads(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    environ["fw_sessions.session"].get("user")
    return Response("fine")(environ, start_response)


def writes(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    environ["fw_sessions.session"].clear()
    environ["fw_sessions.session"]["user"] = 7
    return Response("fine")(environ, start_response)


def swallows(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    try:
        return reads(environ, start_response)
    except Exception:
        return Response("our own error page", 500)(environ, start_response)


def generates(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    environ["fw_sessions.session"].get("user")
    start_response("200 OK", [])
    yield b"fine"


@pytest.mark.parametrize("app", [reads, writes, swallows, generates])
def test_a_store_that_is_down_is_a_503(app: Any) -> None:
    client = Client(SessionMiddleware(app, SessionManager(Broken())))
    if app is not writes:
        client.set_cookie("session", "A" * 43)

    response = client.get("/")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "fine" not in response.text
    assert "Set-Cookie" not in response.headers


def test_an_untouched_session_works_without_the_store() -> None:
    def quiet(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return Response("fine")(environ, start_response)

    client = Client(SessionMiddleware(quiet, SessionManager(Broken())))
    client.set_cookie("session", "A" * 43)

    assert client.get("/").text == "fine"


def test_the_middleware_keeps_to_the_protocol(backend: Any) -> None:
    from wsgiref.validate import validator

    app = validator(SessionMiddleware(validator(shop), backend))
    client = Client(app)
    for path in ("/quiet", "/in/me", "/look", "/out"):
        response = client.get(path, headers={"Content-Type": "text/plain"})
        assert response.status_code == 200
        response.close()


def test_requests_of_werkzeug_find_it(backend: Any) -> None:
    @Request.application
    def app(request: Request) -> Response:
        return Response(repr(request.environ["fw_sessions.session"].get("user")))

    assert Client(SessionMiddleware(app, backend)).get("/").text == "None"


@pytest.mark.parametrize("error", [StoreUnavailable("redis://x", "load"), KeyError("any")])
@pytest.mark.parametrize("began", [False, True])
def test_a_body_that_fails_at_its_first_part_is_closed(error: Exception, began: bool) -> None:
    closed: list[str] = []

    class Body:
        start: Any

        def __iter__(self) -> Iterator[bytes]:
            if began:
                self.start("200 OK", [])
            raise error

        def close(self) -> None:
            closed.append("body")

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = Body()
        body.start = start_response
        return body

    client = Client(SessionMiddleware(app, CookieBackend(CookieSigner("a test key"))))
    if isinstance(error, StoreUnavailable) and not began:
        assert client.get("/").status_code == 503
    else:
        with pytest.raises(type(error)):
            client.get("/")
    assert closed == ["body"]
