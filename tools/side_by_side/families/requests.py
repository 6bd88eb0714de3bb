"""Requests: what is read of them, and what bad ones get."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import Client, encode_multipart

from tools.side_by_side.case import Call, Case, Log, Step
from tools.side_by_side.recording import kind

READ: dict[str, Callable[[Any], Any]] = {
    "args": lambda r: sorted(r.args.items(multi=True)),
    "args_typed": lambda r: [r.args.get("n", type=int), r.args.get("x", "none")],
    "form": lambda r: sorted(r.form.items(multi=True)),
    "values": lambda r: sorted(r.values.items(multi=True)),
    "files": lambda r: [(k, f.filename, f.read(), f.mimetype) for k, f in r.files.items()],
    "data": lambda r: r.get_data(),
    "json": lambda r: r.get_json(),
    "json_silent": lambda r: r.get_json(silent=True),
    "json_force": lambda r: r.get_json(force=True),
    "json_attr": lambda r: [r.is_json, r.json],
    "url": lambda r: [r.url, r.base_url, r.root_url, r.host_url, r.host, r.full_path, r.path],
    "meta": lambda r: [r.endpoint, str(r.url_rule), r.view_args, r.blueprint, r.blueprints, r.method],
    "head": lambda r: [sorted(r.headers.items()), r.content_type, r.content_length, r.mimetype],
    "client": lambda r: [r.remote_addr, r.scheme, r.is_secure, r.access_route, r.script_root],
    "accept": lambda r: [
        r.accept_mimetypes.best, r.accept_languages.best_match(["de", "en"]), r.accept_encodings.best
    ],
    "auth": lambda r: r.authorization and [r.authorization.type, r.authorization.username],
    "agent": lambda r: [r.user_agent.string, r.referrer, r.origin, r.date, r.range],
    "missing": lambda r: r.form["missing"],
    "missing_file": lambda r: r.files["missing"],
    "missing_args": lambda r: r.args["missing"],
    "cookies": lambda r: sorted(r.cookies.items()),
    "stream": lambda r: [r.stream.read(3), r.stream.read()],
    "limits": lambda r: [r.max_content_length, r.max_form_memory_size, r.max_form_parts],
    "query": lambda r: [r.query_string, r.if_none_match.to_header(), r.cache_control.max_age],
    "repr": lambda r: repr(r),
}  # fmt: skip

PNG = b"\x89PNG"


def multipart() -> bytes:
    """Make a form of a text and a file, always with the same boundary."""
    file = FileStorage(io.BytesIO(PNG), "ü.png", "f", "image/png")
    return encode_multipart({"a": "1", "f": file}, "b")[1]


def sent() -> dict[str, dict[str, Any]]:
    """Name what a request can carry: arguments of the request builder, made anew each time."""
    return {
        "nothing": {},
        "query": {"query_string": "n=5&n=6&x=%C3%BC&=empty&y&z=%ff;w=1"},
        "form": {"data": {"a": ["1", "2"], "b": "ü"}},
        "multipart": {"data": multipart(), "content_type": "multipart/form-data; boundary=b"},
        "json": {"json": {"a": [1, None]}},
        "json_text": {"data": '{"a": 1}', "content_type": "text/plain"},
        "json_bad": {"data": "{", "content_type": "application/json"},
        "json_empty": {"data": "", "content_type": "application/json"},
        "json_vendor": {"data": "[1]", "content_type": "application/vnd.x+json; charset=utf-8"},
        "json_latin": {"data": b'"\xfc"', "content_type": "application/json"},
        "bytes": {"data": b"\x00\x01raw", "content_type": "application/octet-stream"},
        "headers": {
            "headers": {
                "Accept": "text/html;q=0.5, application/json",
                "Accept-Language": "de-AT, en;q=0.8",
                "Accept-Encoding": "gzip, br;q=0.1",
                "Authorization": "Basic dXNlcjpwYXNz",
                "User-Agent": "agent/1",
                "Referer": "http://example.test/",
                "Origin": "http://example.test",
                "Range": "bytes=0-1",
                "If-None-Match": '"x"',
                "Cache-Control": "max-age=5",
                "X-Forwarded-For": "1.2.3.4",
                "Cookie": 'a=1; b=two; c="q\\073"',
            }
        },
        "https": {"base_url": "https://example.test:8443/root"},
        "length_wrong": {"data": b"x", "headers": {"Content-Length": "x"}},
        "boundary_missing": {"data": b"x", "content_type": "multipart/form-data"},
        "truncated": {
            "data": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
            "content_type": "multipart/form-data; boundary=b",
        },
    }


def reading(settings: dict[str, Any]) -> Callable[[Any, Log], Any]:
    """Make the builder of an application that tells what it reads.

    :param settings: its configuration.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case")
        app.config.update(settings)

        @app.route("/<name>", methods=["GET", "POST", "PUT"])
        def view(name: str) -> str:
            return repr(READ[name](module.request._get_current_object()))

        return app

    return build


class Sending:
    """A step that sends one kind of request to every view; its streams are made when it runs.

    :param kind: a key of :func:`sent`.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, app: Any, module: Any, log: Log) -> None:
        """Send them."""
        client = Client(app)
        for name in READ:
            with client.open(f"/{name}", method="POST", **sent()[self.kind]) as response:
                log(name, response.status, response.get_data())


def cases() -> Iterator[Case]:
    """Make the cases: everything sent, everything read, under some settings."""
    configurations: dict[str, dict[str, Any]] = {
        "plain": {},
        "limited": {"MAX_CONTENT_LENGTH": 4},
        "debug": {"DEBUG": True, "PROPAGATE_EXCEPTIONS": False},
        "parts": {"MAX_FORM_PARTS": 1, "MAX_FORM_MEMORY_SIZE": 3},
    }
    for content in sent():
        for title, settings in configurations.items():
            yield Case(f"requests.{content}_{title}", reading(settings), (Step(Sending(content)),))
    calls = tuple(Call("GET", f"/{name}", {"query_string": "a=1"}) for name in READ)
    yield Case("requests.get", reading({}), calls)
    for name, build in NAMED.items():
        body = {"data": '{"a": 1}', "content_type": "application/json"}
        yield Case(f"requests.{name}", build, (Call("POST", "/", body), Call("GET", "/")))


def own_class(module: Any, log: Log) -> Any:
    """Build an application with a request class of its own."""

    class Own(module.Request):
        max_content_length = 3
        json_module = module.json

        @property
        def shout(self) -> str:
            return str(self.path).upper()

        def on_json_loading_failed(self, error: Any) -> Any:
            log("failed", kind(error))
            return {"failed": True}

    class App(module.Flask):
        request_class = Own

    app = App("case")

    @app.route("/", methods=["GET", "POST"])
    def view() -> Any:
        request = module.request
        return [request.shout, request.get_json(silent=request.method == "GET"), request.is_json]

    return app


def limits_by_view(module: Any, log: Log) -> Any:
    """Build an application that sets the limits of one request."""
    app = module.Flask("case")

    @app.before_request
    def before() -> None:
        module.request.max_content_length = 2
        module.request.max_form_parts = None

    app.add_url_rule("/", "view", lambda: repr(module.request.get_data()), methods=["GET", "POST"])
    return app


def own_json(module: Any, log: Log) -> Any:
    """Build an application with a JSON provider of its own."""

    class Provider(module.json.provider.DefaultJSONProvider):
        sort_keys = False
        ensure_ascii = False
        compact = True
        mimetype = "application/x-json"

        def loads(self, text: str | bytes, **options: Any) -> Any:
            log("loads", text)
            return super().loads(text, **options)

        def default(self, value: Any) -> Any:
            return (
                str(value) if isinstance(value, complex) else module.json.provider._default(value)
            )

    class App(module.Flask):
        json_provider_class = Provider

    app = App("case")
    app.json.default = app.json.default

    @app.route("/", methods=["GET", "POST"])
    def view() -> Any:
        return {"z": "ü", "a": module.request.get_json(silent=True), "n": "x"}

    return app


def json_settings(module: Any, log: Log) -> Any:
    """Build an application that sets its JSON provider's attributes."""
    app = module.Flask("case")
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.json.compact = False
    app.add_url_rule("/", "view", lambda: {"z": "ü", "a": [1]}, methods=["GET", "POST"])
    return app


NAMED: dict[str, Callable[[Any, Log], Any]] = {
    "own_class": own_class,
    "limits_by_view": limits_by_view,
    "own_json": own_json,
    "json_settings": json_settings,
}
