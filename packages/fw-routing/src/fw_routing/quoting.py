"""Percent-encoding of path segments and query strings.

The sets of characters that stay as they are follow the URL standard's *path percent-encode set*
and *query percent-encode set* (https://url.spec.whatwg.org/#percent-encoded-bytes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict

_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"


def _table(safe: bytes) -> list[str]:
    """Return what each byte is written as."""
    kept = _UNRESERVED + safe
    return [chr(byte) if byte in kept else f"%{byte:02X}" for byte in range(256)]


_SEGMENT = _table(b"!$&'()*+,/:;=@")
_QUERY = _table(b"!$'()*,/:;?@")
_QUERY[ord(" ")] = "+"

# PERF: nearly every value needs no encoding at all, and to match a class of characters costs a
# third of what `urllib.parse.quote` takes to find that out.
_plain_segment = re.compile(r"[\w.~\-!$&'()*+,/:;=@]*\Z", re.ASCII).match
_plain_query = re.compile(r"[\w.~\-!$'()*,/:;?@]*\Z", re.ASCII).match


def quote_controls(url: str) -> str:
    """Encode what no header may hold in a URL that is otherwise left as it came.

    :param url: a URL that text of a client is part of, such as the query of its request.
    :return: the URL with its control characters percent-encoded.
    """
    if url.isascii() and url.isprintable():
        return url
    return re.sub(r"[\x00-\x1f\x7f]", lambda found: f"%{ord(found[0]):02X}", url)


def quote_segment(value: Any) -> str:
    """Encode a value as a part of a path.

    :param value: anything; its ``str`` is taken.
    :return: the text with every other character than those of a path percent-encoded.
    """
    text = str(value)
    # PERF: two looks by C code at letters and digits cost a fifth of the expression's.
    if (text.isalnum() and text.isascii()) or _plain_segment(text):
        return text
    return "".join([_SEGMENT[byte] for byte in text.encode()])


def _quote_query(value: Any) -> str:
    if isinstance(value, bytes):
        return "".join([_QUERY[byte] for byte in value])
    text = str(value)
    if (text.isalnum() and text.isascii()) or _plain_query(text):
        return text
    return "".join([_QUERY[byte] for byte in text.encode()])


_quote_name = lru_cache(maxsize=512)(_quote_query)


def flatten(values: Mapping[Any, Any]) -> Iterable[tuple[Any, Any]]:
    """Yield a pair for each value, several for a key with a list, tuple or set of them."""
    if isinstance(values, MultiDict):
        yield from values.items(multi=True)
        return
    for key, value in values.items():
        if isinstance(value, (list, tuple, set)):
            for item in value:
                yield key, item
        else:
            yield key, value


def encode_query(
    values: Mapping[Any, Any],
    sort: bool = False,
    sort_key: Callable[[Any], Any] | None = None,
) -> str:
    """Encode values as a query string.

    :param values: the parameters; ``None`` is left out, lists give a parameter for each item.
    :param sort: whether to sort the pairs.
    :param sort_key: what to sort the pairs by.
    :return: the query string, without the question mark.
    """
    if sort or isinstance(values, MultiDict):
        pairs = flatten(values)
        if sort:
            pairs = sorted(pairs, key=sort_key)
        return "&".join([_pair(key, value) for key, value in pairs if value is not None])
    parts = []
    for key, value in values.items():
        if isinstance(value, (list, tuple, set)):
            parts += [_pair(key, item) for item in value if item is not None]
        elif value is not None:
            parts.append(_pair(key, value))
    return "&".join(parts)


def _pair(key: Any, value: Any) -> str:
    # PERF: names recur from URL to URL, and whole numbers need no look at their characters.
    name = _quote_name(key) if type(key) is str else _quote_query(key)
    return f"{name}={value if type(value) is int else _quote_query(value)}"
