"""Answers that become no response object, because nobody but the server would see it.

Where no callback, no signal and no session looks at the response, it is known beforehand what the
application's class would make of data, of text with a status, of the page of an error, and of a generator. See also
:mod:`fw_app.text_answers`.
"""

from __future__ import annotations

import typing as t
from types import GeneratorType

from werkzeug.exceptions import HTTPException

from .delivery import encoded_to_the_end
from .error_pages import HTML, page_of
from .json.provider import DefaultJSONProvider
from .wrappers import content_type_of, status_line

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import WSGIEnvironment


#: What a server is told and given: the status line, the headers, and the body.
Answer = tuple[str, list[tuple[str, str]], "Iterable[bytes]"]


def _text(
    status: str,
    body: bytes,
    content_type: str,
    environ: WSGIEnvironment,
    more: t.Iterable[tuple[str, str]] = (),
) -> Answer:
    """Return the answer with a text.

    :param status: the status line.
    :param body: the text, encoded.
    :param content_type: its type.
    :param environ: the WSGI environment of the request.
    :param more: further headers.
    """
    headers = [("Content-Type", content_type), *more, ("Content-Length", str(len(body)))]
    return status, headers, () if environ["REQUEST_METHOD"] == "HEAD" else [body]


def bare_answer(
    json: t.Any, value: t.Any, content_type: str, environ: WSGIEnvironment
) -> Answer | None:
    """Return the answer for what a view or an error handler returned, where it needs no response.

    PERF: a response takes 1 to 2 µs (benchmarks: "JSON out", "error handler", "404", "405",
    "streaming").

    :param json: the provider of JSON of the application.
    :param value: what was returned.
    :param content_type: the type of text; see :func:`~fw_app.text_answers.text_type_of`.
    :param environ: the WSGI environment of the request.
    :return: the answer, or ``None`` where a response is to be made.
    """
    kind = type(value)
    if kind is dict or kind is list:
        written = json.sent(value) if isinstance(json, DefaultJSONProvider) else None
        if written is not None:
            text, mimetype = written
            return _text("200 OK", text.encode(), content_type_of(mimetype), environ)
    elif kind is tuple:
        if len(value) == 2 and type(value[0]) is str and type(value[1]) is int:
            status = status_line(value[1])
            if status is not None:
                return _text(status, value[0].encode(), content_type, environ)
    elif isinstance(value, HTTPException):
        return _of_error(value, environ)
    elif kind is GeneratorType:
        headers = [("Content-Type", content_type)]
        # One that is never begun needs no closing.
        sent = () if environ["REQUEST_METHOD"] == "HEAD" else encoded_to_the_end(value)
        return "200 OK", headers, sent
    return None


def _of_error(error: HTTPException, environ: WSGIEnvironment) -> Answer | None:
    page = page_of(error, environ)
    if page is None:
        return None
    code, text, more = page
    status = status_line(code)
    if status is None:
        return None
    body = text if type(text) is bytes else t.cast(str, text).encode()
    return _text(status, body, HTML, environ, more)
