"""Error handlers: classes, codes, inheritance and scope, by drawn lots."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

from werkzeug.exceptions import (
    BadRequest,
    BadRequestKeyError,
    Forbidden,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestedRangeNotSatisfiable,
    TooManyRequests,
)
from werkzeug.wrappers import Response

from tools.side_by_side.case import Call, Case, Log, get
from tools.side_by_side.recording import kind

COUNT = 50


class Teapot(HTTPException):
    """An exception of one's own with a code."""

    code = 418
    description = "short and stout"


class Subteapot(Teapot):
    """One that inherits the code."""


class Lost(NotFound):
    """A kind of 404."""


class Problem(ValueError):
    """A kind of ValueError."""


class Subproblem(Problem):
    """A kind of that."""


KEYS: tuple[Any, ...] = (
    400, 403, 404, 405, 409, 418, 500, Exception, HTTPException, ValueError, Problem, KeyError,
    Teapot, NotFound, Lost, InternalServerError, BadRequestKeyError, LookupError, BadRequest,
)  # fmt: skip


def raised(module: Any) -> dict[str, Callable[[], Any]]:
    """Name ways to fail.

    :param module: ``flask`` or ``fw_core``.
    """

    def fail(error: BaseException) -> Callable[[], Any]:
        def view() -> Any:
            raise error

        return view

    return {
        "abort404": lambda: module.abort(404),
        "abort409": lambda: module.abort(409, "clash"),
        "abort_response": lambda: module.abort(Response("given", 402)),
        "teapot": fail(Teapot()),
        "subteapot": fail(Subteapot("own words")),
        "lost": fail(Lost()),
        "forbidden": fail(Forbidden()),
        "value": fail(ValueError("v")),
        "problem": fail(Problem("p")),
        "subproblem": fail(Subproblem("s")),
        "key": lambda: os.environ["NO_SUCH"],
        "form": lambda: module.request.form["missing"],
        "internal": fail(InternalServerError("inside")),
        "range": fail(RequestedRangeNotSatisfiable(length=10)),
        "many": fail(TooManyRequests(retry_after=30)),
        "method": fail(MethodNotAllowed(valid_methods=["PUT", "GET"])),
        "response": fail(NotFound(response=Response("carried", 410))),
        "zero": lambda: 1 // 0,
    }


def drawn(seed: int) -> Callable[[Any, Log], Any]:
    """Make the builder of an application with drawn error handlers.

    :param seed: of the draw.
    """

    def build(module: Any, log: Log) -> Any:
        lots = random.Random(seed)  # noqa: S311  # no secret
        app = module.Flask("case")
        inner = module.Blueprint("inner", "case", url_prefix="/inner")
        outer = module.Blueprint("outer", "case", url_prefix="/outer")
        for part in (app, outer, inner):
            for key in lots.sample(KEYS, lots.randrange(1, 6)):
                scope = lots.choice(["errorhandler", "app_errorhandler"])
                if part is app:
                    scope = "errorhandler"
                action = lots.choice(["answer", "answer", "same", "raise", "code"])
                getattr(part, scope)(key)(handler(f"{part.name}:{key}", action, log))
            for name, view in raised(module).items():
                part.add_url_rule(f"/{name}", name, view)
        outer.register_blueprint(inner)
        app.register_blueprint(outer)
        return app

    return build


def handler(name: str, action: str, log: Log) -> Callable[[Any], Any]:
    """Make an error handler.

    :param name: what it writes down.
    :param action: what it does.
    """

    def handle(error: Any) -> Any:
        original = kind(getattr(error, "original_exception", None))
        log("handler", name, kind(error), original)
        if action == "raise":
            raise Problem("in the handler")
        if action == "same":
            return error if isinstance(error, HTTPException) else ("no http", 500)
        return (f"handled by {name}", 299) if action == "code" else f"handled by {name}"

    return handle


def cases() -> Iterator[Case]:
    """Make the cases: drawn ones over all the ways to fail, and some by name."""
    names = ["abort404", "abort409", "abort_response", "teapot", "subteapot", "lost", "forbidden"]
    names += ["value", "problem", "subproblem", "key", "form", "internal", "range", "many"]
    names += ["method", "response", "zero"]
    for seed in range(COUNT):
        lots = random.Random(seed)  # noqa: S311  # no secret
        prefixes = ["", "/outer", "/outer/inner"]
        paths = [f"{lots.choice(prefixes)}/{name}" for name in names]
        yield Case(f"errors.drawn_{seed}", drawn(seed), (*get(*paths), Call("PUT", "/zero")))
    settings: dict[str, dict[str, Any]] = {
        "plain": {},
        "testing": {"TESTING": True},
        "debug": {"DEBUG": True, "PROPAGATE_EXCEPTIONS": False},
        "propagate": {"PROPAGATE_EXCEPTIONS": True},
        "trap_http": {"TRAP_HTTP_EXCEPTIONS": True},
        "trap_bad": {"TRAP_BAD_REQUEST_ERRORS": True},
        "trap_bad_testing": {"TRAP_BAD_REQUEST_ERRORS": True, "TESTING": True},
    }
    for title, config in settings.items():
        yield Case(f"errors.config_{title}", configured(config), get(*[f"/{n}" for n in names]))


def configured(config: dict[str, Any]) -> Callable[[Any, Log], Any]:
    """Make the builder of an application that fails, under a configuration.

    :param config: its keys.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case")
        app.config.update(config)
        for name, view in raised(module).items():
            app.add_url_rule(f"/{name}", name, view)
        app.teardown_request(lambda error: log("teardown", kind(error)))
        return app

    return build
