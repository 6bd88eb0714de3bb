"""Making responses of what views return."""

from __future__ import annotations

import sys
import typing as t
from collections.abc import Iterator
from types import GeneratorType

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from .active import get_request_ctx
from .error_pages import HTML, page_of
from .wrappers import Response

if t.TYPE_CHECKING:
    from .sansio.app import App


def to_response(app: App, rv: t.Any) -> Response:
    """Make a response of the application's class of a view's return value.

    :param app: the application.
    :param rv: the value; see :meth:`Flask.make_response`.
    :raises TypeError: for what no response can be made of, with the endpoint it came from.
    """
    # PERF: asking whether data is an iterator takes longer than all the rest (benchmarks:
    # "hooks", "JSON out", "static file", "404").
    if type(rv) is str:
        cls = app.response_class
        text: Response = cls(rv)
        return text
    if type(rv) is dict or type(rv) is list:
        data: t.Any = app.json.response(rv)
        return data  # type: ignore[no-any-return]
    if type(rv) is app.response_class:
        return rv  # type: ignore[no-any-return]
    if isinstance(rv, HTTPException):
        return _of_http_exception(app, rv)
    status: t.Any = None
    headers: t.Any = None
    if isinstance(rv, tuple):
        rv, status, headers = _unpacked(rv)
    if not isinstance(rv, app.response_class):
        # PERF: a generator is an iterator, and known quicker (benchmarks: "streaming").
        if isinstance(rv, (str, bytes, bytearray, GeneratorType, Iterator)):
            # The constructor takes them too, which is quicker and keeps a given content type.
            rv = app.response_class(rv, status=status, headers=headers)
            status = headers = None
        elif isinstance(rv, (dict, list)):
            rv = app.json.response(rv)
        elif isinstance(rv, HTTPException):
            rv = _of_http_exception(app, rv)
        elif isinstance(rv, BaseResponse) or callable(rv):
            rv = _forced(app, rv)
        else:
            raise TypeError(_refusal(rv))
    response: Response = rv
    if status is not None:
        response.status = status
    if headers:
        response.headers.update(headers)
    return response


def _unpacked(rv: tuple[t.Any, ...]) -> tuple[t.Any, t.Any, t.Any]:
    """Return the value, status and headers of a tuple."""
    if len(rv) == 2:
        value, other = rv
        # PERF: a status is most often a number (benchmarks: "error handler").
        if type(other) is not int and isinstance(other, (Headers, dict, tuple, list)):
            return value, None, other
        return value, other, None
    if len(rv) == 3:
        return rv
    raise TypeError(
        "The view function did not return a valid response tuple. The tuple must have the form"
        f" (body, status, headers), (body, status), or (body, headers); it has {len(rv)} items."
    )


def _of_http_exception(app: App, error: HTTPException) -> Response:
    """Answer with an HTTP exception: its page, or the response that it was raised with."""
    page = page_of(error, _request_environ())
    if page is None:
        return _forced(app, error)
    (code, text, more), cls = page, app.response_class
    if more:
        headers = [("Content-Type", HTML), *more]
        return t.cast(Response, cls(text, status=code, headers=headers))
    # PERF: what the class makes of the type by itself needs no header object (benchmarks: "404").
    return t.cast(Response, cls(text, status=code, content_type=HTML))


def _forced(app: App, rv: t.Any) -> Response:
    try:
        return t.cast(Response, app.response_class.force_type(rv, _request_environ()))
    except TypeError as e:
        raise TypeError(f"{e}\n{_refusal(rv)}").with_traceback(sys.exc_info()[2]) from None


def _request_environ() -> t.Any:
    ctx = get_request_ctx()
    return None if ctx is None else ctx.environ


def _refusal(rv: t.Any) -> str:
    ctx = get_request_ctx()
    endpoint = None if ctx is None else ctx.request.endpoint
    if rv is None:
        return (
            f"The view function for {endpoint!r} did not return a valid response. The function"
            " either returned None or ended without a return statement."
        )
    return (
        f"The view function for {endpoint!r} did not return a valid response. The return type must"
        " be a string, dict, list, tuple with headers or status, Response instance, or WSGI"
        f" callable, but it was a {type(rv).__name__}."
    )
