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

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class TextAnswer:
    """A text with a status, as a WSGI application.

    :param status: the status line.
    :param body: the text, encoded.
    :param content_type: its type.
    :param more: further headers.
    """

    __slots__ = ("_body", "_headers", "_status")

    is_streamed = False

    def __init__(
        self, status: str, body: bytes, content_type: str, more: t.Iterable[tuple[str, str]] = ()
    ) -> None:
        self._status = status
        self._body = body
        length = str(len(body))
        self._headers = [("Content-Type", content_type), *more, ("Content-Length", length)]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the text."""
        start_response(self._status, self._headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else [self._body]


class StreamAnswer:
    """A text that a generator yields piece by piece, as a WSGI application.

    :param body: the generator.
    :param content_type: the type of the text.
    """

    __slots__ = ("_body", "_content_type")

    is_streamed = True

    def __init__(self, body: t.Any, content_type: str) -> None:
        self._body = body
        self._content_type = content_type

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Begin to send the text."""
        start_response("200 OK", [("Content-Type", self._content_type)])
        return () if environ["REQUEST_METHOD"] == "HEAD" else encoded_to_the_end(self._body)


#: What the provider of JSON does here; somebody may replace it there.
_JSON_RESPONSE = DefaultJSONProvider.response


def bare_answer(
    json: t.Any, value: t.Any, content_type: str, environ: WSGIEnvironment
) -> TextAnswer | StreamAnswer | None:
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
        stock = type(json).response is _JSON_RESPONSE and "response" not in json.__dict__
        if stock and json.mimetype:
            return TextAnswer(
                "200 OK", json.body_of(value).encode(), content_type_of(json.mimetype)
            )
    elif kind is tuple:
        if len(value) == 2 and type(value[0]) is str and type(value[1]) is int:
            status = status_line(value[1])
            if status is not None:
                return TextAnswer(status, value[0].encode(), content_type)
    elif isinstance(value, HTTPException):
        return _of_error(value, environ)
    elif kind is GeneratorType:
        return StreamAnswer(value, content_type)
    return None


def _of_error(error: HTTPException, environ: WSGIEnvironment) -> TextAnswer | None:
    page = page_of(error, environ)
    if page is None:
        return None
    code, text, more = page
    status = status_line(code)
    if status is None:
        return None
    return TextAnswer(
        status, text if type(text) is bytes else t.cast(str, text).encode(), HTML, more
    )
