"""The types that views, hooks and handlers are written against.

They are made for annotations, as in ``def index() -> ResponseReturnValue``.
"""

# ruff: noqa: UP007, UP045 - one spelling for all unions; those with a string in them need this one

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, TypeVar, Union

from werkzeug.datastructures import Headers
from werkzeug.sansio.response import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = [
    "AfterRequestCallable",
    "AppOrBlueprintKey",
    "BeforeFirstRequestCallable",
    "BeforeRequestCallable",
    "ErrorHandlerCallable",
    "HeaderValue",
    "HeadersValue",
    "ResponseClass",
    "ResponseReturnValue",
    "ResponseValue",
    "RouteCallable",
    "ShellContextProcessorCallable",
    "TeardownCallable",
    "TemplateContextProcessorCallable",
    "TemplateFilterCallable",
    "TemplateGlobalCallable",
    "TemplateTestCallable",
    "URLDefaultCallable",
    "URLValuePreprocessorCallable",
]

#: What a view may return on its own. At run time a mapping has to be a ``dict``; the wider type lets a
#: ``TypedDict`` through. The asynchronous iterables are for applications that serve them.
ResponseValue = Union[
    Response,
    str,
    bytes,
    list[Any],
    Mapping[str, Any],
    Iterator[str],
    Iterator[bytes],
    AsyncIterable[str],
    AsyncIterable[bytes],
]

#: The value of one header: several values stand for a header that is sent several times.
HeaderValue = Union[str, list[str], tuple[str, ...]]

#: The headers in a returned tuple.
HeadersValue = Union[Headers, Mapping[str, HeaderValue], Sequence[tuple[str, HeaderValue]]]

#: Everything that a view may return: a value alone, or in a tuple with a status, headers or both, or
#: a whole WSGI application.
ResponseReturnValue = Union[
    ResponseValue,
    tuple[ResponseValue, HeadersValue],
    tuple[ResponseValue, int],
    tuple[ResponseValue, int, HeadersValue],
    "WSGIApplication",
]

#: Bound to Werkzeug's class, so that a callback may name any subclass of it.
ResponseClass = TypeVar("ResponseClass", bound=Response)

#: ``None`` stands for the application, a string for the blueprint of that name.
AppOrBlueprintKey = Optional[str]

AfterRequestCallable = Union[
    Callable[[ResponseClass], ResponseClass], Callable[[ResponseClass], Awaitable[ResponseClass]]
]
BeforeFirstRequestCallable = Union[Callable[[], None], Callable[[], Awaitable[None]]]
BeforeRequestCallable = Union[
    Callable[[], ResponseReturnValue | None],
    Callable[[], Awaitable[ResponseReturnValue | None]],
]
TeardownCallable = Union[
    Callable[[BaseException | None], None],
    Callable[[BaseException | None], Awaitable[None]],
]
ShellContextProcessorCallable = Callable[[], dict[str, Any]]
TemplateContextProcessorCallable = Union[
    Callable[[], dict[str, Any]], Callable[[], Awaitable[dict[str, Any]]]
]
TemplateFilterCallable = Callable[..., Any]
TemplateGlobalCallable = Callable[..., Any]
TemplateTestCallable = Callable[..., bool]
URLDefaultCallable = Callable[[str, dict[str, Any]], None]
URLValuePreprocessorCallable = Callable[[str | None, dict[str, Any] | None], None]

#: The argument is untyped on purpose: a handler names the exception that it handles, and parameters
#: are contravariant, so that no common base class would accept it.
ErrorHandlerCallable = Union[
    Callable[[Any], ResponseReturnValue], Callable[[Any], Awaitable[ResponseReturnValue]]
]

#: What ``@app.route`` decorates.
RouteCallable = Union[
    Callable[..., ResponseReturnValue], Callable[..., Awaitable[ResponseReturnValue]]
]
