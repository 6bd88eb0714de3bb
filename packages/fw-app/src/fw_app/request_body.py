"""Reading the body of a request at once, within its limits."""

from __future__ import annotations

import typing as t
from io import BytesIO

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def read_body(environ: WSGIEnvironment, most: int | None) -> tuple[bytes, t.Any]:
    """Return the whole body, and the stream as it is afterwards: with nothing left to read.

    PERF: it reads what Werkzeug's stream in a limited stream in a buffer reads, without them
    (benchmarks: "JSON in", "form").

    :param environ: the WSGI environment.
    :param most: how many bytes are accepted; ``None`` for any number.
    :raises RequestEntityTooLarge: a 413, for a body that is longer.
    :raises ClientDisconnected: a 400, for a body that is shorter than was announced.
    """
    length = environ.get("CONTENT_LENGTH", "")
    if "HTTP_TRANSFER_ENCODING" in environ or not (length.isascii() and length.isdecimal()):
        stream: t.Any = get_input_stream(environ, max_content_length=most)
        return stream.read(), stream
    stream = environ["wsgi.input"]
    announced = int(length)
    if most is not None and announced > most:
        raise RequestEntityTooLarge
    if "wsgi.input_terminated" not in environ:
        return _read_exactly(stream, announced), BytesIO()
    return (stream.read() if most is None else _read_at_most(stream, most)), stream


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


def _read_at_most(stream: t.Any, most: int) -> bytes:
    """Read to the end, unless it is too far away. What was announced does not count here."""
    body: bytes = stream.read(most + 1)
    while 0 < len(body) <= most:
        more: bytes = stream.read(most + 1 - len(body))
        if not more:
            break
        body += more
    if len(body) > most:
        raise RequestEntityTooLarge
    return body
