"""Headers that a response takes before it has a header object: the same are sent as with one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

import pytest
from werkzeug.test import run_wsgi_app

from fw_app import Flask, Response
from fw_app.sessions import SecureCookieSession, SecureCookieSessionInterface
from fw_sessions.set_cookie import CookieAttributes, send_cookie, vary_on_cookie


class Own(Response):
    """A class of its own, for it to be changed."""


class Seen(Response):
    """A response whose header object is there from the beginning."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers  # noqa: B018  # makes it


def cookie(response: Response) -> None:
    response.set_cookie("a", "1", httponly=True)


def session_cookie(response: Response) -> None:
    send_cookie(response, CookieAttributes(), "value", None, varies=True)


STEPS: dict[str, list[Callable[[Any], Any]]] = {
    "a cookie": [cookie],
    "two of them": [cookie, cookie],
    "a session": [session_cookie],
    "a session twice": [session_cookie, session_cookie],
    "a cookie and a session": [cookie, session_cookie],
    "a session and a cookie": [session_cookie, cookie],
    "another body": [cookie, lambda it: it.set_data("longer than before")],
    "looking": [cookie, lambda it: it.headers["Content-Type"], session_cookie],
    "vary": [lambda it: it.vary.add("Accept"), session_cookie, cookie],
    "vary later": [session_cookie, lambda it: it.vary.add("Accept")],
    "vary on the cookie": [vary_on_cookie],
    "vary on the cookie twice": [vary_on_cookie, vary_on_cookie],
    "vary on the cookie at last": [session_cookie, vary_on_cookie],
    "vary on the cookie at first": [vary_on_cookie, session_cookie],
    "taken out": [cookie, lambda it: it.headers.pop("Set-Cookie")],
    "deleted": [cookie, lambda it: it.delete_cookie("a")],
    "replaced": [cookie, lambda it: setattr(it, "headers", type(it.headers)({"X-Own": "1"}))],
    "no body": [cookie, lambda it: setattr(it, "status_code", 204)],
    "not modified": [session_cookie, lambda it: setattr(it, "status", "304 NOT MODIFIED")],
    "redirected": [cookie, lambda it: it.headers.add("Location", "/ü")],
    "another type": [cookie, lambda it: setattr(it, "content_type", "text/x")],
    "closed": [cookie, lambda it: it.call_on_close(lambda: None)],
}


def pieces() -> Iterator[str]:
    yield "a"
    yield "b"


BODIES: dict[str, Callable[[], Any]] = {
    "text": lambda: "text",
    "none": lambda: None,
    "list": lambda: ["a", b"b"],
    "stream": pieces,
}


def sent(response: Response, method: str = "GET") -> Any:
    body, status, headers = run_wsgi_app(response, {"REQUEST_METHOD": method}, buffered=True)
    # The order of headers of different names means nothing.
    return status, sorted(headers, key=itemgetter(0)), b"".join(body)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("steps", STEPS)
def test_the_same_is_sent(steps: str, body: str, method: str) -> None:
    answers = []
    for kind in (Response, Seen):
        response = kind(BODIES[body]())
        for step in STEPS[steps]:
            step(response)
        answers.append(sent(response, method))
    assert answers[0] == answers[1]


def test_a_response_without_a_type() -> None:
    answers = []
    for kind in (Response, Seen):
        made: type[Response] = type("Untyped", (kind,), {"default_mimetype": None})
        response = made("text")
        cookie(response)
        answers.append(sent(response))
    assert answers[0] == answers[1]
    assert ("Content-Length", "4") in answers[0][1]


def test_a_copy_has_its_own() -> None:
    first = Response("text")
    cookie(first)
    second = copy.copy(first)
    session_cookie(second)
    assert [name for name, _ in sent(first)[1]].count("Set-Cookie") == 1
    assert [name for name, _ in sent(second)[1]].count("Set-Cookie") == 2


def test_a_class_with_headers_of_its_own_is_asked() -> None:
    stock: Any = Response.headers

    class Counting(Response):
        asked = 0

        @property
        def headers(self) -> Any:
            self.asked += 1
            return stock.fget(self)

        @headers.setter
        def headers(self, value: Any) -> None:
            stock.fset(self, value)

    response = Counting("text")
    cookie(response)
    assert response.asked
    assert not response.add_unseen_headers(("X-Own", "1"))


def test_a_class_changed_later_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie(Own("text"))
    found: list[str] = []

    def get_wsgi_headers(self: Any, environ: Any) -> Any:
        headers = Response.get_wsgi_headers(self, environ)
        found.extend(headers.getlist("Set-Cookie"))
        return headers

    response = Own("text")
    cookie(response)
    monkeypatch.setattr(Own, "get_wsgi_headers", get_wsgi_headers)
    later = Own("text")
    cookie(later)
    assert sent(response) == sent(later)
    assert found == ["a=1; HttpOnly; Path=/"] * 2


def test_a_session_saved_twice_varies_once() -> None:
    interface = SecureCookieSessionInterface()
    app = Flask(__name__)
    app.secret_key = "key"
    session = SecureCookieSession()
    session["user"] = 7
    response = Response("text")
    for _ in range(2):
        interface.save_session(app, session, response)
    assert response.headers.getlist("Vary") == ["Cookie"]
    assert len(response.headers.getlist("Set-Cookie")) == 2
