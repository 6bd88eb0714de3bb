"""Overrides of the dispatch methods, written for this edition and for the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from fw_app import Flask, Response, g, render_template_string, request
from fw_app.app import Flask as PlainFlask
from fw_app.context_argument import DISPATCH_METHODS, takes_context
from fw_app.ctx import AppContext, RequestContext

Call = Callable[..., TestResponse]


def set_up(app: Flask) -> Flask:
    @app.get("/")
    def index() -> str:
        return render_template_string("{{ who or 'nobody' }}")

    @app.get("/error")
    def error() -> str:
        raise ZeroDivisionError

    return app


class Next(Flask):
    """Every method takes the context first, and hands it on."""

    seen: list[tuple[str, type]]

    def note(self, ctx: object, name: str) -> None:
        self.seen.append((name, type(ctx)))

    def full_dispatch_request(self, ctx: Any) -> Response:  # type: ignore[override]
        self.note(ctx, "full_dispatch_request")
        return super().full_dispatch_request(ctx)  # type: ignore[call-arg]

    def preprocess_request(self, ctx: Any) -> Any:  # type: ignore[override]
        self.note(ctx, "preprocess_request")
        return super().preprocess_request(ctx)  # type: ignore[call-arg]

    def dispatch_request(self, ctx: Any) -> Any:  # type: ignore[override]
        self.note(ctx, "dispatch_request")
        return super().dispatch_request(ctx)  # type: ignore[call-arg]

    def make_default_options_response(self, ctx: Any) -> Response:  # type: ignore[override]
        self.note(ctx, "make_default_options_response")
        return super().make_default_options_response(ctx)  # type: ignore[call-arg]

    def finalize_request(  # type: ignore[override]
        self, ctx: Any, rv: Any, from_error_handler: bool = False
    ) -> Response:
        self.note(ctx, "finalize_request")
        return super().finalize_request(ctx, rv, from_error_handler)  # type: ignore[call-arg]

    def process_response(self, ctx: Any, response: Response) -> Response:  # type: ignore[override]
        self.note(ctx, "process_response")
        return super().process_response(ctx, response)  # type: ignore[call-arg]

    def handle_user_exception(self, ctx: Any, e: Exception) -> Any:  # type: ignore[override]
        self.note(ctx, "handle_user_exception")
        return super().handle_user_exception(ctx, e)  # type: ignore[call-arg]

    def handle_http_exception(self, ctx: Any, e: HTTPException) -> Any:  # type: ignore[override]
        self.note(ctx, "handle_http_exception")
        return super().handle_http_exception(ctx, e)  # type: ignore[call-arg]

    def handle_exception(self, ctx: Any, e: Exception) -> Response:  # type: ignore[override]
        self.note(ctx, "handle_exception")
        return super().handle_exception(ctx, e)  # type: ignore[call-arg]

    def log_exception(self, ctx: Any, exc_info: Any) -> None:  # type: ignore[override]
        self.note(ctx, "log_exception")
        super().log_exception(ctx, exc_info)  # type: ignore[call-arg]

    def update_template_context(self, ctx: Any, context: dict[str, Any]) -> None:  # type: ignore[override]
        self.note(ctx, "update_template_context")
        super().update_template_context(ctx, context)  # type: ignore[call-arg]
        context["who"] = ctx.app.name

    def do_teardown_request(self, ctx: Any, exc: BaseException | None = None) -> None:  # type: ignore[override]
        self.note(ctx, "do_teardown_request")
        super().do_teardown_request(ctx, exc)  # type: ignore[call-arg]

    def do_teardown_appcontext(self, ctx: Any, exc: BaseException | None = None) -> None:  # type: ignore[override]
        self.note(ctx, "do_teardown_appcontext")
        super().do_teardown_appcontext(ctx, exc)  # type: ignore[call-arg]


def test_every_method_may_take_the_context_first(call: Call) -> None:
    app = set_up(Next("next"))
    app.seen = []  # type: ignore[attr-defined]
    assert call(app).text == "next"
    assert call(app, "/error").status_code == 500
    assert call(app, "/no").status_code == 404
    assert sorted(call(app, "/", method="OPTIONS").allow) == ["GET", "HEAD", "OPTIONS"]
    seen: list[tuple[str, type]] = app.seen  # type: ignore[attr-defined]
    assert {name for name, _ in seen} == set(DISPATCH_METHODS)
    assert {kind for _, kind in seen} == {RequestContext}
    with app.app_context():
        assert render_template_string("{{ who }}") == "next"
    assert seen[-2:] == [
        ("update_template_context", AppContext),
        ("do_teardown_appcontext", AppContext),
    ]


def test_the_base_class_stays_as_it_is(call: Call) -> None:
    assert Flask.dispatch_request is PlainFlask.dispatch_request
    assert not any(takes_context(getattr(Flask, name)) for name in DISPATCH_METHODS)
    names = [cls.__name__ for cls in Flask.__mro__[:4]]
    assert names == ["Flask", "Pipeline", "UrlBuilding", "App"]
    assert call(set_up(Flask("plain"))).text == "nobody"


def test_overrides_of_this_edition_are_left_alone(call: Call) -> None:
    class Old(Flask):
        def dispatch_request(self) -> Any:
            g.seen = True
            return super().dispatch_request()

        def make_response(self, rv: Any) -> Response:
            return super().make_response(f"{rv}, {g.seen}")

    assert Old.__bases__ == (Flask,)
    assert call(set_up(Old(__name__))).text == "nobody, True"


def test_by_annotation_under_another_name(call: Call) -> None:
    class Annotated(Flask):
        def dispatch_request(self, context: RequestContext) -> Any:  # type: ignore[override]
            """Dispatch."""
            return f"{context.request.path} {super().dispatch_request()!s}"

    assert Annotated.dispatch_request.__doc__ == "Dispatch."
    assert call(set_up(Annotated(__name__))).text == "/ nobody"


def test_both_editions_in_one_family(call: Call) -> None:
    class First(Flask):
        def dispatch_request(self) -> Any:
            return f"1 {super().dispatch_request()!s}"

    class Second(First):
        def dispatch_request(self, ctx: Any) -> Any:  # type: ignore[override]
            return f"2 {super().dispatch_request(ctx)}"  # type: ignore[call-arg]

    class Third(Second):
        def dispatch_request(self) -> Any:  # type: ignore[override]
            return f"3 {super().dispatch_request()}"  # type: ignore[call-arg]

    class Fourth(Third):
        def dispatch_request(self, ctx: Any) -> Any:  # type: ignore[override]
            return f"4 {super().dispatch_request(ctx)}"  # type: ignore[call-arg]

    assert call(set_up(Fourth(__name__))).text == "4 3 2 1 nobody"
    assert call(set_up(Second(__name__))).text == "2 1 nobody"


def test_mixins(call: Call) -> None:
    class Mixin:
        def dispatch_request(self, ctx: Any) -> Any:
            return f"mixin {ctx.request.path} {super().dispatch_request(ctx)}"  # type: ignore[misc]

    class Other:
        def dispatch_request(self) -> Any:
            return f"other {super().dispatch_request()}"  # type: ignore[misc]

    class Mixed(Mixin, Other, Flask):  # type: ignore[misc]
        pass

    class Deeper(Mixed):
        def dispatch_request(self, ctx: Any) -> Any:  # type: ignore[override]
            return f"deeper {super().dispatch_request(ctx)}"

    assert call(set_up(Mixed(__name__))).text == "mixin / other nobody"
    assert call(set_up(Deeper(__name__))).text == "deeper mixin / other nobody"
    assert takes_context(Mixin.dispatch_request), "a mixin is not changed"


def test_methods_patched_on_such_a_class(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(Flask):
        def dispatch_request(self, ctx: Any) -> Any:  # type: ignore[override]
            return super().dispatch_request(ctx)  # type: ignore[call-arg]

    app = set_up(Own(__name__))
    assert call(app).text == "nobody"
    monkeypatch.setattr(Flask, "dispatch_request", lambda self: f"patched {request.path}")
    assert call(app).text == "patched /"


def test_outside_a_context_it_teaches() -> None:
    class Own(Flask):
        def dispatch_request(self, ctx: Any) -> Any:  # type: ignore[override]
            raise NotImplementedError

    with pytest.raises(RuntimeError, match="Working outside of application context"):
        Own(__name__).dispatch_request()  # type: ignore[call-arg]
