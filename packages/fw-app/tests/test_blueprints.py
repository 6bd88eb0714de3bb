"""Blueprints: what they record, and what applications make of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from fw_app import Blueprint, Flask, Response, g, render_template_string, request, url_for
from fw_app.sansio.blueprints import BlueprintSetupState

Call = Callable[..., TestResponse]


def where() -> str:
    return f"{request.endpoint} {request.path}"


def test_names_and_prefixes_of_nested_blueprints(call: Call) -> None:
    app = Flask(__name__)
    outer = Blueprint("outer", __name__, url_prefix="/outer/")
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    leaf = Blueprint("leaf", __name__)
    leaf.add_url_rule("/", "view", where)
    leaf.add_url_rule("", "bare", where, strict_slashes=False, methods=["POST"])
    inner.register_blueprint(leaf)
    inner.register_blueprint(leaf, name="other", url_prefix="other")
    outer.register_blueprint(inner)
    app.register_blueprint(outer, url_prefix="/root")
    assert call(app, "/root/inner/").text == "outer.inner.leaf.view /root/inner/"
    assert call(app, "/root/inner/other/").text == "outer.inner.other.view /root/inner/other/"
    assert list(app.blueprints) == ["outer", "outer.inner", "outer.inner.leaf", "outer.inner.other"]
    assert list(app.iter_blueprints()) == [outer, inner, leaf, leaf]


def test_subdomains_of_nested_blueprints(call: Call) -> None:
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    outer = Blueprint("outer", __name__, subdomain="outer")
    inner = Blueprint("inner", __name__, subdomain="inner")
    inner.add_url_rule("/", "view", where)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    assert call(app, headers={"Host": "inner.outer.example.com"}).text == "outer.inner.view /"


def test_url_defaults_and_values(call: Call) -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__, url_prefix="/<lang>", url_defaults={"n": 1})

    @pages.url_value_preprocessor
    def take(endpoint: str | None, values: dict[str, Any] | None) -> None:
        assert values is not None
        g.lang = values.pop("lang")

    @pages.url_defaults
    def give(endpoint: str, values: dict[str, Any]) -> None:
        values.setdefault("lang", g.lang)

    @pages.get("/")
    def index(n: int) -> str:
        return f"{g.lang} {n} {url_for('.index')}"

    app.register_blueprint(pages)
    assert call(app, "/en/").text == "en 1 /en/"


def test_what_is_for_the_whole_application(call: Call) -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__)
    seen: list[str] = []
    pages.before_app_request(lambda: seen.append("before"))

    @pages.after_app_request
    def after(response: Response) -> Response:
        seen.append("after")
        return response

    pages.teardown_app_request(lambda error: seen.append("teardown"))
    pages.app_context_processor(lambda: {"name": "Ada"})
    pages.app_url_value_preprocessor(lambda endpoint, values: seen.append(f"values {endpoint}"))
    pages.app_url_defaults(lambda endpoint, values: values.update(a=1))

    @pages.app_template_filter
    def loud(text: str) -> str:
        return text.upper()

    @pages.app_template_filter("quiet")
    def lower(text: str) -> str:
        return text.lower()

    @pages.app_template_test()
    def even(number: int) -> bool:
        return number % 2 == 0

    @pages.app_template_global("two")
    def number_two() -> int:
        return 2

    @app.get("/")
    def index() -> str:
        return render_template_string(
            "{{ name|loud }} {{ name|quiet }} {{ two() is even }} {{ url_for('index') }}"
        )

    app.register_blueprint(pages)
    assert call(app).text == "ADA ada True /?a=1"
    assert seen == ["values index", "before", "after", "teardown"]


def test_recorded_functions() -> None:
    pages = Blueprint("pages", __name__)
    states: list[BlueprintSetupState] = []
    once: list[BlueprintSetupState] = []
    pages.record(states.append)
    pages.record_once(once.append)
    for app in (Flask("a"), Flask("b")):
        app.register_blueprint(pages, url_prefix="/x")
    again = Flask("c")
    again.register_blueprint(pages)
    again.register_blueprint(pages, name="twice", url_prefix="/y")
    assert [state.first_registration for state in states] == [True, True, True, False]
    assert len(once) == 3
    assert (states[0].app.name, states[0].blueprint, states[0].url_prefix) == ("a", pages, "/x")


def test_its_own_files(call: Call, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.txt").write_text("in a")
    (tmp_path / "r.txt").write_text("resource é", encoding="utf-8")
    app = Flask(__name__)
    pages = Blueprint(
        "pages", __name__, static_folder="static", url_prefix="/pages", root_path=str(tmp_path)
    )
    app.register_blueprint(pages)
    response = call(app, "/pages/static/a.txt")
    assert (response.text, response.headers["Cache-Control"]) == ("in a", "no-cache")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 60
    assert call(app, "/pages/static/a.txt").cache_control.max_age == 60
    assert call(app, "/pages/static/../r.txt").status_code == 404
    with pages.open_resource("r.txt", "r") as file:
        assert file.read() == "resource é"
    with pytest.raises(ValueError, match="can only be opened for reading, and the mode is 'w'"):
        pages.open_resource("r.txt", "w")
    with pytest.raises(RuntimeError, match="'static_folder' must be set"):
        Blueprint("none", __name__).send_static_file("a.txt")


# -- mistakes ---------------------------------------------------------------------------------


def test_names_are_checked() -> None:
    with pytest.raises(ValueError, match="'name' may not be empty"):
        Blueprint("", __name__)
    with pytest.raises(ValueError, match=r"may not contain a dot '\.' character, and 'a.b' does"):
        Blueprint("a.b", __name__)
    pages = Blueprint("pages", __name__)
    with pytest.raises(ValueError, match="'endpoint' may not contain a dot"):
        pages.add_url_rule("/", "a.b", where)
    with pytest.raises(ValueError, match="Cannot register a blueprint on itself"):
        pages.register_blueprint(pages)


def test_a_name_that_is_taken() -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__)
    app.register_blueprint(pages)
    with pytest.raises(ValueError, match=r"already registered for this blueprint\. Use 'name='"):
        app.register_blueprint(pages)
    with pytest.raises(ValueError, match="already registered for a different blueprint"):
        app.register_blueprint(Blueprint("pages", __name__))


def test_set_up_after_the_registration_is_refused() -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__)
    app.register_blueprint(pages)
    for late in (
        lambda: pages.route("/"),
        lambda: pages.before_request(lambda: None),
        lambda: pages.record(lambda state: None),
        lambda: pages.register_blueprint(Blueprint("other", __name__)),
    ):
        with pytest.raises(AssertionError) as info:
            late()
        assert "came too late" in str(info.value)
        assert "before app.register_blueprint() is called" in str(info.value)


def test_removed_attributes_say_what_to_write_instead() -> None:
    pages = Blueprint("pages", __name__)
    with pytest.raises(AttributeError, match=r"Blueprint\.json_encoder was removed\. Subclass"):
        pages.json_encoder  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="'Blueprint' object has no attribute 'nothing'"):
        pages.nothing  # type: ignore[attr-defined]  # noqa: B018
