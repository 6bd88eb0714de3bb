"""``python -m tools.conformance.contexts``: contexts within contexts, in any order, held against the reference.

Sequences of contexts that are entered and left are drawn, played on the reference and on fw-core, and
everything that can be seen of the active contexts on the way is compared. It needs the reference
installed beside fw-core.
"""

from __future__ import annotations

import contextvars
import importlib
import random
import sys
from contextlib import ExitStack
from types import ModuleType
from typing import Any, Final

from werkzeug.test import create_environ

__all__ = ["COUNT", "compare"]

COUNT: Final = 1000

Lots = random.Random

# What is entered: an application context or a request, of one of three applications, the last of which
# makes its contexts in a way of its own. ``None`` leaves the innermost. ``"inside"`` looks on from a copy of
# the context, as a task would.
STEPS = (
    *("app a", "app b", "app own", "request a", "request b", "request own"),
    *("again", "inside", None, None),
)
SIGNALS = ("appcontext_pushed", "appcontext_popped", "appcontext_tearing_down")


class Play:
    """Enters and leaves contexts of a framework, and writes down what can be seen.

    :param framework: Flask or fw-core.
    """

    def __init__(self, framework: ModuleType) -> None:
        self.framework = framework
        self.names = importlib.import_module(f"{framework.__name__}.globals")

        class Own(framework.Flask):  # type: ignore[name-defined, misc]
            def app_context(self) -> Any:
                ctx = super().app_context()
                ctx.g.own = True
                return ctx

        classes = {"a": framework.Flask, "b": framework.Flask, "own": Own}
        self.apps = {name: kind(name, static_folder=None) for name, kind in classes.items()}
        for app in self.apps.values():
            app.teardown_appcontext(lambda exc: self.seen.append(("app ends", self.request())))
            app.teardown_request(lambda exc: self.seen.append(("request ends", self.request())))
        self.entered: list[Any] = []
        self.known: list[Any] = []
        self.seen: list[Any] = []

    def run(self, steps: list[str | None]) -> list[Any]:
        """Take the steps, then leave what is left."""
        for number, step in enumerate(steps):
            self.take(step, number)
            self.look()
        while self.entered:
            self.take(None, 0)
            self.look()
        return self.seen

    def listened(self, steps: list[str | None]) -> list[Any]:
        """Do the same while somebody listens."""
        with ExitStack() as stack:
            for name in SIGNALS:

                def listen(app: Any, _name: str = name, **extra: Any) -> None:
                    self.seen.append((_name, app.name, self.request()))

                stack.enter_context(getattr(self.framework, name).connected_to(listen))
            return self.run(steps)

    def take(self, step: str | None, number: int) -> None:
        """Take one step."""
        if step is None:
            if self.entered:
                self.entered.pop().pop()
        elif step == "inside":
            contextvars.copy_context().run(self.look)
        elif step == "again":
            if self.entered:
                self.entered[-1].push()
                self.entered.append(self.entered[-1])
        else:
            kind, _, name = step.partition(" ")
            app = self.apps[name]
            environ = create_environ(f"/{number}")
            ctx = app.app_context() if kind == "app" else app.request_context(environ)
            ctx.push()
            self.entered.append(ctx)
            self.framework.g.setdefault("first", number)

    def request(self) -> str | None:
        """Return the path of the request that is active."""
        return self.framework.request.path if self.framework.has_request_context() else None

    def look(self) -> None:
        """Write down what can be seen."""
        flask, names = self.framework, self.names
        has_app = flask.has_app_context()
        request_ctx = names._cv_request.get(None)
        self.seen.append(
            {
                "app": flask.current_app.name if flask.current_app else None,
                "has app": has_app,
                "request": self.request(),
                "is a request": isinstance(flask.request, flask.Request),
                "repr": repr(flask.request) == "<LocalProxy unbound>",
                "variable": request_ctx.request.path if request_ctx else None,
                "proxy": flask.globals.request_ctx.request.path if request_ctx else None,
                "same": not request_ctx
                or names.request_ctx._get_current_object() is names._cv_request.get(),
                "app context": self.number(names._cv_app.get()) if has_app else None,
                "as a proxy": self.number(names.app_ctx._get_current_object()) if has_app else None,
                "g": (flask.g.get("first"), flask.g.get("own")) if has_app else None,
            }
        )

    def number(self, ctx: Any) -> int:
        """Tell contexts apart by the order in which they were seen first."""
        if not any(ctx is known for known in self.known):
            self.known.append(ctx)
        return next(i for i, known in enumerate(self.known) if known is ctx)


def compare() -> list[str]:
    """Play on both sides, with and without listeners; list the sequences that differ."""
    sides = [importlib.import_module(name) for name in ("flask", "fw_core")]
    choose, problems = Lots("contexts"), []
    for _ in range(COUNT):
        steps = choose.choices(STEPS, k=choose.randint(1, 9))
        for way in (Play.run, Play.listened):
            theirs, ours = (contextvars.Context().run(way, Play(side), steps) for side in sides)
            if theirs != ours:
                problems.append(f"{way.__name__} {steps}:\n  {theirs}\n  {ours}")
    return problems


if __name__ == "__main__":
    found = compare()
    print("\n".join(found))
    print(f"{COUNT} sequences of contexts, each heard and unheard: {len(found)} problems")
    sys.exit(bool(found))
