"""An application on a fresh database, and a visitor with a few ways to use it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from blog import create_app
from werkzeug.test import TestResponse

from fw_core import Flask
from fw_core.testing import FlaskClient, FlaskCliRunner


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(
        {"TESTING": True, "SECRET_KEY": "test", "DATABASE": str(tmp_path / "blog.sqlite")}
    )


class Visitor:
    """A browser as far as the tests need one: it sends the token of the form it looks at."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def see(self, path: str) -> str:
        """Open a page that must be there, and return its HTML."""
        response = self.client.get(path)
        assert response.status_code == 200, response.status
        return response.text

    def send(self, form_page: str, path: str | None = None, /, **fields: str) -> TestResponse:
        """Send a form: look at its page for the token, then post the fields."""
        page = self.client.get(form_page, follow_redirects=True).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None, f"there is no form at {form_page}"
        data = {"csrf_token": token[1], **fields}
        return self.client.post(path or form_page, data=data)

    def register(self, username: str, password: str = "correct horse") -> TestResponse:
        return self.send("/auth/register", username=username, password=password)

    def log_in(self, username: str, password: str = "correct horse") -> TestResponse:
        return self.send("/auth/login", username=username, password=password)

    def join(self, username: str) -> None:
        """Register and log in."""
        self.register(username)
        assert self.log_in(username).location == "/"

    def write(self, title: str = "First light", body: str = "It was early.") -> str:
        """Write a post and return its address."""
        response = self.send("/posts/new", title=title, body=body)
        assert response.status_code == 302, response.text
        assert response.location is not None
        return response.location


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def ana(app: Flask) -> Visitor:
    """Somebody who is logged in."""
    visitor = Visitor(app.test_client())
    visitor.join("ana")
    return visitor


@pytest.fixture
def ben(app: Flask) -> Visitor:
    """Somebody else who is logged in."""
    visitor = Visitor(app.test_client())
    visitor.join("ben")
    return visitor


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()
