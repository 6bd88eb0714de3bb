"""The pages of HTTP errors, which are the same for each error of a kind."""

from __future__ import annotations

import typing as t
from functools import lru_cache

from werkzeug.exceptions import HTTPException

_WRITING = ("get_body", "get_description", "name")
_STOCK = (HTTPException.get_body, HTTPException.get_description, HTTPException.name)


def page_of(error: HTTPException, environ: t.Any) -> str | bytes:
    """Return the page of an error: its ``get_body()``.

    :param error: the error.
    :param environ: the WSGI environment of the request, if there is one.
    """
    kind = type(error)
    description = error.description
    if (
        (kind.get_body, kind.get_description, kind.name) == _STOCK
        and type(error.code) is int
        and (description is None or type(description) is str)
        and vars(error).keys().isdisjoint(_WRITING)
    ):
        return _page(error.code, description)
    return error.get_body(environ)


@lru_cache(maxsize=128)
def _page(code: int, description: str | None) -> bytes:
    # PERF: writing the page escapes and copies its text eight times (benchmarks: "404").
    error = HTTPException(description)
    error.code = code
    return error.get_body().encode()
