"""The functions that views call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import werkzeug
from werkzeug.exceptions import Forbidden, HTTPException, NotFound
from werkzeug.routing import BuildError

import fw_app.helpers
from fw_app.app import Flask
from fw_app.blueprints import Blueprint
from fw_app.ctx import has_request_context
from fw_app.globals import request
from fw_app.helpers import (
    abort,
    get_root_path,
    get_template_attribute,
    make_response,
    redirect,
    url_for,
)
from fw_app.typing import ResponseReturnValue
from fw_app.wrappers import Response


def test_make_response() -> None:
    app = Flask(__name__)
    with app.app_context():
        assert make_response().get_data() == b""
        assert make_response("a").get_data() == b"a"
        response = make_response("gone", 410, {"X-Part": "one"})
        assert (response.status_code, response.headers["X-Part"]) == (410, "one")
        assert make_response(("gone", 410)).status_code == 410
        assert isinstance(response, Response)
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        make_response("a")


def test_abort_goes_through_the_application() -> None:
    class Teapot(HTTPException):
        code = 499
        description = "own"

    app = Flask(__name__)
    app.aborter.mapping[499] = Teapot
    with app.app_context(), pytest.raises(Teapot):
        abort(499)
    with pytest.raises(LookupError):
        abort(499)
    with pytest.raises(NotFound, match="where"):
        abort(404, description="where")
    with pytest.raises(HTTPException) as caught:
        abort(Response("as it is", 418))
    assert caught.value.get_response().status_code == 418


def test_redirect_goes_through_the_application() -> None:
    class Own(Flask):
        def redirect(self, location: str, code: int = 302) -> Response:
            return Response(f"{location} {code}")

    assert redirect("/a").status_code == 302
    assert redirect("/a", 303).headers["Location"] == "/a"
    assert type(redirect("/a", Response=Response)) is Response
    with Own(__name__).app_context():
        assert redirect("/a", 307).get_data() == b"/a 307"
    response = redirect("/<script>")
    assert b"<script>" not in response.get_data()


def test_url_for() -> None:
    app = Flask(__name__)
    shop = Blueprint("shop", __name__, url_prefix="/shop")

    @shop.get("/<int:number>")
    def item(number: int) -> str:
        return url_for(".item", number=number + 1, _anchor="top", q="a b")

    app.register_blueprint(shop)
    assert app.test_client().get("/shop/1").text == "/shop/2?q=a+b#top"
    with app.test_request_context("/shop/1"):
        assert url_for("shop.item", number=1, _external=True) == "http://localhost/shop/1"
        assert url_for("shop.item", number=1, _scheme="https") == "https://localhost/shop/1"
        with pytest.raises(BuildError, match="number"):
            url_for("shop.item")
    app.config["SERVER_NAME"] = "shop.example"
    with app.app_context():
        assert url_for("shop.item", number=1) == "http://shop.example/shop/1"
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        url_for("shop.item")


def test_a_subclass_builds_urls_its_own_way() -> None:
    class Own(Flask):
        def url_for(self, /, endpoint: str, **values: Any) -> str:
            return f"own:{endpoint}:{values['_method']}"

    with Own(__name__).app_context():
        assert url_for("a", _method="POST") == "own:a:POST"


def test_root_paths() -> None:
    assert get_root_path("fw_app.json.provider") == str(Path(fw_app.json.__file__).parent)
    assert get_root_path("no_such_module_anywhere") == str(Path.cwd())


def test_a_stream_in_a_real_request_ends_once() -> None:
    app = Flask(__name__)
    app.secret_key = "key"
    ended: list[tuple[str, BaseException | None]] = []

    @app.teardown_request
    def end_request(exc: BaseException | None) -> None:
        ended.append((request.path, exc))

    @app.teardown_appcontext
    def end_app(exc: BaseException | None) -> None:
        ended.append(("app", exc))

    @app.get("/stream")
    def stream() -> ResponseReturnValue:
        @fw_app.helpers.stream_with_context
        def generate() -> Any:
            yield "a"
            yield request.args["q"]
            yield str(fw_app.session.get("n"))

        return generate()

    client = app.test_client()
    response = client.get("/stream?q=b")
    assert ended == []
    assert response.text == "abNone"
    response.close()
    assert ended == [("/stream", None), ("app", None)]
    ended.clear()
    client.get("/stream?q=b").close()  # after the first part, which the client asks for
    assert [(name, type(exc)) for name, exc in ended] == [
        ("/stream", GeneratorExit),
        ("app", GeneratorExit),
    ]
    assert not has_request_context()


def test_an_exception_in_a_view_that_made_a_stream_reaches_the_teardown() -> None:
    app = Flask(__name__)
    ended: list[BaseException | None] = []
    app.teardown_request(ended.append)

    @app.get("/")
    def index() -> str:
        stream = fw_app.helpers.stream_with_context(iter(["a"]))
        assert iter(stream) is stream
        abort(403)

    @app.get("/error")
    def error() -> str:
        stream = fw_app.helpers.stream_with_context(iter(["a"]))
        assert iter(stream) is stream
        raise ZeroDivisionError

    client = app.test_client()
    assert client.get("/").status_code == Forbidden.code
    assert client.get("/error").status_code == 500
    assert len(ended) == 2
    assert ended[0] is None
    assert isinstance(ended[1], ZeroDivisionError)


def test_names_that_are_patched_by_path() -> None:
    assert fw_app.helpers.werkzeug is werkzeug
    for name in fw_app.helpers.__all__:
        assert hasattr(fw_app.helpers, name)
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        get_template_attribute("a.html", "b")
