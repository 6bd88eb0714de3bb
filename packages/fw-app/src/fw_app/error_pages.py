"""The pages of HTTP errors, which are the same for each error of a kind."""

from __future__ import annotations

import typing as t
from functools import lru_cache
from operator import attrgetter

from werkzeug.exceptions import HTTPException, MethodNotAllowed

from .class_watch import NO_SENTINEL, UNCHANGED, sentinel_of
from .header_fields import check_field

#: The status code, the text, and the headers besides the type, which may be sent.
Page = tuple[t.Any, str | bytes, t.Sequence[tuple[str, str]]]

#: The content type of nearly all pages.
HTML = "text/html; charset=utf-8"

_HEADERS = [("Content-Type", HTML)]

# What a class of errors writes its page with.
_writing = attrgetter("get_response", "get_body", "get_description", "name", "__getattribute__")
_STOCK = _writing(HTTPException)

# What makes the headers of most errors, and of those that name the methods.
_JUST_TYPE = HTTPException.get_headers
_AND_METHODS = MethodNotAllowed.get_headers

# Of how many classes the pages are kept.
_MOST = 1024


class StockPage:
    """The page of the errors of a class that writes it as Werkzeug does.

    :param kind: the class.
    """

    __slots__ = ("lists_methods", "page", "sentinel")

    def __init__(self, kind: type[HTTPException]) -> None:
        #: Shows whether the class is as it was. Made first, so that it tells of a change meanwhile.
        self.sentinel = sentinel_of(kind)
        #: The page of errors that have nothing of their own, if it is known.
        self.page: Page | None = None
        #: Whether an error may have methods of its own, which are another header.
        self.lists_methods = kind.get_headers is _AND_METHODS
        usual = self.lists_methods or kind.get_headers is _JUST_TYPE
        if usual and HTTPException.get_headers is _JUST_TYPE and _is_plain(kind):
            self.page = kind.code, _text(t.cast(int, kind.code), kind.description), ()


class _Unknown:
    """Stands for what is known of a class that nothing is known of."""

    sentinel = NO_SENTINEL


_UNKNOWN: t.Any = _Unknown()
_stock_pages: dict[type, StockPage] = {}


def _is_plain(error: HTTPException | type[HTTPException]) -> bool:
    """Say whether what the page tells of an error is plain data."""
    described = error.description is None or type(error.description) is str
    return described and type(error.code) is int


def page_of(error: HTTPException, environ: t.Any) -> Page | None:
    """Return the page of an error: its ``get_body()``, and what ``get_headers()`` adds to the type.

    :param error: the error.
    :param environ: the WSGI environment of the request, if there is one.
    :return: ``None`` where the error has a response, or is answered by something else than HTML.
    :raises ValueError: for a header that must not be sent.
    """
    # PERF: an error that has nothing of its own looks like the others of its class, whose methods
    # need not be compared each time (benchmarks: "404", "405").
    known = _stock_pages.get(type(error), _UNKNOWN)
    unchanged = known.sentinel.__flags__ & UNCHANGED
    page: Page | None = known.page if unchanged else None
    if page is not None:
        own = error.__dict__
        more = len(own) - 1
        if own.get("response", error) is None and more <= known.lists_methods:
            if not more:
                return page
            methods = own.get("valid_methods")
            if methods:
                code, text, _ = page
                return code, text, _allow(", ".join(methods))
    return _written(error, environ, unchanged or _is_stock(type(error)))


def _is_stock(kind: type[HTTPException]) -> bool:
    """Say whether a class writes its page as Werkzeug does, which is then remembered."""
    stock = bool(_writing(kind) == _STOCK)
    if stock and UNCHANGED:
        if len(_stock_pages) >= _MOST:  # somebody makes classes as others make objects
            _stock_pages.clear()
        _stock_pages[kind] = StockPage(kind)
    return stock


def _written(error: HTTPException, environ: t.Any, stock: bool) -> Page | None:
    """Have an error write its page.

    :param stock: whether its class does that as Werkzeug does.
    """
    if error.response is not None:
        return None
    if not (stock or type(error).get_response is HTTPException.get_response):
        return None
    headers = error.get_headers(environ)
    if headers[:1] != _HEADERS:
        return None
    for name, value in headers[1:]:
        check_field(name, value)
    own = vars(error)
    if (
        stock
        and _is_plain(error)
        and own.keys().isdisjoint(("get_body", "get_description", "name"))
    ):
        return error.code, _text(error.code, error.description), headers[1:]
    return error.code, error.get_body(environ), headers[1:]


@lru_cache(maxsize=128)
def _text(code: int, description: str | None) -> bytes:
    # PERF: writing the page escapes and copies its text eight times (benchmarks: "404").
    error = HTTPException(description)
    error.code = code
    return error.get_body().encode()


@lru_cache(maxsize=128)
def _allow(methods: str) -> tuple[tuple[str, str]]:
    check_field("Allow", methods)
    return (("Allow", methods),)
