"""URLs: built for every kind of endpoint, place and setting."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tools.side_by_side.case import Call, Case, Log, Step
from tools.side_by_side.recording import kind

BUILDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("index", {}),
    ("index", {"_external": True}),
    ("index", {"_external": True, "_scheme": "https"}),
    ("index", {"_scheme": "https"}),
    ("index", {"_anchor": "x y ü"}),
    ("index", {"_anchor": ""}),
    ("index", {"a": 1, "b": ["x", "y"], "c": None, "ü": "ü&="}),
    ("index", {"_method": "POST"}),
    ("number", {"n": 5}),
    ("number", {"n": -5}),
    ("number", {"n": "x"}),
    ("number", {}),
    ("number", {"n": 5, "extra": "more"}),
    ("path", {"p": "a/b ü?#"}),
    ("text", {"t": "a/b ü?#%"}),
    ("text", {"t": ""}),
    ("pages", {}),
    ("pages", {"page": 1}),
    ("pages", {"page": 2}),
    ("methods", {}),
    ("methods", {"_method": "POST"}),
    ("none", {}),
    ("indx", {}),
    ("static", {"filename": "a b.css"}),
    ("part.view", {}),
    (".view", {}),
    (".index", {}),
    ("part.inner.view", {"x": 1}),
    (".inner.view", {"x": 1}),
    ("part.static", {"filename": "x"}),
    ("api", {}),
    ("api", {"_external": False}),
)


def application(settings: dict[str, Any]) -> Callable[[Any, Log], Any]:
    """Make the builder of an application that builds URLs.

    :param settings: its configuration.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case", subdomain_matching=True)
        app.config.update(settings)
        part = module.Blueprint("part", "case", url_prefix="/part", static_folder="static")
        inner = module.Blueprint("inner", "case", url_prefix="/inner")

        def view(**arguments: Any) -> Any:
            found = []
            for endpoint, values in BUILDS:
                try:
                    found.append(module.url_for(endpoint, **values))
                except Exception as error:
                    found.append(kind(error))
            return found

        app.add_url_rule("/", "index", view, methods=["GET", "POST"])
        app.add_url_rule("/number/<int:n>", "number", view)
        app.add_url_rule("/path/<path:p>", "path", view)
        app.add_url_rule("/text/<t>", "text", view)
        app.add_url_rule("/pages/", "pages", view, defaults={"page": 1})
        app.add_url_rule("/pages/<int:page>", "pages", view)
        app.add_url_rule("/get", "methods", view, methods=["GET"])
        app.add_url_rule("/post", "methods", view, methods=["POST"])
        app.add_url_rule("/api", "api", view, subdomain="api")
        part.add_url_rule("/", "view", view)
        inner.add_url_rule("/<int:x>", "view", view)
        part.register_blueprint(inner)
        app.register_blueprint(part)
        return app

    return build


def outside(app: Any, module: Any, log: Log) -> None:
    """Build URLs where there is no request."""
    with app.app_context():
        for endpoint, values in BUILDS:
            try:
                log(endpoint, module.url_for(endpoint, **values))
            except Exception as error:
                log(endpoint, kind(error))


def cases() -> Iterator[Case]:
    """Make the cases: every URL from every place under every setting."""
    settings: dict[str, dict[str, Any]] = {
        "plain": {},
        "server": {"SERVER_NAME": "example.test"},
        "server_https": {"SERVER_NAME": "example.test:81", "PREFERRED_URL_SCHEME": "https"},
        "root": {"SERVER_NAME": "example.test", "APPLICATION_ROOT": "/root"},
    }
    for title, config in settings.items():
        for path in ("/", "/part/", "/part/inner/5"):
            for base in ("http://example.test", "https://example.test/mounted"):
                name = f"urls.{title}.{path.strip('/').replace('/', '_') or 'index'}.{base[:5].strip(':')}"
                yield Case(name, application(config), (Call("GET", path, {"base_url": base}),))
        yield Case(f"urls.{title}.outside", application(config), (Step(outside),))
    yield Case("urls.handlers", handlers, (Call("GET", "/"), Call("GET", "/none")))
    yield Case("urls.defaults", defaults, (Call("GET", "/en/"), Call("GET", "/de/part/")))
    yield Case("urls.redirects", redirects, (Call("GET", "/"), Call("GET", "/abs")))


def handlers(module: Any, log: Log) -> Any:
    """Build an application that answers for URLs that cannot be built."""
    app = module.Flask("case")

    def refuse(error: Any, endpoint: str, values: dict[str, Any]) -> str:
        log("refuse", endpoint, sorted(values))
        raise error

    def find(error: Any, endpoint: str, values: dict[str, Any]) -> str:
        log("find", endpoint, sorted(values))
        return "/found"

    app.url_build_error_handlers.append(refuse)
    app.add_url_rule("/none", "none", lambda: module.url_for("lost", a=1))
    app.url_build_error_handlers.append(find)
    app.add_url_rule("/", "view", lambda: module.url_for("lost", _external=True, b=2))
    return app


def defaults(module: Any, log: Log) -> Any:
    """Build an application that completes URLs."""
    app = module.Flask("case")
    part = module.Blueprint("part", "case", url_prefix="/<lang>/part")

    @app.url_value_preprocessor
    def pull(endpoint: Any, values: Any) -> None:
        module.g.lang = values.pop("lang")

    @app.url_defaults
    def push(endpoint: str, values: dict[str, Any]) -> None:
        log("defaults app", endpoint, sorted(values))
        values.setdefault("lang", module.g.lang)

    @part.url_defaults
    def push_part(endpoint: str, values: dict[str, Any]) -> None:
        log("defaults part", endpoint, sorted(values))

    def view() -> Any:
        return [
            module.url_for("view"),
            module.url_for("part.view"),
            module.url_for("view", lang="x"),
        ]

    app.add_url_rule("/<lang>/", "view", view)
    part.add_url_rule("/", "view", view)
    app.register_blueprint(part)
    return app


def redirects(module: Any, log: Log) -> Any:
    """Build an application that redirects."""

    class App(module.Flask):
        def redirect(self, location: str, code: int = 302) -> Any:
            log("redirect", location, code)
            return super().redirect(location, code)

    app = App("case")
    app.add_url_rule("/", "view", lambda: module.redirect(module.url_for("there", q="ü")))
    app.add_url_rule("/abs", "abs", lambda: module.redirect("https://example.test/ü?a=b c", 307))
    app.add_url_rule("/there", "there", lambda: "there")
    return app
