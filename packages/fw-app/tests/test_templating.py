"""Rendering in an application: folders, context, signals and streams."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateNotFound

from fw_app.app import Flask
from fw_app.blueprints import Blueprint
from fw_app.globals import g, request, session
from fw_app.helpers import get_template_attribute
from fw_app.signals import before_render_template, template_rendered
from fw_app.templating import (
    DispatchingJinjaLoader,
    Environment,
    render_template,
    render_template_string,
    stream_template,
    stream_template_string,
)
from fw_app.typing import ResponseReturnValue


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask(__name__, root_path=str(tmp_path))
    app.secret_key = "key"
    admin = Blueprint("admin", __name__, template_folder="pages", root_path=str(tmp_path / "admin"))

    @admin.get("/admin")
    def admin_page() -> str:
        return render_template(request.args["page"])

    app.register_blueprint(admin)
    files = {
        "templates/page.html": "{{ title }} {{ extra }} {{ '<' }}",
        "templates/both.html": "app",
        "templates/note.txt": "{{ '<' }}",
        "templates/_macros.html": "{% macro hello(name) %}Hello {{ name }}!{% endmacro %}",
        "admin/pages/both.html": "admin",
        "admin/pages/only.html": "only {{ request.path }}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return app


def test_folders_are_asked_in_order(app: Flask) -> None:
    with app.test_request_context("/here"):
        assert render_template("both.html") == "app"
        assert render_template("only.html") == "only /here"
        assert render_template(["missing.html", "only.html"]) == "only /here"
        with pytest.raises(TemplateNotFound, match=r"missing\.html"):
            render_template("missing.html")
    assert set(app.jinja_env.list_templates()) == {
        "page.html",
        "both.html",
        "note.txt",
        "_macros.html",
        "only.html",
    }
    assert isinstance(app.jinja_env, Environment)
    assert isinstance(app.jinja_env.loader, DispatchingJinjaLoader)


def test_escaping_follows_the_name(app: Flask) -> None:
    with app.app_context():
        assert render_template("page.html", title="<b>") == "&lt;b&gt;  &lt;"
        assert render_template("note.txt") == "<"
        assert render_template_string("{{ '<' }}") == "&lt;"


def test_the_context_of_every_template(app: Flask) -> None:
    @app.context_processor
    def more() -> dict[str, Any]:
        return {"extra": "more", "title": "never"}

    with app.test_request_context("/here"):
        g.user = "Ada"
        session["n"] = 1
        assert render_template("page.html", title="given") == "given more &lt;"
        assert render_template_string("{{ g.user }} {{ session.n }} {{ request.path }}") == (
            "Ada 1 /here"
        )
        assert render_template_string(
            "{{ config.SECRET_KEY }} {{ url_for('admin.admin_page') }}"
        ) == ("key /admin")
    with app.app_context():
        assert render_template_string("{{ g is defined }} {{ request is defined }}").startswith(
            "True"
        )


def test_rendering_does_not_touch_the_session(app: Flask) -> None:
    """CVE-2026-27205: a page that never looks at the session may be cached for everybody."""

    @app.get("/plain")
    def plain() -> str:
        return render_template_string("plain")

    @app.get("/personal")
    def personal() -> str:
        return render_template_string("{{ session.get('name') }}")

    client = app.test_client()
    assert "Cookie" not in client.get("/plain").vary
    assert "Cookie" in client.get("/personal").vary


def test_signals(app: Flask) -> None:
    heard: list[tuple[str, Any, dict[str, Any]]] = []

    def before(sender: Flask, template: Any, context: dict[str, Any]) -> None:
        heard.append(("before", template.name, dict(context)))
        context["title"] = "changed"

    def after(sender: Flask, template: Any, context: dict[str, Any]) -> None:
        heard.append(("after", template.name, dict(context)))

    with (
        app.app_context(),
        before_render_template.connected_to(before, app),
        template_rendered.connected_to(after, app),
    ):
        assert render_template("page.html", title="given").startswith("changed")
    assert [(kind, name) for kind, name, _ in heard] == [
        ("before", "page.html"),
        ("after", "page.html"),
    ]
    assert heard[0][2]["title"] == "given"
    assert heard[0][2]["g"] is not None


def test_streams_keep_the_request(app: Flask) -> None:
    ended: list[BaseException | None] = []
    app.teardown_request(ended.append)
    heard: list[str] = []

    def after(sender: Flask, template: Any, context: dict[str, Any]) -> None:
        heard.append(request.path)

    @app.get("/stream")
    def stream() -> ResponseReturnValue:
        return stream_template("only.html")

    @app.get("/string")
    def string() -> ResponseReturnValue:
        return stream_template_string("a {{ session.get('n') }} {{ g.missing }}")

    client = app.test_client()
    with template_rendered.connected_to(after, app):
        response = client.get("/stream")
        assert response.is_streamed
        assert response.text == "only /stream"
        assert client.get("/string").text == "a None "
    assert heard == ["/stream", "/string"]
    assert ended == [None, None]


def test_streams_without_a_request(app: Flask) -> None:
    with app.app_context():
        assert "".join(stream_template("page.html", title="t")) == "t  &lt;"


def test_attributes_of_a_template(app: Flask) -> None:
    with app.app_context():
        assert get_template_attribute("_macros.html", "hello")("World") == "Hello World!"


def test_the_search_is_explained(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    caplog.set_level(logging.INFO, logger=app.name)
    client = app.test_client()
    assert client.get("/admin?page=both.html").text == "app"
    text = caplog.text
    assert "Locating template 'both.html':" in text
    assert f"1: trying loader of application {app.import_name!r}" in text
    assert "2: trying loader of blueprint 'admin'" in text
    assert "class: jinja2.loaders.FileSystemLoader" in text
    assert "encoding: 'utf-8'" in text
    assert "Warning: multiple loaders returned a match" in text
    assert "endpoint that belongs to the blueprint 'admin'" in text
    caplog.clear()
    assert client.get("/admin?page=only.html").status_code == 200
    assert "Warning" not in caplog.text
    caplog.clear()
    assert client.get("/admin?page=missing.html").status_code == 500
    assert "Error: the template could not be found." in caplog.text
    assert caplog.text.count("-> no match") == 2


def test_outside_a_context() -> None:
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        render_template_string("lost")
