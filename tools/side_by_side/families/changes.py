"""What changes after the first request: public lists, methods, settings, signals."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

from tools.side_by_side.case import Case, Log, Step, get

Change = Callable[[Any, Any, Log], object]


def application(module: Any, log: Log) -> Any:
    """Build an application, with a blueprint, that writes down what it does."""
    app = module.Flask("case")
    app.secret_key = "key"  # noqa: S105  # no secret
    part = module.Blueprint("part", "case", url_prefix="/part")

    @app.before_request
    def before() -> None:
        log("before")

    @app.after_request
    def after(response: Any) -> Any:
        log("after")
        return response

    def view() -> Any:
        return f"view {module.request.endpoint}"

    app.add_url_rule("/", "view", view)
    app.add_url_rule("/fail", "fail", lambda: 1 // 0)
    app.add_url_rule("/dict", "dict", lambda: {"b": 1, "a": 2})
    app.add_url_rule("/session", "session", lambda: str(module.session.setdefault("a", 1)))
    app.add_url_rule("/template", "template", lambda: module.render_template_string("{{ more }}"))
    part.add_url_rule("/", "view", view)
    app.register_blueprint(part)
    return app


def patched(name: str) -> Change:
    """Make a change that wraps a method of the instance.

    :param name: the method's.
    """

    def change(app: Any, module: Any, log: Log) -> None:
        original = getattr(app, name)

        def method(self: Any, *arguments: Any, **named: Any) -> Any:
            log("patched", name)
            return original(*arguments, **named)

        setattr(app, name, types.MethodType(method, app))

    return change


def patched_class(name: str) -> Change:
    """Make a change that gives the instance another class, with a method overridden.

    :param name: the method's.
    """

    def change(app: Any, module: Any, log: Log) -> None:
        def method(self: Any, *arguments: Any, **named: Any) -> Any:
            log("overridden", name)
            return getattr(super(other, self), name)(*arguments, **named)

        other = type("Other", (type(app),), {name: method})
        app.__class__ = other

    return change


METHODS = (
    "wsgi_app",
    "full_dispatch_request",
    "dispatch_request",
    "preprocess_request",
    "process_response",
    "finalize_request",
    "make_response",
    "handle_exception",
    "handle_user_exception",
    "handle_http_exception",
    "log_exception",
    "request_context",
    "do_teardown_request",
    "do_teardown_appcontext",
    "create_url_adapter",
    "ensure_sync",
    "should_ignore_error",
    "raise_routing_exception",
    "trap_http_exception",
    "make_default_options_response",
    "update_template_context",
    "inject_url_defaults",
    "app_context",
)


def append(name: str, key: str | None, make: Callable[[Any, Log], Callable[..., Any]]) -> Change:
    """Make a change that appends to one of the public lists.

    :param name: the attribute.
    :param key: the blueprint's name, ``None`` for the application.
    :param make: makes the callback.
    """

    def change(app: Any, module: Any, log: Log) -> None:
        getattr(app, name).setdefault(key, []).append(make(module, log))

    return change


def appended() -> dict[str, Change]:
    """Name changes of the public lists."""
    makers: dict[str, Callable[[Any, Log], Callable[..., Any]]] = {
        "before_request_funcs": lambda m, log: lambda: log("late before"),
        "after_request_funcs": lambda m, log: lambda r: log.passing(r, "late after"),
        "teardown_request_funcs": lambda m, log: lambda e: log("late teardown"),
        "url_value_preprocessors": lambda m, log: lambda e, v: log("late values", e),
        "url_default_functions": lambda m, log: lambda e, v: log("late defaults", e),
        "template_context_processors": lambda m, log: lambda: {"more": "late"},
    }
    return {
        f"{name}_{key or 'app'}": append(name, key, make)
        for name, make in makers.items()
        for key in (None, "part")
    }


def assign(name: str, value: Callable[[Any, Any, Log], Any]) -> Change:
    """Make a change that sets an attribute.

    :param name: the attribute.
    :param value: makes the value.
    """
    return lambda app, module, log: setattr(app, name, value(app, module, log))


def configure(**settings: Any) -> Change:
    """Make a change of the configuration.

    :param settings: the keys.
    """
    return lambda app, module, log: app.config.update(settings)


def own_json(app: Any, module: Any, log: Log) -> None:
    """Give the application another JSON provider."""
    provider = module.json.provider.DefaultJSONProvider(app)
    provider.sort_keys = False
    app.json = provider


def middleware(app: Any, module: Any, log: Log) -> Any:
    """Make a WSGI middleware around the application."""
    inner = app.wsgi_app

    def outer(environ: Any, start_response: Any) -> Any:
        log("middleware", environ["PATH_INFO"])
        return inner(environ, start_response)

    return outer


def own_request(app: Any, module: Any, log: Log) -> Any:
    """Make a request class."""

    class Own(module.Request):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            log("own request")
            super().__init__(*arguments, **named)

    return Own


def own_response(app: Any, module: Any, log: Log) -> Any:
    """Make a response class."""
    return type("Own", (module.Response,), {"default_mimetype": "text/own"})


def own_sessions(app: Any, module: Any, log: Log) -> Any:
    """Make a session interface."""

    class Own(module.sessions.SecureCookieSessionInterface):
        def get_cookie_name(self, app: Any) -> str:
            return "own"

    return Own()


def refused(app: Any, module: Any, log: Log) -> None:
    """Try the set-up methods, which are refused after the first request."""
    tries: dict[str, Callable[[], Any]] = {
        "route": lambda: app.route("/late")(lambda: ""),
        "before": lambda: app.before_request(lambda: None),
        "after": lambda: app.after_request(lambda r: r),
        "errorhandler": lambda: app.errorhandler(404)(lambda e: ""),
        "blueprint": lambda: app.register_blueprint(module.Blueprint("late", "case")),
        "context": lambda: app.context_processor(dict),
        "filter": lambda: app.template_filter("late")(str),
        "teardown": lambda: app.teardown_appcontext(lambda e: None),
        "shell": lambda: app.shell_context_processor(dict),
        "defaults": lambda: app.url_defaults(lambda e, v: None),
    }
    for name, attempt in tries.items():
        try:
            attempt()
            log(name, "fine")
        except AssertionError:
            log(name, "refused")


def unlocked(app: Any, module: Any, log: Log) -> None:
    """Unlock the set-up methods and add a view."""
    app._got_first_request = False
    app.add_url_rule("/late", "late", lambda: "late")
    app.before_request(lambda: log("unlocked"))


def handlers(app: Any, module: Any, log: Log) -> None:
    """Add to the public table of error handlers."""
    app.error_handler_spec[None][None][ZeroDivisionError] = lambda error: "handled zero"
    app.error_handler_spec["part"][404][module.app.HTTPException] = lambda error: "handled 404"


CHANGES: dict[str, Change] = {
    "refused": refused,
    "unlocked": unlocked,
    "error_handler_spec": handlers,
    "rebound_before": assign("before_request_funcs", lambda a, m, log: {None: [lambda: "early"]}),
    "rebound_after": assign("after_request_funcs", lambda a, m, log: {}),
    "rebound_views": lambda a, m, log: a.view_functions.__setitem__("view", lambda: "replaced"),
    "views_update": lambda a, m, log: a.view_functions.update(fail=lambda: "mended"),
    "cleared": lambda a, m, log: a.before_request_funcs.clear(),
    "removed": lambda a, m, log: a.before_request_funcs[None].clear(),
    "teardown_appcontext": lambda a, m, log: a.teardown_appcontext_funcs.append(
        lambda e: log("late app teardown")
    ),
    "middleware": assign("wsgi_app", middleware),
    "request_class": assign("request_class", own_request),
    "response_class": assign("response_class", own_response),
    "session_interface": assign("session_interface", own_sessions),
    "json": own_json,
    "json_sort": lambda a, m, log: setattr(a.json, "sort_keys", False),
    "secret_key": assign("secret_key", lambda a, m, log: "other"),
    "testing": configure(TESTING=True),
    "propagate": configure(PROPAGATE_EXCEPTIONS=True),
    "trap": configure(TRAP_HTTP_EXCEPTIONS=True),
    "cookie_name": configure(SESSION_COOKIE_NAME="late"),
    "lifetime": configure(PERMANENT_SESSION_LIFETIME=9),
    "server_name": configure(SERVER_NAME="late.test"),
    "no_key": configure(SECRET_KEY=None),
    "globals": lambda a, m, log: a.jinja_env.globals.update(more="global"),
}


def cases() -> Iterator[Case]:
    """Make the cases: some requests, a change, the same requests again."""
    calls = get(
        "/", "/fail", "/dict", "/session", "/template", "/part/", "/none", "/part/none", "/late"
    )
    changes = dict(CHANGES)
    changes.update(appended())
    changes.update({f"patched_{name}": patched(name) for name in METHODS})
    changes.update({f"overridden_{name}": patched_class(name) for name in METHODS})
    for name, change in changes.items():
        yield Case(f"changes.{name}", application, (*calls, Step(change), *calls))
    for name in METHODS:
        yield Case(f"changes.early_{name}", application, (Step(patched(name)), *calls))
