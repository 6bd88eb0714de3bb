"""Text that is the whole answer, sent as the class of the responses would send it, without a response.

A response that neither a callback nor the session nor a signal will see is an object that only the
server calls. What the class would have made of the text is known beforehand.
"""

from __future__ import annotations

import typing as t

from .steps import of_text
from .wrappers import Response, content_type_of, is_sent_plainly

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


#: What the class of responses has here; somebody may replace it there.
_OURS = of_text(Response)


def text_type_of(kind: type[Response]) -> str:
    """Return the content type of text, where :func:`send_text` does what a class would do.

    :param kind: the class of an application's responses.
    :return: the type; nothing where the class goes a way of its own.
    """
    usual = kind.default_status == 200 and kind.automatically_set_content_length
    mimetype = kind.default_mimetype
    return (
        content_type_of(mimetype)
        if of_text(kind) == _OURS and usual and is_sent_plainly(kind) and mimetype
        else ""
    )


def send_text(
    body: bytes, content_type: str, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Answer a server with text.

    :param body: the text, encoded.
    :param content_type: its type.
    :param environ: the WSGI environment.
    :param start_response: called with the status and the headers.
    """
    start_response("200 OK", [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return () if environ["REQUEST_METHOD"] == "HEAD" else [body]
