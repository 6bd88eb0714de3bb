"""Blueprints: nested, renamed, registered twice, with prefixes and subdomains."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

from tools.side_by_side.case import Call, Case, Log, get
from tools.side_by_side.recording import kind


def nested(
    outer: dict[str, Any], inner: dict[str, Any], registered: dict[str, Any]
) -> Callable[[Any, Log], Any]:
    """Make the builder of an application with a blueprint inside another.

    :param outer: arguments of the outer blueprint.
    :param inner: arguments of the inner blueprint.
    :param registered: arguments of both registrations.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case", subdomain_matching=True)
        app.config["SERVER_NAME"] = "example.test"
        child = module.Blueprint("child", "case", **inner)
        parent = module.Blueprint("parent", "case", **outer)

        def view(**arguments: Any) -> Any:
            request = module.request
            return [request.endpoint, request.blueprint, request.blueprints, arguments]

        child.add_url_rule("/", "view", view)
        child.add_url_rule("/leaf", "leaf", view)
        parent.add_url_rule("/", "view", view)
        parent.register_blueprint(child, **registered)
        app.register_blueprint(parent, **registered)
        log(
            sorted(
                f"{rule.subdomain} {rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules()
            )
        )
        log(sorted(app.blueprints))
        return app

    return build


def cases() -> Iterator[Case]:
    """Make the cases: all combinations of prefixes and subdomains, and some by name."""
    outers: list[dict[str, Any]] = [
        {},
        {"url_prefix": "/p"},
        {"url_prefix": "/p/q/"},
        {"url_prefix": "/<int:n>", "url_defaults": {"d": 1}},
        {"subdomain": "api"},
    ]
    inners: list[dict[str, Any]] = [
        {},
        {"url_prefix": "/c/"},
        {"subdomain": "in", "url_prefix": "/c"},
    ]
    registered: list[dict[str, Any]] = [{}, {"url_prefix": "/r"}, {"subdomain": "reg"}]
    paths = (
        "/",
        "/p/",
        "/p",
        "/c/",
        "/p/c/",
        "/p/c/leaf",
        "/r/",
        "/r/r/",
        "/r/r/leaf",
        "/5/c/",
        "/leaf",
    )
    hosts = ("example.test", "api.example.test", "in.api.example.test", "reg.reg.example.test")
    calls = tuple(
        Call("GET", path, {"base_url": f"http://{host}"}) for host in hosts for path in paths
    )
    combinations = itertools.product(enumerate(outers), enumerate(inners), enumerate(registered))
    for (a, outer), (b, inner), (c, arguments) in combinations:
        yield Case(f"blueprints.nested_{a}{b}{c}", nested(outer, inner, arguments), calls)
    for name, build in NAMED.items():
        yield Case(
            f"blueprints.{name}", build, get("/", "/one/", "/two/", "/one/x", "/two/x", "/no")
        )


def twice(module: Any, log: Log) -> Any:
    """Build an application with one blueprint registered under two names."""
    app = module.Flask("case")
    part = module.Blueprint("part", "case")

    @part.before_request
    def before() -> None:
        log("before", module.request.blueprint)

    @part.record_once
    def once(state: Any) -> None:
        log("once", state.name, state.first_registration, state.url_prefix)

    @part.record
    def always(state: Any) -> None:
        log("always", state.name, state.first_registration, sorted(state.options))

    part.add_url_rule("/", "view", lambda: module.url_for(".view"))
    app.register_blueprint(part, url_prefix="/one")
    app.register_blueprint(part, url_prefix="/two", name="other")
    return app


def mistakes(module: Any, log: Log) -> Any:
    """Build an application after a number of mistakes."""
    app = module.Flask("case")
    part = module.Blueprint("part", "case")
    tries: dict[str, Callable[[], Any]] = {
        "dotted": lambda: module.Blueprint("a.b", "case"),
        "empty": lambda: module.Blueprint("", "case"),
        "itself": lambda: part.register_blueprint(part),
        "endpoint": lambda: part.add_url_rule("/", "a.b", lambda: ""),
        "function": lambda: part.add_url_rule("/", view_func=dotted_name()),
        "first": lambda: app.register_blueprint(part, url_prefix="/one"),
        "second": lambda: app.register_blueprint(part),
        "late": lambda: part.add_url_rule("/late", "late", lambda: ""),
        "same_name": lambda: app.register_blueprint(module.Blueprint("part", "case")),
        "static": lambda: module.Blueprint("s", "case", static_url_path="/s").static_url_path,
        "rule": lambda: app.add_url_rule("no-slash", "x", lambda: ""),
        "same_endpoint": lambda: [app.add_url_rule(f"/{n}", "same", lambda: "") for n in "ab"],
        "no_name": lambda: app.add_url_rule("/z"),
        "methods": lambda: app.add_url_rule("/m", "m", lambda: "", methods="GET"),
        "get_methods": lambda: app.get("/m", methods=["POST"])(lambda: ""),
        "handler_code": lambda: app.errorhandler(999)(lambda e: ""),
        "handler_class": lambda: app.errorhandler(int)(lambda e: ""),
        "handler_object": lambda: app.errorhandler(ValueError())(lambda e: ""),
    }
    for name, attempt in tries.items():
        try:
            log(name, "fine", attempt() is None)
        except Exception as error:
            log(name, kind(error))
    return app


def dotted_name() -> Callable[[], str]:
    """Make a function that has a dot in its name."""

    def view() -> str:
        return ""

    view.__name__ = "a.b"
    return view


def commands_and_hooks(module: Any, log: Log) -> Any:
    """Build an application with blueprints that register for the whole application."""
    app = module.Flask("case")
    part = module.Blueprint("part", "case", url_prefix="/one")
    part.before_app_request(lambda: log("before app"))
    part.after_app_request(lambda response: log.passing(response, "after app"))
    part.teardown_app_request(lambda error: log("teardown app"))
    part.app_errorhandler(404)(lambda error: ("lost", 404))
    part.app_template_filter("shout")(str.upper)
    part.app_template_test("big")(lambda value: value > 5)
    part.app_template_global("five")(lambda: 5)
    part.app_context_processor(lambda: {"from_part": 1})
    part.app_url_defaults(lambda endpoint, values: log("defaults", endpoint))
    part.app_url_value_preprocessor(lambda endpoint, values: log("values", endpoint, values))
    text = "{{ 'x'|shout }}{{ 6 is big }}{{ five() }}{{ from_part }}"
    part.add_url_rule("/", "view", lambda: module.render_template_string(text))
    app.add_url_rule("/", "index", lambda: module.url_for("part.view"))
    app.register_blueprint(part)
    return app


def scoped_errors(module: Any, log: Log) -> Any:
    """Build an application where blueprints handle errors of their own."""
    app = module.Flask("case")
    for name in ("one", "two"):
        part = module.Blueprint(name, "case", url_prefix=f"/{name}")
        part.errorhandler(404)(lambda error, n=name: (f"{n} lost", 404))
        part.errorhandler(KeyError)(lambda error, n=name: f"{n} key")
        part.add_url_rule("/", "view", lambda: module.abort(404))
        part.add_url_rule("/x", "x", lambda: os.environ["NO_SUCH"])
        app.register_blueprint(part)
    app.errorhandler(404)(lambda error: ("app lost", 404))
    return app


NAMED: dict[str, Callable[[Any, Log], Any]] = {
    "twice": twice,
    "mistakes": mistakes,
    "for_the_app": commands_and_hooks,
    "scoped_errors": scoped_errors,
}
