"""What views return: every kind of value, with GET and HEAD."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from tools.side_by_side.case import Call, Case, Log

Value = Callable[[Any], Any]


@dataclass
class Point:
    """Something that JSON is made of."""

    x: int
    y: int


class Safe:
    """Something that knows itself as HTML."""

    def __html__(self) -> str:
        return "<b>safe</b>"


def letters() -> Iterator[str]:
    """Yield some text in pieces."""
    yield "a"
    yield "b"


def byte_letters() -> Iterator[bytes]:
    """Yield some bytes in pieces."""
    yield b"a"
    yield b"b"


def application(environ: Any, start_response: Any) -> list[bytes]:
    """Answer as any WSGI application does."""
    start_response("207 MULTI-STATUS", [("X-Inner", "yes"), ("Content-Type", "text/x-inner")])
    return [b"inner ", environ["PATH_INFO"].encode()]


VALUES: dict[str, Value] = {
    "text": lambda m: "text",
    "text_unicode": lambda m: "grüß 😀",
    "text_empty": lambda m: "",
    "bytes": lambda m: b"\x00\xff",
    "bytearray": lambda m: bytearray(b"array"),
    "dict": lambda m: {"b": 1, "a": [1, None, True, 2.5]},
    "dict_empty": lambda m: {},
    "dict_rich": lambda m: {
        "date": dt.date(2020, 2, 29),
        "time": dt.datetime(2020, 2, 29, 1, 2, 3),
        "decimal": decimal.Decimal("1.50"),
        "uuid": uuid.UUID(int=5),
        "point": Point(1, 2),
        "safe": Safe(),
    },
    "dict_keys": lambda m: {"ü": "ü", "a": "</script>"},
    "list": lambda m: [1, "two", {"three": 3}],
    "list_empty": lambda m: [],
    "generator": lambda m: letters(),
    "generator_bytes": lambda m: byte_letters(),
    "iterator": lambda m: iter(["x", "y"]),
    "none": lambda m: None,
    "integer": lambda m: 5,
    "float": lambda m: 5.5,
    "object": lambda m: object(),
    "set": lambda m: {1},
    "tuple_empty": lambda m: (),
    "tuple_one": lambda m: ("a",),
    "tuple_status": lambda m: ("made", 201),
    "tuple_status_text": lambda m: ("made", "201 MADE UP"),
    "tuple_status_bare": lambda m: ("made", "404"),
    "tuple_headers_dict": lambda m: ("made", {"X-A": "1", "Content-Type": "text/x"}),
    "tuple_headers_list": lambda m: ("made", [("X-A", "1"), ("X-A", "2")]),
    "tuple_headers_values": lambda m: ("made", {"X-A": ["1", "2"]}),
    "tuple_headers_object": lambda m: ("made", Headers([("X-A", "1"), ("X-A", "2")])),
    "tuple_three": lambda m: ("made", 201, {"X-A": "1"}),
    "tuple_three_list": lambda m: ("made", 201, [("X-A", "1"), ("Content-Type", "a/b")]),
    "tuple_four": lambda m: ("a", 200, {}, 1),
    "tuple_none": lambda m: (None, 201),
    "tuple_dict": lambda m: ({"a": 1}, 418),
    "tuple_response": lambda m: (m.Response("r", headers={"X-R": "1"}), 202, {"X-R": "2"}),
    "tuple_generator": lambda m: (letters(), 206),
    "tuple_status_none": lambda m: ("a", None),
    "response": lambda m: m.Response("r", 203, {"X-R": "1"}, mimetype="text/plain"),
    "response_iterable": lambda m: m.Response(letters(), content_type="text/x; charset=utf-8"),
    "response_empty": lambda m: m.Response(status=204),
    "response_304": lambda m: m.Response("gone", status=304),
    "response_werkzeug": lambda m: BaseResponse("base", 202),
    "response_exception": lambda m: NotFound("lost"),
    "response_exception_headers": lambda m: Unauthorized("who"),
    "response_callable": lambda m: application,
    "response_tuple_callable": lambda m: (application, 299),
    "status_204": lambda m: ("", 204),
    "status_304": lambda m: ("", 304),
    "status_100": lambda m: ("", 100),
    "status_599": lambda m: ("odd", 599),
    "jsonify": lambda m: m.jsonify({"a": 1}),
    "jsonify_items": lambda m: m.jsonify(1, 2),
    "jsonify_named": lambda m: m.jsonify(b=1, a=2),
    "jsonify_none": lambda m: m.jsonify(None),
    "jsonify_empty": lambda m: m.jsonify(),
    "make_response": lambda m: m.make_response("a", 201),
    "make_response_none": lambda m: m.make_response(),
    "make_response_tuple": lambda m: m.make_response(("a", 201, {"X": "1"})),
    "make_response_response": lambda m: m.make_response(m.Response("a"), 201),
    "redirect": lambda m: m.redirect("/elsewhere?a=b"),
    "redirect_code": lambda m: m.redirect("http://example.com/<x>", 308),
    "json_dumps": lambda m: m.json.dumps({"b": 1, "a": 2}),
}


def application_of(value: Value) -> Callable[[Any, Log], Any]:
    """Make the builder of an application whose view returns a value.

    :param value: makes the value.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case")

        @app.route("/")
        def view() -> Any:
            return value(module)

        return app

    return build


def cases() -> Iterator[Case]:
    """Make a case of each kind of value."""
    for name, value in VALUES.items():
        yield Case(f"returns.{name}", application_of(value), (Call("GET", "/"), Call("HEAD", "/")))
    yield Case("returns.response_class", response_class, (Call("GET", "/"), Call("GET", "/json")))


def response_class(module: Any, log: Log) -> Any:
    """Build an application that has a response class of its own."""

    class Own(module.Response):
        default_mimetype = "application/x-own"

    class App(module.Flask):
        response_class = Own

    app = App("case")
    app.add_url_rule("/", view_func=lambda: "own", endpoint="own")
    app.add_url_rule("/json", view_func=lambda: {"own": 1}, endpoint="json")
    app.after_request(lambda r: log.passing(r, type(r).__name__))
    return app
