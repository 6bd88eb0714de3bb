"""Callbacks around the view, on the application and in nested blueprints, by drawn lots."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from tools.side_by_side.case import Call, Case, Log, get
from tools.side_by_side.recording import kind

COUNT = 60

IN_APP = {
    "before_request": "before_app_request",
    "after_request": "after_app_request",
    "teardown_request": "teardown_app_request",
    "url_value_preprocessor": "app_url_value_preprocessor",
}


def cases() -> Iterator[Case]:
    """Make a case of each number."""
    for seed in range(COUNT):
        yield Case(f"hooks.drawn_{seed}", drawn(seed), get("/", "/a/", "/a/b/", "/a/b/c/", "/no"))
    for name, build in NAMED.items():
        yield Case(f"hooks.{name}", build, (*get("/", "/no"), Call("POST", "/")))


def drawn(seed: int) -> Callable[[Any, Log], Any]:
    """Make the builder of an application with drawn callbacks.

    :param seed: of the draw.
    """

    def build(module: Any, log: Log) -> Any:
        lots = random.Random(seed)  # noqa: S311  # no secret
        app = module.Flask("case")
        inner = module.Blueprint("c", "case", url_prefix="/c")
        middle = module.Blueprint("b", "case", url_prefix="/b")
        outer = module.Blueprint("a", "case", url_prefix="/a")
        for part in (app, outer, middle, inner):
            name = getattr(part, "import_name", "") + "." + part.name
            for number in range(lots.randrange(5)):
                register(part, f"{name}.{number}", lots, module, log)
            part.add_url_rule("/", "view", view_of(name, lots, module, log))
        middle.register_blueprint(inner)
        outer.register_blueprint(middle)
        app.register_blueprint(outer)
        return app

    return build


def register(part: Any, name: str, lots: random.Random, module: Any, log: Log) -> None:
    """Register a drawn callback.

    :param part: the application or a blueprint.
    :param name: what the callback calls itself.
    """
    roles = ["before_request", "after_request", "teardown_request", "url_value_preprocessor"]
    scope = lots.choice(["", "app_"])
    role = lots.choice(roles)
    action = lots.choice(["none", "none", "none", "answer", "raise", "after_this"])
    attribute = role
    if scope and isinstance(part, module.Blueprint):
        attribute = IN_APP[role]
    getattr(part, attribute)(callback(role, name, action, module, log))


def callback(role: str, name: str, action: str, module: Any, log: Log) -> Callable[..., Any]:
    """Make a callback.

    :param role: what it is registered as.
    :param name: what it writes down.
    :param action: what it does besides.
    """

    def before() -> Any:
        log("before", name, module.request.endpoint, sorted(module.request.view_args or {}))
        if action == "answer":
            return f"answered by {name}"
        if action == "raise":
            raise ZeroDivisionError(name)
        if action == "after_this":
            module.after_this_request(lambda r: log.passing(r, "after this", name))
        return None

    def after(response: Any) -> Any:
        log("after", name, response.status_code)
        if action == "raise":
            raise ZeroDivisionError(name)
        if action == "answer":
            return module.Response(f"replaced by {name}", 299)
        response.headers.add("X-After", name)
        return response

    def teardown(error: BaseException | None) -> None:
        log("teardown", name, kind(error))

    def values(endpoint: str | None, arguments: dict[str, Any] | None) -> None:
        log("values", name, endpoint, arguments)

    callbacks: dict[str, Callable[..., Any]] = {
        "before_request": before,
        "after_request": after,
        "teardown_request": teardown,
        "url_value_preprocessor": values,
    }
    return callbacks[role]


def view_of(name: str, lots: random.Random, module: Any, log: Log) -> Callable[[], Any]:
    """Make a view.

    :param name: what it calls itself.
    """
    action = lots.choice(["answer", "answer", "answer", "raise", "abort"])

    def view() -> Any:
        log("view", name, module.request.blueprints)
        if action == "raise":
            raise KeyError(name)
        if action == "abort":
            module.abort(409)
        return name

    return view


def changed_arguments(module: Any, log: Log) -> Any:
    """Build an application whose callbacks change the arguments of the view."""
    app = module.Flask("case")

    @app.url_value_preprocessor
    def pull(endpoint: Any, values: Any) -> None:
        module.g.lang = values.pop("lang", None) if values else None

    @app.before_request
    def more() -> None:
        if module.request.view_args is not None:
            module.request.view_args["more"] = "yes"

    @app.url_defaults
    def push(endpoint: str, values: dict[str, Any]) -> None:
        values.setdefault("lang", module.g.get("lang"))

    @app.route("/", defaults={"lang": "en"})
    @app.route("/<lang>/")
    def view(more: str) -> str:
        return f"{module.g.lang} {more} {module.url_for('view')}"

    return app


def errors_in_teardown(module: Any, log: Log) -> Any:
    """Build an application whose teardown callbacks tell of the error."""
    app = module.Flask("case")

    @app.teardown_request
    def first(error: Any) -> None:
        log("request", kind(error), module.has_request_context())

    @app.teardown_appcontext
    def second(error: Any) -> None:
        log("app", kind(error), module.has_app_context())

    @app.route("/", methods=["GET", "POST"])
    def view() -> str:
        if module.request.method == "POST":
            raise ValueError("posted")
        module.g.kept = 1
        return "fine"

    return app


def after_this(module: Any, log: Log) -> Any:
    """Build an application that registers callbacks for one request."""
    app = module.Flask("case")

    @app.after_request
    def always(response: Any) -> Any:
        log("always")
        return response

    @app.route("/", methods=["GET", "POST"])
    def view() -> str:
        for number in range(3):
            module.after_this_request(lambda r, n=number: log.passing(r, "this", n))
        return "fine"

    return app


def async_hooks(module: Any, log: Log) -> Any:
    """Build an application whose view and callbacks are coroutines."""
    app = module.Flask("case")

    @app.before_request
    async def before() -> None:
        log("before", module.request.path)

    @app.after_request
    async def after(response: Any) -> Any:
        log("after", response.status_code)
        return response

    @app.teardown_request
    async def teardown(error: Any) -> None:
        log("teardown", kind(error))

    @app.errorhandler(404)
    async def lost(error: Any) -> Any:
        return "lost", 404

    @app.route("/", methods=["GET", "POST"])
    async def view() -> str:
        module.g.x = 1
        return f"view {module.request.method} {module.g.x}"

    return app


def context_in_hooks(module: Any, log: Log) -> Any:
    """Build an application that keeps things in ``g`` from callback to callback."""
    app = module.Flask("case")

    @app.before_request
    def before() -> None:
        log("g", list(module.g), module.g.get("x"))
        module.g.x = 1

    @app.after_request
    def after(response: Any) -> Any:
        log("g", list(module.g), repr(module.g))
        return response

    @app.teardown_appcontext
    def teardown(error: Any) -> None:
        log("g", module.g.pop("x", None), "x" in module.g)

    app.add_url_rule("/", "view", lambda: module.g.setdefault("y", "why"), methods=["GET", "POST"])
    return app


NAMED: dict[str, Callable[[Any, Log], Any]] = {
    "changed_arguments": changed_arguments,
    "errors_in_teardown": errors_in_teardown,
    "after_this_request": after_this,
    "async": async_hooks,
    "g": context_in_hooks,
}
