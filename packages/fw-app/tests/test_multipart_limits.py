"""Multipart forms, with a bound on all of their text together."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from werkzeug.formparser import FormDataParser
from werkzeug.test import create_environ, run_wsgi_app

from fw_app.app import Flask
from fw_app.context_proxy import request
from fw_app.multipart_limits import BoundedFormDataParser
from fw_app.wrappers import Request

BOUNDARY = "limit"


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)

    @app.post("/")
    def view() -> dict[str, Any]:
        if "wider" in request.args:
            request.max_form_total_size = 10_000_000
        form = {name: len(value) for name, value in request.form.items(multi=True)}
        return {"form": form, "files": {f.name: len(f.read()) for f in request.files.values()}}

    return app


def part(name: str, content: bytes, *headers: str, filename: str | None = None) -> bytes:
    given = "" if filename is None else f'; filename="{filename}"'
    lines = [
        f"--{BOUNDARY}",
        f'Content-Disposition: form-data; name="{name}"{given}',
        *headers,
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + content + b"\r\n"


def post(app: Flask, *parts: bytes, path: str = "/") -> Any:
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    return app.test_client().post(path, data=body, content_type=content_type)


def fields(count: int, size: int = 400_000) -> list[bytes]:
    return [part(f"f{number}", b"x" * size) for number in range(count)]


def test_all_text_together_is_bounded(app: Flask) -> None:
    assert post(app, *fields(12)).json["form"] == {f"f{number}": 400_000 for number in range(12)}
    assert post(app, *fields(13)).status_code == 413
    assert len(post(app, *fields(24), path="/?wider").json["form"]) == 24
    assert post(app, *fields(25), path="/?wider").status_code == 413


def test_a_field_is_bounded_as_before(app: Flask) -> None:
    assert post(app, part("text", b"x" * 500_000)).json["form"] == {"text": 500_000}
    assert post(app, part("text", b"x" * 500_001)).status_code == 413


def test_a_field_that_is_accepted_alone_is_never_too_much(app: Flask) -> None:
    app.config["MAX_FORM_MEMORY_SIZE"] = 6_000_000
    assert post(app, part("t", b"x" * 5_900_000)).json["form"] == {"t": 5_900_000}
    assert post(app, *fields(2, 3_100_000)).status_code == 413


@pytest.mark.parametrize("key", ["MAX_FORM_MEMORY_SIZE", "MAX_FORM_TOTAL_SIZE"])
def test_either_key_lifts_the_bound(app: Flask, key: str) -> None:
    app.config[key] = None
    assert len(post(app, *fields(20)).json["form"]) == 20


def test_names_and_headers_are_text_too(app: Flask) -> None:
    app.config.update(MAX_FORM_TOTAL_SIZE=20_000, MAX_FORM_MEMORY_SIZE=20_000)
    assert post(app, *(part("n" * 500, b"") for _ in range(10))).status_code == 200
    assert post(app, *(part("n" * 5_000, b"") for _ in range(5))).status_code == 413
    noted = [part("a", b"", f"X-Note: {'h' * 5_000}", filename="a") for _ in range(5)]
    assert post(app, *noted).status_code == 413


def test_files_are_closed_when_the_form_is_refused(app: Flask) -> None:
    files = [part(f"f{number}", b"x" * 600_000, filename="f") for number in range(2)]
    assert post(app, *files, *fields(13)).status_code == 413
    gc.collect()  # an open one would be a warning, which is an error in tests


def test_files_do_not_count(app: Flask) -> None:
    files = [part(f"f{number}", b"x" * 3_000_000, filename="f") for number in range(3)]
    assert post(app, *files, part("text", b"y")).json == {
        "form": {"text": 1},
        "files": {f"f{number}": 3_000_000 for number in range(3)},
    }


@pytest.mark.parametrize(
    "body",
    [
        part("a", b"1") + part("b", b""),
        part("a", b"\r\n\r\n--limi\r\n") + part("f", bytes(range(256)) * 999, filename="f.bin"),
        part("a", "caf\N{LATIN SMALL LETTER E WITH ACUTE}".encode("latin1"))
        + part("b", b"\xe9", "Content-Type: text/plain; charset=iso-8859-1"),
        b"preamble\r\n" + part("a", b"x") + b"--limit--\r\nepilogue",
        b"--limit\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n",
        b"--limit\r\nX: y\r\n\r\nno disposition\r\n",
        b"--limit\r\nContent-Disposition: form-data; name=a\r\n\r\ntruncated",
        b"nothing of it",
        b"",
    ],
    ids=lambda body: str(body[:60]),
)
@pytest.mark.parametrize("end", [b"--limit--\r\n", b""], ids=["ended", "truncated"])
# Werkzeug leaves the files of a truncated form open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_finds_what_werkzeug_finds(body: bytes, end: bytes) -> None:
    def found(parser: FormDataParser) -> tuple[Any, Any]:
        _, form, files = parser.parse(
            BytesIO(body + end), "multipart/form-data", len(body), {"boundary": BOUNDARY}
        )
        names = [(f.name, f.filename, f.read(), list(f.headers)) for f in files.values()]
        for file in files.values():
            file.close()
        return list(form.items(multi=True)), names

    bounded = BoundedFormDataParser()
    bounded.max_form_total_size = 5_000_000
    assert found(bounded) == found(FormDataParser())


def test_a_parser_of_ones_own_is_used(app: Flask) -> None:
    class Parser(FormDataParser):
        pass

    class Own(Request):
        form_data_parser_class = Parser

    app.request_class = Own
    assert len(post(app, *fields(20)).json["form"]) == 20


def test_a_bomb_takes_little_memory(app: Flask) -> None:
    """G10: the default limits of the reference take 500 MB of text in a request."""

    def chunks() -> Iterator[bytes]:
        for number in range(1000):
            yield part(f"f{number}", b"x" * 499_000)

    class Endless:
        def __init__(self) -> None:
            self.made, self.rest = chunks(), b""

        def read(self, size: int = -1) -> bytes:
            while len(self.rest) < size and (more := next(self.made, b"")):
                self.rest += more
            data, self.rest = self.rest[:size], self.rest[size:]
            return data

        readline = readlines = __iter__ = read  # what else an input has

    environ = create_environ(
        method="POST", content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )
    environ.update({"CONTENT_LENGTH": "499000000", "wsgi.input": Endless()})
    tracemalloc.start()
    try:
        _, status, _ = run_wsgi_app(app, environ)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert status == "413 REQUEST ENTITY TOO LARGE"
    assert peak < 64 * 2**20
