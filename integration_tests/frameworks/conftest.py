"""What the tests of components inside other frameworks share: real servers, and a browser of sorts."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.validate import validator

import pytest
from integration_tests.conftest import PATIENCE, Answer, Answering, ask


def load(name: str) -> Any:
    """Import a module of another framework, or skip the test where that is not installed."""
    return pytest.importorskip(name, reason=f"{name.partition('.')[0]} is not installed")


@dataclass
class Browser(Answering):
    """Asks a server, keeps its cookies, and follows no redirect by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answer(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> Answer:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = ask(("127.0.0.1", self.port), method, path, data, headers)
        self._keep(answer.headers.get_all("Set-Cookie", []))
        return answer

    def follow(self, answer: Answer) -> Answer:
        """Go where a redirect leads; it has to be this server."""
        target = urljoin(self.url, answer.headers["Location"])
        assert target.startswith(f"{self.url}/"), target
        parts = urlsplit(target)
        return self.open(parts.path + (f"?{parts.query}" if parts.query else ""))

    def copy(self) -> Browser:
        """Return a second browser with the same cookies."""
        return Browser(self.port, dict(self.cookies))

    def _keep(self, headers: list[str]) -> None:
        for header in headers:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
                expires = morsel["expires"]
                over = expires and parsedate_to_datetime(expires) <= datetime.now(timezone.utc)
                if over or morsel["max-age"] == "0":
                    del self.cookies[name]


Serve = Callable[[Any], Browser]


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None: ...


class _Server(WSGIServer):
    """The standard library's server; it waits for nobody when it closes."""

    #: What went wrong while it answered, to fail the test with: it only prints it itself.
    errors: list[BaseException | None]

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.errors.append(sys.exc_info()[1])


@contextmanager
def wsgi_server(app: Any) -> Iterator[Browser]:
    """Serve a WSGI application from the standard library's server, its every step validated."""
    server = make_server("127.0.0.1", 0, validator(app), _Server, _QuietHandler)
    assert isinstance(server, _Server)
    server.errors = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Browser(server.server_port)
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()
    assert server.errors == []


@contextmanager
def asgi_server(app: Any) -> Iterator[Browser]:
    """Serve an ASGI application from uvicorn."""
    uvicorn = pytest.importorskip("uvicorn", reason="ASGI applications are served by uvicorn")
    config = uvicorn.Config(app, log_level="error", ws="websockets-sansio", lifespan="on")
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        assert thread.is_alive(), "uvicorn ended"
        assert time.monotonic() < deadline, "uvicorn did not start"
        thread.join(0.01)
    try:
        yield Browser(port)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
    assert not thread.is_alive()


@pytest.fixture
def serve_wsgi() -> Iterator[Serve]:
    """Serve WSGI applications until the test ends."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(wsgi_server(app))


@pytest.fixture
def serve_asgi() -> Iterator[Serve]:
    """Serve ASGI applications until the test ends."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(asgi_server(app))


@contextmanager
def django_application(urlpatterns: list[Any], **options: Any) -> Iterator[Any]:
    """Make a Django application of ``path`` entries and settings.

    Django has one configuration a process: it is put back at the end.
    """
    settings = load("django.conf").settings
    if not settings.configured:
        settings.configure()
    load("django").setup()
    options = {"ALLOWED_HOSTS": ["*"], "MIDDLEWARE": [], **options}
    urls = type("Urls", (), {"urlpatterns": urlpatterns})
    with load("django.test.utils").override_settings(ROOT_URLCONF=urls, **options):
        yield load("django.core.wsgi").get_wsgi_application()


DjangoApplication = Callable[..., Any]


@pytest.fixture
def make_django() -> Iterator[DjangoApplication]:
    """Make a Django application for one test."""
    with ExitStack() as stack:
        yield lambda urlpatterns, **options: stack.enter_context(
            django_application(urlpatterns, **options)
        )


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A wheel of each of our packages, by distribution name; all in one folder."""
    # Imported here, since these tests also run where nothing but one component is installed.
    from tools.checks.repository import packages
    from tools.fresh_environment import build_wheels

    return build_wheels(packages(), tmp_path_factory.mktemp("wheels"))
