from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from fw_sessions import SecureCookieSessionInterface, SessionApp, SessionInterface, SessionMixin

DEFAULTS: dict[str, Any] = {
    "SECRET_KEY_FALLBACKS": None,
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SECURE": False,
    "SESSION_COOKIE_SAMESITE": None,
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_REFRESH_EACH_REQUEST": True,
    "APPLICATION_ROOT": "/",
}


@dataclass
class SmallApp:
    """As much of an application as a session asks for."""

    secret_key: str | bytes | None
    config: dict[str, Any] = field(default_factory=dict)
    permanent_session_lifetime: timedelta = timedelta(days=31)


MakeApp = Callable[..., SmallApp]


@pytest.fixture
def make_app() -> MakeApp:
    def make(secret_key: str | bytes | None = "a test key", **config: Any) -> SmallApp:
        return SmallApp(secret_key, {**DEFAULTS, **config})

    return make


@dataclass
class Browser:
    """Keeps one cookie and visits an application with it."""

    app: SessionApp
    interface: SessionInterface
    cookie: str | None = None
    session: SessionMixin | None = None

    def request(self) -> Request:
        headers = [("Cookie", self.cookie)] if self.cookie else []
        return Request(EnvironBuilder(headers=headers).get_environ())

    def visit(self, view: Callable[[Any], object] = lambda session: None) -> Response:
        session = self.interface.open_session(self.app, self.request())
        if session is None:
            session = self.interface.make_null_session(self.app)
        self.session = session
        view(session)
        response = Response()
        if not self.interface.is_null_session(session):
            self.interface.save_session(self.app, session, response)
        self._keep(response)
        return response

    def _keep(self, response: Response) -> None:
        header = response.headers.get("Set-Cookie")
        if header is not None:
            pair = header.partition(";")[0]
            self.cookie = pair if pair.partition("=")[2] else None


@pytest.fixture
def make_browser(make_app: MakeApp) -> Callable[..., Browser]:
    def make(app: SessionApp | None = None, interface: SessionInterface | None = None) -> Browser:
        return Browser(app or make_app(), interface or SecureCookieSessionInterface())

    return make


@pytest.fixture
def browser(make_browser: Callable[..., Browser]) -> Browser:
    return make_browser()


@contextmanager
def _frozen(monkeypatch: pytest.MonkeyPatch, seconds: float) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("time.time", lambda: seconds)
        yield


@pytest.fixture
def at_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Any]:
    """Run a block at another time, without waiting for it."""
    return lambda seconds: _frozen(monkeypatch, seconds)
