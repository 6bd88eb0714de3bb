"""Class-based views."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tools.side_by_side.case import Call, Case, Log

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")


def cases() -> Iterator[Case]:
    """Make the cases: each application asked by every method."""
    for name, build in NAMED.items():
        calls = tuple(Call(method, path) for path in ("/", "/5") for method in METHODS)
        yield Case(f"views.{name}", build, calls)


def plain(module: Any, log: Log) -> Any:
    """Build an application with a view made anew for each request."""

    class Page(module.views.View):
        methods = ["GET", "POST"]
        decorators = [lambda f: lambda **k: f"<{f(**k)}>"]

        def __init__(self, title: str) -> None:
            log("made", title)
            self.title = title

        def dispatch_request(self, number: int = 0) -> Any:
            return f"{self.title} {number} {module.request.method}"

    app = module.Flask("case")
    view = Page.as_view("page", "Title")
    app.add_url_rule("/", view_func=view, defaults={"number": 1})
    app.add_url_rule("/<int:number>", view_func=view)
    log(view.__name__, view.view_class is Page, view.methods, Page.provide_automatic_options)
    return app


def once(module: Any, log: Log) -> Any:
    """Build an application with a view made once."""

    class Page(module.views.View):
        init_every_request = False

        def __init__(self) -> None:
            self.count = 0

        def dispatch_request(self, **arguments: Any) -> Any:
            self.count += 1
            return str(self.count)

    app = module.Flask("case")
    app.add_url_rule("/", view_func=Page.as_view("page"))
    app.add_url_rule("/<int:n>", view_func=Page.as_view("other"))
    return app


def by_method(module: Any, log: Log) -> Any:
    """Build an application with a view of one function a method."""

    class Base(module.views.MethodView):
        def get(self, n: int | None = None) -> Any:
            return {"get": n}

    class Item(Base):
        def post(self, n: int | None = None) -> Any:
            return "posted", 201

        def delete(self, n: int | None = None) -> Any:
            return "", 204

    app = module.Flask("case")
    app.add_url_rule("/", view_func=Base.as_view("base"))
    app.add_url_rule("/<int:n>", view_func=Item.as_view("item"))
    log(sorted(Base.methods or ()), sorted(Item.methods or ()))
    return app


def head_and_options(module: Any, log: Log) -> Any:
    """Build an application whose views answer HEAD and OPTIONS by themselves."""

    class Item(module.views.MethodView):
        def get(self) -> Any:
            return "get"

        def head(self) -> Any:
            return module.Response(headers={"X-Head": "yes"})

        def options(self) -> Any:
            return "own options"

    class Restricted(module.views.MethodView):
        methods = ["GET"]
        provide_automatic_options = False

        def get(self, n: int) -> Any:
            return "get"

        def post(self, n: int) -> Any:
            return "never"

    app = module.Flask("case")
    app.add_url_rule("/", view_func=Item.as_view("item"))
    app.add_url_rule("/<int:n>", view_func=Restricted.as_view("restricted"))
    return app


def asynchronous(module: Any, log: Log) -> Any:
    """Build an application whose views are coroutines."""

    class Item(module.views.MethodView):
        async def get(self) -> Any:
            return f"async {module.request.path}"

        async def post(self) -> Any:
            raise ZeroDivisionError

    class Page(module.views.View):
        methods = ["GET", "PUT"]

        async def dispatch_request(self, n: int) -> Any:
            return [n]

    app = module.Flask("case")
    app.add_url_rule("/", view_func=Item.as_view("item"))
    app.add_url_rule("/<int:n>", view_func=Page.as_view("page"))
    return app


NAMED: dict[str, Callable[[Any, Log], Any]] = {
    "plain": plain,
    "once": once,
    "by_method": by_method,
    "head_and_options": head_and_options,
    "asynchronous": asynchronous,
}
