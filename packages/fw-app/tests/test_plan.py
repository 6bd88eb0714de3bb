"""Request plans, as they are compiled and as they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from fw_app import Blueprint, Flask, Response

Call = Callable[..., TestResponse]


def load_user() -> None: ...


def check_cart() -> None: ...


def add_header(response: Response) -> Response:
    return response


def close(error: BaseException | None) -> None: ...


def lang(endpoint: str | None, values: dict[str, Any] | None) -> None: ...


def front() -> str:
    return "front"


def shop() -> Flask:
    app = Flask(__name__)
    cart = Blueprint("cart", __name__, url_prefix="/cart")
    app.before_request(load_user)
    app.url_value_preprocessor(lang)
    app.after_request(add_header)
    app.teardown_request(close)
    cart.before_request(check_cart)
    cart.add_url_rule("/", "front", front)
    app.register_blueprint(cart)
    return app


def names(*functions: Callable[..., object]) -> list[str]:
    return [f"{function.__module__}.{function.__qualname__}" for function in functions]


def test_a_plan_reads_as_what_runs_in_order() -> None:
    plan = shop().describe_plan("cart.front")
    assert plan.steps() == names(lang, load_user, check_cart, front, add_header, close)
    steps = " > ".join(plan.steps())
    assert repr(plan) == f"<RequestPlan 'cart.front': {steps}>"


def test_a_plan_as_text() -> None:
    text = str(shop().describe_plan("cart.front"))
    assert text.splitlines()[0] == "endpoint    cart.front"
    assert text.splitlines()[1] == "blueprints  cart"
    assert f"before      {', '.join(names(load_user, check_cart))}" in text
    assert f"view        {names(front)[0]}" in text


def test_the_plan_of_requests_that_no_rule_matches() -> None:
    plan = shop().describe_plan()
    assert plan.steps() == names(lang, load_user, add_header, close)
    assert "endpoint    (no rule matched)" in str(plan)
    assert "view        -" in str(plan)


def test_an_unknown_endpoint() -> None:
    with pytest.raises(LookupError, match="No view is registered for the endpoint 'nothing'"):
        shop().describe_plan("nothing")


def test_callable_objects_are_named_by_their_repr() -> None:
    class Hook:
        __hash__ = None  # type: ignore[assignment]

        def __call__(self) -> None: ...

        def __repr__(self) -> str:
            return "<Hook>"

    app = shop()
    app.before_request(Hook())
    assert "<Hook>" in app.describe_plan("cart.front").steps()


def test_a_callable_without_a_hash_runs(call: Call) -> None:
    class Hook:
        __hash__ = None  # type: ignore[assignment]

        def __call__(self) -> str:
            return "hook"

    app = shop()
    app.before_request(Hook())
    assert call(app, "/cart/").text == "hook"


def test_plans_are_compiled_once_and_dropped_by_changes(call: Call) -> None:
    app = shop()
    plan = app.describe_plan("cart.front")
    call(app, "/cart/")
    assert app.describe_plan("cart.front") is plan
    app.view_functions["cart.front"] = front
    assert app.describe_plan("cart.front") is not plan
    plan = app.describe_plan("cart.front")
    app.url_map = app.url_map_class()
    assert app.describe_plan("cart.front") is not plan
    plan = app.describe_plan("cart.front")
    app.before_request_funcs[None].append(front)
    assert app.describe_plan("cart.front") is not plan
    assert names(front)[0] in app.describe_plan("cart.front").steps()


TABLES = ["before_request_funcs", "after_request_funcs", "teardown_request_funcs"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("own", [False, True])
def test_callbacks_that_come_during_a_request(call: Call, table: str, own: bool) -> None:
    """They run from then on, whether the list is the table's own or somebody else's."""
    app = Flask(__name__)
    seen: list[str] = []
    functions: list[Any] = [lambda *args: args[0] if args else None]
    if own:
        getattr(app, table)[None] = functions
    else:
        functions = getattr(app, table)[None]

    def late(*args: Any) -> Any:
        seen.append(table)
        return args[0] if args else None

    @app.route("/")
    def view() -> str:
        functions.append(late)
        return "answered"

    @app.route("/other")
    def other() -> str:
        return "other"

    assert call(app, "/").text == "answered"
    runs_after_the_view = table != "before_request_funcs"
    assert len(seen) == runs_after_the_view
    assert call(app, "/other").text == "other"
    assert call(app, "/missing").status_code == 404
    assert len(seen) == runs_after_the_view + 2
    functions.clear()
    assert call(app, "/other").text == "other"
    assert len(seen) == runs_after_the_view + 2


def test_a_blueprint_under_two_names(call: Call) -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__)
    seen: list[str] = []
    pages.before_request(lambda: seen.append("hook"))
    pages.add_url_rule("/", "front", front)
    app.register_blueprint(pages, url_prefix="/one")
    app.register_blueprint(pages, name="again", url_prefix="/two")
    assert call(app, "/one/").text == call(app, "/two/").text == "front"
    assert seen == ["hook", "hook"]
    assert app.describe_plan("again.front").blueprints == ("again",)
