"""Multipart forms as browsers write them are read to what Werkzeug reads, and others are left to it."""

from __future__ import annotations

import random
import warnings
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.test import create_environ

from fw_app.app import Flask
from fw_app.browser_forms import boundary_of, browser_parts
from fw_app.context_proxy import request
from fw_app.multipart_limits import BoundedFormDataParser
from fw_app.wrappers import Request

FIELD = b'--B\r\nContent-Disposition: form-data; name="title"\r\n\r\nA file\r\n'
FILE = (
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="a b.txt"\r\n'
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n\r\ntext\n\r\n"
)
END = b"--B--\r\n"

#: Pieces of forms, right and wrong ones, to be put together in any order.
PIECES = [
    *(
        FIELD,
        FILE,
        END,
        b"--B--",
        b"--B\r\n",
        b"--B",
        b"\r\n--B",
        b"\n--B\n",
        b"\r--B\r",
        b"--B \r\n",
    ),
    *(
        b"--B-- \r\n",
        b"--BB\r\n",
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"--",
        b"-",
        b"B",
        b" ",
        b"\0",
    ),
    *(b"preamble\r\n", b"\xe9", "\N{SNOWMAN}".encode(), b"X-Other: 1\r\n", b" folded\r\n"),
    b'Content-Disposition: form-data; name="a"\r\n',
    b'content-disposition: form-data; name="a"\r\n\r\n',
    b"Content-Disposition: form-data; name=a\r\n\r\n",
    b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
    b'--B\r\nContent-Disposition: form-data; name="a%22\\"b"\r\n\r\nquoted\r\n',
    b'--B\r\nContent-Disposition: form-data; name="\xe2\x98\x83 ;x"\r\n\r\n\xff\xe9\r\n',
    b'--B\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nno name\r\n',
    b'--B\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n',
    b'--B\r\nContent-Disposition: form-data; name="f"; filename=""\r\nContent-Type: a/b\r\n\r\n\r\n',
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="C:\\a"\r\nContent-Type: a/b\r\n\r\n1\r\n',
    b"--B\r\nContent-Disposition: form-data; name=\"f\"; filename*=utf-8''%C3%A9\r\n\r\n2\r\n",
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="g"\r\n\r\n3\r\n',
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="g"\r\nContent-Type: \r\n\r\n3\r\n',
    b'--B\r\nContent-Disposition: form-data; name="f";\r\n filename="g"\r\nContent-Type: a\r\n\r\n4\r\n',
    (
        b'--B\r\nContent-Disposition: form-data; name="l"\r\n'
        b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\xe9\r\n"
    ),
]


def found(parser: FormDataParser, body: bytes, length: int | None, boundary: str) -> Any:
    """Return all that a parser finds in a form, or its error."""
    parser.silent = False
    made: list[Any] = []
    factory = parser.stream_factory

    def noting_factory(**kwargs: Any) -> Any:
        made.append(factory(**kwargs))
        return made[-1]

    parser.stream_factory = noting_factory  # type: ignore[assignment]
    try:
        _, form, files = parser.parse(
            BytesIO(body), "multipart/form-data", length, {"boundary": boundary}
        )
    except HTTPException as error:
        return error.code
    except ValueError:
        return ValueError
    finally:
        contents = [b"" if stream.closed else stream.read() for stream in made]
        for stream in made:
            stream.close()
    return list(form.items(multi=True)), [described(f) for f in files.values()], contents


def described(file: FileStorage) -> Any:
    return (
        (file.name, file.filename, type(file.stream), list(file.headers)),
        (file.content_type, file.mimetype, file.mimetype_params, file.content_length),
    )


def compare(body: bytes, boundary: str = "B", parts: int | None = 3) -> None:
    ours = BoundedFormDataParser(max_form_parts=parts, max_form_memory_size=500_000)
    ours.max_form_total_size = 5_000_000
    theirs = FormDataParser(max_form_parts=parts, max_form_memory_size=500_000)
    assert found(ours, body, len(body), boundary) == found(theirs, body, len(body), boundary)


def test_any_pieces() -> None:
    chance = random.Random(1)
    for _ in range(1000):
        body = b"".join(chance.choices(PIECES, k=chance.randrange(7)))
        compare(body + END if chance.random() < 0.5 else body)


@pytest.mark.parametrize("boundary", ["-", "--", "----", "-B", "B-", "--B--", "'()+_,./:=?"])
def test_boundaries_of_dashes_and_signs(boundary: str) -> None:
    chance = random.Random(4)
    pieces = [FIELD, FILE, FIELD[:-2], END, END[:-2], b"\r\n", b"-", b"--", b"---", b"\r\n-", b"B"]
    for _ in range(500):
        body = b"".join(chance.choices(pieces, k=chance.randrange(1, 7)))
        compare((body + END).replace(b"--B", b"--" + boundary.encode()), boundary)


def test_a_byte_is_another_or_missing() -> None:
    chance = random.Random(2)
    for _ in range(1000):
        body = b"".join(chance.choices([FIELD, FILE], k=chance.randrange(5))) + END
        at = chance.randrange(len(body))
        compare(body[:at] + chance.randbytes(chance.randrange(3)) + body[at + 1 :])
        compare(body[:at])


_LETTERS = "ab \"'\\;=%\r\n\t\0\x7f\u00e9\u4e2d\U0001f600/.<>"


def test_any_names_contents_and_boundaries() -> None:
    chance = random.Random(3)
    for _ in range(1000):
        name, filename = ("".join(chance.choices(_LETTERS, k=chance.randrange(9))) for _ in "ab")
        boundary = "".join(chance.choices("'()+_,./:=?-aB9 \"", k=chance.randrange(1, 10)))
        content = chance.randbytes(chance.randrange(41))
        line = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        body = f"{line}\r\n\r\n".encode() + content
        body += f'\r\n{line}; filename="{filename}"\r\nContent-Type: a/b\r\n\r\n'.encode()
        compare(body + content + f"\r\n--{boundary}--\r\n".encode(), boundary)


@pytest.mark.parametrize("end", [END, b"--B--"])
def test_what_browsers_write_is_read_here(end: bytes) -> None:
    parts = browser_parts(FIELD + FILE + end, b"B")
    assert parts == [
        ("title", None, None, b"A file"),
        ("f", "a b.txt", "text/plain; charset=utf-8", b"\r\ntext\n"),
    ]


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)

    @app.post("/")
    def view() -> dict[str, Any]:
        files = [(f.name, f.filename, f.read().decode()) for f in request.files.values()]
        return {"form": list(request.form.items(multi=True)), "files": files}

    return app


def post(app: Flask, body: bytes, **options: Any) -> Any:
    content_type = "multipart/form-data; boundary=B"
    return app.test_client().post("/", data=body, content_type=content_type, **options)


def test_it_is_an_applications_form(app: Flask) -> None:
    expected = {"form": [["title", "A file"]] * 2, "files": [["f", "a b.txt", "\r\ntext\n"]]}
    assert post(app, FIELD + FILE + FIELD + END).json == expected
    terminated = {"wsgi.input_terminated": True}
    assert post(app, FIELD + FILE + FIELD + END, environ_overrides=terminated).json == expected


def test_the_number_of_parts_is_bounded(app: Flask) -> None:
    app.config["MAX_FORM_PARTS"] = 2
    assert post(app, FIELD * 2 + END).status_code == 200
    assert post(app, FIELD * 3 + END).status_code == 413


def test_a_body_that_is_longer_than_announced_is_read_to_its_end(app: Flask) -> None:
    environ = {"wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(FIELD))}
    assert (
        post(app, FIELD * 3 + END, environ_overrides=environ).json["form"]
        == [["title", "A file"]] * 3
    )


def test_a_body_that_breaks_off_is_400(app: Flask) -> None:
    assert post(app, FIELD, environ_overrides={"CONTENT_LENGTH": "500"}).status_code == 400


def test_files_are_put_where_the_request_wants_them(app: Flask) -> None:
    streams: list[BytesIO] = []

    class Own(Request):
        def _get_file_stream(self, *args: Any, **kwargs: Any) -> Any:
            streams.append(BytesIO())
            return streams[-1]

    app.request_class = Own
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert post(app, FIELD + FILE + END).json["files"] == [["f", "a b.txt", "\r\ntext\n"]]
    assert len(streams) == 1


def test_files_of_one_request_are_put_where_it_wants_them(app: Flask) -> None:
    streams: list[BytesIO] = []

    def stream(**kwargs: Any) -> BytesIO:
        streams.append(BytesIO())
        return streams[-1]

    @app.before_request
    def replace() -> None:
        made: Any = request
        made._get_file_stream = stream

    assert post(app, FIELD + FILE + END).json["files"] == [["f", "a b.txt", "\r\ntext\n"]]
    assert len(streams) == 1


def test_an_uploaded_file_may_be_written_to_and_rolled_over() -> None:
    environ = create_environ(method="POST", data=FIELD + FILE + END, content_type=TYPES[0])
    with Request(environ) as made:
        stream: Any = made.files["f"].stream
        assert (stream.read(2), stream.tell()) == (b"\r\n", 2)
        stream.seek(0, 2)
        stream.write(b"more")
        stream.rollover()
        stream.seek(0)
        assert stream.read() == b"\r\ntext\nmore"
    assert stream.closed


TYPES = [
    "multipart/form-data; boundary=B",
    'multipart/form-data;boundary="B"',
    "Multipart/Form-Data; charset=utf-8; Boundary=B",
    "multipart/form-data; boundary=B; boundary=C",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=\u00e9",
    "multipart/form-data",
    "multipart/mixed; boundary=B",
]


def test_a_boundary_is_the_one_that_werkzeug_finds() -> None:
    chance = random.Random(5)
    for _ in range(1000):
        quote = chance.choice(["", '"'])
        text = "".join(chance.choices("aaaBBB--_ ;=\"'\\\u00e9", k=chance.randrange(9)))
        header = f"multipart/form-data; boundary={quote}{text}{quote}"
        found = boundary_of(header)
        assert found is None or found.decode() == parse_options_header(header)[1]["boundary"]


class StepByStep(Request):
    """A class with a property of its own is read by Werkzeug's chain of parsers."""

    @property
    def want_form_data_parsed(self) -> bool:
        return super().want_form_data_parsed


def found_by(kind: type[Request], app: Flask, environ: dict[str, Any], data_first: bool) -> Any:
    """Return what a request finds in a form, and what is left of the body."""
    app.request_class = kind
    with app.request_context(create_environ(environ_overrides=environ)) as ctx:
        try:
            if data_first:
                ctx.request.get_data()
            form, files = ctx.request.form, ctx.request.files
            rest = ctx.request.stream.read()
        except HTTPException as error:
            return error.code
        contents = [(described(f), f.read()) for f in files.values()]
        return [*form.items(multi=True)], contents, rest


def test_an_upload_is_read_as_step_by_step() -> None:
    chance = random.Random(6)
    app, most = Flask(__name__), [0, 50, 200, 100_000]
    pieces = [FIELD, FILE, END, b"--B", b"\r\n", PIECES[-1]]
    for _ in range(1000):
        body = b"".join(chance.choices(pieces, [5, 5, 1, 1, 1, 1], k=chance.randrange(7))) + END
        app.config["MAX_CONTENT_LENGTH"] = chance.choices([None, *most], [4, 1, 1, 2, 8])[0]
        # Without these, Werkzeug's own parser reads the form.
        for key in ("MAX_FORM_MEMORY_SIZE", "MAX_FORM_TOTAL_SIZE"):
            app.config[key] = chance.choices(most, [1, 1, 2, 8])[0]
        app.config["MAX_FORM_PARTS"] = chance.choice([None, 0, 1, 3, 1000])
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": chance.choices(TYPES, [8, 8, 1, 1, 1, 1, 1, 1])[0],
            "CONTENT_LENGTH": chance.choices(
                [str(len(body)), "", "0", "5", "100", "x"], [9, 1, 1, 1, 1, 1]
            )[0],
        }
        if chance.random() < 0.5:
            environ["wsgi.input_terminated"] = True
        data_first = chance.random() < 0.2
        quick, plain = (
            found_by(kind, app, {**environ, "wsgi.input": BytesIO(body)}, data_first)
            for kind in (Request, StepByStep)
        )
        assert quick == plain, (environ, body, app.config)
