"""What is changed after the first request is seen by the next one, as set-up is compiled by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fw_app import Blueprint, Flask, Request, Response, abort, g, request, session, url_for
from fw_app.sessions import SecureCookieSession, SessionInterface, SessionMixin
from fw_app.signals import got_request_exception, request_finished, request_started

Call = Callable[..., TestResponse]


@pytest.fixture
def app(call: Call) -> Flask:
    """Return an application that has handled requests of each kind."""
    app = Flask(__name__)
    shop = Blueprint("shop", __name__, url_prefix="/shop")

    @app.get("/")
    def index() -> str:
        return str(g.get("mark", "index"))

    @shop.get("/")
    def front() -> str:
        return str(g.get("mark", "front"))

    @app.get("/error")
    def error() -> str:
        raise ZeroDivisionError

    app.register_blueprint(shop)
    for path in ("/", "/shop/", "/no", "/error"):
        call(app, path)
    return app


def mark(value: str) -> Callable[..., None]:
    def callback(*args: object) -> None:
        g.mark = value

    return callback


def adding(value: str) -> Callable[[Response], Response]:
    def callback(response: Response) -> Response:
        response.headers.add("X-Mark", value)
        return response

    return callback


# -- public tables ----------------------------------------------------------------------------


def test_callbacks_put_into_the_tables(call: Call, app: Flask) -> None:
    app.before_request_funcs.setdefault(None, []).append(mark("a"))
    assert call(app).text == "a"
    app.before_request_funcs[None].append(mark("b"))
    assert call(app).text == "b"
    app.before_request_funcs["shop"] = [mark("c")]
    assert call(app, "/shop/").text == "c"
    assert call(app).text == "b"
    app.before_request_funcs["shop"][:] = [mark("d")]
    assert call(app, "/shop/").text == "d"
    del app.before_request_funcs[None]
    assert call(app).text == "index"
    app.before_request_funcs.clear()
    assert call(app, "/shop/").text == "front"


def test_tables_that_are_replaced(call: Call, app: Flask) -> None:
    app.before_request_funcs = {None: [mark("a")]}
    assert call(app).text == "a"
    app.before_request_funcs[None] = [mark("b")]
    assert call(app).text == "b"
    app.before_request_funcs = defaultdict(list)
    app.before_request_funcs[None] += [mark("c")]
    assert call(app).text == "c"
    app.after_request_funcs = {"shop": [adding("1")], None: [adding("2")]}
    assert call(app, "/shop/").headers.getlist("X-Mark") == ["1", "2"]


def test_lists_that_were_asked_for_before(call: Call, app: Flask) -> None:
    assert "shop" not in app.after_request_funcs, "compiling plans adds no keys"
    functions = app.after_request_funcs.setdefault("shop", [])
    call(app, "/shop/")
    functions.append(adding("late"))
    assert call(app, "/shop/").headers["X-Mark"] == "late"
    functions.clear()
    assert "X-Mark" not in call(app, "/shop/").headers


def test_teardown_and_url_values(call: Call, app: Flask) -> None:
    ended: list[str] = []
    app.teardown_request_funcs.setdefault("shop", []).append(lambda e: ended.append("shop"))
    app.teardown_request_funcs.setdefault(None, []).append(lambda e: ended.append("app"))
    app.teardown_appcontext_funcs.append(lambda e: ended.append("context"))
    app.url_value_preprocessors.setdefault("shop", []).append(mark("values"))
    assert call(app, "/shop/").text == "values"
    assert ended == ["shop", "app", "context"]
    app.teardown_appcontext_funcs = []
    call(app)
    assert ended[3:] == ["app"]


def test_error_handlers(call: Call, app: Flask) -> None:
    app.error_handler_spec[None][404][NotFound] = lambda e: ("late", 404)
    assert call(app, "/no").text == "late"
    app.error_handler_spec["shop"][None][ZeroDivisionError] = lambda e: "shop"
    app.error_handler_spec[None][None][ZeroDivisionError] = lambda e: "app"
    assert call(app, "/error").text == "app"
    app.error_handler_spec = defaultdict(lambda: defaultdict(dict))
    assert call(app, "/error").status_code == 500


def test_views(call: Call, app: Flask) -> None:
    app.view_functions["index"] = lambda: "replaced"
    assert call(app).text == "replaced"
    app.view_functions.update({"shop.front": lambda: "also"})
    assert call(app, "/shop/").text == "also"
    app.view_functions = {**app.view_functions, "index": lambda: "again"}
    assert call(app).text == "again"
    assert call(app).text == "again"


def test_a_view_may_be_replaced_while_a_request_is_handled(call: Call, app: Flask) -> None:
    def swap() -> None:
        app.view_functions["index"] = lambda: "swapped"

    app.before_request_funcs[None] = [swap]
    assert call(app).text == "swapped"


def test_rules(call: Call, app: Flask) -> None:
    assert call(app, "/late").status_code == 404
    app.url_map.add(Rule("/late", endpoint="late", methods=["GET"]))
    app.view_functions["late"] = lambda: "late"
    assert call(app, "/late").text == "late"
    assert call(app, "/late", method="OPTIONS").status_code == 405


def test_url_functions(call: Call, app: Flask) -> None:
    app.view_functions["index"] = lambda: url_for("shop.front")

    def defaults(endpoint: str, values: dict[str, Any]) -> None:
        values["a"] = 1

    assert call(app).text == "/shop/"
    app.url_default_functions["shop"].append(defaults)
    assert call(app).text == "/shop/?a=1"
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"/built/{endpoint}")
    app.view_functions["index"] = lambda: url_for("nothing")
    assert call(app).text == "/built/nothing"


# -- signals and configuration ----------------------------------------------------------------


def test_signals(call: Call, app: Flask) -> None:
    seen: list[str] = []

    def started(sender: object) -> None:
        seen.append("started")

    def finished(sender: object, response: Response) -> None:
        seen.append(response.status)

    def failed(sender: object, exception: Exception) -> None:
        seen.append(type(exception).__name__)

    with (
        request_started.connected_to(started, app),
        request_finished.connected_to(finished, app),
        got_request_exception.connected_to(failed, app),
    ):
        call(app, "/error")
    call(app)
    assert seen == ["started", "ZeroDivisionError", "500 INTERNAL SERVER ERROR"]


def test_configuration(call: Call, app: Flask) -> None:
    assert call(app, headers={"Host": "foreign.example"}).status_code == 200
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    assert call(app, headers={"Host": "foreign.example"}).status_code == 400
    app.config.pop("TRUSTED_HOSTS")
    app.config.from_mapping(TRUSTED_HOSTS=None)
    assert call(app, headers={"Host": "foreign.example"}).status_code == 200
    app.testing = True
    with pytest.raises(ZeroDivisionError):
        call(app, "/error")
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(ZeroDivisionError):
        call(app, "/error")


def test_a_configuration_that_is_no_config(call: Call, app: Flask) -> None:
    app.config = dict(app.config)  # type: ignore[assignment]
    assert call(app, headers={"Host": "foreign.example"}).status_code == 200
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    assert call(app, headers={"Host": "foreign.example"}).status_code == 400


# -- classes ----------------------------------------------------------------------------------


def test_request_and_response_classes(call: Call, app: Flask) -> None:
    class ShoutingRequest(Request):
        def shout(self) -> str:
            return self.path.upper()

    class PlainResponse(Response):
        default_mimetype = "text/plain"

    app.view_functions["index"] = lambda: request.shout()  # type: ignore[attr-defined]
    app.request_class = ShoutingRequest
    app.response_class = PlainResponse
    response = call(app)
    assert (response.text, response.mimetype) == ("/", "text/plain")


def test_session_interface(call: Call, app: Flask) -> None:
    class Memory(SecureCookieSession):
        pass

    class Interface(SessionInterface):
        opened = saved = 0

        def open_session(self, app: Any, request: Any) -> SessionMixin:
            self.opened += 1
            return Memory({"name": "Ada"})

        def save_session(self, app: Any, session: Any, response: Any) -> None:
            self.saved += 1

    app.session_interface = interface = Interface()
    call(app, "/shop/")
    assert (interface.opened, interface.saved) == (1, 1)
    app.view_functions["index"] = lambda: session["name"]
    assert call(app).text == "Ada"


def test_aborter_and_json(call: Call, app: Flask) -> None:
    class Own(HTTPException):
        code = 409
        description = "own"

    app.aborter.mapping[409] = Own
    app.view_functions["index"] = lambda: abort(409)
    assert "own" in call(app).text
    app.view_functions["index"] = lambda: {"b": 1, "a": "é"}
    assert call(app).text.split() == ['{"a":"\\u00e9","b":1}']
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    assert call(app).text.strip() == '{"b":1,"a":"é"}'


# -- methods ----------------------------------------------------------------------------------

Seam = tuple[str, str, str]

SEAMS: list[Seam] = [
    # method, path that uses it, what the response to that path is marked by
    ("wsgi_app", "/", "called"),
    ("full_dispatch_request", "/", "called"),
    ("preprocess_request", "/", "called"),
    ("dispatch_request", "/", "called"),
    ("finalize_request", "/", "called"),
    ("make_response", "/", "called"),
    ("process_response", "/", "called"),
    ("handle_user_exception", "/error", "called"),
    ("handle_http_exception", "/no", "called"),
    ("handle_exception", "/error", "called"),
    ("log_exception", "/error", "called"),
    ("raise_routing_exception", "/no", "called"),
    ("trap_http_exception", "/no", "called"),
    ("should_ignore_error", "/error", "called"),
    ("do_teardown_request", "/", "called"),
    ("do_teardown_appcontext", "/", "called"),
    ("request_context", "/", "called"),
    ("app_context", "/", "called"),
    ("create_url_adapter", "/", "called"),
    ("ensure_sync", "/", "called"),
]


@pytest.mark.parametrize(("name", "path", "expected"), SEAMS, ids=[seam[0] for seam in SEAMS])
@pytest.mark.parametrize("where", ["instance", "class", "subclass"])
def test_methods_patched_late(
    call: Call, monkeypatch: pytest.MonkeyPatch, where: str, name: str, path: str, expected: str
) -> None:
    class Own(Flask):
        pass

    app = (Own if where == "subclass" else Flask)(__name__)
    app.add_url_rule("/", "index", lambda: "index")

    @app.get("/error")
    def error() -> str:
        raise ZeroDivisionError

    for first in ("/", "/error", "/no"):
        call(app, first)
    calls: list[str] = []
    original = getattr(app, name)
    if where == "instance":

        def on_instance(*args: Any, **kwargs: Any) -> Any:
            calls.append("called")
            return original(*args, **kwargs)

        monkeypatch.setattr(app, name, on_instance)
    else:
        cls = Own if where == "subclass" else Flask
        function = getattr(cls, name)

        def on_class(self: Flask, *args: Any, **kwargs: Any) -> Any:
            calls.append("called")
            return function(self, *args, **kwargs)

        monkeypatch.setattr(cls, name, on_class)
    before = call(app, path)
    assert calls, f"{name} is a seam"
    assert calls[0] == expected
    monkeypatch.undo()
    calls.clear()
    after = call(app, path)
    assert not calls
    assert (before.status_code, before.text) == (after.status_code, after.text)


def test_a_callback_is_made_synchronous_by_the_patched_method(call: Call, app: Flask) -> None:
    def loud(func: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            result = func(*args, **kwargs)
            return result.upper() if isinstance(result, str) else result

        return called

    app.ensure_sync = loud  # type: ignore[method-assign]
    assert call(app).text == "INDEX"
    del app.ensure_sync
    assert call(app).text == "index"


def test_template_globals_are_the_apps_own_methods(call: Call, app: Flask) -> None:
    app.url_for = lambda endpoint, **values: f"/own/{endpoint}"  # type: ignore[method-assign]
    app.view_functions["index"] = lambda: url_for("x")
    assert call(app).text == "/own/x"


# -- set-up methods ---------------------------------------------------------------------------


def nothing(*args: object) -> Any:
    raise NotImplementedError


LATE: dict[str, Callable[[Flask], object]] = {
    "route": lambda app: app.route("/late"),
    "get": lambda app: app.get("/late"),
    "add_url_rule": lambda app: app.add_url_rule("/late", "late", nothing),
    "endpoint": lambda app: app.endpoint("late"),
    "before_request": lambda app: app.before_request(nothing),
    "after_request": lambda app: app.after_request(nothing),
    "teardown_request": lambda app: app.teardown_request(nothing),
    "teardown_appcontext": lambda app: app.teardown_appcontext(nothing),
    "context_processor": lambda app: app.context_processor(nothing),
    "shell_context_processor": lambda app: app.shell_context_processor(nothing),
    "url_value_preprocessor": lambda app: app.url_value_preprocessor(nothing),
    "url_defaults": lambda app: app.url_defaults(nothing),
    "errorhandler": lambda app: app.errorhandler(404),
    "register_error_handler": lambda app: app.register_error_handler(404, nothing),
    "register_blueprint": lambda app: app.register_blueprint(Blueprint("late", __name__)),
    "template_filter": lambda app: app.template_filter("late"),
    "add_template_filter": lambda app: app.add_template_filter(nothing),
    "template_test": lambda app: app.template_test("late"),
    "add_template_test": lambda app: app.add_template_test(nothing),
    "template_global": lambda app: app.template_global("late"),
    "add_template_global": lambda app: app.add_template_global(nothing),
}


@pytest.mark.parametrize("name", LATE)
def test_set_up_methods_are_refused_after_the_first_request(app: Flask, name: str) -> None:
    with pytest.raises(AssertionError) as info:
        LATE[name](app)
    message = str(info.value)
    assert f"The setup method '{name}' came too late" in message
    assert repr(app) in message
    assert "before it is served" in message


def test_set_up_may_be_opened_again(call: Call, app: Flask) -> None:
    assert app._got_first_request
    app._got_first_request = False
    app.add_url_rule("/late", "late", lambda: "late")
    app.before_request(mark("again"))
    assert call(app, "/late").text == "late"
    assert call(app).text == "again"
    assert app._got_first_request
