"""Contexts: pushed by hand, nested, copied, and what the proxies say."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from tools.side_by_side.case import Case, Log, Step, get
from tools.side_by_side.recording import kind

Act = Callable[[Any, Any, Log], object]


def application(module: Any, log: Log) -> Any:
    """Build an application that writes down its teardowns."""
    app = module.Flask("case")
    app.secret_key = "key"  # noqa: S105  # no secret
    app.teardown_request(lambda error: log("teardown request", kind(error)))
    app.teardown_appcontext(lambda error: log("teardown app", kind(error)))
    app.add_url_rule("/", "view", lambda: f"view {len(list(module.g))}")
    app.add_url_rule("/nested", "nested", lambda: app.test_client().get("/").text)
    return app


def tell(module: Any, log: Log, *words: object) -> None:
    """Write down which contexts are there."""
    log(*words, module.has_app_context(), module.has_request_context())


def app_context(app: Any, module: Any, log: Log) -> None:
    """Push an application's context."""
    tell(module, log, "outside")
    with app.app_context() as context:
        tell(module, log, "inside", context.app is app, module.current_app.name)
        module.g.x = 1
        with app.app_context():
            tell(module, log, "twice", module.g.get("x"))
        log(module.g.x, repr(module.current_app._get_current_object() is app))
    tell(module, log, "outside")


def request_context(app: Any, module: Any, log: Log) -> None:
    """Push a request's context."""
    with app.test_request_context("/?a=1", method="POST", data={"b": "2"}) as context:
        tell(module, log, "inside", context.request.path, module.request.args["a"])
        module.session["s"] = 1
        log(module.request.endpoint, context.app is app, dict(module.session), module.request.form)
        log(module.url_for("view"), module.url_for("nested", _external=True))
    tell(module, log, "outside")


def nested(app: Any, module: Any, log: Log) -> None:
    """Push contexts inside each other."""
    with app.app_context():
        module.g.x = "app"
        with app.test_request_context("/one"):
            log(module.g.get("x"), module.request.path)
            with app.test_request_context("/two"):
                log(module.g.get("x"), module.request.path)
            log(module.request.path)
        log(module.g.x)
    with app.test_request_context("/one"):
        module.g.x = "request"
        with app.app_context():
            log(module.g.get("x"), module.has_request_context(), module.request.path)


def failing(app: Any, module: Any, log: Log) -> None:
    """Leave contexts by an error."""
    for make in (app.app_context, app.test_request_context):
        try:
            with make():
                raise ZeroDivisionError
        except ZeroDivisionError:
            tell(module, log, "left")


def by_hand(app: Any, module: Any, log: Log) -> None:
    """Push and pop by method calls, with an error passed in."""
    context = app.test_request_context("/")
    context.push()
    context.pop(ValueError("passed"))
    other = app.app_context()
    other.push()
    other.push()
    other.pop()
    tell(module, log, "still")
    other.pop(None)
    tell(module, log, "outside")


def outside(app: Any, module: Any, log: Log) -> None:
    """Use what needs a context where there is none."""
    tries: dict[str, Callable[[], Any]] = {
        "request": lambda: module.request.path,
        "session": lambda: module.session.get("a"),
        "g": lambda: module.g.x,
        "current_app": lambda: module.current_app.name,
        "url_for": lambda: module.url_for("view"),
        "bool": lambda: (bool(module.request), bool(module.g), bool(module.current_app)),
        "repr": lambda: (repr(module.request), repr(module.g)),
        "after": lambda: module.after_this_request(lambda r: r),
        "copy": lambda: module.copy_current_request_context(lambda: None),
        "stream": lambda: module.stream_with_context(iter(())),
        "abort": lambda: module.abort(404),
        "redirect": lambda: module.redirect("/x").status_code,
        "jsonify": lambda: module.jsonify(1),
        "dumps": lambda: module.json.dumps({"b": 1, "a": 2}),
        "loads": lambda: module.json.loads("[1]"),
        "flash": lambda: module.flash("x"),
        "render": lambda: module.render_template_string("x"),
        "request_ctx": lambda: module.globals.request_ctx.app,
        "app_ctx": lambda: module.globals.app_ctx.g,
        "attribute": lambda: setattr(module.g, "x", 1),
    }
    for name, attempt in tries.items():
        try:
            log(name, attempt())
        except Exception as error:
            log(name, kind(error))


def copied(app: Any, module: Any, log: Log) -> None:
    """Carry a request into a thread."""
    with app.test_request_context("/carried?a=1"):
        module.g.x = "x"
        module.session["s"] = 1

        @module.copy_current_request_context
        def work() -> None:
            log("thread", module.request.path, module.g.get("x"), module.session.get("s"))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        log("here", module.request.path)


def preserved(app: Any, module: Any, log: Log) -> None:
    """Keep a request's context after the response."""
    with app.test_client() as client:
        client.get("/?a=1")
        log(module.request.args, module.has_request_context())
        client.get("/?a=2")
        log(module.request.args)
        with client.session_transaction() as session:
            session["t"] = 1
        client.get("/")
        log(dict(module.session))
    tell(module, log, "outside")


def proxies(app: Any, module: Any, log: Log) -> None:
    """Use the proxies as what they stand for."""
    with app.test_request_context("/x?a=1&b=2", headers={"X-H": "1"}):
        log(module.request == module.request._get_current_object(), isinstance(module.g, object))
        log(sorted(module.g), "x" in module.g, module.g.get("x", 5), module.g.setdefault("x", 6))
        module.g.y = 1
        del module.g.y
        log(hasattr(module.g, "y"), module.g.pop("x"), module.g.pop("x", None))
        log(
            isinstance(module.request, module.Request), isinstance(module.current_app, module.Flask)
        )
        log(
            module.session.get("a"),
            len(module.session),
            bool(module.session),
            "a" in module.session,
        )
        try:
            module.g.pop("none")
        except Exception as error:
            log(kind(error))


def ctx_session(app: Any, module: Any, log: Log) -> None:
    """Set a session from outside on a pushed context."""
    with app.test_request_context("/") as context:
        context._session = module.sessions.SecureCookieSession({"given": 1})
        log(dict(module.session), context.session.accessed)


def dispatched(app: Any, module: Any, log: Log) -> None:
    """Handle a request in parts, by hand."""
    with app.test_request_context("/"):
        log(app.preprocess_request(), app.dispatch_request())
        response = app.make_response("made")
        log(app.process_response(response).status, app.full_dispatch_request().status)
    with app.test_request_context("/none"):
        log(app.full_dispatch_request().status, module.request.routing_exception)


def environ(app: Any, module: Any, log: Log) -> None:
    """Make a context of a WSGI environment."""
    from werkzeug.test import create_environ  # noqa: PLC0415  # used here only

    context = app.request_context(create_environ("/?q=1", "http://example.test"))
    with context:
        log(
            module.request.host,
            context.url_adapter is not None,
        )
        copy = context.copy()
        log(copy.request is context.request, copy.session is context.session)


ACTS: dict[str, Act] = {
    "app_context": app_context,
    "request_context": request_context,
    "nested": nested,
    "failing": failing,
    "by_hand": by_hand,
    "outside": outside,
    "copied": copied,
    "preserved": preserved,
    "proxies": proxies,
    "ctx_session": ctx_session,
    "dispatched": dispatched,
    "environ": environ,
}


def cases() -> Iterator[Case]:
    """Make a case of each act."""
    for name, act in ACTS.items():
        yield Case(f"contexts.{name}", application, (Step(act), *get("/", "/nested"), Step(act)))
