"""The applications of the two frameworks that have one interface: written once, for both."""

# The frameworks come without types here, and so do their decorators.
# mypy: disallow-untyped-decorators=False

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from . import LINES, PROFILE, rule_count

STYLE = "body { margin: 0 }\n" * 20

TEMPLATE = """<!doctype html><title>{{ title }}</title><ul>
{% for item in items %}<li><a href="{{ url_for('item', id=item) }}">item {{ item }}</a></li>
{% endfor %}</ul>"""


def build(flask: ModuleType, kind: str) -> Any:
    """Return the application for a kind of scenario, made by one of the two modules."""
    if rule_count(kind):
        return with_rules(flask, rule_count(kind))
    return _BUILDERS[kind](flask)


def new(flask: ModuleType) -> Any:
    """Return an empty application."""
    return flask.Flask("benchmark", root_path=tempfile.gettempdir())


def plain(flask: ModuleType) -> Any:
    """One view that returns text."""
    app = new(flask)

    @app.route("/")
    def hello() -> str:
        return "Hello, World!"

    return app


def parameter(flask: ModuleType) -> Any:
    """One view with a number in its URL."""
    app = new(flask)

    @app.route("/user/<int:user_id>/posts")
    def posts(user_id: int) -> str:
        return f"posts of {user_id}"

    return app


def with_rules(flask: ModuleType, count: int) -> Any:
    """Many views, each with a number in its URL."""
    app = new(flask)

    def view(id: int) -> str:
        return str(id)

    for i in range(count):
        app.add_url_rule(f"/part{i}/<int:id>/edit", f"part{i}", view)
    return app


def json_out(flask: ModuleType) -> Any:
    """A view that returns data."""
    app = new(flask)

    @app.route("/")
    def profile() -> dict[str, Any]:
        return PROFILE

    return app


def json_in(flask: ModuleType) -> Any:
    """A view that reads data."""
    app = new(flask)
    request = flask.request

    @app.route("/", methods=["POST"])
    def name() -> str:
        return str(request.get_json()["name"])

    return app


def query(flask: ModuleType) -> Any:
    """A view that reads the query."""
    app = new(flask)
    request = flask.request

    @app.route("/")
    def search() -> str:
        args = request.args
        return f"{args['q']} {args.get('page', 1, type=int)} {args.getlist('tag')}"

    return app


def form(flask: ModuleType) -> Any:
    """A view that reads a form."""
    app = new(flask)
    request = flask.request

    @app.route("/", methods=["POST"])
    def save() -> str:
        form = request.form
        return f"{form['name']} {form.get('age', type=int)}"

    return app


def upload(flask: ModuleType) -> Any:
    """A view that reads an uploaded file."""
    app = new(flask)
    request = flask.request

    @app.route("/", methods=["POST"])
    def save() -> str:
        return f"{request.form['title']} {len(request.files['file'].read())}"

    return app


def template(flask: ModuleType) -> Any:
    """A template that makes ten links."""
    folder = Path(tempfile.mkdtemp(prefix="benchmark"))
    folder.joinpath("list.html").write_text(TEMPLATE, encoding="utf-8")
    app = flask.Flask("benchmark", root_path=str(folder), template_folder=str(folder))
    render_template = flask.render_template

    @app.route("/")
    def index() -> Any:
        return render_template("list.html", title="Items", items=range(10))

    @app.route("/item/<int:id>")
    def item(id: int) -> str:
        return str(id)

    return app


def session(flask: ModuleType) -> Any:
    """A view that counts in the session, and one that leaves it alone."""
    app = new(flask)
    app.secret_key = "benchmark"
    session = flask.session

    @app.route("/count")
    def count() -> str:
        session["visits"] = session.get("visits", 0) + 1
        return f"visits: {session['visits']}"

    @app.route("/plain")
    def untouched() -> str:
        return "Hello, World!"

    return app


def cookies(flask: ModuleType) -> Any:
    """A view that reads a cookie and sets another."""
    app = new(flask)
    request, make_response = flask.request, flask.make_response

    @app.route("/")
    def theme() -> Any:
        response = make_response(request.cookies["theme"])
        response.set_cookie("seen", "2", max_age=3600, httponly=True)
        return response

    return app


def hooks(flask: ModuleType) -> Any:
    """Functions before and after the view and at the end: in the application and two blueprints."""
    app = new(flask)
    outer = flask.Blueprint("outer", "benchmark", url_prefix="/outer")
    inner = flask.Blueprint("inner", "benchmark", url_prefix="/inner")
    for target in (app, outer, inner):
        target.before_request(_before)
        target.after_request(_after)
        target.teardown_request(_teardown)

    @inner.route("/")
    def view() -> str:
        return "hooked"

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app


def _before() -> None: ...


def _after(response: Any) -> Any:
    return response


def _teardown(exc: BaseException | None) -> None: ...


class TeapotError(Exception):
    """What the error scenario raises."""


def errors(flask: ModuleType) -> Any:
    """A view that raises what a handler answers."""
    app = new(flask)

    @app.route("/fail")
    def fail() -> str:
        raise TeapotError

    @app.errorhandler(TeapotError)
    def answer(error: TeapotError) -> tuple[str, int]:
        return "I am a teapot", 418

    return app


def static(flask: ModuleType) -> Any:
    """A folder with a small file."""
    folder = Path(tempfile.mkdtemp(prefix="benchmark"))
    folder.joinpath("style.css").write_text(STYLE, encoding="utf-8")
    return flask.Flask("benchmark", root_path=str(folder), static_folder=str(folder),
                       static_url_path="/static")  # fmt: skip


def streaming(flask: ModuleType) -> Any:
    """A view that returns a generator of ten lines."""
    app = new(flask)

    @app.route("/")
    def lines() -> Iterator[str]:
        yield from LINES

    return app


def asynchronous(flask: ModuleType) -> Any:
    """A view that is a coroutine function."""
    app = new(flask)

    @app.route("/")
    async def hello() -> str:
        return "Hello, World!"

    return app


_BUILDERS: dict[str, Callable[[ModuleType], Any]] = {
    "plain": plain,
    "parameter": parameter,
    "json out": json_out,
    "json in": json_in,
    "query": query,
    "form": form,
    "upload": upload,
    "template": template,
    "session": session,
    "cookies": cookies,
    "hooks": hooks,
    "errors": errors,
    "static": static,
    "streaming": streaming,
    "async": asynchronous,
}
