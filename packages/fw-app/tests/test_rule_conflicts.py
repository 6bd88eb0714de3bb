"""Rules that never match because another view has the same URL and method."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from fw_app import Blueprint, Flask
from fw_app.views import MethodView

Call = Callable[..., TestResponse]


def first() -> str:
    return "first"


def second() -> str:
    return "second"


def line_of(view: Callable[..., object]) -> str:
    code = view.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def test_both_views_are_named_with_their_lines(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=first)
    with pytest.warns(UserWarning, match="registered twice") as found:
        app.add_url_rule("/", view_func=second)
    [warning] = found
    message = str(warning.message)
    assert "The rule '/' is registered twice for GET" in message
    assert f"first for 'first' ({line_of(first)})" in message
    assert f"now for 'second' ({line_of(second)})" in message
    assert warning.filename == __file__
    assert call(app).text == "first"


def test_through_a_decorator_and_a_blueprint() -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__)
    pages.post("/x/<int:n>")(second)
    app.post("/x/<int:number>")(first)
    with pytest.warns(UserWarning, match="now for 'pages.second'") as found:
        app.register_blueprint(pages)
    assert found[0].filename == __file__
    app.put("/y")(first)
    with pytest.warns(UserWarning, match="twice for PUT"):
        app.route("/y", methods=["PUT", "PATCH"], endpoint="other")(second)


def test_class_based_views_and_endpoints_without_a_view() -> None:
    class Items(MethodView):
        def get(self) -> str:
            return "items"

    app = Flask(__name__)
    app.add_url_rule("/", endpoint="later")
    with pytest.warns(UserWarning, match="first for 'later', now for 'items' \\(.*py:[0-9]+\\)"):
        app.add_url_rule("/", view_func=Items.as_view("items"))


def test_what_is_no_conflict() -> None:
    app = Flask(__name__, static_folder="static")
    pages = Blueprint("pages", __name__, static_folder="static")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app.get("/a")(first)
        app.post("/a", endpoint="second")(second)
        app.add_url_rule("/a", view_func=first)
        app.add_url_rule("/b", view_func=first, defaults={})
        app.add_url_rule("/b/", view_func=second, endpoint="third")
        app.add_url_rule("/c/<int:n>", "int", first)
        app.add_url_rule("/c/<n>", "any", first)
        app.add_url_rule("/d", "d1", first, subdomain="one")
        app.add_url_rule("/d", "d2", first, subdomain="two")
        app.add_url_rule("/e", "e1", first)
        app.add_url_rule("/e", "e2", second, build_only=True)
        app.register_blueprint(pages)
        app.register_blueprint(Blueprint("more", __name__), url_prefix="/a")


def test_a_rule_that_fails_leaves_nothing_behind(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/a", "a", first)
    before = [str(rule) for rule in app.url_map.iter_rules()], dict(app.view_functions)
    with pytest.raises(AssertionError, match="overwriting an existing endpoint function: a"):
        app.add_url_rule("/b", "a", second)
    with pytest.raises(ValueError, match="must start with a"):
        app.add_url_rule("b", "b", second)
    with pytest.raises(LookupError):
        app.add_url_rule("/<nothing:b>", "b", second)
    with pytest.raises(ValueError):  # noqa: PT011
        app.add_url_rule("/<int:a>/<int:a>", "b", second)
    with pytest.raises(TypeError, match="Allowed methods must be a list of strings"):
        app.add_url_rule("/b", "b", second, methods="POST")
    with pytest.raises(TypeError):
        app.add_url_rule("/b", "b", second, no_such_option=1)
    assert ([str(rule) for rule in app.url_map.iter_rules()], dict(app.view_functions)) == before
    app.add_url_rule("/b", "b", second)
    assert call(app, "/b").text == "second"
