"""Files that have been sent before, sent again without finding out anew what to say of them.

What Werkzeug says of a file in the headers follows from the file's state and from what was asked for,
but for the dates. So Werkzeug is asked once, and its headers are kept until the file changes.

PERF: making them takes fifteen times as long as sending the file (benchmarks: "static file").
"""

from __future__ import annotations

import io
import os
import time
import typing as t
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter
from stat import S_ISREG

# By its full name, so that a test that replaces ``werkzeug.utils.send_file`` is obeyed.
import werkzeug.utils
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import http_date
from werkzeug.wsgi import FileWrapper

from .class_watch import UNCHANGED, sentinel_of
from .header_fields import ResponseHeaders
from .wrappers import Response

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Response as BaseResponse

#: How many bytes of a file are read at a time.
_BLOCK = 64 * 1024

#: Of how many files the headers are kept.
_MOST = 1024

#: Headers of requests for which the answer is more than the file.
_CONDITIONS = frozenset(
    {
        "HTTP_IF_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_RANGE",
        "HTTP_IF_UNMODIFIED_SINCE",
        "HTTP_RANGE",
    }
)


class Blocks(FileWrapper):
    """The blocks of a whole file, where the server has no way of its own to send files.

    Of a part of one they would not do, since Werkzeug looks for the part in the iterator.

    :param file: the file.
    :param buffer_size: how many bytes are read at a time.
    :param size: how many bytes there are to send.
    """

    def __init__(self, file: t.IO[bytes], buffer_size: int, size: int) -> None:
        self.file, self.buffer_size, self._size = file, buffer_size, size
        self.close = file.close  # type: ignore[method-assign]

    def __iter__(self) -> t.Iterator[bytes]:  # type: ignore[override]
        # PERF: iterators without steps in Python; and what is read at once is not followed by reading
        # nothing (benchmarks: "static file").
        read, size = self.file.read, self._size
        first = read(size) if size <= self.buffer_size else b""
        if first and len(first) == size:
            return iter((first,))
        others = iter(partial(read, self.buffer_size), b"")
        return chain((first,), others) if first else others


class FileHeaders:
    """The headers of a file in one state, whose dates are those of each answer.

    :param pairs: the headers of an answer.
    :param max_age: for how many seconds it may be cached.
    """

    __slots__ = ("_date", "_expires", "_max_age", "_pairs")

    def __init__(self, pairs: list[tuple[str, str]], max_age: int | None) -> None:
        names = [name.lower() for name, _ in pairs]
        self._pairs = pairs
        self._date = names.index("date")
        self._expires = names.index("expires") if max_age is not None else -1
        self._max_age = max_age or 0

    def now(self) -> ResponseHeaders:
        """Return the headers of an answer that is made now."""
        # By the clocks that Werkzeug reads, which tests may set.
        pairs = self._pairs.copy()
        pairs[self._date] = ("Date", _date_text(int(time.time())))
        if self._expires != -1:
            end = werkzeug.utils.time() + self._max_age  # type: ignore[attr-defined]
            pairs[self._expires] = ("Expires", _date_text(int(end)))
        return ResponseHeaders.of_pairs(pairs)


class KnownFiles:
    """The headers of the files that an application has sent."""

    def __init__(self) -> None:
        self._headers: dict[t.Hashable, FileHeaders] = {}

    def send(
        self,
        path: str,
        options: dict[str, t.Any],
        max_age: int | None,
        kind: type[Response],
        environ: WSGIEnvironment,
        plainly: t.Callable[[dict[str, t.Any]], BaseResponse],
    ) -> BaseResponse:
        """Answer with a file.

        :param path: the absolute path.
        :param options: those of :func:`send_file` that the headers depend on.
        :param max_age: for how many seconds the file may be cached.
        :param kind: the class of the response, of which :func:`is_sent_alike` is true.
        :param environ: the WSGI environment of a ``GET`` or ``HEAD`` request.
        :param plainly: has Werkzeug answer, given the options; it raises what there is to raise.
        """
        state = _state_of(path)
        key = (path, state, max_age, kind, _guess(path, options), *options.items())
        headers = self._headers.get(key)
        if headers is None or state is None:
            response = plainly({**options, "max_age": lambda _: max_age})
            if response.status_code == 200 and state is not None and _state_of(path) == state:
                self._keep(key, FileHeaders(response.headers.to_wsgi_list(), max_age))
            return response
        whole = environ.keys().isdisjoint(_CONDITIONS)
        file, wrapper = io.FileIO(path), environ.get("wsgi.file_wrapper")
        if wrapper is not None:
            blocks = wrapper(file, _BLOCK)
        else:
            blocks = Blocks(file, _BLOCK, state[1]) if whole else FileWrapper(file, _BLOCK)
        answer = kind(blocks, direct_passthrough=True)
        answer.headers = headers.now()
        return answer if whole else _on_conditions(answer, environ, state[1])

    def _keep(self, key: t.Hashable, headers: FileHeaders) -> None:
        if len(self._headers) >= _MOST:
            self._headers.clear()
        self._headers[key] = headers


def _state_of(path: str) -> tuple[float, int] | None:
    """Return the time and the size of a regular file, or ``None`` where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return (found.st_mtime, found.st_size) if S_ISREG(found.st_mode) else None


def _guess(path: str, options: dict[str, t.Any]) -> t.Any:
    """Return what the content type follows from, since the table of types may be added to."""
    if options.get("mimetype") is not None:
        return None
    name = options.get("download_name") or path
    # The module as Werkzeug holds it, which imports it when it is first used.
    types = werkzeug.utils.mimetypes  # type: ignore[attr-defined]
    return types.types_map.get(name[name.rfind(".") :]) or types.guess_type(name)


def _on_conditions(response: Response, environ: WSGIEnvironment, size: int) -> BaseResponse:
    """Answer a conditional request or one for a part of the file."""
    try:
        return response.make_conditional(environ, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise


@lru_cache(maxsize=64)
def _date_text(second: int) -> str:
    return http_date(second)


_WERKZEUGS = (
    werkzeug.utils.send_file,
    werkzeug.utils.send_from_directory,
    werkzeug.utils.safe_join,  # type: ignore[attr-defined]
)

# PERF: all attributes by one call (benchmarks: "static file").
_making_headers = attrgetter(
    *("__init__", "make_conditional", "set_etag", "headers", "cache_control"),
    *("content_length", "expires", "last_modified"),
)
_MAKING_HEADERS = _making_headers(Response)
_sentinel = sentinel_of(Response)


def is_sent_alike(kind: type[t.Any]) -> bool:
    """Say whether one file is answered like another time: by functions that nobody has replaced.

    :param kind: the class of responses.
    """
    utils = werkzeug.utils
    functions = (utils.send_file, utils.send_from_directory, utils.safe_join)  # type: ignore[attr-defined]
    if functions != _WERKZEUGS:
        return False
    unchanged = kind is Response and _sentinel.__flags__ & UNCHANGED
    return bool(unchanged or _making_headers(kind) == _MAKING_HEADERS)
