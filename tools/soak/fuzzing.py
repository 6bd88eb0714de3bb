"""Requests and cookies at random: no uncaught error, no slow answer, no cookie that was not signed."""

from __future__ import annotations

import random
import time
from collections import Counter
from io import BytesIO
from typing import Any

from fw_core import Flask
from tools.soak.outcome import Outcome
from tools.soak.site import make_site

_PATHS = (
    *("/", "/form", "/json", "/headers", "/session", "/login", "/stream", "/asynchronous"),
    *("/items/12", "/items/99999999999999999999", "/files/site.py", "/files/../site.py"),
    *("/prices/1.5/9b2c1d3e-0000-4000-8000-000000000000/a/de", "/pages/x/", "/pages/x"),
    *("/pages/refused/404", "/static/x", "//evil.example/", "/nothing", ""),
)
_METHODS = ("GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "get", "X-\x01", "")
_TYPES = (
    *("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"),
    *(
        "multipart/form-data",
        "application/json; charset=utf-99",
        "text/plain",
        "",
        ";",
        "a/b;c=\xff",
    ),
    "application/x-www-form-urlencoded; charset=utf-16",
)
_BODIES = (
    *(
        b"",
        b"{}",
        b"[" * 3000,
        b'{"a": [1, 2.5, null]}',
        b"\xff\xfe\x00",
        b"a=1&b=%zz&c=%ff",
        b"&" * 500,
    ),
    b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n1\r\n--b--',
    *(
        b"--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--",
        b"--b\r\n\r\n--b",
        b"\r\n--b--\r\n",
    ),
)
_HEADERS = {
    "HTTP_AUTHORIZATION": ("Basic YTpi", "Basic \xff\xfe", "Digest a=,,", "Bearer " + "x" * 500, "\x00"),
    "HTTP_COOKIE": ("session=a.b.c", "name=v; name=w", '="', "a" * 5000, "n=\xe4\xf6; $x;;=", "session=" * 99),
    "HTTP_HOST": ("localhost", "shop.example:80", "", "a b", "[::1]:5000", "[::", "x" * 300, "\xff", "a@b", ":"),
    "HTTP_RANGE": ("bytes=0-", "bytes=9-1,,", "bytes=" + "0-1," * 2000, "items=1", "bytes=-5"),
    "HTTP_IF_NONE_MATCH": ('"a"', "*", 'W/"', '"' * 999),
    "HTTP_IF_MODIFIED_SINCE": ("Mon, 01 Jan 2024 00:00:00 GMT", "never", "99999999999", "Mon, 99 Foo -1"),
    "HTTP_ACCEPT": ("*/*", "a/b;q=9", "," * 500, "text/html;q=0.5, */*;q=nan", "a/b;c=\"d"),
    "HTTP_ACCEPT_LANGUAGE": ("de, en;q=0.5", "x-" * 99, ";q=", "de;q=1e999"),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4, 5.6.7.8", ",", "\x00"),
    "HTTP_CACHE_CONTROL": ("max-age=1, no-cache", 'a="', "max-age=x"),
    "HTTP_DATE": ("now", "Mon, 01 Jan 0000 00:00:00 GMT"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "x"),
}  # fmt: skip
_LENGTHS = ("", "0", "5", "-1", "x", "99999999999999999999", "\xb2", " 7")


def _noise(chance: random.Random, most: int = 12) -> str:
    return "".join(chr(chance.randrange(256)) for _ in range(chance.randrange(most)))


def _environ(chance: random.Random) -> dict[str, Any]:
    """Return the environ of a request at random, as a server might give it that checks nothing."""
    body = chance.choice(_BODIES)
    if chance.random() < 0.2:
        body = body[: chance.randrange(len(body) + 1)] + _noise(chance).encode("latin1")
    path = chance.choice(_PATHS)
    if chance.random() < 0.3:
        path += _noise(chance)
    length = str(len(body)) if chance.random() < 0.8 else chance.choice(_LENGTHS)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": chance.choice(_METHODS),
        "SCRIPT_NAME": chance.choice(("", "", "/app")),
        "PATH_INFO": path,
        "QUERY_STRING": chance.choice(("", "q=1", "next=//evil.example", "a=%ff&=&&b", _noise(chance))),
        "CONTENT_TYPE": chance.choice(_TYPES),
        "CONTENT_LENGTH": length,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": chance.choice(("http", "https")),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }  # fmt: skip
    for name, values in _HEADERS.items():
        if chance.random() < 0.15:
            environ[name] = chance.choice(values) if chance.random() < 0.8 else _noise(chance, 40)
    return environ


def answer(app: Flask, environ: dict[str, Any]) -> tuple[str, bytes]:
    """Call an application as a server does.

    :param app: the application.
    :param environ: the request.
    :return: the status and the body.
    """
    statuses: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        for name, value in headers:
            (name + value).encode("latin1")
            if not (name + value).isprintable() and any(
                c < " " or c == "\x7f" for c in name + value
            ):
                raise ValueError(f"A control character leaves in the header {name!r}: {value!r}")
        statuses.append(status)

    body = app(environ, start_response)
    try:
        return statuses[0], b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def fuzz_requests(count: int) -> Outcome:
    """Send requests at random: none is an uncaught error, and none takes a second (figure 1)."""
    site, failures, seen, slowest = make_site(), [], Counter[str](), 0.0
    for number in range(count):
        environ = _environ(random.Random(number))  # noqa: S311
        shown = {key: value for key, value in environ.items() if not key.startswith("wsgi.")}
        began = time.perf_counter()
        try:
            status, _ = answer(site, environ)
        except Exception as error:
            status = f"500 {error!r}"
        took = time.perf_counter() - began
        slowest = max(slowest, took)
        seen[status[:3]] += 1
        if status.startswith("5") or took > 1:
            failures.append(f"number {number}: {status} after {took:.2f} s: {shown}")
    statuses = ", ".join(f"{code}: {times:,}" for code, times in sorted(seen.items()))
    return Outcome(f"{statuses}; slowest {slowest * 1000:.0f} ms", tuple(failures))


def mutate_cookies(count: int) -> Outcome:
    """Change session cookies at random: none opens but the one that was signed (figure 2)."""
    site, failures = make_site(), []
    client = site.test_client()
    with client.session_transaction() as opened:
        opened.update(user="ada", roles=["a", "b"], number=7)
    cookie = client.get_cookie("session")
    if cookie is None:
        return Outcome("no cookie", ("The session was not saved.",))
    signer = site.session_interface.get_signing_serializer(site)  # type: ignore[attr-defined]
    original, opened_count = cookie.value, 0
    expected = signer.loads(original)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %\x00\xe9"
    for number in range(count):
        mutated = _mutated(original, random.Random(number), alphabet)  # noqa: S311
        if mutated == original:
            continue
        try:
            loaded = signer.loads(mutated)
        except Exception:  # noqa: S112 - what it is, is not the question
            continue
        opened_count += 1
        failures.append(f"number {number}: {mutated!r} opens as {loaded!r}")
    if signer.loads(original) != expected:
        failures.append("the original does not open any more")
    return Outcome(f"{count:,} tried, {opened_count} opened", tuple(failures))


def _mutated(text: str, chance: random.Random, alphabet: str) -> str:
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        place = chance.randrange(len(text))
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:place] + chance.choice(alphabet) + text[place + 1 :]
        elif kind == 1:
            text = text[:place] + text[place + 1 :]
        elif kind == 2:
            text = text[:place] + chance.choice(alphabet) + text[place:]
        else:
            other = chance.randrange(len(text))
            text = text[: min(place, other)] + text[max(place, other) :]
        text = text or "."
    return text
