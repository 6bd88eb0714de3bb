"""Reading the body of a request at once, within its limits."""

from __future__ import annotations

import typing as t
from io import BytesIO

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


#: From as many on, what is announced is more than a stream can be asked for.
TOO_MANY_DIGITS = 19


def read_body(environ: WSGIEnvironment, most: int | None) -> tuple[bytes, t.Any]:
    """Return the whole body, and the stream as it is afterwards: with nothing left to read.

    PERF: it reads what Werkzeug's stream in a limited stream in a buffer reads, without them
    (benchmarks: "JSON in", "form").

    :param environ: the WSGI environment.
    :param most: how many bytes are accepted; ``None`` for any number.
    :raises RequestEntityTooLarge: a 413, for a body that is longer.
    :raises ClientDisconnected: a 400, for a body that is shorter than was announced.
    """
    stream: t.Any
    terminated = "wsgi.input_terminated" in environ
    if terminated and most is None:
        stream = environ["wsgi.input"]
        return stream.read(), stream
    length = environ.get("CONTENT_LENGTH", "")
    is_plain = length.isdecimal() and len(length) < TOO_MANY_DIGITS and length.isascii()
    if not is_plain or "HTTP_TRANSFER_ENCODING" in environ:
        stream = get_input_stream(environ, max_content_length=most)
        return stream.read(), stream
    stream = environ["wsgi.input"]
    announced = int(length)
    if most is not None and announced > most:
        raise RequestEntityTooLarge
    if not terminated or most is None:
        return _read_exactly(stream, announced), BytesIO()
    body = stream.read(announced + 1)
    # PERF: nearly always all is there that was announced, and no more (benchmarks: "form").
    return (body if len(body) == announced else _rest(stream, body, most)), stream


def _read_exactly(stream: t.Any, length: int) -> bytes:
    """Read what was announced, and no more: the server would wait for it."""
    body = b""
    try:
        while len(body) < length:
            more: bytes = stream.read(length - len(body))
            if not more:
                raise ClientDisconnected
            body = body + more if body else more
    except (OSError, ValueError) as error:
        raise ClientDisconnected from error
    return body


def _rest(stream: t.Any, body: bytes, most: int) -> bytes:
    """Read on to the end, unless it is too far away, and return all of the body.

    :param stream: what the beginning was read from.
    :param body: the beginning, empty at the end of the stream.
    :param most: how many bytes are accepted.
    """
    while 0 < len(body) <= most:
        more: bytes = stream.read(most + 1 - len(body))
        if not more:
            break
        body += more
    if len(body) > most:
        raise RequestEntityTooLarge
    return body
