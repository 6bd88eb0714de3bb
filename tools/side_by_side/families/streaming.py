"""Streams: what runs when, with and without the context kept."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tools.side_by_side.case import Call, Case, Log, Step
from tools.side_by_side.recording import kind


def parts(module: Any, log: Log) -> Any:
    """Build an application that streams in every way."""
    app = module.Flask("case")
    app.secret_key = "key"  # noqa: S105  # no secret

    @app.after_request
    def after(response: Any) -> Any:
        log("after", response.is_streamed)
        response.call_on_close(lambda: log("closed"))
        return response

    @app.teardown_request
    def teardown(error: Any) -> None:
        log("teardown", kind(error))

    @app.route("/plain")
    def plain() -> Any:
        def body() -> Iterator[str]:
            log("begun", module.has_request_context())
            yield "a"
            yield "b"
            log("ended")

        return body()

    @app.route("/kept")
    def kept() -> Any:
        def body() -> Iterator[str]:
            module.g.x = 1
            yield module.request.args.get("a", "none")
            log("g", module.g.x)
            yield module.request.path

        return module.stream_with_context(body())

    @app.route("/decorated")
    def decorated() -> Any:
        @module.stream_with_context
        def body(greeting: str) -> Iterator[str]:
            yield greeting
            yield module.request.path

        return body("hello")

    @app.route("/failing")
    def failing() -> Any:
        def body() -> Iterator[str]:
            yield "a"
            raise ZeroDivisionError

        return module.Response(module.stream_with_context(body()))

    @app.route("/closed")
    def closed() -> Any:
        class Body:
            def __iter__(self) -> Iterator[bytes]:
                yield b"x"

            def close(self) -> None:
                log("body closed", module.has_request_context())

        return module.Response(module.stream_with_context(Body()))

    @app.route("/session")
    def session() -> Any:
        module.session["a"] = 1

        def body() -> Iterator[str]:
            yield str(module.session.get("a"))

        return module.Response(module.stream_with_context(body()), headers={"X-S": "1"})

    @app.route("/empty")
    def empty() -> Any:
        return module.Response(module.stream_with_context(iter(())))

    @app.route("/file")
    def file() -> Any:
        return module.Response((str(n) for n in range(3)), direct_passthrough=False)

    return app


PATHS = (
    "/plain", "/kept?a=1", "/decorated", "/failing", "/closed", "/session", "/empty", "/file"
)  # fmt: skip


def half(path: str) -> Callable[[Any, Any, Log], None]:
    """Make a step that reads half of a response and closes it.

    :param path: what to ask for.
    """

    def act(app: Any, module: Any, log: Log) -> None:
        from werkzeug.test import EnvironBuilder, run_wsgi_app  # noqa: PLC0415  # used here only

        body, status, _ = run_wsgi_app(app, EnvironBuilder(path).get_environ())
        log("first", status, next(iter(body), None))
        close = getattr(body, "close", None)
        if close is not None:
            close()
        log("context", module.has_request_context())

    return act


def cases() -> Iterator[Case]:
    """Make the cases: every stream read to its end, asked for by HEAD, and left half-way."""
    for path in PATHS:
        name = path.strip("/").partition("?")[0]
        yield Case(f"streaming.{name}.get", parts, (Call("GET", path), Call("GET", path)))
        yield Case(f"streaming.{name}.head", parts, (Call("HEAD", path),))
        if name != "failing":
            yield Case(f"streaming.{name}.half", parts, (Step(half(path)), Call("GET", path)))
