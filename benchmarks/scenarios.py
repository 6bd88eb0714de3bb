"""What is measured: requests, each with the application that answers it and what it must answer."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Environ = dict[str, Any]

BOUNDARY = "0123456789abcdef"


def multipart_body() -> bytes:
    """Return a form of a text field and a file of 4 KiB."""
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    return (
        f'{head}"title"\r\n\r\nA file\r\n'
        f'{head}"file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
        f"{'x' * 4096}\r\n--{BOUNDARY}--\r\n"
    ).encode()


@dataclass(frozen=True)
class Scenario:
    """A request, and what a right answer to it holds.

    :param name: what it is called in the tables.
    :param app: the application that answers it; several scenarios may share one.
    :param status: the status of the answer.
    :param holds: what the body of the answer holds.
    :param cookie_from: the path whose answer sets the cookies that this request sends.
    """

    name: str
    app: str
    path: str = "/"
    method: str = "GET"
    query: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    holds: bytes = b""
    cookie_from: str = ""

    def environ(self) -> Environ:
        """Return the request as a server hands it over, but for its body."""
        environ: Environ = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "RAW_URI": self.path,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_PORT": "54321",
            "HTTP_HOST": "example.com",
            "HTTP_USER_AGENT": "benchmark/1.0 (X11; Linux x86_64)",
            "HTTP_ACCEPT": "*/*",
            "HTTP_ACCEPT_ENCODING": "gzip, deflate",
            "HTTP_CONNECTION": "keep-alive",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "wsgi.input_terminated": True,
            **self.headers,
        }
        if self.body:
            environ["CONTENT_LENGTH"] = str(len(self.body))
        return environ


def _rules(count: int) -> list[Scenario]:
    app = f"rules {count}"
    at = {"first": 0, "middle": count // 2, "last": count - 1}
    found = [
        Scenario(f"{count:,} rules, {which}", app, f"/part{i}/7/edit", holds=b"7")
        for which, i in at.items()
    ]
    return [*found, Scenario(f"{count:,} rules, none", app, f"/part{count}/7/edit", status=404)]


_FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
_JSON = {"CONTENT_TYPE": "application/json"}
_MULTIPART = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}"}

SCENARIOS: tuple[Scenario, ...] = (
    Scenario("plain text", "plain", holds=b"Hello, World!"),
    Scenario("parameter", "parameter", "/user/42/posts", holds=b"42"),
    Scenario("10 rules, middle", "rules 10", "/part5/7/edit", holds=b"7"),
    *_rules(500),
    *_rules(10_000),
    Scenario("JSON out", "json out", holds=b'"name":'),
    Scenario(
        "JSON in", "json in", method="POST", headers=_JSON,
        body=b'{"name": "Ada", "tags": ["a", "b"], "age": 36}', holds=b"Ada",
    ),
    Scenario("query", "query", query="q=fast&page=2&tag=a&tag=b", holds=b"fast 2"),
    Scenario(
        "form", "form", method="POST", headers=_FORM,
        body=b"name=Ada+Lovelace&email=ada%40example.com&age=36", holds=b"Ada Lovelace 36",
    ),
    Scenario(
        "multipart upload", "upload", method="POST", headers=_MULTIPART,
        body=multipart_body(), holds=b"A file 4096",
    ),
    Scenario("template", "template", holds=b'<a href="/item/9">item 9</a>'),
    Scenario("session read and written", "session", "/count", holds=b"visits", cookie_from="/count"),
    Scenario("session untouched", "session", "/plain", holds=b"Hello", cookie_from="/count"),
    Scenario(
        "cookies", "cookies", headers={"HTTP_COOKIE": "theme=dark; lang=en; seen=1"}, holds=b"dark"
    ),
    Scenario("hooks", "hooks", "/outer/inner/", holds=b"hooked"),
    Scenario("error handler", "errors", "/fail", status=418, holds=b"a teapot"),
    Scenario("404", "errors", "/nowhere", status=404),
    Scenario("405", "errors", "/fail", method="DELETE", status=405),
    Scenario("static file", "static", "/static/style.css", holds=b"margin"),
    Scenario("streaming", "streaming", holds=b"line 9"),
    Scenario("async view", "async", holds=b"Hello"),
)  # fmt: skip

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}

#: What `--quick` measures.
QUICK = ("plain text", "parameter", "JSON out", "query", "form", "404", "hooks")


def request_of(scenario: Scenario, app: Callable[..., Any]) -> Callable[[], Environ]:
    """Return a function that makes the request's environ, which is new for each request.

    :param scenario: the request.
    :param app: where cookies come from.
    """
    template = scenario.environ()
    if scenario.cookie_from:
        template["HTTP_COOKIE"] = _cookie_of(app, scenario.cookie_from)
    body, copy, stream = scenario.body, template.copy, io.BytesIO

    def with_body() -> Environ:
        environ = copy()
        environ["wsgi.input"] = stream(body)
        return environ

    return with_body


def _cookie_of(app: Callable[..., Any], path: str) -> str:
    environ = Scenario("cookie", "", path).environ()
    environ["wsgi.input"] = io.BytesIO()
    found: list[tuple[str, str]] = []
    body = app(environ, lambda status, headers, exc_info=None: found.extend(headers))
    b"".join(body)
    return next(value for name, value in found if name == "Set-Cookie").partition(";")[0]
