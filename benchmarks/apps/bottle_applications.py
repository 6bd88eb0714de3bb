"""The applications of Bottle."""

# The frameworks come without types here, and so do their decorators.
# mypy: disallow-untyped-decorators=False

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from . import LINES, PROFILE, rule_count
from .flask_like import STYLE, TeapotError

# Without types, so that the checks need no peer.
bottle: Any = import_module("bottle")

NAME = "Bottle"

TEMPLATE = """<!doctype html><title>{{title}}</title><ul>
% for item in items:
<li><a href="{{url('item', id=item)}}">item {{item}}</a></li>
% end
</ul>"""


def version() -> str:
    """Return the version installed."""
    return str(bottle.__version__)


def build(kind: str) -> Any:
    """Return the application for a kind of scenario, or ``None``."""
    if rule_count(kind):
        return _with_rules(rule_count(kind))
    builder = _BUILDERS.get(kind)
    return None if builder is None else builder()


def _plain() -> Any:
    app = bottle.Bottle()
    app.route("/", callback=lambda: "Hello, World!")
    return app


def _parameter() -> Any:
    app = bottle.Bottle()
    app.route("/user/<user_id:int>/posts", callback=lambda user_id: f"posts of {user_id}")
    return app


def _with_rules(count: int) -> Any:
    app = bottle.Bottle()

    def view(id: int) -> str:
        return str(id)

    for i in range(count):
        app.route(f"/part{i}/<id:int>/edit", callback=view)
    return app


def _json_out() -> Any:
    app = bottle.Bottle()
    app.route("/", callback=lambda: PROFILE)
    return app


def _json_in() -> Any:
    app = bottle.Bottle()
    app.route("/", "POST", callback=lambda: bottle.request.json["name"])
    return app


def _query() -> Any:
    app = bottle.Bottle()

    @app.route("/")
    def search() -> str:
        query = bottle.request.query
        return f"{query['q']} {query.get('page', 1, type=int)} {query.getall('tag')}"

    return app


def _form() -> Any:
    app = bottle.Bottle()

    @app.route("/", "POST")
    def save() -> str:
        form = bottle.request.forms
        return f"{form['name']} {form.get('age', type=int)}"

    return app


def _upload() -> Any:
    app = bottle.Bottle()

    @app.route("/", "POST")
    def save() -> str:
        request = bottle.request
        return f"{request.forms['title']} {len(request.files['file'].file.read())}"

    return app


def _template() -> Any:
    app = bottle.Bottle()
    template = bottle.SimpleTemplate(TEMPLATE)

    @app.route("/")
    def index() -> Any:
        return template.render(title="Items", items=range(10), url=app.get_url)

    @app.route("/item/<id:int>", name="item")
    def item(id: int) -> str:
        return str(id)

    return app


def _cookies() -> Any:
    app = bottle.Bottle()

    @app.route("/")
    def theme() -> Any:
        bottle.response.set_cookie("seen", "2", max_age=3600, httponly=True)
        return bottle.request.get_cookie("theme")

    return app


def _hooks() -> Any:
    app = bottle.Bottle()
    for _ in range(3):
        app.add_hook("before_request", lambda: None)
        app.add_hook("after_request", lambda: None)
    app.route("/outer/inner/", callback=lambda: "hooked")
    return app


def _errors() -> Any:
    app = bottle.Bottle()

    def handling(callback: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            try:
                return callback(*args, **kwargs)
            except TeapotError:
                return bottle.HTTPResponse("I am a teapot", 418)

        return wrapper

    app.install(handling)

    @app.route("/fail")
    def fail() -> str:
        raise TeapotError

    return app


def _static() -> Any:
    app = bottle.Bottle()
    folder = tempfile.mkdtemp(prefix="benchmark")
    Path(folder, "style.css").write_text(STYLE, encoding="utf-8")
    app.route("/static/<name:path>", callback=lambda name: bottle.static_file(name, root=folder))
    return app


def _streaming() -> Any:
    app = bottle.Bottle()

    @app.route("/")
    def lines() -> Iterator[str]:
        yield from LINES

    return app


_BUILDERS: dict[str, Callable[[], Any]] = {
    "plain": _plain,
    "parameter": _parameter,
    "json out": _json_out,
    "json in": _json_in,
    "query": _query,
    "form": _form,
    "upload": _upload,
    "template": _template,
    "cookies": _cookies,
    "hooks": _hooks,
    "errors": _errors,
    "static": _static,
    "streaming": _streaming,
}
