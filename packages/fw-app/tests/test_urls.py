"""Building URLs: the short way says what the URL adapter says, and every seam is still honoured."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.routing import BaseConverter, BuildError, MapAdapter, ValidationError

from fw_app import Blueprint, Flask, render_template_string, request, url_for
from fw_app.globals import request_ctx
from fw_app.urls import anchored


@pytest.mark.parametrize(
    ("anchor", "url"),
    [(None, "/a"), ("", "/a#"), ("b", "/a#b"), ("x y", "/a#x%20y"), ("é", "/a#%C3%A9"), ("?/", "/a#?/")],
)  # fmt: skip
def test_anchors(anchor: str | None, url: str) -> None:
    assert anchored("/a", anchor) == url


# -- the short way and the plain way


class Even(BaseConverter):
    """Refuses odd numbers."""

    def to_url(self, value: Any) -> str:
        if int(value) % 2:
            raise ValidationError
        return str(value)


RULES: list[tuple[str, str, dict[str, Any]]] = [
    ("/", "home", {}),
    ("/item/<int:id>/edit", "item", {}),
    ("/item/<int(fixed_digits=4):id>", "padded", {}),
    ("/files/<path:name>", "files", {}),
    ("/<path:name>", "any path", {}),
    ("/<year>/<int:month>/", "month", {}),
    ("/even/<even:id>", "even", {}),
    ("/pick/<any(a, b):name>", "pick", {}),
    ("/share/<float:id>", "share", {}),
    ("/all/", "all", {"defaults": {"id": 1}}),
    ("/all/<int:id>", "all", {}),
    ("/read", "either", {"methods": ["GET"]}),
    ("/write/<int:id>", "either", {"methods": ["POST"]}),
    ("/socket", "socket", {"websocket": True}),
    ("/elsewhere", "elsewhere", {"subdomain": "other"}),
    ("/é/<id>", "accent", {}),
    ("/alias", "home", {"alias": True}),
    ("/only/<id>", "only", {"build_only": True}),
]
VALUES: list[Any] = [
    1, 4, 0, -3, 10**25, True, None, 2.5, "a", "a b", "é&=?#", "/x", "//evil", "", "7", ["x", 2, None], (), b"raw",
]  # fmt: skip
NAMES = ["id", "name", "year", "month", "page", "q"]


def make_app(rng: random.Random) -> Flask:
    app = Flask(__name__)
    app.config["SERVER_NAME"] = rng.choice([None, None, "example.org"])
    app.config["APPLICATION_ROOT"] = rng.choice(["/", "/app"])
    app.config["TRUSTED_HOSTS"] = rng.choice([None, None, ["localhost", "example.org"]])
    app.url_map.converters["even"] = Even
    app.url_map.sort_parameters = rng.random() < 0.3
    shop = Blueprint("shop", __name__, url_prefix=rng.choice(["/shop", "/<lang>/in"]))
    for place in (app, shop):
        for rule, endpoint, options in rng.sample(RULES, 12):
            place.add_url_rule(rule, endpoint, view, **options)
    if rng.random() < 0.5:

        @app.url_defaults
        def defaults(endpoint: str, values: dict[str, Any]) -> None:
            values.setdefault("page", 2)

        @shop.url_defaults
        def language(endpoint: str, values: dict[str, Any]) -> None:
            values["lang"] = "de"

    app.register_blueprint(shop)
    return app


def view(**values: Any) -> str:
    return "a view"


def asked_for(rng: random.Random) -> tuple[str, dict[str, Any]]:
    """Return an endpoint and keywords for `url_for`."""
    endpoint = rng.choice(["", "", "shop.", "."]) + rng.choice([name for _, name, _ in RULES])
    values = {name: rng.choice(VALUES) for name in rng.sample(NAMES, rng.choice([0, 1, 1, 2, 3]))}
    if rng.random() < 0.2:
        values["_anchor"] = rng.choice(["top", "é", "", 5])
    if rng.random() < 0.2:
        values["_method"] = rng.choice(["GET", "POST", "PUT"])
    if rng.random() < 0.2:
        values["_external"] = rng.choice([True, False])
    if rng.random() < 0.1:
        values["_scheme"] = rng.choice(["https", ""])
    return endpoint, values


def outcome(build: Callable[..., str], endpoint: str, values: dict[str, Any]) -> tuple[Any, ...]:
    try:
        return ("built", build(endpoint, **values))
    except BuildError as error:
        return ("no URL", error.endpoint, error.values, error.method, str(error))
    except Exception as error:
        return (type(error), str(error))


@pytest.mark.parametrize("seed", range(16))
def test_the_short_way_and_the_adapter_agree(seed: int) -> None:
    rng = random.Random(seed)
    app = make_app(rng)
    environ = {
        "path": rng.choice(["/", "/shop/", "/de/in/", "/read"]),
        "method": rng.choice(["GET", "POST"]),
        "base_url": rng.choice(["http://localhost", "https://localhost/mounted", "http://localhost/é/"]),
        "headers": rng.choice([{}, {}, {}, {"Upgrade": "websocket"}]),
    }  # fmt: skip
    with app.test_request_context(**environ):
        questions = [asked_for(rng) for _ in range(150)]
        short = [outcome(url_for, *question) for question in questions]
    with app.test_request_context(**environ):
        assert isinstance(request_ctx.url_adapter, MapAdapter)  # who has it might change it
        for question, found in zip(questions, short, strict=True):
            assert outcome(url_for, *question) == found, question
    with app.test_request_context(**environ):
        for question, found in zip(questions, short, strict=True):
            assert outcome(app.url_for, *question) == found, question


def test_a_template_gets_the_same_urls() -> None:
    rng = random.Random(1)
    app = make_app(rng)
    with app.test_request_context("/shop/"):
        for _ in range(100):
            endpoint, values = asked_for(rng)
            given = ", ".join(["endpoint", *(f"{name}={name}" for name in values)])
            source = f"{{% autoescape false %}}{{{{ url_for({given}) }}}}{{% endautoescape %}}"
            found = outcome(lambda _, source=source, **v: render_template_string(source, **v),
                            "", {"endpoint": endpoint, **values})  # fmt: skip
            assert found == outcome(url_for, endpoint, values)


# -- what may be changed


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/item/<int:id>", "item", view)
    return app


def test_an_adapter_that_was_changed_or_set_is_asked(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for("item", id=1) == "/item/1"
        assert url_for("item", id=1, _external=True) == "http://localhost/item/1"
        adapter = request_ctx.url_adapter
        assert adapter is not None
        adapter.script_name = "/changed/"
        assert url_for("item", id=1) == "/changed/item/1"
    with app.test_request_context("/"):
        assert url_for("item", id=1) == "/item/1"
        request_ctx.url_adapter = app.url_map.bind("localhost", "/set/")
        assert url_for("item", id=1) == "/set/item/1"


def test_the_script_name_of_the_request_is_where_urls_begin(app: Flask) -> None:
    for root, begin in (("", ""), ("/a", "/a"), ("/a/", "/a"), ("/é", "/é")):
        with app.test_request_context("/", base_url=f"http://localhost{root}"):
            assert url_for("item", id=1) == f"{begin}/item/1"


def test_trusted_hosts_are_no_hindrance(app: Flask) -> None:
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    app.add_url_rule("/", "index", lambda: url_for("item", id=1))
    client = app.test_client()
    assert client.get("/").text == "/item/1"
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_rule_added_within_a_request(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for("item", id=1) == "/item/1"
        app.url_map.add(app.url_rule_class("/later", endpoint="item"))
        assert url_for("item") == "/later"
        assert url_for("item", id=1) == "/item/1"


def test_url_for_replaced_on_the_application_its_class_or_a_subclass(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shouting(Flask):
        def url_for(self, endpoint: str, **values: Any) -> str:
            return super().url_for(endpoint, **values).upper()

    loud = Shouting(__name__)
    loud.add_url_rule("/item/<int:id>", "item", view)
    with loud.test_request_context("/"):
        assert url_for("item", id=1) == "/ITEM/1"
        assert render_template_string("{{ url_for('item', id=1) }}") == "/ITEM/1"

    with app.test_request_context("/"):
        assert url_for("item", id=1) == "/item/1"
        with monkeypatch.context() as patch:
            patch.setattr(Flask, "url_for", lambda self, endpoint, **values: f"class {endpoint}")
            assert url_for("item", id=1) == "class item"
        assert url_for("item", id=1) == "/item/1"
        app.url_for = lambda endpoint, **values: f"own {endpoint} {sorted(values)}"  # type: ignore[method-assign]
        assert url_for("x", id=1) == "own x ['_anchor', '_external', '_method', '_scheme', 'id']"
        del app.url_for
        assert url_for("item", id=1) == "/item/1"


def test_defaults_injected_by_an_override(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Injecting(Flask):
        def inject_url_defaults(self, endpoint: str, values: dict[str, Any]) -> None:
            values.setdefault("lang", "de")

    other = Injecting(__name__)
    other.add_url_rule("/item/<int:id>", "item", view)
    with other.test_request_context("/"):
        assert url_for("item", id=1) == "/item/1?lang=de"
    with app.test_request_context("/"):
        assert url_for("item", id=1) == "/item/1"
        monkeypatch.setattr(Flask, "inject_url_defaults", Injecting.inject_url_defaults)
        assert url_for("item", id=1) == "/item/1?lang=de"
        monkeypatch.undo()
        app.url_default_functions[None].append(
            lambda endpoint, values: values.update(page=endpoint)
        )
        assert url_for("item", id=1) == "/item/1?page=item"


def test_build_errors_go_to_their_handlers(app: Flask) -> None:
    seen: list[dict[str, Any]] = []

    def handle(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
        seen.append(values)
        if endpoint == "refused":
            raise error
        return f"/handled/{endpoint}"

    with app.test_request_context("/"):
        with pytest.raises(BuildError, match="Could not build url for endpoint 'item'"):
            url_for("item")
        app.url_build_error_handlers.append(handle)
        assert url_for("item", q=1, _anchor="x") == "/handled/item"
        with pytest.raises(BuildError) as caught:
            url_for("refused", q=1)
    assert (caught.value.endpoint, caught.value.values) == ("refused", {"q": 1})
    assert seen[0] == {"q": 1, "_anchor": "x", "_method": None, "_scheme": None, "_external": False}


def test_a_map_adapter_of_ones_own_is_asked(app: Flask) -> None:
    class Adapter(app.url_map.adapter_class):  # type: ignore[name-defined, misc]
        def build(self, *args: Any, **kwargs: Any) -> str:
            return f"built {super().build(*args, **kwargs)}"

    app.url_map.adapter_class = Adapter
    with app.test_request_context("/"):
        assert url_for("item", id=1) == "built /item/1"


def test_what_is_said_of_a_scheme_for_a_path(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for("item", id=1, _scheme="https") == "https://localhost/item/1"
        with pytest.raises(ValueError, match="'_external' must be True"):
            url_for("item", id=1, _scheme="https", _external=False)


def test_endpoints_of_the_blueprint_of_the_request() -> None:
    app = Flask(__name__)
    shop = Blueprint("shop", __name__, url_prefix="/shop")
    shop.add_url_rule("/", "index", lambda: f"{url_for('.index')} {url_for('shop.index')}")
    app.add_url_rule("/", "index", lambda: f"{url_for('.index')} {request.blueprint}")
    app.register_blueprint(shop)
    client = app.test_client()
    assert client.get("/shop/").text == "/shop/ /shop/"
    assert client.get("/").text == "/ None"


def test_a_request_for_a_malformed_host_has_no_urls() -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "Hello")

    @app.errorhandler(400)
    def refuse(error: Exception) -> str:
        with pytest.raises(RuntimeError, match=r"No URL of 'index' .* its host is malformed"):
            url_for("index")
        return "refused"

    assert app.test_client().get("/", headers={"Host": "a b"}).text == "refused"
