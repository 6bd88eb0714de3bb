"""Rules, converters, methods, slashes, redirects, hosts."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from werkzeug.routing import BaseConverter, Rule, Submount

from tools.side_by_side.case import Call, Case, Log, Step, get

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "MADEUP")


class ListConverter(BaseConverter):
    """A list, separated by commas."""

    def to_python(self, value: str) -> list[str]:
        """Split."""
        return value.split(",")

    def to_url(self, value: Any) -> str:
        """Join."""
        return ",".join(map(super().to_url, value))


def answer(module: Any, log: Log) -> Callable[..., Any]:
    """Make a view that answers with what it was given."""

    def view(**arguments: Any) -> Any:
        request = module.request
        log("view", request.endpoint, request.url_rule, sorted(arguments.items()))
        return {key: str(value) for key, value in arguments.items()}

    return view


RULES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "plain": [("/", {}), ("/about", {}), ("/about/us/", {}), ("/Case", {})],
    "converters": [
        ("/int/<int:a>", {}),
        ("/signed/<int(signed=True):a>", {}),
        ("/fixed/<int(fixed_digits=3):a>", {}),
        ("/range/<int(min=2, max=9):a>", {}),
        ("/float/<float:a>", {}),
        ("/path/<path:a>", {}),
        ("/path/<path:a>/edit", {}),
        ("/uuid/<uuid:a>", {}),
        ("/any/<any(x, 'y z', b):a>", {}),
        ("/string/<string(length=2):a>", {}),
        ("/long/<string(minlength=2, maxlength=4):a>", {}),
        ("/list/<list:a>", {}),
        ("/two/<a>-<int:b>", {}),
    ],
    "methods": [
        ("/get", {}),
        ("/post", {"methods": ["POST"]}),
        ("/both", {"methods": ["GET", "POST"], "endpoint": "both"}),
        ("/split", {"methods": ["GET"], "endpoint": "split_get"}),
        ("/split", {"methods": ["PUT"], "endpoint": "split_put"}),
        ("/manual", {"methods": ["GET"], "provide_automatic_options": False}),
        ("/options", {"methods": ["OPTIONS"]}),
    ],
    "slashes": [
        ("/leaf", {}),
        ("/branch/", {}),
        ("/loose/", {"strict_slashes": False}),
        ("/var/<a>/", {}),
        ("/deep/<path:a>/", {}),
        ("/unmerged//x", {"merge_slashes": False}),
    ],
    "defaults": [
        ("/pages/", {"defaults": {"page": 1}, "endpoint": "pages"}),
        ("/pages/<int:page>", {"endpoint": "pages"}),
        ("/alias", {"endpoint": "real", "alias": True}),
        ("/real", {"endpoint": "real"}),
        ("/moved/<a>", {"redirect_to": "/new/<a>"}),
        ("/new/<a>", {}),
    ],
    "weights": [
        ("/<a>", {"endpoint": "any"}),
        ("/fixed", {"endpoint": "fixed"}),
        ("/<int:a>", {"endpoint": "number"}),
        ("/<path:a>", {"endpoint": "path"}),
        ("/<a>/<b>", {"endpoint": "pair"}),
        ("/<a>/end", {"endpoint": "end"}),
        ("/x/<b>", {"endpoint": "x"}),
    ],
}

PATHS: dict[str, tuple[str, ...]] = {
    "plain": ("/", "/about", "/about/", "/about/us", "/about/us/", "/case", "/Case", "//about", "/x"),
    "converters": (
        "/int/5", "/int/-5", "/int/05", "/int/x", "/signed/-5", "/fixed/007", "/fixed/7",
        "/range/1", "/range/5", "/range/10", "/float/1.5", "/float/1", "/path/a/b", "/path/a/edit",
        "/path/a/b/edit", "/path/", "/uuid/00000000-0000-0000-0000-000000000005", "/uuid/5",
        "/any/x", "/any/y%20z", "/any/q", "/string/ab", "/string/abc", "/long/a", "/long/abcd",
        "/list/a,b", "/two/x-y-5", "/two/x-y", "/int/%D9%A3", "/string/%C3%BC%C3%BC", "/list/a%2Fb",
    ),
    "methods": ("/get", "/post", "/both", "/split", "/manual", "/options", "/none"),
    "slashes": (
        "/leaf", "/leaf/", "/branch", "/branch/", "/branch?a=b&c=%20", "/loose", "/loose/", "/var/x",
        "/var/x/", "//leaf", "/branch//", "/deep/a//b", "/deep/a/b/", "/unmerged//x", "/unmerged/x",
        "/var/%E2%98%83", "//evil.example/branch", "/branch//?x=1",
    ),
    "defaults": ("/pages/", "/pages/1", "/pages/2", "/pages", "/alias", "/real", "/moved/5", "/new/5"),
    "weights": ("/a", "/fixed", "/5", "/a/b", "/a/end", "/x/y", "/x/end", "/a/b/c", "/"),
}  # fmt: skip


def rules(title: str, **options: Any) -> Callable[[Any, Log], Any]:
    """Make the builder of an application with a set of rules.

    :param title: the set's name.
    :param options: attributes set on the map.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case", static_folder=None)
        app.url_map.converters["list"] = ListConverter
        for key, value in options.items():
            setattr(app.url_map, key, value)
        for number, (rule, settings) in enumerate(RULES[title]):
            settings = {"endpoint": f"view{number}", **settings}
            endpoint = settings.pop("endpoint")
            function = app.view_functions.get(endpoint) or answer(module, log)
            app.add_url_rule(rule, endpoint, function, **settings)
        return app

    return build


def cases() -> Iterator[Case]:
    """Make the cases: each set with GET, with every method, and with the map's switches."""
    for title, paths in PATHS.items():
        yield Case(f"routing.{title}.get", rules(title), get(*paths))
        calls = tuple(Call(method, path) for path in paths[:8] for method in METHODS)
        yield Case(f"routing.{title}.methods", rules(title), calls)
        yield Case(f"routing.{title}.not_strict", rules(title, strict_slashes=False), get(*paths))
        yield Case(f"routing.{title}.not_merged", rules(title, merge_slashes=False), get(*paths))
        posts = tuple(Call("POST", path, {"data": {"a": "b"}}) for path in paths)
        yield Case(f"routing.{title}.post", rules(title), posts)
    yield from hosts()
    for name, build in NAMED.items():
        yield Case(f"routing.{name}", build, get("/", "/a", "/a/", "/b/5", "/none"))
    yield Case(
        "routing.late_rule",
        rules("plain"),
        (*get("/late"), Step(late), *get("/late", "/about")),
    )


def late(app: Any, module: Any, log: Log) -> None:
    """Add a rule to the map of an application that has served already."""
    app.url_map.add(Rule("/late", endpoint="late"))
    app.view_functions["late"] = lambda: "late"


def hosts() -> Iterator[Case]:
    """Make the cases of subdomains and hosts."""

    def base(host: str, path: str = "/") -> Call:
        return Call("GET", path, {"base_url": f"http://{host}"})

    calls = tuple(
        base(host, path)
        for host in (
            "example.test", "api.example.test", "x.example.test", "other.test", "localhost",
            "example.test:8080", "API.example.test", "a.b.example.test",
        )
        for path in ("/", "/sub", "/dyn")
    )  # fmt: skip
    configurations: dict[str, dict[str, Any]] = {
        "none": {},
        "server_name": {"SERVER_NAME": "example.test"},
        "server_name_port": {"SERVER_NAME": "example.test:8080"},
        "trusted": {"TRUSTED_HOSTS": ["example.test", ".example.test"]},
    }
    for name, settings in configurations.items():
        yield Case(f"routing.subdomain.{name}", subdomains(settings, host=False), calls)
        yield Case(f"routing.host.{name}", subdomains(settings, host=True), calls)


def subdomains(settings: dict[str, Any], *, host: bool) -> Callable[[Any, Log], Any]:
    """Make the builder of an application with subdomains or hosts.

    :param settings: its configuration.
    :param host: match hosts; else subdomains.
    """

    def build(module: Any, log: Log) -> Any:
        if host:
            app = module.Flask("case", host_matching=True, static_host="example.test")
            places: list[dict[str, Any]] = [
                {"host": "example.test"},
                {"host": "api.example.test"},
                {"host": "<name>.test"},
            ]
        else:
            app = module.Flask("case", subdomain_matching=True)
            places = [{}, {"subdomain": "api"}, {"subdomain": "<name>"}]
        app.config.update(settings)
        rules = ("/", "/sub", "/dyn")
        for number, (rule, place) in enumerate(zip(rules, places, strict=True)):
            app.add_url_rule(rule, f"view{number}", answer(module, log), **place)
        return app

    return build


def endpoint_decorator(module: Any, log: Log) -> Any:
    """Build an application that names its endpoints by itself."""
    app = module.Flask("case")
    app.url_map.add(Submount("/a", [Rule("/", endpoint="listed"), Rule("/x", endpoint="x")]))
    app.url_map.add(Rule("/b/<int:n>", endpoint="number"))
    app.endpoint("listed")(answer(module, log))
    app.endpoint("number")(answer(module, log))
    return app


def missing_view(module: Any, log: Log) -> Any:
    """Build an application with a rule that has no view."""
    app = module.Flask("case")
    app.add_url_rule("/a", "nothing")
    return app


def own_rule_class(module: Any, log: Log) -> Any:
    """Build an application with a rule class of its own."""
    seen: list[str] = []

    class Own(Rule):
        def __init__(self, string: str, **options: Any) -> None:
            seen.append(string)
            super().__init__(string, **options)

    class App(module.Flask):
        url_rule_class = Own

    app = App("case")
    app.add_url_rule("/a", "a", lambda: {"seen": seen})
    app.add_url_rule("/b/<int:n>", "b", lambda n: type(module.request.url_rule).__name__)
    return app


def own_adapter(module: Any, log: Log) -> Any:
    """Build an application that overrides how URLs are bound and matched."""

    class App(module.Flask):
        def create_url_adapter(self, request: Any) -> Any:
            log("adapter", request is not None)
            return super().create_url_adapter(request)

        def make_default_options_response(self) -> Any:
            log("options")
            return super().make_default_options_response()

    app = App("case")
    app.add_url_rule("/a", "a", lambda: module.url_for("b", n=3))
    app.add_url_rule("/b/<int:n>", "b", lambda n: str(n))
    return app


def required_methods(module: Any, log: Log) -> Any:
    """Build an application whose view names its methods."""
    app = module.Flask("case")

    def view() -> str:
        return str(module.request.method)

    view.methods = ["GET", "DELETE"]  # type: ignore[attr-defined]  # read by add_url_rule
    view.required_methods = ["OPTIONS"]  # type: ignore[attr-defined]  # read by add_url_rule
    view.provide_automatic_options = False  # type: ignore[attr-defined]  # read by add_url_rule
    app.add_url_rule("/a", "a", view)
    return app


NAMED: dict[str, Callable[[Any, Log], Any]] = {
    "endpoint_decorator": endpoint_decorator,
    "missing_view": missing_view,
    "own_rule_class": own_rule_class,
    "own_adapter": own_adapter,
    "required_methods": required_methods,
}
