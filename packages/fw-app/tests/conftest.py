"""Requests to an application, and the plain way beside the compiled one.

Without a test client of our own: fw-testing is not needed here.
"""

from __future__ import annotations

from typing import Any, Protocol

import pytest
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request as WerkzeugRequest

from fw_app import Flask, Request, Response
from fw_app.sessions import SecureCookieSessionInterface

#: The modules whose tests run on both ways.
BEHAVIOUR = (
    "test_app",
    "test_blueprints",
    "test_conversion",
    "test_ctx",
    "test_flashing",
    "test_helpers",
    "test_pipeline",
    "test_sessions",
    "test_streaming",
    "test_urls",
)


class Call(Protocol):
    """Sends a request to a WSGI application."""

    def __call__(self, app: Any, path: str = "/", /, **options: Any) -> TestResponse:
        """Return the response, read to its end.

        :param app: the application.
        :param path: the path.
        :param options: what :class:`werkzeug.test.EnvironBuilder` takes, such as ``method``.
        """


def _call(app: Any, path: str = "/", /, **options: Any) -> TestResponse:
    response = Client(app).open(path, **options)
    response.get_data()
    response.close()
    return response


@pytest.fixture
def call() -> Call:
    """Return the function that sends requests."""
    return _call


class PlainRequest(Request):
    """A request that is read by Werkzeug's own methods, step by step."""

    args = WerkzeugRequest.args
    form = WerkzeugRequest.form
    files = WerkzeugRequest.files
    cookies = WerkzeugRequest.cookies
    stream = WerkzeugRequest.stream

    def make_form_data_parser(self) -> Any:
        """Make the parser as ever; that it is overridden is what counts."""
        return super().make_form_data_parser()


class PlainResponse(Response):
    """A response that is sent by Werkzeug's own methods, step by step."""

    def get_wsgi_headers(self, environ: Any) -> Any:
        """Return the headers as ever."""
        return super().get_wsgi_headers(environ)

    def get_app_iter(self, environ: Any) -> Any:
        """Return the body as ever."""
        return super().get_app_iter(environ)


class PlainSessionInterface(SecureCookieSessionInterface):
    """Sessions that are opened and saved for each request, with settings that are read each time."""

    def prepared_settings(self, app: Any) -> None:
        """Keep nothing."""

    def open_session(self, app: Any, request: Any) -> Any:
        """Open the session as ever."""
        return super().open_session(app, request)

    def save_session(self, app: Any, session: Any, response: Any) -> None:
        """Save the session as ever."""
        super().save_session(app, session, response)


class PlainFlask(Flask):
    """An application that takes no short way: it overrides what those look at, and changes nothing.

    No rule is found and no URL built without an adapter, no response is sent without copies of
    its headers, no session waits until somebody looks at it, no function is known to be plain.
    """

    request_class = PlainRequest
    response_class = PlainResponse
    session_interface = PlainSessionInterface()

    def create_url_adapter(self, request: Any) -> Any:
        """Make the adapter as ever."""
        return super().create_url_adapter(request)

    def ensure_sync(self, func: Any) -> Any:
        """Return the function as ever."""
        return super().ensure_sync(func)

    def app_context(self) -> Any:
        """Make the context as ever."""
        return super().app_context()

    def make_response(self, rv: Any) -> Any:
        """Make the response as ever."""
        return super().make_response(rv)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of some modules twice: on the compiled way and on the plain one."""
    if metafunc.module.__name__.rpartition(".")[2] in BEHAVIOUR:
        metafunc.fixturenames.append("way")
        metafunc.parametrize("way", ["compiled", "plain"], indirect=True)


@pytest.fixture
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let ``Flask`` in a test's module mean the application of the test's way."""
    if request.param == "plain":
        monkeypatch.setattr(request.module, "Flask", PlainFlask, raising=False)
    return str(request.param)
