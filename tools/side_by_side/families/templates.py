"""Templates: folders, context processors, filters, escaping, streaming."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.side_by_side.case import Case, Log, get

FOLDER = Path(tempfile.gettempdir()) / "side-by-side-templates"

TEMPLATES = {
    "app/index.html": "{{ value }}|{{ request.path }}|{{ g.x }}|{{ session.a }}|{{ injected }}",
    "app/text.txt": "{{ value }}",
    "app/page.xml": "{{ value }}",
    "app/shared.html": "app",
    "app/base.html": "<{% block body %}base{% endblock %}>",
    "app/child.html": "{% extends 'base.html' %}{% block body %}{{ super() }}+{{ value }}{% endblock %}",
    "app/macro.html": "{% macro hello(name) %}Hello {{ name }}{% endmacro %}{% set constant = 5 %}",
    "app/urls.html": "{{ url_for('view', name='a b') }} {{ config.TESTING }} {{ get_flashed_messages() }}",
    "app/filters.html": "{{ 'abc'|backwards }} {{ 3 is odder }} {{ twice(4) }} {{ {'a': '<'}|tojson }}",
    "app/broken.html": "{% if %}",
    "app/failing.html": "{{ 1 // 0 }}",
    "app/include.html": "{% include 'shared.html' %} {% include 'own.html' %}",
    "app/import.html": "{% from 'macro.html' import hello with context %}{{ hello(value) }}",
    "app/list.html": "{% for item in items %}{{ loop.index }}{{ item }}{% endfor %}",
    "part/shared.html": "part",
    "part/own.html": "own {{ part }} {{ injected }}",
}

NAMES = (
    "index.html", "text.txt", "page.xml", "shared.html", "child.html", "urls.html", "filters.html",
    "broken.html", "failing.html", "include.html", "import.html", "list.html", "own.html", "none.html",
)  # fmt: skip


def folder() -> Path:
    """Write the templates."""
    for name, text in TEMPLATES.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
    return FOLDER


def application(settings: dict[str, Any]) -> Callable[[Any, Log], Any]:
    """Make the builder of an application that renders templates.

    :param settings: its configuration.
    """

    def build(module: Any, log: Log) -> Any:
        base = folder()
        app = module.Flask("case", template_folder=str(base / "app"))
        app.secret_key = "key"  # noqa: S105  # no secret
        app.config.update(settings)
        part = module.Blueprint(
            "part", "case", template_folder=str(base / "part"), url_prefix="/part"
        )

        @app.context_processor
        def inject() -> dict[str, Any]:
            log("processor app")
            return {"injected": "app", "value": "overridden?"}

        @part.context_processor
        def inject_part() -> dict[str, Any]:
            log("processor part")
            return {"injected": "part", "part": 1}

        @part.app_context_processor
        def inject_everywhere() -> dict[str, Any]:
            log("processor everywhere")
            return {"everywhere": 1}

        app.template_filter("backwards")(lambda text: text[::-1])
        app.template_test("odder")(lambda number: number % 2 == 1)
        app.template_global("twice")(lambda number: 2 * number)

        def view(name: str) -> Any:
            module.g.x = "gee"
            module.session["a"] = "sess"
            return module.render_template(name, value="<v>", items="ab")

        app.add_url_rule("/<name>", "view", view)
        part.add_url_rule("/<name>", "view", view)
        app.add_url_rule(
            "/stream/<name>",
            "stream",
            lambda name: module.stream_template(name, value="<v>", items="ab"),
        )
        app.add_url_rule(
            "/string/<name>",
            "string",
            lambda name: module.render_template_string(
                "{{ name }} {{ value }} {{ injected }}", name=name, value="<&>"
            ),
        )
        app.add_url_rule(
            "/stream_string",
            "stream_string",
            lambda: module.stream_template_string("{% for c in v %}{{ c }}{% endfor %}", v="<x>"),
        )
        app.add_url_rule(
            "/list", "list", lambda: module.render_template(["none.html", "text.txt"], value=1)
        )
        app.add_url_rule(
            "/attribute",
            "attribute",
            lambda: str(module.get_template_attribute("macro.html", "hello")("you")),
        )
        app.register_blueprint(part)
        return app

    return build


def cases() -> Iterator[Case]:
    """Make the cases: each template by the application, the blueprint, and as a stream."""
    for name in NAMES:
        paths = get(f"/{name}", f"/part/{name}", f"/string/{name}")
        yield Case(f"templates.{name}", application({}), paths)
        yield Case(f"templates.stream.{name}", application({}), get(f"/stream/{name}"))
    yield Case("templates.stream.string", application({}), get("/stream_string"))
    others = get("/list", "/attribute", "/part/index.html")
    for title, settings in {
        "plain": {},
        "reload": {"TEMPLATES_AUTO_RELOAD": True},
        "explain": {"EXPLAIN_TEMPLATE_LOADING": True},
    }.items():
        yield Case(f"templates.config_{title}", application(settings), others)
    for title, build in NAMED.items():
        yield Case(f"templates.{title}", build, get("/", "/"))


def options(module: Any, log: Log) -> Any:
    """Build an application with settings of Jinja's."""

    class App(module.Flask):
        jinja_options = {
            "trim_blocks": True,
            "variable_start_string": "<<",
            "variable_end_string": ">>",
        }

        def select_jinja_autoescape(self, filename: str | None) -> bool:
            log("autoescape", filename)
            return False

    app = App("case")
    app.add_url_rule("/", "view", lambda: module.render_template_string("<<x>>{{x}}", x="<"))
    return app


def environment(module: Any, log: Log) -> Any:
    """Build an application that reaches into Jinja's environment."""
    app = module.Flask("case", template_folder=str(folder() / "app"))
    app.jinja_env.globals["world"] = "earth"
    app.jinja_env.filters["shout"] = str.upper
    app.jinja_env.add_extension("jinja2.ext.do")

    @app.route("/")
    def view() -> Any:
        text = "{% set l = [] %}{% do l.append(world) %}{{ l[0]|shout }} {{ self is defined }}"
        loader = sorted(app.jinja_env.loader.list_templates())
        return {"text": module.render_template_string(text), "templates": loader}

    return app


def updated_context(module: Any, log: Log) -> Any:
    """Build an application that completes a context by itself."""
    app = module.Flask("case")
    app.context_processor(lambda: {"a": 1, "b": 2})

    @app.route("/")
    def view() -> Any:
        context: dict[str, Any] = {"b": 3}
        app.update_template_context(context)
        return {key: str(type(value).__name__) for key, value in context.items()}

    return app


NAMED: dict[str, Callable[[Any, Log], Any]] = {
    "options": options,
    "environment": environment,
    "updated_context": updated_context,
}
