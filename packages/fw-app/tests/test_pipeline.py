"""How a request is handled: hooks, view, errors and the end, in their order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
)
from werkzeug.test import TestResponse

from fw_app import Blueprint, Flask, Response, abort, after_this_request, request
from fw_app.signals import (
    appcontext_popped,
    appcontext_pushed,
    appcontext_tearing_down,
    got_request_exception,
    request_finished,
    request_started,
    request_tearing_down,
)

Call = Callable[..., TestResponse]


def hooks(target: Flask | Blueprint, name: str, seen: list[str]) -> None:
    """Register one callback of each kind, which notes that it was called."""

    @target.url_value_preprocessor
    def values(endpoint: str | None, arguments: dict[str, Any] | None) -> None:
        seen.append(f"values {name}")

    @target.before_request
    def before() -> None:
        seen.append(f"before {name}")

    @target.after_request
    def after(response: Response) -> Response:
        seen.append(f"after {name}")
        return response

    @target.teardown_request
    def teardown(error: BaseException | None) -> None:
        seen.append(f"teardown {name}")


def nested(seen: list[str]) -> Flask:
    app = Flask(__name__)
    outer = Blueprint("outer", __name__, url_prefix="/outer")
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    for target, name in ((app, "app"), (outer, "outer"), (inner, "inner")):
        hooks(target, name, seen)

    @inner.get("/view")
    def view() -> str:
        seen.append("view")
        return "nested"

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.add_url_rule("/", "index", lambda: "index")
    return app


def test_hooks_run_from_the_outside_in_and_back(call: Call) -> None:
    seen: list[str] = []
    app = nested(seen)
    assert call(app, "/outer/inner/view").text == "nested"
    assert seen == [
        *("values app", "values outer", "values inner"),
        *("before app", "before outer", "before inner"),
        "view",
        *("after inner", "after outer", "after app"),
        *("teardown inner", "teardown outer", "teardown app"),
    ]


def test_only_the_hooks_that_apply_run(call: Call) -> None:
    seen: list[str] = []
    assert call(nested(seen), "/").text == "index"
    assert seen == ["values app", "before app", "after app", "teardown app"]


@pytest.mark.parametrize(("path", "method", "status"), [("/no", "GET", 404), ("/", "POST", 405)])
def test_the_hooks_of_the_app_run_where_no_rule_matches(
    call: Call, path: str, method: str, status: int
) -> None:
    seen: list[str] = []
    assert call(nested(seen), path, method=method).status_code == status
    assert seen == ["values app", "before app", "after app", "teardown app"]


def test_several_hooks_of_a_kind(call: Call) -> None:
    app = Flask(__name__)
    seen: list[str] = []
    for name in "12":
        hooks(app, name, seen)
    call(app, "/")
    assert seen == [
        *("values 1", "values 2", "before 1", "before 2"),
        *("after 2", "after 1", "teardown 2", "teardown 1"),
    ]


def test_a_hook_may_answer_in_place_of_the_view(call: Call) -> None:
    app = Flask(__name__)
    seen: list[str] = []

    @app.before_request
    def refuse() -> tuple[str, int]:
        return "closed", 503

    hooks(app, "app", seen)

    @app.get("/")
    def view() -> str:
        raise NotImplementedError

    response = call(app)
    assert (response.status_code, response.text) == (503, "closed")
    assert seen == ["values app", "after app", "teardown app"]


def test_hooks_may_change_the_view_arguments(call: Call) -> None:
    app = Flask(__name__)

    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        assert endpoint == "view"
        assert values is not None
        values["language"] = values.pop("lang").upper()

    @app.get("/<lang>/")
    def view(language: str) -> str:
        return language

    assert call(app, "/en/").text == "EN"


def test_after_request_may_replace_the_response(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: "view")

    @app.after_request
    def replaced(response: Response) -> Response:
        return Response(response.get_data() + b" and more", status=202)

    response = call(app)
    assert (response.status_code, response.text) == (202, "view and more")


def test_after_this_request_runs_first_and_once(call: Call) -> None:
    app = Flask(__name__)
    seen: list[str] = []
    hooks(app, "app", seen)

    @app.get("/")
    def view() -> str:
        if "more" in request.args:

            @after_this_request
            def mark(response: Response) -> Response:
                seen.append("this")
                response.headers["X-Mark"] = "yes"
                return response

        return "x"

    assert call(app, "/?more").headers["X-Mark"] == "yes"
    assert seen[2:4] == ["this", "after app"]
    assert "X-Mark" not in call(app, "/").headers
    assert seen.count("this") == 1


# -- errors -----------------------------------------------------------------------------------


class AppError(Exception):
    pass


class SpecialError(AppError):
    pass


def test_handlers_by_code_class_and_inheritance(call: Call) -> None:
    app = Flask(__name__)

    @app.errorhandler(403)
    def by_code(error: Exception) -> tuple[str, int]:
        return "code", 403

    @app.errorhandler(AppError)
    def by_class(error: Exception) -> str:
        return type(error).__name__

    @app.errorhandler(HTTPException)
    def by_base(error: HTTPException) -> tuple[str, int]:
        return f"base {error.code}", error.code or 0

    @app.get("/<kind>")
    def view(kind: str) -> str:
        raise {"app": AppError, "special": SpecialError, "403": Forbidden, "400": BadRequest}[kind]

    assert call(app, "/403").text == "code"
    assert call(app, "/400").text == "base 400"
    assert call(app, "/app").text == "AppError"
    assert call(app, "/special").text == "SpecialError"
    assert call(app, "/no/thing").text == "base 404"


def test_the_most_specific_class_wins(call: Call) -> None:
    app = Flask(__name__)
    app.register_error_handler(AppError, lambda e: "general")
    app.register_error_handler(SpecialError, lambda e: "special")

    @app.get("/")
    def view() -> str:
        raise SpecialError

    assert call(app).text == "special"


def test_a_blueprints_handler_is_for_its_views_alone(call: Call) -> None:
    app = Flask(__name__)
    shop = Blueprint("shop", __name__, url_prefix="/shop")
    cart = Blueprint("cart", __name__, url_prefix="/cart")

    @shop.errorhandler(AppError)
    def in_shop(error: Exception) -> str:
        return "shop"

    @cart.errorhandler(SpecialError)
    def in_cart(error: Exception) -> str:
        return "cart"

    @cart.get("/app")
    def raises_app() -> str:
        raise AppError

    @cart.get("/special")
    def raises_special() -> str:
        raise SpecialError

    @app.get("/app")
    def outside() -> str:
        raise AppError

    @app.errorhandler(AppError)
    def in_app(error: Exception) -> str:
        return "app"

    shop.register_blueprint(cart)
    app.register_blueprint(shop)
    assert call(app, "/shop/cart/app").text == "shop"
    assert call(app, "/shop/cart/special").text == "cart"
    assert call(app, "/app").text == "app"


def test_404_and_405_are_the_apps(call: Call) -> None:
    """No rule matched, so no blueprint is known to be meant."""
    app = Flask(__name__)
    shop = Blueprint("shop", __name__, url_prefix="/shop")
    shop.add_url_rule("/", "index", lambda: "x")
    shop.add_url_rule("/gone", "gone", lambda: abort(404))
    shop.register_error_handler(404, lambda e: ("shop", 404))
    shop.register_error_handler(405, lambda e: ("shop", 405))
    app.register_blueprint(shop)
    app.register_error_handler(404, lambda e: ("app 404", 404))
    app.register_error_handler(405, lambda e: ("app 405", 405))
    assert call(app, "/shop/no").text == "app 404"
    assert call(app, "/shop/", method="POST").text == "app 405"
    assert call(app, "/shop/gone").text == "shop"


def test_app_errorhandler_of_a_blueprint(call: Call) -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__)

    @pages.app_errorhandler(404)
    def missing(error: NotFound) -> tuple[str, int]:
        return "everywhere", 404

    app.register_blueprint(pages)
    assert call(app, "/no").text == "everywhere"


def test_an_unhandled_error_is_a_500_with_the_original(
    call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    app = Flask("plain")
    signalled: list[object] = []

    @app.get("/")
    def view() -> str:
        raise AppError("why")

    @app.errorhandler(InternalServerError)
    def failed(error: InternalServerError) -> tuple[str, int]:
        assert isinstance(error.original_exception, AppError)
        return f"sorry: {error.original_exception}", 500

    def note(sender: Flask, exception: BaseException, **extra: object) -> None:
        signalled.append(exception)

    with got_request_exception.connected_to(note, app):
        response = call(app)
    assert (response.status_code, response.text) == (500, "sorry: why")
    assert isinstance(signalled[0], AppError)
    [record] = caplog.records
    assert record.getMessage() == "Exception on / [GET]"
    assert record.name == "plain"


def test_without_a_handler_the_page_says_no_more_than_that(call: Call) -> None:
    app = Flask(__name__)

    @app.get("/")
    def view() -> str:
        raise AppError("secret")

    response = call(app)
    assert response.status_code == 500
    assert "secret" not in response.text


@pytest.mark.parametrize("key", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
def test_errors_propagate_where_somebody_looks(call: Call, key: str) -> None:
    app = Flask(__name__)
    app.config[key] = True

    @app.get("/")
    def view() -> str:
        raise AppError

    with pytest.raises(AppError):
        call(app)
    if key != "PROPAGATE_EXCEPTIONS":
        app.config["PROPAGATE_EXCEPTIONS"] = False
        assert call(app).status_code == 500


def test_an_error_in_a_handler_is_answered_too(call: Call) -> None:
    app = Flask(__name__)

    @app.errorhandler(404)
    def broken(error: Exception) -> str:
        raise AppError

    @app.errorhandler(500)
    def failed(error: InternalServerError) -> tuple[str, int]:
        return type(error.original_exception).__name__, 500

    assert call(app, "/no").text == "AppError"


def test_an_error_while_answering_an_error_is_logged(
    call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    app = Flask(__name__)

    @app.after_request
    def broken(response: Response) -> Response:
        raise AppError

    app.add_url_rule("/", "view", lambda: "x")
    assert call(app).status_code == 500
    assert "Request finalizing failed" in caplog.text


def test_http_errors_may_be_trapped(call: Call) -> None:
    app = Flask(__name__)
    app.testing = True
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    with pytest.raises(NotFound):
        call(app, "/no")


def test_a_missing_form_field_is_explained_in_debug_mode(call: Call) -> None:
    app = Flask(__name__)

    @app.post("/")
    def view() -> str:
        return str(request.form["name"])

    assert call(app, method="POST").status_code == 400
    assert "name" not in call(app, method="POST").text
    app.config["TRAP_BAD_REQUEST_ERRORS"] = True
    app.testing = True
    with pytest.raises(BadRequest, match="name"):
        call(app, method="POST")


def test_an_error_with_a_response_of_its_own(call: Call) -> None:
    app = Flask(__name__)

    @app.get("/")
    def view() -> str:
        abort(Response("mine", status=418))

    response = call(app)
    assert (response.status_code, response.text) == (418, "mine")


def test_routing_redirects_are_not_errors(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/page/", "page", lambda: "x")
    app.register_error_handler(HTTPException, lambda e: "handled")
    response = call(app, "/page?a=1")
    assert response.status_code == 308
    assert response.headers["Location"] == "http://localhost/page/?a=1"


def test_debug_mode_explains_a_form_that_is_redirected(call: Call) -> None:
    app = Flask(__name__)
    app.debug = True
    app.add_url_rule("/page/", "page", lambda: "x", methods=["GET", "POST"])
    assert call(app, "/page", method="POST").status_code == 308  # keeps the method: no harm


def test_keyboard_interrupt_passes_and_ends_the_request(call: Call) -> None:
    app = Flask(__name__)
    ended: list[object] = []
    app.teardown_request(lambda error: ended.append(error))

    @app.get("/")
    def view() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(app)
    assert isinstance(ended[0], KeyboardInterrupt)


def test_an_endpoint_without_a_view_is_named(call: Call) -> None:
    app = Flask(__name__)
    app.testing = True
    app.add_url_rule("/", endpoint="later")
    with pytest.raises(KeyError, match="later: the endpoint has a URL rule but no view"):
        call(app)
    app.view_functions["later"] = lambda: "now"
    assert call(app).text == "now"


# -- methods and signals ----------------------------------------------------------------------


def test_head_and_options_need_no_view_of_their_own(call: Call) -> None:
    app = Flask(__name__)
    seen: list[str] = []
    app.before_request(lambda: seen.append(request.method))
    app.add_url_rule("/", "view", lambda: "body", methods=["GET", "PUT"])
    head = call(app, method="HEAD")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "4")
    options = call(app, method="OPTIONS")
    assert sorted(options.allow) == ["GET", "HEAD", "OPTIONS", "PUT"]
    assert options.data == b""
    assert sorted(call(app, method="POST").allow) == ["GET", "HEAD", "OPTIONS", "PUT"]
    assert seen == ["HEAD", "OPTIONS", "POST"]


def test_a_view_may_answer_options_itself(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/own", "own", lambda: "own", methods=["GET", "OPTIONS"])
    app.add_url_rule("/off", "off", lambda: "off", provide_automatic_options=False)
    app.add_url_rule("/on", "on", lambda: "on", methods=["OPTIONS"], provide_automatic_options=True)
    assert call(app, "/own", method="OPTIONS").text == "own"
    assert call(app, "/off", method="OPTIONS").status_code == 405
    assert call(app, "/on", method="OPTIONS").text == ""


def test_automatic_options_by_config(call: Call) -> None:
    app = Flask(__name__)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.add_url_rule("/", "view", lambda: "x")
    app.add_url_rule("/yes", "yes", lambda: "x", provide_automatic_options=True)
    assert call(app, method="OPTIONS").status_code == 405
    assert call(app, "/yes", method="OPTIONS").status_code == 200


def test_signals_and_their_order(call: Call) -> None:
    app = Flask(__name__)
    seen: list[str] = []
    hooks(app, "app", seen)

    def heard(name: str) -> Callable[..., None]:
        def receiver(sender: object, **extra: object) -> None:
            assert sender is app
            seen.append(f"signal {name}")

        return receiver

    receivers = [
        (signal, heard(signal.name))
        for signal in (
            *(appcontext_pushed, request_started, request_finished),
            *(request_tearing_down, appcontext_tearing_down, appcontext_popped),
        )
    ]
    app.teardown_appcontext(lambda error: seen.append("teardown context"))
    for signal, receiver in receivers:
        signal.connect(receiver, app)
    call(app)
    assert seen == [
        *("signal appcontext-pushed", "signal request-started"),
        *("values app", "before app", "after app", "signal request-finished"),
        *("teardown app", "signal request-tearing-down"),
        *("teardown context", "signal appcontext-tearing-down", "signal appcontext-popped"),
    ]


def test_middleware_around_wsgi_app(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: request.environ["added"])
    inner = app.wsgi_app

    def middleware(environ: Any, start_response: Any) -> Iterable[bytes]:
        environ["added"] = "by middleware"
        return inner(environ, start_response)

    assert call(Flask(__name__)).status_code == 404
    app.wsgi_app = middleware  # type: ignore[method-assign]
    assert call(app).text == "by middleware"


def test_a_foreign_method_name(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: request.method, methods=["PURGE"])
    assert call(app, method="PURGE").text == "PURGE"
    assert call(app, method="purge").text == "PURGE"
    with app.request_context({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "a",
                              "SERVER_PORT": "80", "wsgi.url_scheme": "http"}) as ctx:  # fmt: skip
        assert isinstance(ctx.request.routing_exception, MethodNotAllowed)


def test_teardown_knows_the_error_unless_it_is_to_be_ignored(call: Call) -> None:
    class Lenient(Flask):
        def should_ignore_error(self, error: BaseException | None) -> bool:
            return isinstance(error, SpecialError)

    app = Lenient(__name__)
    ended: list[str] = []
    app.teardown_request(lambda error: ended.append(type(error).__name__))

    @app.get("/<kind>")
    def view(kind: str) -> str:
        raise SpecialError if kind == "special" else AppError

    assert call(app, "/special").status_code == 500
    assert call(app, "/app").status_code == 500
    assert ended == ["NoneType", "AppError"]


@pytest.mark.parametrize("path", ["/missing", "/post-only"])
def test_an_error_without_a_rule_is_raised_for_who_wants_to_see_it(call: Call, path: str) -> None:
    app = Flask(__name__)
    app.add_url_rule("/post-only", "post", lambda: "posted", methods=["POST"])
    plain = call(app, path)

    seen: list[BaseException | None] = []
    watching = Flask(__name__)
    watching.add_url_rule("/post-only", "post", lambda: "posted", methods=["POST"])

    @watching.errorhandler(HTTPException)
    def handle(error: HTTPException) -> HTTPException:
        seen.append(sys.exc_info()[1])
        return error

    handled = call(watching, path)
    assert (handled.status, handled.data, handled.headers) == (
        *(plain.status, plain.data, plain.headers),
    )
    assert [type(error) for error in seen] == [NotFound if path == "/missing" else MethodNotAllowed]

    class Own(Flask):
        def handle_http_exception(self, e: HTTPException) -> Any:
            seen.append(e)
            return super().handle_http_exception(e)

    own = Own(__name__)
    own.add_url_rule("/post-only", "post", lambda: "posted", methods=["POST"])
    assert call(own, path).data == plain.data
    assert len(seen) == 2
    trapping = Flask(__name__)
    trapping.add_url_rule("/post-only", "post", lambda: "posted", methods=["POST"])
    trapping.config["TRAP_HTTP_EXCEPTIONS"] = True
    assert call(trapping, path).status_code == 500


def test_a_hook_may_choose_a_rule_where_none_matched(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "index")

    @app.before_request
    def choose() -> None:
        request.routing_exception = None
        request.url_rule = next(
            rule for rule in app.url_map.iter_rules() if rule.endpoint == "index"
        )
        request.view_args = {}

    assert call(app, "/missing").text == "index"
