"""The pages of HTTP errors, which are the same for each error of a kind."""

from __future__ import annotations

import typing as t
from functools import lru_cache

from werkzeug.exceptions import HTTPException

#: The text of a page, and further headers.
Page = tuple[str | bytes, list[tuple[str, str]]]

#: The content type of nearly all pages.
HTML = "text/html; charset=utf-8"

_STOCK = (HTTPException.get_body, HTTPException.get_description, HTTPException.name)
_HEADERS = [("Content-Type", HTML)]


def page_of(error: HTTPException, environ: t.Any) -> Page | None:
    """Return the page of an error: its ``get_body()``, and what ``get_headers()`` adds to the type.

    :param error: the error.
    :param environ: the WSGI environment of the request, if there is one.
    :return: ``None`` where the error has a response, or is answered by something else than HTML.
    """
    kind = type(error)
    if error.response is not None or kind.get_response is not HTTPException.get_response:
        return None
    headers = error.get_headers(environ)
    if headers[:1] != _HEADERS:
        return None
    description, own = error.description, vars(error)
    if (
        (kind.get_body, kind.get_description, kind.name) == _STOCK
        and type(error.code) is int
        and (description is None or type(description) is str)
        and not ("get_body" in own or "get_description" in own or "name" in own)
    ):
        return _text(error.code, description), headers[1:]
    return error.get_body(environ), headers[1:]


@lru_cache(maxsize=128)
def _text(code: int, description: str | None) -> bytes:
    # PERF: writing the page escapes and copies its text eight times (benchmarks: "404").
    error = HTTPException(description)
    error.code = code
    return error.get_body().encode()
