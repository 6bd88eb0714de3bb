"""The application class: set-up that teaches, files, URLs, what is loaded when."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from werkzeug.routing import BuildError
from werkzeug.test import TestResponse, create_environ

from fw_app import Blueprint, Flask, url_for
from fw_app.removed import REMOVED_ATTRIBUTES
from fw_app.views import MethodView

Call = Callable[..., TestResponse]


# -- set-up errors ----------------------------------------------------------------------------


def test_methods_by_decorator() -> None:
    app = Flask(__name__)
    with pytest.raises(TypeError, match="Use the 'route' decorator to use the 'methods' argument"):
        app.get("/", methods=["POST"])


def test_error_handlers_are_for_classes_and_known_codes() -> None:
    app = Flask(__name__)
    with pytest.raises(ValueError, match="999 is not a recognized HTTP error code"):
        app.register_error_handler(999, lambda e: "x")
    with pytest.raises(TypeError, match=r"is an instance, not a class.*pass KeyError itself"):
        app.register_error_handler(KeyError("a"), lambda e: "x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'int' is not a subclass of Exception"):
        app.errorhandler(int)(lambda e: "x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'text' is not a subclass of Exception"):
        app.errorhandler("text")(lambda e: "x")  # type: ignore[arg-type]


def test_a_rule_without_a_view_needs_an_endpoint() -> None:
    with pytest.raises(AssertionError, match="expected view func if endpoint is not provided"):
        Flask(__name__).add_url_rule("/")


def test_two_views_of_one_name() -> None:
    app = Flask(__name__)
    app.add_url_rule("/a", "view", lambda: "a")
    with pytest.raises(AssertionError) as info:
        app.add_url_rule("/b", "view", lambda: "b")
    assert "View function mapping is overwriting an existing endpoint function: view" in str(
        info.value
    )
    assert "functools.wraps" in str(info.value)


def test_static_host_and_host_matching() -> None:
    with pytest.raises(AssertionError, match="Invalid static_host/host_matching combination"):
        Flask(__name__, host_matching=True)
    with pytest.raises(AssertionError, match="static_host='a', host_matching=False"):
        Flask(__name__, static_host="a")
    Flask(__name__, host_matching=True, static_folder=None)


def test_paths_are_checked() -> None:
    with pytest.raises(ValueError, match="must be absolute, and 'instance' is relative"):
        Flask(__name__, instance_path="instance")


@pytest.mark.parametrize("name", REMOVED_ATTRIBUTES["Flask"])
def test_removed_attributes_say_what_to_write_instead(name: str) -> None:
    app = Flask(__name__)
    with pytest.raises(AttributeError, match=rf"Flask\.{name} was removed\. ") as info:
        getattr(app, name)
    assert info.value.name == name
    assert not hasattr(app, name)


def test_other_missing_attributes_fail_as_ever() -> None:
    class Own(Flask):
        env = "own"

        @property
        def broken(self) -> str:
            raise AttributeError("inside")

    app = Own(__name__)
    assert app.env == "own"
    with pytest.raises(AttributeError, match=r"^inside$"):
        app.broken  # noqa: B018
    with pytest.raises(AttributeError, match=r"^'Own' object has no attribute 'nothing'$"):
        app.nothing  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="type object 'Own' has no attribute 'json_encoder'"):
        Own.json_encoder  # type: ignore[attr-defined]  # noqa: B018


# -- what it is made of -----------------------------------------------------------------------


def test_name_and_repr() -> None:
    app = Flask("shop.web")
    assert (app.name, app.import_name, repr(app)) == ("shop.web", "shop.web", "<Flask 'shop.web'>")


def test_static_files(call: Call, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_text("in a")
    app = Flask(__name__, root_path=str(tmp_path), static_folder="files", static_url_path="/f/")
    assert app.has_static_folder
    assert app.static_folder == str(tmp_path / "files")
    assert call(app, "/f/a.txt").text == "in a"
    assert call(app, "/f/b.txt").status_code == 404
    with app.request_context(create_environ("/")):
        assert url_for("static", filename="a.txt") == "/f/a.txt"
    without = Flask(__name__, static_folder=None)
    assert (without.static_folder, without.static_url_path, without.has_static_folder) == (
        None,
        None,
        False,
    )
    assert not list(without.url_map.iter_rules())
    with pytest.raises(RuntimeError, match="'static_folder' must be set"):
        without.send_static_file("a.txt")


def test_resources(tmp_path: Path) -> None:
    app = Flask(__name__, root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))
    (tmp_path / "instance").mkdir()
    (tmp_path / "a.bin").write_bytes(b"\x00")
    resource: IO[bytes] = app.open_resource("a.bin")
    with resource:
        assert resource.read() == b"\x00"
    text: IO[str] = app.open_instance_resource("b.txt", "w")
    with text:
        text.write("é")
    written: IO[bytes] = app.open_instance_resource("b.txt", "rb")
    with written:
        assert written.read() == "é".encode()


def test_methods_of_views_and_their_options(call: Call) -> None:
    class Items(MethodView):
        def get(self) -> str:
            return "got"

        def post(self) -> str:
            return "posted"

    def tagged() -> str:
        return "tagged"

    tagged.methods = ["PUT"]  # type: ignore[attr-defined]
    tagged.required_methods = ["patch"]  # type: ignore[attr-defined]
    app = Flask(__name__)
    app.add_url_rule("/items", view_func=Items.as_view("items"))
    app.add_url_rule("/tagged", view_func=tagged)
    assert call(app, "/items", method="POST").text == "posted"
    assert call(app, "/tagged", method="PATCH").text == "tagged"
    assert call(app, "/tagged").status_code == 405


# -- URLs -------------------------------------------------------------------------------------


def test_urls_in_a_request(call: Call) -> None:
    app = Flask(__name__)
    pages = Blueprint("pages", __name__, url_prefix="/pages")
    seen: dict[str, str] = {}

    @pages.get("/<int:n>")
    def page(n: int) -> str:
        seen["own"] = url_for(".page", n=2)
        seen["query"] = url_for("index", q="a b", _anchor="x y")
        seen["external"] = url_for("index", _external=True)
        seen["scheme"] = url_for("index", _external=True, _scheme="https")
        seen["scheme alone"] = url_for("index", _scheme="https")
        return "x"

    app.register_blueprint(pages)
    app.add_url_rule("/", "index", lambda: url_for(".index"))
    call(app, "/pages/1")
    assert seen == {
        "own": "/pages/2",
        "query": "/?q=a+b#x%20y",
        "external": "http://localhost/",
        "scheme": "https://localhost/",
        "scheme alone": "https://localhost/",
    }
    assert call(app).text == "/"


def test_urls_outside_of_a_request() -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "x")
    with app.app_context(), pytest.raises(RuntimeError, match="without 'SERVER_NAME' configured"):
        url_for("index")
    app.config.update(SERVER_NAME="example.com", APPLICATION_ROOT="/app")
    with app.app_context():
        assert url_for("index") == "http://example.com/app/"
        assert url_for("index", _external=False) == "/app/"
        with pytest.raises(ValueError, match="When specifying '_scheme', '_external' must be True"):
            url_for("index", _scheme="https", _external=False)


def test_urls_that_cannot_be_built() -> None:
    app = Flask(__name__)
    app.add_url_rule("/<int:n>", "index", lambda n: "x")
    seen: list[tuple[str, dict[str, Any]]] = []

    def handler(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
        seen.append((endpoint, values))
        raise error

    app.url_build_error_handlers.append(handler)
    with app.request_context(create_environ("/")):
        with pytest.raises(BuildError, match=r"index.*Did you forget to specify values \['n'\]"):
            url_for("index")
        with pytest.raises(BuildError, match="Did you mean 'index'"):
            url_for("indx", n=1, _anchor="a")
    assert seen[1] == (
        "indx",
        {"n": 1, "_anchor": "a", "_method": None, "_scheme": None, "_external": False},
    )


# -- what is loaded when ----------------------------------------------------------------------

SERVICE = """
import sys
from fw_app import Flask, request
app = Flask("service", static_folder=None)
app.post("/")(lambda: {"sum": sum(request.get_json())})
from werkzeug.test import Client
assert Client(app).post("/", json=[1, 2]).get_json() == {"sum": 3}
print(sorted(m for m in sys.modules if m in ("click", "jinja2", "asyncio", "fw_cli", "fw_testing")))
"""


def test_a_json_service_loads_neither_jinja_nor_click() -> None:
    done = subprocess.run([sys.executable, "-c", SERVICE], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
