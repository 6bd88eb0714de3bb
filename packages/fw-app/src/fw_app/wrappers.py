"""Requests and responses: Werkzeug's, made of parts that come into being when they are used.

The two are one module, and that a long one, because the interface has them in one, and code replaces
names in it by its dotted name. Parsing, sending, the checks of fields and what the parts of a request are
made of are in modules of their own; what stands beside the classes here asks what they look like.
"""

from __future__ import annotations

import typing as t
from collections import ChainMap
from functools import cache, lru_cache
from operator import attrgetter

from werkzeug.datastructures import Headers, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    RequestEntityTooLarge,
    SecurityError,
)
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import Rule
from werkzeug.sansio.utils import get_content_length, get_host
from werkzeug.utils import get_content_type
from werkzeug.wrappers import Request as RequestBase
from werkzeug.wrappers import Response as ResponseBase
from werkzeug.wsgi import ClosingIterator

from . import json, request_parts
from .active import active_app, get_app_ctx
from .blueprint_names import _split_blueprint_path
from .browser_forms import boundary_of
from .class_watch import NO_SENTINEL, UNCHANGED, Watched, renew, sentinel_of
from .cookie_fields import write_cookie
from .delivery import SentBody, plain_headers
from .field_parsing import read_fields, split_fields
from .fields import Fields, has_usual_look_ups
from .header_fields import ResponseHeaders, check_field
from .hosts import ascii_host, is_well_formed_host
from .on_first_use import MadeOnFirstUse, OnFirstUse
from .removed import refuse_attributes
from .request_body import TOO_MANY_DIGITS, read_body

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta
    from http import HTTPStatus

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.datastructures import Authorization
    from werkzeug.formparser import FormDataParser

    from .multipart_limits import BoundedMultiPartParser


def _content_length(request: t.Any) -> int | None:
    """The length of the body that was announced, or ``None``."""
    if "headers" in request.__dict__ or type(request).headers is not _HEADERS:
        headers = request.headers
        return get_content_length(headers.get("Content-Length"), headers.get("Transfer-Encoding"))
    # PERF: a header object makes an error page for a header that is not there (benchmarks:
    # "multipart upload").
    environ = request.environ
    length = environ.get("CONTENT_LENGTH", "")
    is_plain = length.isdecimal() and length.isascii() and len(length) < TOO_MANY_DIGITS
    if is_plain and "HTTP_TRANSFER_ENCODING" not in environ:
        return int(length)
    return get_content_length(environ.get("CONTENT_LENGTH"), environ.get("HTTP_TRANSFER_ENCODING"))


def _most_of_form(limits: Mapping[str, int | None]) -> int | None:
    """Return how many bytes an urlencoded form may have: as many as a request or as one field."""
    size, text_size = limits["MAX_CONTENT_LENGTH"], limits["MAX_FORM_MEMORY_SIZE"]
    return text_size if size is None or (text_size is not None and text_size < size) else size


def _fields_of_form(
    body: bytes, read: t.Callable[[str, type[t.Any]], t.Any], cls: type[t.Any], most: int | None
) -> t.Any:
    """Return the fields of an urlencoded form, unless there are more than so many.

    :param body: the form.
    :param read: how to read it, :func:`read_fields` or, for classes that it knows, its second half.
    :param cls: the class of the multi-dict.
    :param most: how many fields are accepted; ``None`` for any number.
    """
    if most is not None and body.count(b"&") >= most:
        raise RequestEntityTooLarge
    try:
        return read(body.decode(), cls)
    except UnicodeDecodeError:  # not percent-encoded: no form
        return cls()


@cache
def _form_data_parser_class() -> type[FormDataParser]:
    # A service that reads no multipart forms never imports their parser.
    from .multipart_limits import BoundedFormDataParser  # noqa: PLC0415

    return BoundedFormDataParser


@cache
def _multi_part_parser_class() -> type[BoundedMultiPartParser]:
    from .multipart_limits import BoundedMultiPartParser  # noqa: PLC0415

    return BoundedMultiPartParser


class _MadeOfQuery(MadeOnFirstUse[MultiDict[str, str]]):
    """The fields of the query; at once, where nobody changed what they are made of."""

    @t.overload
    def __get__(self, request: None, owner: t.Any) -> _MadeOfQuery: ...
    @t.overload
    def __get__(self, request: object, owner: t.Any) -> MultiDict[str, str]: ...
    def __get__(self, request: t.Any, owner: t.Any) -> t.Any:
        if request is None:
            return self
        # PERF: without a call for each step (benchmarks: "query").
        own = request.__dict__
        plainly = _plain_queries.get(owner, NO_SENTINEL).__flags__ & UNCHANGED
        if (
            (plainly or _plain_queries.holds(owner))
            and "query_string" not in own
            and "parameter_storage_class" not in own
        ):
            text = request.environ.get("QUERY_STRING", "")
            if text.isascii():
                fields = own["args"] = split_fields(text, Fields)
                return fields
        return super().__get__(request, owner)


class _MadeOfForm(MadeOnFirstUse[t.Any]):
    """The fields of the form; at once, where it is urlencoded and is read as nearly all are."""

    def __get__(self, request: t.Any, owner: t.Any) -> t.Any:
        if request is None:
            return self
        # PERF: without a call for each step (benchmarks: "form").
        own, ctx, environ = request.__dict__, get_app_ctx(None), request.environ
        content_type = environ.get("CONTENT_TYPE", "")
        plainly = _plain_forms.get(owner, NO_SENTINEL).__flags__ & UNCHANGED
        if (
            request_parts.mimetype_of(content_type) == _URLENCODED
            and (plainly or _plain_forms.holds(owner))
            and ctx is not None
            and request._cached_data is None
            and not (request._own_limits or request.shallow)
            and "stream" not in own
            and "parameter_storage_class" not in own
        ):
            config = ctx.app.config
            body, own["stream"] = read_body(environ, _most_of_form(config))
            form = own["form"] = _fields_of_form(
                body, split_fields, Fields, config["MAX_FORM_PARTS"]
            )
            return form
        return super().__get__(request, owner)


class _OwnLimit:
    """A limit of one request alone, or ``None``.

    :param key: of the limit, in the configuration.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    def __get__(self, request: t.Any, owner: type) -> t.Any:
        if request is None:
            return self
        own = request._own_limits
        return own.get(self._key) if own else None

    def __set__(self, request: t.Any, value: int | None) -> None:
        own = {**(request._own_limits or {}), self._key: value}
        request._own_limits = {key: limit for key, limit in own.items() if limit is not None}


class Request(RequestBase):
    """A request. Nothing of it is parsed before it is asked for.

    :param environ: the WSGI environment.
    :param populate_request: put the request into the environment, as ``werkzeug.request``.
    :param shallow: refuse to read the body.
    """

    json_module: t.Any = json
    form_data_parser_class: t.Any = OnFirstUse(_form_data_parser_class)

    #: The rule that matched, or ``None`` where none did.
    url_rule: Rule | None = None
    #: Why no rule matched; raised when the request is dispatched.
    routing_exception: HTTPException | None = None
    #: The values of the rule's variables, or ``None`` where no rule matched.
    view_args: dict[str, t.Any] | None = None

    _cookies: ImmutableMultiDict[str, str] | None = None
    # Whether the cookies may be others than those of the header.
    _has_other_cookies = False
    # The limits of this request alone: where they are kept, and by the names of the interface.
    _own_limits: dict[str, int | None] | None = None
    _max_content_length = _OwnLimit("MAX_CONTENT_LENGTH")
    _max_form_memory_size = _OwnLimit("MAX_FORM_MEMORY_SIZE")
    _max_form_parts = _OwnLimit("MAX_FORM_PARTS")
    _max_form_total_size = _OwnLimit("MAX_FORM_TOTAL_SIZE")

    # PERF: Werkzeug works these out for each request, which takes 5 µs; most requests read two of
    # them at most (benchmarks: "plain text").
    method = MadeOnFirstUse(request_parts.method)
    scheme = MadeOnFirstUse(request_parts.scheme)
    server = MadeOnFirstUse(request_parts.server)
    root_path = MadeOnFirstUse(request_parts.root_path)
    path = MadeOnFirstUse(request_parts.path)
    query_string = MadeOnFirstUse(request_parts.query_string)
    headers = MadeOnFirstUse(request_parts.headers)
    content_length = MadeOnFirstUse(_content_length)
    remote_addr = MadeOnFirstUse(request_parts.remote_addr)
    args = _MadeOfQuery(request_parts.args)
    form = _MadeOfForm(request_parts.form)
    files = MadeOnFirstUse(request_parts.files)
    stream = MadeOnFirstUse(request_parts.stream)

    _cached_data: bytes | None = None  # type: ignore[assignment]

    def __init__(
        self,
        environ: WSGIEnvironment,
        populate_request: bool = True,
        shallow: bool = False,
    ) -> None:
        self.environ = environ
        self.shallow = shallow
        self.routing_exception = None
        self._cookies = None
        self._own_limits = None
        self._cached_data = None
        if populate_request and not shallow:
            environ["werkzeug.request"] = self

    # -- limits ------------------------------------------------------------------------------

    @property
    def max_content_length(self) -> int | None:
        """The most bytes of body that are read; by default ``MAX_CONTENT_LENGTH``.

        It may be set for a single request.
        """
        return self._limit(self._max_content_length, "MAX_CONTENT_LENGTH")

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    @property
    def max_form_memory_size(self) -> int | None:
        """The most bytes of a form's field that is no file; by default ``MAX_FORM_MEMORY_SIZE``.

        It may be set for a single request.
        """
        return self._limit(self._max_form_memory_size, "MAX_FORM_MEMORY_SIZE")

    @max_form_memory_size.setter
    def max_form_memory_size(self, value: int | None) -> None:
        self._max_form_memory_size = value

    @property  # type: ignore[override]
    def max_form_parts(self) -> int | None:
        """The most fields of a multipart form; by default ``MAX_FORM_PARTS``.

        It may be set for a single request.
        """
        return self._limit(self._max_form_parts, "MAX_FORM_PARTS")

    @max_form_parts.setter
    def max_form_parts(self, value: int | None) -> None:
        self._max_form_parts = value

    @property
    def max_form_total_size(self) -> int | None:
        """The most bytes of text in a multipart form; by default ``MAX_FORM_TOTAL_SIZE``.

        It may be set for a single request. A field that :attr:`max_form_memory_size` accepts is never
        too much by itself.
        """
        return self._limit(self._max_form_total_size, "MAX_FORM_TOTAL_SIZE")

    @max_form_total_size.setter
    def max_form_total_size(self, value: int | None) -> None:
        self._max_form_total_size = value

    def _limit(self, own: int | None, key: str) -> int | None:
        """Return a limit: the request's own, the application's, or that of no application."""
        return self._limits(True)[key] if own is None else own

    def _limits(self, plainly: t.Any) -> Mapping[str, int | None]:
        """Return the limits, by their keys in the configuration.

        :param plainly: whether no subclass has attributes of its own for them.
        """
        if not plainly:
            return {key: getattr(self, key.lower()) for key in _LIMITS_WITHOUT_APP}
        ctx = get_app_ctx(None)
        limits = _LIMITS_WITHOUT_APP if ctx is None else ctx.app.config
        own = self._own_limits
        return ChainMap(own, limits) if own else limits

    # -- routing -----------------------------------------------------------------------------

    @property
    def endpoint(self) -> str | None:
        """The endpoint that matched, or ``None``."""
        rule = self.url_rule
        return None if rule is None else rule.endpoint

    @property
    def blueprint(self) -> str | None:
        """The dotted name of the blueprint that the endpoint is in, or ``None``."""
        name, dot, _ = (self.endpoint or "").rpartition(".")
        return name if dot else None

    @property
    def blueprints(self) -> list[str]:
        """The names of the current blueprint and those around it, the innermost first."""
        name = self.blueprint
        return [] if name is None else _split_blueprint_path(name)

    # -- what clients send -------------------------------------------------------------------

    @MadeOnFirstUse
    def host(self) -> str:
        """The host that the client asked for, with the port unless it is the scheme's own.

        :raises SecurityError: a 400, for a malformed host and for one that is not trusted.
        """
        host = self.environ.get("HTTP_HOST")
        if host is not None and not is_well_formed_host(host):
            raise SecurityError(f"Host {host!r} is malformed.")
        if host is not None and not host.isascii():
            host = ascii_host(host)
        trusted = self.trusted_hosts
        if host is not None and not trusted:
            default = ":80" if self.scheme in {"http", "ws"} else ":443"
            return t.cast(str, host.removesuffix(default))
        return get_host(self.scheme, host, self.server, trusted)

    @property
    def unparsed_cookies(self) -> str | None:
        """The ``Cookie`` header, or ``None`` where :attr:`cookies` may hold something else.

        Session interfaces look for their cookie here before they have all of them parsed.
        """
        if self._has_other_cookies or type(self).cookies is not _COOKIES:
            return None
        header: str = self.environ.get("HTTP_COOKIE", "")
        return header

    @property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies."""
        cookies = self._cookies
        if cookies is None:
            cookies = self._cookies = request_parts.parsed_cookies(self)
            if type(cookies) not in _UNCHANGEABLE:
                self._has_other_cookies = True
        return cookies

    @cookies.setter
    def cookies(self, value: ImmutableMultiDict[str, str]) -> None:
        self._cookies = value
        self._has_other_cookies = True

    @property
    def authorization(self) -> Authorization | None:
        """The ``Authorization`` header, or ``None`` where there is none that can be read."""
        try:
            return super().authorization
        except ValueError:  # such as base64 that holds no UTF-8
            return None

    def close(self) -> None:
        """Close the uploaded files. It is called when the request ends."""
        files = self.__dict__.get("files")
        # PERF: nearly all requests have none (benchmarks: "plain text").
        if not files:
            return
        if not isinstance(files, MultiDict):
            super().close()
            return
        for several in dict.values(files):
            for file in several:
                file.close()

    def get_data(  # type: ignore[override]
        self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False
    ) -> bytes | str:
        """Return the body.

        :param cache: keep it for the next who asks.
        :param as_text: decode it; what is no UTF-8 is replaced.
        :param parse_form_data: parse it first, if it is a form; then nothing is left of it.
        """
        data = self._cached_data
        if data is None:
            if parse_form_data:
                self._load_form_data()
            kind = type(self)
            plainly = _reading_plainly(kind, NO_SENTINEL).__flags__ & UNCHANGED or _is_read_plainly(
                kind
            )
            data = self._read_stream(self._limits(plainly)["MAX_CONTENT_LENGTH"], plainly)
            if cache:
                self._cached_data = data
        return data.decode(errors="replace") if as_text else data

    def _read_stream(self, most: int | None, plainly: t.Any) -> bytes:
        """Read the stream to its end, without making it where nobody has asked for it."""
        own = self.__dict__
        if "stream" in own or self.shallow or not (plainly or type(self).stream is _STREAM):
            return self.stream.read()
        body, own["stream"] = read_body(self.environ, most)
        return body

    def _parse_content_type(self) -> None:
        if "_parsed_content_type" not in self.__dict__:
            mimetype, options = request_parts.content_type_parts(
                self.environ.get("CONTENT_TYPE", "")
            )
            self._parsed_content_type = mimetype, dict(options)

    @property
    def mimetype(self) -> str:
        """The type of the body, without parameters and in lower case."""
        return request_parts.mimetype_of(self.environ.get("CONTENT_TYPE", ""))

    def make_form_data_parser(self) -> FormDataParser:
        """Make the parser of forms, of :attr:`form_data_parser_class`, and tell it the limits (G10)."""
        kind = type(self)
        plainly = _reading_plainly(kind, NO_SENTINEL).__flags__ & UNCHANGED or _is_read_plainly(
            kind
        )
        limits = self._limits(plainly)
        of_field, of_all = limits["MAX_FORM_MEMORY_SIZE"], limits["MAX_FORM_TOTAL_SIZE"]
        parser: FormDataParser = self.form_data_parser_class(
            stream_factory=self._get_file_stream,
            max_form_memory_size=of_field,
            max_content_length=limits["MAX_CONTENT_LENGTH"],
            max_form_parts=limits["MAX_FORM_PARTS"],
            cls=self.parameter_storage_class,
        )
        if of_field is not None and hasattr(parser, "max_form_total_size"):
            parser.max_form_total_size = None if of_all is None else max(of_field, of_all)
        return parser

    def _load_form_data(self) -> None:
        own = self.__dict__
        if "form" in own:
            return
        kind = type(self)
        mimetype = self.mimetype
        plainly = _reading_plainly(kind, NO_SENTINEL).__flags__ & UNCHANGED or _is_read_plainly(
            kind
        )
        if mimetype == _URLENCODED and (plainly or _parses_forms_plainly(kind)):
            # PERF: `files` are left to who asks for them: there are none to close when the request
            # ends (benchmarks: "form").
            own["form"] = self._urlencoded_form(plainly)
        elif not (plainly and mimetype == _MULTIPART and self._load_upload()):
            super()._load_form_data()
        if "files" in own and mimetype != _MULTIPART and not own["files"]:
            self._hint_at_enctype()

    def _load_upload(self) -> bool:
        """Read a multipart form that is announced as browsers do, and say whether it was.

        PERF: without a parser that looks for the parser (benchmarks: "multipart upload").
        """
        environ, limits = self.environ, self._limits(True)
        boundary = boundary_of(environ.get("CONTENT_TYPE", ""))
        of_field, of_all = limits["MAX_FORM_MEMORY_SIZE"], limits["MAX_FORM_TOTAL_SIZE"]
        if boundary is None or of_field is None or of_all is None:
            return False
        own, streams, cls = self.__dict__, self._get_file_stream, self.parameter_storage_class
        if "stream" in own or self.shallow or self._cached_data is not None:
            stream = self._get_stream_for_parsing()
        else:
            stream = request_parts.bounded_stream(environ, limits["MAX_CONTENT_LENGTH"])
        parser = _multi_part_parser_class()(
            None if getattr(streams, "__func__", None) is _GET_FILE_STREAM else streams,
            of_field,
            cls,
            max_form_parts=limits["MAX_FORM_PARTS"],
        )
        parser.text_left = max(of_field, of_all)
        try:
            forms = parser.parse(stream, boundary, self.content_length)
        except ValueError:  # no form
            forms = cls(), cls()
        own["stream"], (own["form"], own["files"]) = stream, forms
        return True

    def _hint_at_enctype(self) -> None:
        """In debug mode, let files that are looked for say that a form without them was sent."""
        ctx = get_app_ctx(None)
        if ctx is not None and ctx.app.debug:
            from .debughelpers import attach_enctype_error_multidict  # noqa: PLC0415

            attach_enctype_error_multidict(self)

    def _urlencoded_form(self, plainly: t.Any) -> t.Any:
        """Read an urlencoded form, within the limits of multipart forms (G2)."""
        # PERF: all limits at once, since a property costs three calls (benchmarks: "form").
        limits = self._limits(plainly)
        body = self._cached_data
        if body is None:
            body = self._read_stream(_most_of_form(limits), plainly)
        cls = self.parameter_storage_class
        return _fields_of_form(body, read_fields, cls, limits["MAX_FORM_PARTS"])

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> t.Any:
        """Return the body, read as JSON.

        :param force: read it whatever the content type is.
        :param silent: return ``None`` instead of calling :meth:`on_json_loading_failed` for a body
            that is no JSON, or does not claim to be.
        :param cache: keep the data for the next who asks.
        """
        # PERF: without a call for each step (benchmarks: "JSON in").
        own, ctx, environ, kind = self.__dict__, get_app_ctx(None), self.environ, type(self)
        content_type = environ.get("CONTENT_TYPE", "")
        plainly = _plain_json.get(kind, NO_SENTINEL).__flags__ & UNCHANGED
        if (
            cache
            and (content_type == _JSON or request_parts.mimetype_of(content_type) == _JSON)
            and (plainly or _plain_json.holds(kind))
            and ctx is not None
            and self._cached_data is None
            and not (self._own_limits or self.shallow)
            and "stream" not in own
            and "get_data" not in own
            and "json_module" not in own
        ):
            body, own["stream"] = read_body(environ, ctx.app.config["MAX_CONTENT_LENGTH"])
            self._cached_data = body
            try:
                value = json.loads(body)
            except ValueError as error:
                value = None if silent else self.on_json_loading_failed(error)
                self._cached_json = (..., value) if silent else (value, ...)
            else:
                self._cached_json = value, value
            return value
        return super().get_json(force, silent, cache)

    def on_json_loading_failed(self, e: ValueError | None) -> t.Any:
        """Answer 400 for a body that is no JSON, 415 for one that does not claim to be.

        :param e: the parser's error; ``None`` for the wrong content type.
        """
        try:
            return super().on_json_loading_failed(e)
        except BadRequest as error:
            app = active_app()
            if app is not None and app.debug:
                raise
            raise BadRequest from error


refuse_attributes(Request, "Request")

_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"
_STREAM = Request.stream
_HEADERS = Request.headers
_COOKIES = Request.cookies
# Classes of cookies that stay as the header has them.
_UNCHANGEABLE = (Fields, ImmutableMultiDict)
_WANT_FORM_DATA_PARSED = Request.want_form_data_parsed
_MAKE_FORM_DATA_PARSER = Request.make_form_data_parser
_GET_FILE_STREAM = Request._get_file_stream
_GET_STREAM_FOR_PARSING = Request._get_stream_for_parsing
_FORM_DATA_PARSER_CLASS = Request.__dict__["form_data_parser_class"]

#: The limits outside an application.
_LIMITS_WITHOUT_APP: dict[str, int | None] = {
    "MAX_CONTENT_LENGTH": None,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    "MAX_FORM_PARTS": 1000,
    "MAX_FORM_TOTAL_SIZE": 5_000_000,
}

# What the reading of bodies asks a class for.
_READ = [f"{start}{key.lower()}" for key in _LIMITS_WITHOUT_APP for start in ("", "_")]
_read_of = attrgetter("stream", *_READ)
_READ_PLAINLY = _read_of(Request)


_read_plainly = Watched()
_reading_plainly = _read_plainly.get


def _is_read_plainly(kind: type[Request]) -> bool:
    """Say whether bodies are limited, read and parsed by nobody else's methods."""
    plainly = _read_of(kind) == _READ_PLAINLY and _parses_forms_plainly(kind)
    if plainly:
        _read_plainly.note(kind)
    return plainly


def _parses_forms_plainly(kind: type[Request]) -> bool:
    """Say whether forms are parsed by nobody else's methods."""
    return (
        kind.want_form_data_parsed is _WANT_FORM_DATA_PARSED
        and kind.make_form_data_parser is _MAKE_FORM_DATA_PARSER
        and kind._get_stream_for_parsing is _GET_STREAM_FOR_PARSING
        and _as_defined(kind, "form_data_parser_class") is _FORM_DATA_PARSER_CLASS
    )


def _as_defined(kind: type, name: str) -> t.Any:
    """Return a class attribute as it stands in the class, without asking it for its value."""
    return next(base.__dict__[name] for base in kind.__mro__ if name in base.__dict__)


class _Plain(Watched):
    """Classes of requests in which nobody changed what a quick way stands for.

    :param names: the attributes that it stands for.
    :param also: says of a class whether the same is true of what else there is.
    :param beside: classes to watch with each.
    """

    def __init__(
        self, *names: str, also: t.Callable[[type[Request]], bool], beside: tuple[type, ...] = ()
    ) -> None:
        super().__init__(*beside)
        self._of = attrgetter(*names)
        self._expected = self._of(Request)
        self._also = also

    def holds(self, kind: type[Request]) -> bool:
        """Look whether it is true of a class, and remember it."""
        plain = bool(self._of(kind) == self._expected and self._also(kind))
        if plain:
            self.note(kind)
        return plain


_plain_queries = _Plain(
    *("query_string", "parameter_storage_class"),
    also=lambda kind: has_usual_look_ups(),
    beside=(ImmutableMultiDict,),
)
_plain_forms = _Plain(
    *("_load_form_data", "mimetype", "parameter_storage_class"),
    also=lambda kind: has_usual_look_ups() and _is_read_plainly(kind),
    beside=(ImmutableMultiDict,),
)
_plain_json = _Plain(
    *("get_data", "_read_stream", "is_json", "mimetype", "json_module"), also=_is_read_plainly
)


@lru_cache(maxsize=256)
def content_type_of(mimetype: str) -> str:
    """Return the content type of a text in UTF-8, or of what has no charset."""
    content_type = get_content_type(mimetype, "utf-8")
    check_field("Content-Type", content_type)
    return content_type


class Response(ResponseBase):
    """A response. Its header object is made when somebody asks for it.

    :param response: the body: text, bytes, or an iterable of either, which is streamed.
    :param status: the status, such as ``404`` or ``"404 Not Found"``; by default 200.
    :param headers: further headers.
    :param mimetype: the content type, to which a text type gets its charset; by default HTML.
    :param content_type: the content type as it stands.
    :param direct_passthrough: pass the body to the server untouched.
    """

    default_mimetype: str | None = "text/html"
    json_module = json
    autocorrect_location_header = False

    # What a response starts with. Werkzeug sets each on each response.
    _status = "200 OK"
    _status_code = 200
    _content_type: str | None = None
    _content_length: int | None = None
    direct_passthrough = False

    # Whether the header object is still to be made, of the two fields above; and that object.
    _headers_to_come = False
    _headers: Headers | None = None
    # Headers that come after those fields.
    _more_headers: tuple[tuple[str, str], ...] | None = None
    _closers: list[t.Callable[[], t.Any]] | None = None

    #: Says to the session interface that :meth:`set_cookie` merely checks its arguments.
    session_cookies_checked = True

    def __init__(
        self,
        response: Iterable[bytes] | bytes | Iterable[str] | str | None = None,
        status: int | str | HTTPStatus | None = None,
        headers: Mapping[str, str | Iterable[str]] | Iterable[tuple[str, str]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        # PERF: what comes of text and nothing else is known until somebody changes the class: 0.1 µs
        # (benchmarks: "hooks", "cookies").
        if (
            type(response) is str
            and type(self) is Response
            and (status is None and headers is None)
            and (mimetype is None and content_type is None)
            and not direct_passthrough
            and _begins_as_written.__flags__ & UNCHANGED
        ):
            self._begin_with(response, _TEXT_TYPE)
            return
        if headers is not None:
            self._take_headers(headers, mimetype, content_type)
        else:
            if content_type is None:
                if mimetype is None:
                    mimetype = self.default_mimetype
                if mimetype is not None:
                    content_type = content_type_of(mimetype)
            else:
                check_field("Content-Type", content_type)
            self._content_type = content_type
            self._headers_to_come = True
        if status is None:
            status = self.default_status
        self._closers = self._more_headers = None
        if status == 200:
            self._status, self._status_code = "200 OK", 200
        else:
            self.status = status
        if direct_passthrough:
            self.direct_passthrough = direct_passthrough
        if type(response) is str:
            self.set_data(response)
        elif response is None:
            self.response = []
        elif isinstance(response, (str, bytes, bytearray)):
            self.set_data(response)
        else:
            self.response = response

    def _begin_with(self, text: str, content_type: str) -> None:
        """Take the text, which is all that there is, and what every response is asked for."""
        # PERF: it lies in the response itself, since Python looks up a default of the class five times
        # as long (benchmarks: "hooks").
        body = text.encode()
        self.response: t.Any = [body]
        self._content_length = len(body)
        self._content_type = content_type
        self._headers_to_come = True
        self._status, self._status_code = "200 OK", 200
        self._closers = self._more_headers = None

    def _take_headers(self, headers: t.Any, mimetype: str | None, content_type: str | None) -> None:
        """Begin with headers that were given; a type that was given goes before theirs."""
        made = headers if isinstance(headers, Headers) else ResponseHeaders(headers)
        if content_type is None:
            if mimetype is None and "content-type" not in made:
                mimetype = self.default_mimetype
            if mimetype is not None:
                content_type = content_type_of(mimetype)
        if content_type is not None:
            made["Content-Type"] = content_type
        self._headers = made

    @property
    def headers(self) -> Headers:
        """The headers, made of what the response was given when somebody asks for them."""
        if self._headers_to_come:
            made = self._headers = ResponseHeaders.of_pairs(self._first_headers())
            self._headers_to_come = False
            self._content_length = None
            return made
        headers = self._headers
        if headers is None:  # the class was changed to ours: `force_type`
            headers = self._headers = self.__dict__["headers"]
        return headers

    @headers.setter
    def headers(self, value: Headers) -> None:
        self._headers = value
        self._headers_to_come = False
        self._content_length = None

    @property
    def _on_close(self) -> list[t.Callable[[], t.Any]]:
        closers = self._closers
        if closers is None:
            closers = self._closers = self.__dict__.get("_on_close") or []
        return closers

    @_on_close.setter
    def _on_close(self, value: list[t.Callable[[], t.Any]]) -> None:
        self._closers = value

    def _first_headers(self) -> list[tuple[str, str]]:
        """Return the headers of a response whose header object nobody has asked for."""
        content_type, length = self._content_type, self._content_length
        first = [] if content_type is None else [("Content-Type", content_type)]
        if length is not None:
            first.append(("Content-Length", str(length)))
        if self._more_headers is not None:
            first += self._more_headers
        return first

    def add_unseen_headers(self, *pairs: tuple[str, str]) -> bool:
        """Add headers that are known to be good, as long as nobody has asked for the header object.

        PERF: then none needs to be made, copied and looked through (benchmarks: "cookies", "session
        read and written").

        :param pairs: names and values; no locations, which are rewritten before they are sent.
        :return: whether they were added: not where one may be there already.
        """
        kind = type(self)
        if not (
            self._headers_to_come
            and (_sending_plainly(kind, NO_SENTINEL).__flags__ & UNCHANGED or is_sent_plainly(kind))
        ):
            return False
        more = self._more_headers
        if more is None:
            self._more_headers = pairs
        elif pairs[0] in more:
            return False
        else:
            self._more_headers = (*more, *pairs)
        return True

    def _clean_status(self, value: str | int | HTTPStatus) -> tuple[str, int]:
        # PERF: few statuses are used, and looked up often (benchmarks: "404", "error handler").
        found = _STATUSES.get(value) if type(value) is int else None
        return found or super()._clean_status(value)

    def set_data(self, value: bytes | str) -> None:
        """Set the body, and the ``Content-Length``.

        :param value: text, which is encoded as UTF-8, or bytes.
        """
        if isinstance(value, str):
            value = value.encode()
        elif type(value) is not bytes:
            value = bytes(value)  # servers refuse to send anything else (PEP 3333)
        self.response = [value]
        if self.automatically_set_content_length:
            if self._headers_to_come:
                self._content_length = len(value)
            else:
                self.headers["Content-Length"] = str(len(value))

    data = property(
        ResponseBase.get_data,
        lambda self, value: self.set_data(value),
        doc="The body as bytes; reading it makes a sequence of a stream.",
    )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the response, as a WSGI application."""
        # PERF: without copies of the headers, and where nobody asked for them without a header
        # object: 0.5 µs instead of 12 (benchmarks: "plain text", "JSON out", "cookies").
        kind = type(self)
        # PERF: instead of comparing the methods each time: 0.2 µs (benchmarks: "JSON out").
        unchanged = _sending_plainly(kind, NO_SENTINEL).__flags__ & UNCHANGED
        if self._status_code in _BODILESS or not (unchanged or is_sent_plainly(kind)):
            return super().__call__(environ, start_response)
        length = self._content_length
        if length is None:
            headers = plain_headers(self)
            if headers is None:
                return super().__call__(environ, start_response)
        elif self._content_type is None:
            headers = self._first_headers()
        else:
            headers = [("Content-Type", self._content_type), ("Content-Length", str(length))]
            if self._more_headers is not None:
                headers += self._more_headers
        start_response(self._status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return ClosingIterator((), self.close)
        body = self.response
        as_set_data_leaves_it = type(body) is list and len(body) == 1 and type(body[0]) is bytes
        if as_set_data_leaves_it and self._closers is None:
            return body  # type: ignore[no-any-return]
        return self._closing(body)

    def _closing(self, body: t.Any) -> Iterable[bytes]:
        """Return the body for a server, which closes it at the end."""
        if not self.direct_passthrough:
            return SentBody(body, self.close)
        # As it is, since a server may have a way of its own to send a `wsgi.file_wrapper`.
        return ClosingIterator(body, self.close) if self._closers else body

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """Return the body as it is sent.

        :param environ: the WSGI environment.
        """
        body = super().get_app_iter(environ)
        # Werkzeug forgets those who wait for the end of a body that is passed through.
        passed = body is self.response and self._closers
        return ClosingIterator(body, self.close) if passed else body

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers as they are sent.

        :param environ: the WSGI environment.
        :raises ValueError: for a header that must not be sent.
        """
        headers = super().get_wsgi_headers(environ)
        for name, value in headers:
            check_field(name, value)
        return headers

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Set a cookie. A warning is given where it is larger than :attr:`max_cookie_size`.

        :param key: the name.
        :param value: the value.
        :param max_age: its life in seconds; by default as long as the browser is open.
        :param expires: when it ends; ``max_age`` is the newer way to say so.
        :param path: the folder of URLs that it is sent to.
        :param domain: the domain whose subdomains get it too; by default this host alone.
        :param secure: send it by HTTPS alone.
        :param httponly: hide it from scripts.
        :param samesite: ``"Strict"``, ``"Lax"`` or ``"None"``: when other sites' links send it.
        :param partitioned: keep one for each embedding site.
        :raises ValueError: for a name or an attribute that would be read as more than that.
        """
        header = write_cookie(
            key, value, max_age, expires, path, domain, secure, httponly, samesite, partitioned
        )
        limit = self.max_cookie_size
        if limit and len(header) > limit:
            rest = max_age, expires, path, domain, secure, httponly, samesite, partitioned
            super().set_cookie(key, value, *rest)  # with a warning
            return
        if self.add_unseen_headers(("Set-Cookie", header)):
            return
        headers = self.headers
        if type(headers) is ResponseHeaders:
            headers.add_checked("Set-Cookie", header)
        else:
            headers.add("Set-Cookie", header)

    @property
    def max_cookie_size(self) -> int:  # type: ignore[override]
        """The size from which on a cookie is warned of; the config key ``MAX_COOKIE_SIZE``."""
        ctx = get_app_ctx(None)  # PERF: benchmarks: "cookies"
        size: int = (
            ResponseBase.max_cookie_size if ctx is None else ctx.app.config["MAX_COOKIE_SIZE"]
        )
        return size


refuse_attributes(Response, "Response")

#: Of a class of responses what they begin with, and what shows that this is still as it is written
#: above; and what that says of text.
_in_beginning = attrgetter(
    *("__new__", "__init__", "__setattr__", "set_data", "default_mimetype", "default_status"),
    *("automatically_set_content_length", "status", "headers"),
)
_BEGINNING = _in_beginning(Response)
_begins_as_written = sentinel_of(Response)
_TEXT_TYPE = content_type_of("text/html")

_new = object.__new__


def text_response(cls: type[Response], text: str, content_type: str) -> Response:
    """Return what a class of responses makes of text.

    PERF: without asking for what else the constructor takes (benchmarks: "hooks").

    :param cls: the class, which is one that :func:`~fw_app.text_answers.text_type_of` has a type for.
    :param text: the text.
    :param content_type: that type.
    """
    response: Response = _new(cls)
    response._begin_with(text, content_type)
    return response


#: The status lines of the usual codes.
_STATUSES: dict[t.Any, tuple[str, int]] = {
    code: (f"{code} {name.upper()}", code) for code, name in HTTP_STATUS_CODES.items()
}

#: Statuses of responses that have no body, or that Werkzeug treats so.
_BODILESS = frozenset((*range(200), 204, 304))

#: The status lines of the usual codes with a body.
_STATUS_LINES: dict[t.Any, str] = {
    code: line for code, (line, _) in _STATUSES.items() if code not in _BODILESS
}


def status_line(code: int | None) -> str | None:
    """Return the status line of a usual code, or ``None`` for others and for those without a body.

    :param code: the status code.
    """
    return _STATUS_LINES.get(code)


#: Of a class of responses what the short way of sending reads, and the long way that it stands for.
_in_sending = attrgetter(
    *("_on_close", "_status_code", "headers", "is_sequence", "status", "status_code"),
    *("get_wsgi_headers", "get_wsgi_response", "get_app_iter", "iter_encoded", "close"),
)
_SENT_PLAINLY = _in_sending(Response)

_sent_plainly = Watched()
_sending_plainly = _sent_plainly.get


def is_sent_plainly(kind: type[Response]) -> bool:
    """Say whether nothing of a class is its own that sending goes by.

    :param kind: the class.
    """
    plainly = bool(_in_sending(kind) == _SENT_PLAINLY)
    if plainly:
        _sent_plainly.note(kind)
        if _in_beginning(Response) == _BEGINNING:
            renew(_begins_as_written)
    return plainly
