from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.wrappers import Response

from fw_sessions import (
    ServerSession,
    ServerSideSessionInterface,
    SessionInterface,
    StoreConfigurationError,
    StoreUnavailable,
)
from fw_sessions.stores.memory import MemoryStore

Make = Callable[..., Any]


def log_in(session: Any) -> None:
    session.rotate()
    session["user"] = 7


def test_a_session_is_kept_in_the_configured_store(
    make_app: Make, make_browser: Make, store_url: str
) -> None:
    app = make_app(None, SESSION_STORE=store_url)
    browser = make_browser(app, ServerSideSessionInterface())
    first = browser.visit(log_in)
    identifier = browser.cookie
    browser.visit(lambda session: session.update(page=2))
    assert browser.cookie == identifier
    browser.visit(len)
    assert dict(browser.session) == {"user": 7, "page": 2}

    last = browser.visit(lambda session: session.clear())
    assert last.headers["Set-Cookie"].startswith("session=; Expires=Thu, 01 Jan 1970")
    browser.cookie = identifier
    browser.visit(len)

    assert dict(browser.session) == {}
    assert first.headers["Vary"] == last.headers["Vary"] == "Cookie"
    browser.interface.manager(app).store.close()


def test_it_is_lazy_and_costs_nothing_untouched(make_app: Make, make_browser: Make) -> None:
    class Broken(MemoryStore):
        def load(self, key: str) -> str | None:
            raise StoreUnavailable("broken", "load")

    browser = make_browser(make_app(), ServerSideSessionInterface(Broken()))
    browser.cookie = f"session={'A' * 43}"

    response = browser.visit()

    assert ServerSideSessionInterface.lazy
    assert not browser.interface.refreshes(browser.app, browser.request())
    assert "Vary" not in response.headers
    assert isinstance(browser.session, ServerSession)
    assert isinstance(browser.interface, SessionInterface)


def test_looking_varies(make_app: Make, make_browser: Make) -> None:
    browser = make_browser(make_app(), ServerSideSessionInterface(MemoryStore()))

    looked = browser.visit(lambda session: "user" in session)

    assert looked.headers["Vary"] == "Cookie"
    assert "Set-Cookie" not in looked.headers


def test_a_permanent_session(make_app: Make, make_browser: Make) -> None:
    app = make_app(SESSION_LIFETIME=3600)
    browser = make_browser(app, ServerSideSessionInterface(MemoryStore()))

    header = browser.visit(lambda s: setattr(s, "permanent", True)).headers["Set-Cookie"]

    assert "Expires=" in header
    assert browser.interface.manager(app).lifetime == timedelta(hours=1)


def test_periods(make_app: Make) -> None:
    interface = ServerSideSessionInterface(MemoryStore())
    app = make_app(SESSION_IDLE_LIFETIME=timedelta(minutes=20))

    manager = interface.manager(app)

    assert (manager.lifetime, manager.idle) == (timedelta(days=31), timedelta(minutes=20))
    assert interface.manager(app) is manager
    app.config["SESSION_IDLE_LIFETIME"] = "20 minutes"
    with pytest.raises(StoreConfigurationError, match="SESSION_IDLE_LIFETIME is '20 minutes'"):
        interface.manager(app)


def test_the_namespace_is_the_name_of_the_application_unless_set(make_app: Make) -> None:
    interface = ServerSideSessionInterface(MemoryStore())
    app = make_app()
    assert interface.manager(app).namespace == ""
    app.name = "shop"
    assert interface.manager(app).namespace == "shop"
    app.config["SESSION_NAMESPACE"] = "both"
    assert interface.manager(app).namespace == "both"


def test_a_new_setting_keeps_the_store(make_app: Make) -> None:
    interface = ServerSideSessionInterface()
    app = make_app(SESSION_STORE="memory:")
    before = interface.manager(app)
    app.config["SESSION_LIFETIME"] = 60

    after = interface.manager(app)

    assert after is not before
    assert after.store is before.store


@pytest.mark.parametrize("url", [None, "", 5])
def test_without_a_store(make_app: Make, make_browser: Make, url: Any) -> None:
    with pytest.raises(StoreConfigurationError, match="so there is nowhere to keep sessions"):
        make_browser(make_app(SESSION_STORE=url), ServerSideSessionInterface()).visit()


def test_a_store_that_fails_while_saving_makes_the_response_a_503(
    make_app: Make, make_browser: Make
) -> None:
    class Full(MemoryStore):
        def create(self, entry: Any) -> None:
            raise StoreUnavailable("memory", "save")

    interface = ServerSideSessionInterface(Full())
    app = make_app()
    session = interface.open_session(app, make_browser(app).request())
    session["user"] = 7
    response = Response("Welcome!", 302, headers={"Location": "/in", "Set-Cookie": "x=y"})

    interface.save_session(app, session, response)

    assert response.status_code == 503
    assert "Welcome" not in response.get_data(as_text=True)
    assert set(response.headers.keys()) == {"Content-Type", "Retry-After", "Content-Length"}


def test_a_session_of_another_class_is_refused(make_app: Make) -> None:
    from fw_sessions import SecureCookieSession

    with pytest.raises(TypeError, match="saves a ServerSession, not a SecureCookieSession"):
        ServerSideSessionInterface(MemoryStore()).save_session(
            make_app(), SecureCookieSession(), Response()
        )
