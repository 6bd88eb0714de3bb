"""Flask-Login: log in, be remembered, log out."""

# What it imports is installed in the environment of these tests alone.
# mypy: ignore-errors

from __future__ import annotations

import pytest
from flask import Flask, redirect, request, session, url_for
from flask.testing import FlaskClient
from flask_login import (
    FlaskLoginClient,
    LoginManager,
    UserMixin,
    current_user,
    fresh_login_required,
    login_required,
    login_user,
    logout_user,
    user_logged_in,
)


class User(UserMixin):
    def __init__(self, id: str) -> None:
        self.id = id


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "for the tests only"
    manager = LoginManager(app)
    manager.login_view = "login"
    users = {"ann": User("ann")}
    manager.user_loader(users.get)

    @app.route("/login", methods=["GET", "POST"])
    def login() -> object:
        if request.method == "GET":
            return "who are you?"
        login_user(users[request.form["name"]], remember="remember" in request.form)
        return redirect(request.args.get("next") or url_for("home"))

    @app.get("/")
    def home() -> str:
        return f"hello {current_user.id}" if current_user.is_authenticated else "hello stranger"

    @app.get("/private")
    @login_required
    def private() -> str:
        return f"private to {current_user.id}"

    @app.get("/fresh")
    @fresh_login_required
    def fresh() -> str:
        return "fresh"

    @app.get("/logout")
    @login_required
    def logout() -> object:
        logout_user()
        return redirect(url_for("home"))

    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_log_in_and_out(client: FlaskClient) -> None:
    assert client.get("/").text == "hello stranger"
    sent_away = client.get("/private")
    assert sent_away.status_code == 302
    assert sent_away.location == "/login?next=%2Fprivate"
    answer = client.post(sent_away.location, data={"name": "ann"}, follow_redirects=True)
    assert answer.text == "private to ann"
    assert client.get("/fresh").text == "fresh"
    assert client.get("/logout", follow_redirects=True).text == "hello stranger"
    assert client.get("/private").status_code == 302


def test_the_remember_cookie_outlives_the_session(client: FlaskClient) -> None:
    client.post("/login", data={"name": "ann", "remember": "yes"})
    assert client.get_cookie("remember_token") is not None
    client.delete_cookie("session")
    assert client.get("/private").text == "private to ann"
    assert client.get("/fresh").status_code == 401
    client.get("/logout")
    assert client.get_cookie("remember_token") is None
    assert client.get("/").text == "hello stranger"


def test_a_forged_remember_cookie_is_nobody(client: FlaskClient) -> None:
    client.set_cookie("remember_token", "ann|0000")
    assert client.get("/").text == "hello stranger"


def test_its_own_client_logs_a_user_in(app: Flask) -> None:
    app.test_client_class = FlaskLoginClient
    with app.test_client(user=User("ann")) as client:
        assert client.get("/private").text == "private to ann"
        assert session["_user_id"] == "ann"


def test_its_signals_are_sent(app: Flask, client: FlaskClient) -> None:
    heard: list[str] = []

    def receiver(sender: object, user: User, **extra: object) -> None:
        heard.append(user.id)

    with user_logged_in.connected_to(receiver, sender=app):
        client.post("/login", data={"name": "ann"})
    assert heard == ["ann"]


def test_the_user_is_in_templates(app: Flask) -> None:
    from flask import render_template_string

    with app.test_request_context("/"):
        login_user(User("ann"))
        assert render_template_string("{{ current_user.id }}") == "ann"
