"""Flask-WTF: a form with its token is accepted, one without is refused."""

# What it imports is installed in the environment of these tests alone.
# mypy: ignore-errors

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask, render_template_string, request
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError, generate_csrf
from flask_wtf.file import FileAllowed, FileField
from wtforms import StringField
from wtforms.validators import DataRequired


class NameForm(FlaskForm):
    name = StringField("Name", validators=[DataRequired()])
    picture = FileField("Picture", validators=[FileAllowed(["png"])])


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "for the tests only"
    CSRFProtect(app)

    @app.route("/", methods=["GET", "POST"])
    def form() -> Any:
        form = NameForm()
        if form.validate_on_submit():
            return f"hello {form.name.data} {form.picture.data and form.picture.data.filename}"
        page = "<form>{{ form.csrf_token }}{{ form.name }}</form>{{ form.errors }}"
        return render_template_string(page, form=form)

    @app.post("/plain")
    def plain() -> str:
        return request.form.get("a", "nothing")

    @app.get("/token")
    def token() -> str:
        return generate_csrf()

    @app.errorhandler(CSRFError)
    def refused(error: CSRFError) -> tuple[str, int]:
        return f"refused: {error.description}", 400

    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_form_with_its_token_is_accepted(client: FlaskClient) -> None:
    token = token_of(client.get("/").text)
    data = {"name": "Ann", "csrf_token": token}
    assert client.post("/", data=data).text == "hello Ann None"


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    answer = client.post("/", data={"name": "Ann"})
    assert answer.status_code == 400
    assert answer.text == "refused: The CSRF token is missing."
    client.get("/")
    wrong = client.post("/", data={"name": "Ann", "csrf_token": "x"})
    assert wrong.text == "refused: The CSRF token is invalid."


def test_the_token_of_another_session_is_refused(app: Flask, client: FlaskClient) -> None:
    token = app.test_client().get("/token").text
    client.get("/token")
    assert client.post("/plain", data={"csrf_token": token}).status_code == 400


def test_a_header_can_carry_the_token(client: FlaskClient) -> None:
    token = client.get("/token").text
    answer = client.post("/plain", data={"a": "b"}, headers={"X-CSRFToken": token})
    assert answer.text == "b"


def test_fields_and_files_are_checked(client: FlaskClient) -> None:
    token = token_of(client.get("/").text)
    answer = client.post("/", data={"name": "", "csrf_token": token})
    assert "This field is required." in answer.text
    for name, accepted in (("a.png", True), ("a.exe", False)):
        data = {"name": "Ann", "csrf_token": token, "picture": (io.BytesIO(b"x"), name)}
        assert (f"hello Ann {name}" in client.post("/", data=data).text) is accepted


def test_an_exempt_view_needs_no_token() -> None:
    app = Flask(__name__)
    app.secret_key = "for the tests only"
    protect = CSRFProtect(app)

    @app.post("/open")
    @protect.exempt
    def open_to_all() -> str:
        return "open"

    assert app.test_client().post("/open").text == "open"
