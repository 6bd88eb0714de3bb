"""Sending a response by the short way, which gives what Werkzeug's long way gives.

Werkzeug copies the headers twice and wraps the body twice for each response. Most responses need
none of it. Whoever overrides or replaces a method of the long way gets the long way.
"""

from __future__ import annotations

import typing as t
from collections.abc import Generator, Iterator
from functools import lru_cache

from .header_fields import ResponseHeaders


class SentBody:
    """A body that is encoded while it is sent.

    :param body: the pieces.
    :param close: called when the server is done.
    """

    __slots__ = ("_items", "close")

    def __init__(self, body: t.Iterable[str | bytes], close: t.Callable[[], t.Any]) -> None:
        self._items = encoded(body)
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        # PERF: servers iterate over the generator itself (benchmarks: "streaming").
        return self._items

    def __next__(self) -> bytes:
        return next(self._items)


def encoded(body: t.Iterable[str | bytes]) -> Iterator[bytes]:
    """Yield the pieces of a body, text as UTF-8."""
    for piece in body:
        # PERF: most pieces are text and nothing more (benchmarks: "streaming").
        yield piece.encode() if type(piece) is str or isinstance(piece, str) else piece


def encoded_to_the_end(body: Generator[str | bytes, t.Any, t.Any]) -> Iterator[bytes]:
    """Yield the pieces of a generator as :func:`encoded` does, and close it when that ends early.

    One that was never begun, or that came to its end, needs no closing.
    """
    try:
        for piece in body:
            yield piece.encode() if type(piece) is str or isinstance(piece, str) else piece
    except BaseException:  # closed before its end, or a text that is no UTF-8
        body.close()
        raise


@lru_cache(maxsize=256)
def _what_is_among(*names: str) -> tuple[bool, bool]:
    """Say whether there is a location among names of headers, and whether there is a length.

    PERF: applications send the same few sets of headers (benchmarks: "static file", "cookies").
    """
    text = "\n".join(("", *names, "")).lower()
    return "location\n" in text, "\ncontent-length\n" in text  # or "content-location"


def plain_headers(response: t.Any) -> list[tuple[str, str]] | None:
    """Return the headers to send, or ``None`` where the long way rewrites them.

    :param response: a response with a body, of our class.
    """
    if response._headers_to_come:
        # PERF: no header object for headers that nobody has asked for (benchmarks: "streaming").
        pairs: list[tuple[str, str]] = response._first_headers()
        has_length = response._content_length is not None
    else:
        headers = response.headers
        if type(headers) is not ResponseHeaders:
            return None  # others do not check what they are given
        pairs = headers.pairs()
        has_location, has_length = _what_is_among(*dict(pairs))
        if has_location:
            return None
    if not has_length and response.automatically_set_content_length and response.is_sequence:
        length = sum(len(piece) for piece in encoded(response.response))
        pairs.append(("Content-Length", str(length)))
    return pairs
