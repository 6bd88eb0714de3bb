"""The applications of Falcon, in the build that the package index has: with compiled parts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from . import LINES, PROFILE, rule_count
from .flask_like import STYLE, TeapotError

# Without types, so that the checks need no peer.
falcon: Any = import_module("falcon")

NAME = "Falcon"


def version() -> str:
    """Return the version installed, and whether its compiled parts are there."""
    uri = import_module("falcon.cyutil.uri")

    return f"{falcon.__version__}{'' if str(uri.__file__).endswith('.py') else ', compiled'}"


def build(kind: str) -> Any:
    """Return the application for a kind of scenario, or ``None``."""
    if rule_count(kind):
        return _with_rules(rule_count(kind))
    builder = _BUILDERS.get(kind)
    return None if builder is None else builder()


def _app(path: str, get: Any = None, post: Any = None, **options: Any) -> Any:
    """Return an application with one resource, whose responders are functions."""
    app = falcon.App(media_type=falcon.MEDIA_HTML, **options)
    app.add_route(path, _resource(get, post))
    return app


def _resource(get: Any = None, post: Any = None) -> Any:
    own = {"on_get": get, "on_post": post}
    members = {name: staticmethod(func) for name, func in own.items() if func is not None}
    return type("Resource", (), members)()


def _plain() -> Any:
    def get(req: Any, resp: Any) -> None:
        resp.text = "Hello, World!"

    return _app("/", get)


def _parameter() -> Any:
    def get(req: Any, resp: Any, user_id: int) -> None:
        resp.text = f"posts of {user_id}"

    return _app("/user/{user_id:int}/posts", get)


def _with_rules(count: int) -> Any:
    app = falcon.App(media_type=falcon.MEDIA_HTML)

    def get(req: Any, resp: Any, id: int) -> None:
        resp.text = str(id)

    for i in range(count):
        app.add_route(f"/part{i}/{{id:int}}/edit", _resource(get))
    return app


def _json_out() -> Any:
    def get(req: Any, resp: Any) -> None:
        resp.media = PROFILE

    app = falcon.App()
    app.add_route("/", _resource(get))
    return app


def _json_in() -> Any:
    def post(req: Any, resp: Any) -> None:
        resp.text = req.get_media()["name"]

    return _app("/", post=post)


def _query() -> Any:
    def get(req: Any, resp: Any) -> None:
        resp.text = (
            f"{req.get_param('q', required=True)} {req.get_param_as_int('page', default=1)}"
            f" {req.get_param_as_list('tag')}"
        )

    return _app("/", get)


def _form() -> Any:
    def post(req: Any, resp: Any) -> None:
        form = req.get_media()
        resp.text = f"{form['name']} {int(form['age'])}"

    return _app("/", post=post)


def _upload() -> Any:
    def post(req: Any, resp: Any) -> None:
        title, size = "", 0
        for part in req.get_media():
            if part.name == "title":
                title = part.text
            else:
                size = len(part.stream.read())
        resp.text = f"{title} {size}"

    return _app("/", post=post)


def _cookies() -> Any:
    def get(req: Any, resp: Any) -> None:
        resp.set_cookie("seen", "2", max_age=3600, http_only=True)
        resp.text = req.cookies["theme"]

    return _app("/", get)


class _Hooks:
    """A component of middleware that does nothing before and after."""

    def process_request(self, req: Any, resp: Any) -> None: ...

    def process_response(self, req: Any, resp: Any, resource: Any, succeeded: bool) -> None: ...


def _hooks() -> Any:
    def get(req: Any, resp: Any) -> None:
        resp.text = "hooked"

    return _app("/outer/inner/", get, middleware=[_Hooks(), _Hooks(), _Hooks()])


def _errors() -> Any:
    def get(req: Any, resp: Any) -> None:
        raise TeapotError

    def answer(req: Any, resp: Any, error: Any, params: Any) -> None:
        resp.status = falcon.HTTP_418
        resp.text = "I am a teapot"

    app = _app("/fail", get)
    app.add_error_handler(TeapotError, answer)
    return app


def _static() -> Any:
    app = falcon.App()
    folder = tempfile.mkdtemp(prefix="benchmark")
    Path(folder, "style.css").write_text(STYLE, encoding="utf-8")
    app.add_static_route("/static", folder)
    return app


def _streaming() -> Any:
    def get(req: Any, resp: Any) -> None:
        resp.stream = (line.encode() for line in LINES)

    return _app("/", get)


_BUILDERS: dict[str, Callable[[], Any]] = {
    "plain": _plain,
    "parameter": _parameter,
    "json out": _json_out,
    "json in": _json_in,
    "query": _query,
    "form": _form,
    "upload": _upload,
    "cookies": _cookies,
    "hooks": _hooks,
    "errors": _errors,
    "static": _static,
    "streaming": _streaming,
}
