"""What extensions were seen to reach into, beyond what is documented, works."""

from __future__ import annotations

from typing import Any

import pytest
import werkzeug.local

import fw_core
from fw_core import Blueprint, Flask, Response, current_app, g, request, session
from fw_core.app import Rule
from fw_core.config import ConfigAttribute
from fw_core.ctx import AppContext, RequestContext, _AppCtxGlobals
from fw_core.globals import _cv_app, _cv_request, app_ctx, request_ctx
from fw_core.json.provider import DefaultJSONProvider, _default
from fw_core.sansio.scaffold import _endpoint_from_view_func, setupmethod
from fw_core.testing import EnvironBuilder, FlaskClient
from fw_core.views import http_method_funcs


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "for the tests only"
    return app


def object_of(proxy: Any) -> Any:
    return proxy._get_current_object()


@pytest.mark.parametrize("name", ["request", "session", "current_app", "g"])
def test_the_object_of_a_proxy(app: Flask, name: str) -> None:
    proxy = getattr(fw_core, name)
    assert isinstance(proxy, werkzeug.local.LocalProxy)
    with app.test_request_context("/"):
        assert not isinstance(proxy._get_current_object(), werkzeug.local.LocalProxy)
    with pytest.raises(RuntimeError):
        proxy._get_current_object()


def test_the_context_variables(app: Flask) -> None:
    assert _cv_app.get(None) is None
    assert _cv_request.get(None) is None
    with app.test_request_context("/") as context:
        assert _cv_request.get() is context
        assert _cv_app.get().app is app
        assert isinstance(context, RequestContext)
        assert isinstance(object_of(app_ctx), AppContext)
        assert object_of(request_ctx) is context
    with app.app_context() as outer:
        assert isinstance(outer, AppContext)
        assert _cv_request.get(None) is None


def test_a_proxy_of_ones_own_for_the_context_variables(app: Flask) -> None:
    own: Any = werkzeug.local.LocalProxy(_cv_request, "request", unbound_message="none")
    own_app: Any = werkzeug.local.LocalProxy(_cv_app, "app", unbound_message="none")
    with app.test_request_context("/own"):
        assert own.path == "/own"
        assert own_app.name == app.name
        with app.app_context():
            assert own.path == "/own"
    with app.app_context(), pytest.raises(RuntimeError):
        own.path  # noqa: B018
    assert not own


def test_the_identity_of_a_context_is_a_scope(app: Flask) -> None:
    def scope() -> int:
        return id(object_of(app_ctx))

    with app.app_context():
        first = scope()
        assert scope() == first
        with app.test_request_context("/"):
            second = scope()
            assert scope() == second
        assert scope() == first


def test_a_session_is_set_from_outside(app: Flask) -> None:
    interface = app.session_interface
    with app.test_request_context("/") as context:
        made = interface.open_session(app, request._get_current_object())  # type: ignore[attr-defined]
        context._session = made
        session["a"] = 1
        assert made is not None
        assert made["a"] == 1


def test_functions_after_one_request(app: Flask) -> None:
    @app.route("/")
    def index() -> str:
        def mark(response: Response) -> Response:
            response.headers["X-Marked"] = "yes"
            return response

        request_ctx._after_request_functions.append(mark)
        return ""

    assert app.test_client().get("/").headers["X-Marked"] == "yes"


def test_g_is_of_the_class_of_the_application() -> None:
    class Own(_AppCtxGlobals):
        def shout(self) -> str:
            return "own"

    class App(Flask):
        app_ctx_globals_class = Own

    with App(__name__).app_context():
        assert g.shout() == "own"


def test_classes_of_the_application_are_used() -> None:
    class OwnRule(Rule):
        pass

    class Client(FlaskClient):
        def open(self, *args: Any, **kwargs: Any) -> Any:
            kwargs.setdefault("headers", {})["X-Own"] = "yes"
            return super().open(*args, **kwargs)

    class Provider(DefaultJSONProvider):
        def default(self, o: Any) -> Any:
            return "set" if isinstance(o, set) else _default(o)

    class App(Flask):
        url_rule_class = OwnRule
        test_client_class = Client
        json_provider_class = Provider
        extra = ConfigAttribute[str]("EXTRA")

    app = App(__name__)
    app.extra = "configured"

    @app.route("/")
    def index() -> dict[str, Any]:
        return {"own": request.headers.get("X-Own"), "set": set(), "extra": current_app.extra}  # type: ignore[attr-defined]

    assert app.test_client().get("/").get_json() == {
        "own": "yes",
        "set": "set",
        "extra": "configured",
    }
    assert type(next(app.url_map.iter_rules(endpoint="index"))) is OwnRule


def test_a_client_builds_its_requests_from_arguments(app: Flask) -> None:
    arguments: dict[str, Any] = {"query_string": {"a": "1"}}
    built = app.test_client()._request_from_builder_args(("/path",), arguments)
    assert (built.path, built.args["a"]) == ("/path", "1")
    assert EnvironBuilder(app, "/path", **arguments).get_request().args["a"] == "1"


def test_marks_of_the_set_up(app: Flask) -> None:
    blueprint = Blueprint("part", __name__)
    marks = [blueprint._got_registered_once]
    app.register_blueprint(blueprint)
    marks.append(blueprint._got_registered_once)
    assert marks == [False, True]
    app._check_setup_finished("route")
    app.test_client().get("/")
    assert app._got_first_request
    with pytest.raises(AssertionError, match="route"):
        app._check_setup_finished("route")


def test_small_things(app: Flask) -> None:
    def view() -> str:
        return ""

    async def asynchronous() -> str:
        return "async"

    assert _endpoint_from_view_func(view) == "view"
    assert {"get", "post", "head", "options"} <= http_method_funcs
    assert app.ensure_sync(view) is view
    assert app.ensure_sync(asynchronous)() == "async"
    assert app.async_to_sync(asynchronous)() == "async"
    assert app.make_aborter().mapping[404].code == 404
    assert app.select_jinja_autoescape("a.html") is True
    assert app.extensions == {}
    assert app.trap_http_exception(ValueError()) is False

    class Extended(Flask):
        @setupmethod
        def set_up(self) -> str:
            return "done"

    extended = Extended(__name__)
    assert extended.set_up() == "done"
    extended.test_client().get("/")
    with pytest.raises(AssertionError, match="set_up"):
        extended.set_up()


def test_a_mixin_overrides_what_the_request_goes_through(app: Flask) -> None:
    calls: list[str] = []

    class Mixin:
        def create_url_adapter(self, request: Any) -> Any:
            calls.append("create_url_adapter")
            return super().create_url_adapter(request)  # type: ignore[misc]

        def ensure_sync(self, func: Any) -> Any:
            calls.append("ensure_sync")
            return super().ensure_sync(func)  # type: ignore[misc]

        def make_default_options_response(self) -> Any:
            calls.append("make_default_options_response")
            return super().make_default_options_response()  # type: ignore[misc]

        def add_url_rule(self, rule: str, *args: Any, **kwargs: Any) -> None:
            calls.append(f"add_url_rule {rule}")
            super().add_url_rule(f"/v1{rule}", *args, **kwargs)  # type: ignore[misc]

    class App(Mixin, Flask):
        pass

    class Part(Mixin, Blueprint):
        pass

    mixed = App(__name__, static_folder=None)
    mixed.add_url_rule("/", "index", lambda: "index")
    part = Part("part", __name__)
    part.add_url_rule("/part", "view", lambda: "part")
    mixed.register_blueprint(part)
    client = mixed.test_client()
    assert client.get("/v1/").text == "index"
    assert client.get("/v1/v1/part").text == "part"
    assert client.options("/v1/").status_code == 200
    assert {"create_url_adapter", "ensure_sync", "make_default_options_response"} <= set(calls)
