"""Bodies are read to their end, within the limits, from streams of every kind."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from fw_app.request_body import read_body


class Slow(BytesIO):
    """Gives three bytes at a time, as sockets may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(3 if size is None or size < 0 or size > 3 else size)


def environ_of(stream: BytesIO, length: str | None, terminated: bool) -> dict[str, Any]:
    environ: dict[str, Any] = {"wsgi.input": stream}
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    if terminated:
        environ["wsgi.input_terminated"] = True
    return environ


def answer(read: Any) -> Any:
    """Return the body, or the error in its place."""
    try:
        return read()
    except (RequestEntityTooLarge, ClientDisconnected) as error:
        return error.code


LENGTHS = [None, "0", "9", "10", "11", "-1", "x", "+10", "\u00b2", "1" * 99, "1" * 5000]


@pytest.mark.parametrize("terminated", [True, False])
@pytest.mark.parametrize("most", [None, 9, 10, 11, 500])
@pytest.mark.parametrize("length", LENGTHS)
def test_the_same_as_werkzeugs(length: str | None, most: int | None, terminated: bool) -> None:
    for body in (b"", b"012345678"):
        environ = environ_of(BytesIO(body), length, terminated)
        ours = answer(lambda: read_body(environ, most)[0])  # noqa: B023
        environ = environ_of(BytesIO(body), length, terminated)
        theirs = answer(lambda: get_input_stream(environ, max_content_length=most).read())  # noqa: B023
        assert ours == theirs, (body, length)


@pytest.mark.parametrize("length", ["0", "1", "8", "9", "10"])
def test_a_body_that_is_longer_than_was_announced(length: str) -> None:
    """What was announced does not count where the server says where the end is."""
    environ = environ_of(BytesIO(b"0123456789"), length, terminated=True)
    assert answer(lambda: read_body(environ, 9)) == 413
    environ = environ_of(BytesIO(b"0123456789"), length, terminated=True)
    assert read_body(environ, 10)[0] == b"0123456789"


@pytest.mark.parametrize("length", ["3", "9", "10", "11"])
def test_a_stream_that_gives_less_than_was_asked_for(length: str) -> None:
    body = b"0123456789"
    assert read_body(environ_of(Slow(body), length, True), 20)[0] == (
        # What gives exactly what was announced is taken to be at its end.
        body[:3] if length == "3" else body
    )
    assert answer(lambda: read_body(environ_of(Slow(body), "9", True), 9)) == 413
    exact = answer(lambda: read_body(environ_of(Slow(body), length, False), 20)[0])
    assert exact == (400 if length == "11" else body[: int(length)])


def test_nothing_is_left_to_read() -> None:
    for terminated in (True, False):
        _, stream = read_body(environ_of(BytesIO(b"0123456789"), "10", terminated), 20)
        assert stream.read() == b""


def test_no_body_is_within_a_limit_of_none() -> None:
    for terminated in (True, False):
        assert read_body(environ_of(BytesIO(), "0", terminated), 0)[0] == b""
