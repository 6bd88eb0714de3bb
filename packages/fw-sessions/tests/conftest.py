from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from fw_sessions import (
    SecureCookieSessionInterface,
    SessionApp,
    SessionInterface,
    SessionMixin,
    SessionStore,
    store_from_url,
)

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


class Prepares(SecureCookieSessionInterface):
    """Takes the short way that a framework takes which notices changed settings: all of them are."""

    def prepared_settings(self, app: Any) -> Any:
        return self.prepare_settings(app)


@pytest.fixture(params=["read", "prepared"])
def settings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with settings that are read one by one, and with settings that were prepared."""
    if request.param == "prepared":
        monkeypatch.setattr(request.module, "SecureCookieSessionInterface", Prepares)
        monkeypatch.setitem(globals(), "SecureCookieSessionInterface", Prepares)
    return str(request.param)


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


# -- real servers for the stores


def _binary(*names: str) -> str | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    return next((found for name in names if (found := shutil.which(name, path=places))), None)


@contextmanager
def _folder() -> Iterator[Path]:
    """A short path, since those of sockets are limited, that another user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="fws"))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: list[str], ready: Callable[[], bool], **options: Any) -> Iterator[None]:
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    ) as process:
        try:
            deadline = time.monotonic() + 30
            while not ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} did not start")
                time.sleep(0.02)
            yield
        finally:
            process.terminate()


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A private redis-server."""
    pytest.importorskip("redis", reason="the package redis is not installed")
    binary = _binary("redis-server", "valkey-server")
    if binary is None:
        pytest.skip("neither redis-server nor valkey-server is installed")
    with _folder() as folder:
        path = folder / "socket"
        command = [
            binary,
            "--port",
            "0",
            "--unixsocket",
            str(path),
            "--save",
            "",
            "--dir",
            str(folder),
        ]
        with _running(command, lambda: _accepts(path)):
            yield f"unix://{path}?db=0"


def _postgres_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            return {"user": pwd.getpwnam(name).pw_uid}
        except KeyError:
            continue
    pytest.skip("there is no user besides root for PostgreSQL to run as")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A private PostgreSQL."""
    pytest.importorskip("sqlalchemy", reason="the package sqlalchemy is not installed")
    pytest.importorskip("psycopg", reason="the package psycopg is not installed")
    initdb, postgres = _binary("initdb"), _binary("postgres")
    if initdb is None or postgres is None:
        pytest.skip("PostgreSQL is not installed")
    with _folder() as folder:
        user = _postgres_user()
        if user:
            os.chown(folder, user["user"], -1)
        data = str(folder / "data")
        subprocess.run(
            [initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            **user,
        )
        command = [postgres, "-D", data, "-k", str(folder), "-c", "listen_addresses="]
        command += ["-c", "fsync=off", "-c", "max_connections=60"]
        path = folder / ".s.PGSQL.5432"
        with _running(command, lambda: path.exists() and _accepts(path), cwd=folder, **user):
            yield f"postgresql://postgres@/postgres?host={folder}"


@pytest.fixture(params=["memory", "files", "sqlite", "redis", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store of each kind."""
    if request.param == "memory":
        return "memory:"
    if request.param == "files":
        return f"file:{tmp_path / 'sessions'}?fsync=0"
    if request.param == "sqlite":
        pytest.importorskip("sqlalchemy", reason="the package sqlalchemy is not installed")
        return f"sqlite:///{tmp_path / 'sessions.db'}"
    url: str = request.getfixturevalue(f"{request.param}_url")
    _empty(url)
    return url


def _empty(url: str) -> None:
    if url.startswith("unix"):
        import redis

        with redis.Redis.from_url(url) as client:
            client.flushall()
        return
    from sqlalchemy import create_engine, text

    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS fw_sessions"))
    engine.dispose()


@pytest.fixture
def store(store_url: str) -> Iterator[SessionStore]:
    """An empty store of each kind."""
    store = store_from_url(store_url)
    yield store
    store.close()


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
