"""The pages of HTTP errors, which are the same for each error of a kind."""

from __future__ import annotations

import typing as t
from functools import lru_cache
from operator import attrgetter

from werkzeug.exceptions import HTTPException

from .class_watch import NO_SENTINEL, UNCHANGED, Watched

#: The text of a page, and further headers.
Page = tuple[str | bytes, list[tuple[str, str]]]

#: The content type of nearly all pages.
HTML = "text/html; charset=utf-8"

_HEADERS = [("Content-Type", HTML)]

# What a class of errors writes its page with, and the classes that write it as Werkzeug does.
_writing = attrgetter("get_response", "get_body", "get_description", "name")
_STOCK = _writing(HTTPException)
_stock_classes = Watched()
_writes_as_stock = _stock_classes.get


def _is_stock(kind: type[HTTPException]) -> bool:
    stock = bool(_writing(kind) == _STOCK)
    if stock:
        _stock_classes.note(kind)
    return stock


def page_of(error: HTTPException, environ: t.Any) -> Page | None:
    """Return the page of an error: its ``get_body()``, and what ``get_headers()`` adds to the type.

    :param error: the error.
    :param environ: the WSGI environment of the request, if there is one.
    :return: ``None`` where the error has a response, or is answered by something else than HTML.
    """
    kind = type(error)
    # PERF: instead of comparing the methods each time (benchmarks: "404", "405").
    unchanged = _writes_as_stock(kind, NO_SENTINEL).__flags__ & UNCHANGED
    stock = unchanged or _is_stock(kind)
    if error.response is not None or not (stock or kind.get_response is HTTPException.get_response):
        return None
    headers = error.get_headers(environ)
    if headers[:1] != _HEADERS:
        return None
    description, own = error.description, vars(error)
    if (
        stock
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
