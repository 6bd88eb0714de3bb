"""The names that stand for what is being handled."""

from __future__ import annotations

import contextvars
from typing import Any

import pytest
from werkzeug.local import LocalProxy
from werkzeug.test import create_environ

from fw_app import Flask, Request, current_app, g, request, session
from fw_app.active import no_app_message, no_request_message, require_app, require_request
from fw_app.globals import _cv_app, _cv_request, _no_app_msg, app_ctx, request_ctx
from fw_app.sessions import SessionMixin

PROXIES: dict[str, Any] = {
    "app_ctx": app_ctx,
    "current_app": current_app,
    "g": g,
    "request_ctx": request_ctx,
    "request": request,
    "session": session,
}


@pytest.mark.parametrize("name", PROXIES)
def test_outside_a_context(name: str) -> None:
    proxy = PROXIES[name]

    def look() -> None:
        assert not proxy
        assert repr(proxy) == "<LocalProxy unbound>"
        assert issubclass(type(proxy), LocalProxy)
        with pytest.raises(RuntimeError) as info:
            getattr(proxy, "anything")  # noqa: B009
        message = str(info.value)
        assert message.startswith("Working outside of ")
        assert f"'{name}' needs the " in message
        assert "app.app_context()" in message or "app.test_request_context()" in message
        with pytest.raises(RuntimeError, match="Working outside of"):
            proxy._get_current_object()

    contextvars.Context().run(look)


def test_inside_a_context() -> None:
    app = Flask("name")
    with app.request_context(create_environ("/a")):
        assert bool(current_app)
        assert isinstance(current_app, Flask)
        assert isinstance(request, Request)
        assert isinstance(session, SessionMixin)
        assert current_app == app
        assert repr(g) == "<flask.g of 'name'>"
        assert repr(current_app) == repr(app)
        g.a = 1
        assert (g.get("a"), g.get("b", 2), "a" in g, list(g)) == (1, 2, True, ["a"])
        assert g.pop("a") == 1
        assert g.setdefault("c", []) is g.c
        del g.c
        with pytest.raises(AttributeError):
            g.c  # noqa: B018
        assert _cv_app.get() is _cv_request.get()
    assert repr(type(g).__name__)


def test_what_modules_ask_for() -> None:
    def look() -> None:
        with pytest.raises(RuntimeError) as info:
            require_app()
        assert str(info.value) == no_app_message() == _no_app_msg
        with pytest.raises(RuntimeError) as info:
            require_request()
        assert str(info.value) == no_request_message()

    contextvars.Context().run(look)
    app = Flask(__name__)
    with app.request_context(create_environ("/")) as ctx:
        assert require_app() is ctx
        assert require_request() is ctx


def test_the_namespace_outside_of_a_context() -> None:
    from fw_app.namespace import _AppCtxGlobals

    space = contextvars.Context().run(_AppCtxGlobals)
    assert contextvars.Context().run(repr, space).startswith("<fw_app.namespace._AppCtxGlobals")
