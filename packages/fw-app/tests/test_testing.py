"""The client and the runner, as an application makes them."""

from __future__ import annotations

import click
from werkzeug.test import Client

from fw_app.app import Flask
from fw_app.cli import ScriptInfo
from fw_app.ctx import has_app_context, has_request_context
from fw_app.globals import g, request, session
from fw_app.testing import EnvironBuilder, FlaskClient, FlaskCliRunner


def make_app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "key"

    @app.get("/")
    def index() -> str:
        g.seen = "yes"
        return str(session.get("name"))

    return app


def test_the_client_is_werkzeugs_and_knows_sessions() -> None:
    app = make_app()
    client = app.test_client()
    assert isinstance(client, FlaskClient)
    assert isinstance(client, Client)
    with client.session_transaction() as stored:
        stored["name"] = "Ada"
    assert client.get("/").text == "Ada"


def test_the_context_is_kept_within_a_block() -> None:
    app = make_app()
    with app.test_client() as client:
        client.get("/?a=b")
        assert request.args["a"] == "b"
        assert g.seen == "yes"
        assert session.get("name") is None
    assert not has_request_context()
    assert not has_app_context()


def test_a_builder_takes_its_defaults_from_the_application() -> None:
    app = make_app()
    app.config.update(SERVER_NAME="shop.example", PREFERRED_URL_SCHEME="https")
    builder = EnvironBuilder(app, "/items", subdomain="admin", json={"a": 1})
    try:
        environ = builder.get_environ()
    finally:
        builder.close()
    assert environ["HTTP_HOST"] == "admin.shop.example"
    assert environ["wsgi.url_scheme"] == "https"
    with app.test_request_context("/items", method="POST", json={"a": 1}):
        assert request.get_json() == {"a": 1}


def test_the_runner_hands_the_application_to_commands() -> None:
    app = make_app()

    @click.command()
    @click.pass_obj
    def show(info: ScriptInfo) -> None:
        click.echo(info.load_app() is app)

    runner = app.test_cli_runner()
    assert isinstance(runner, FlaskCliRunner)
    assert runner.invoke(show).output == "True\n"
    assert runner.invoke(show, obj=ScriptInfo(create_app=make_app)).output == "False\n"
