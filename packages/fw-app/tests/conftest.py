"""Requests to an application, without a test client of our own: fw-testing is not needed here."""

from __future__ import annotations

from typing import Any, Protocol

import pytest
from werkzeug.test import Client, TestResponse


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
