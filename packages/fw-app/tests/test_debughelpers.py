"""Errors of debug mode that say what to change."""

from __future__ import annotations

import io

import pytest
from werkzeug.routing import RequestRedirect

from fw_app.app import Flask
from fw_app.debughelpers import DebugFilesKeyError, FormDataRoutingRedirect, UnexpectedUnicodeError
from fw_app.globals import request
from fw_app.wrappers import Request


def make_app() -> Flask:
    app = Flask(__name__)
    app.debug = app.testing = True

    @app.post("/upload")
    def upload() -> str:
        return request.files["photo"].filename or "nameless"

    @app.post("/folder/")
    def folder() -> str:
        return "never"

    return app


def test_a_form_without_enctype() -> None:
    client = make_app().test_client()
    with pytest.raises(DebugFilesKeyError) as caught:
        client.post("/upload", data={"photo": "cat.png"})
    message = str(caught.value)
    assert "no file contents were transmitted" in message
    assert "'application/x-www-form-urlencoded'" in message
    assert "This was submitted: 'cat.png'" in message
    assert 'enctype="multipart/form-data"' in message
    assert isinstance(caught.value, KeyError)


def test_a_form_with_enctype_and_one_without_the_field() -> None:
    app = make_app()
    client = app.test_client()
    assert client.post("/upload", data={"photo": (io.BytesIO(b"x"), "cat.png")}).text == "cat.png"
    app.config["TRAP_BAD_REQUEST_ERRORS"] = False
    assert client.post("/upload", data={"other": "1"}).status_code == 400


def test_a_redirect_that_would_lose_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    client = make_app().test_client()
    assert client.post("/folder", data={"a": "b"}).status_code == 308
    monkeypatch.setattr(RequestRedirect, "code", 301)
    with pytest.raises(AssertionError, match="routing redirects it") as caught:
        client.post("/folder", data={"a": "b"})
    message = str(caught.value)
    assert "'http://localhost/folder'" in message
    assert "canonical URL 'http://localhost/folder/'" in message
    assert "trailing slash" in message
    with pytest.raises(TypeError, match="not redirected"):
        FormDataRoutingRedirect(Request({}))


def test_unexpected_unicode_is_both_errors() -> None:
    assert issubclass(UnexpectedUnicodeError, (AssertionError, UnicodeError))
