"""JSON providers: how one application turns data into JSON and back."""

from __future__ import annotations

import json
import sys
import typing as t
import weakref
from collections.abc import Callable
from datetime import date
from json import encoder as _encoder
from operator import attrgetter

from werkzeug.http import http_date

from ..class_watch import NO_SENTINEL, UNCHANGED, sentinel_of

if t.TYPE_CHECKING:
    from werkzeug.wrappers import Response

_COMPACT = (",", ":")
_Encode = Callable[[t.Any], str]


class ProvidedApp(t.Protocol):
    """What a provider needs of its application."""

    @property
    def debug(self) -> bool:
        """Whether responses should be easy to read."""

    @property
    def response_class(self) -> t.Any:
        """Makes a response of a body and a ``mimetype``."""


class JSONProvider:
    """The JSON operations of an application, to be subclassed for another JSON library.

    A subclass has to define :meth:`dumps` and :meth:`loads`; everything else is built on them. Set
    it as :attr:`Flask.json_provider_class`, or an instance as :attr:`app.json`.

    :param app: the application; kept as a :func:`weakref.proxy`, so that the two do not keep
        each other alive.
    """

    def __init__(self, app: ProvidedApp) -> None:
        self._app: ProvidedApp = weakref.proxy(app)

    def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """Serialize data as JSON.

        :param obj: the data.
        :param kwargs: options of the library behind the provider.
        """
        raise NotImplementedError(f"{type(self).__name__} has to define 'dumps'.")

    def dump(self, obj: t.Any, fp: t.IO[str], **kwargs: t.Any) -> None:
        """Serialize data as JSON into a file that is open for writing text."""
        fp.write(self.dumps(obj, **kwargs))

    def loads(self, s: str | bytes, **kwargs: t.Any) -> t.Any:
        """Read data from JSON.

        :param s: text, or bytes in UTF-8.
        :param kwargs: options of the library behind the provider.
        """
        raise NotImplementedError(f"{type(self).__name__} has to define 'loads'.")

    def load(self, fp: t.IO[t.AnyStr], **kwargs: t.Any) -> t.Any:
        """Read data from a file of JSON."""
        return self.loads(fp.read(), **kwargs)

    def _prepare_response_obj(self, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]) -> t.Any:
        if not args:
            return kwargs or None
        if kwargs:
            raise TypeError("app.json.response() takes either args or kwargs, not both")
        return args if len(args) > 1 else args[0]

    def response(self, *args: t.Any, **kwargs: t.Any) -> Response:
        """Return a response with data as its JSON body, which :func:`jsonify` calls.

        :param args: one value, or several to become a list.
        :param kwargs: or else, the items of an object.
        :raises TypeError: if both are given.
        """
        body = self.dumps(self._prepare_response_obj(args, kwargs))
        return t.cast("Response", self._app.response_class(body, mimetype="application/json"))


_WRITTEN_AS_TEXT = (("uuid", "UUID"), ("decimal", "Decimal"))


def _default(o: t.Any) -> t.Any:
    """Give the types that JSON lacks a form: see :class:`DefaultJSONProvider`."""
    if isinstance(o, date):
        return http_date(o)
    # PERF: where these two were never imported, nothing is of their classes (benchmarks: "import fw_app").
    for module, name in _WRITTEN_AS_TEXT:
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(o, getattr(loaded, name)):
            return str(o)
    if hasattr(type(o), "__dataclass_fields__"):
        from dataclasses import asdict  # noqa: PLC0415 - whoever defined the class has imported it

        return asdict(o)
    to_html = getattr(o, "__html__", None)
    if to_html is not None:
        return str(to_html())
    raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")


_scan: Callable[[str, int], tuple[t.Any, int]] = getattr(json.JSONDecoder(), "scan_once")  # noqa: B009


def _loads(s: str | bytes, options: dict[str, t.Any]) -> t.Any:
    """Read JSON; what the interpreter's stack cannot hold is a mistake of whoever sent it."""
    try:
        if not options:
            try:
                # PERF: the standard library looks for UTF-16 and UTF-32 and for blanks around the
                # JSON first (benchmarks: "JSON in", "session read and written").
                text = s.decode() if type(s) is bytes and b"\0" not in s else s
                if type(text) is str:
                    value, end = _scan(text, 0)
                    if end == len(text):
                        return value
            except (StopIteration, UnicodeDecodeError):  # no JSON begins at once
                pass
        return json.loads(s, **options)
    except RecursionError:
        # Anybody can send a thousand brackets: a request with them answers 400, not 500.
        raise ValueError("The JSON document is nested too deep to be read.") from None


def _make_encode(
    default: Callable[[t.Any], t.Any],
    ensure_ascii: bool,
    sort_keys: bool,
    indent: int | str | None,
    separators: tuple[str, str] | None,
) -> _Encode:
    """Return a function like :func:`json.dumps` with these settings.

    PERF: the standard library makes a new encoder and a new C scanner for every call, and notes every
    container that it enters so as to find circles. Here the C encoder is made once and notes
    nothing, so that threads may share it; a circle shows as a ``RecursionError``, and then the
    standard encoder runs to tell it from data that is merely deep. benchmarks: json_dumps.
    """
    standard = json.JSONEncoder(
        default=default,
        ensure_ascii=ensure_ascii,
        sort_keys=sort_keys,
        indent=indent,
        separators=separators,
    )
    make_c_encoder: t.Any = _encoder.c_make_encoder  # type: ignore[attr-defined]
    if make_c_encoder is None or indent is not None:
        return standard.encode
    encode_str: t.Any = (
        _encoder.encode_basestring_ascii if ensure_ascii else _encoder.encode_basestring
    )
    item_separator, key_separator = standard.item_separator, standard.key_separator
    chunks = make_c_encoder(
        None, default, encode_str, None, key_separator, item_separator, sort_keys, False, True
    )

    def encode(obj: t.Any) -> str:
        try:
            return "".join(chunks(obj, 0))
        except RecursionError:
            return standard.encode(obj)

    return encode


class Prepared:
    """How a provider writes its responses, as long as neither it nor its class is changed."""

    __slots__ = ("compact", "compactly", "indented", "mimetype", "sentinel")

    #: The settings of these names, and what writes data for the two values of the first.
    compact: bool | None
    mimetype: str
    compactly: _Encode
    indented: _Encode

    def __init__(self) -> None:
        #: Shows whether the class is as it was when the rest was found out.
        self.sentinel: t.Any = NO_SENTINEL


class DefaultJSONProvider(JSONProvider):
    """The standard library's :mod:`json`, and forms for some more types.

    They are:

    - :class:`datetime.datetime` and :class:`datetime.date`: the date format of HTTP;
    - :class:`uuid.UUID` and :class:`decimal.Decimal`: text;
    - dataclasses: objects, by :func:`dataclasses.asdict`;
    - what has a ``__html__`` method, such as ``Markup``: the text that it returns.

    The settings are attributes, on a subclass or on ``app.json``, and may change at any time.
    """

    #: Called for what JSON has no form for; returns something that has, or raises ``TypeError``.
    default: Callable[[t.Any], t.Any] = staticmethod(_default)

    #: Write what is not ASCII as escape sequences. Without it the JSON is shorter, and UTF-8.
    ensure_ascii = True

    #: Sort the keys of objects, which then have to be of one type. Helps caches; costs time.
    sort_keys = True

    #: Whether :meth:`response` leaves out indentation and spaces; ``None`` stands for: not in debug mode.
    compact: bool | None = None

    #: The content type of :meth:`response`.
    mimetype = "application/json"

    def __init__(self, app: ProvidedApp) -> None:
        super().__init__(app)
        self._encoders: dict[t.Any, _Encode] = {}
        self._latest: tuple[t.Any, t.Any, t.Any, dict[str, t.Any] | None, _Encode]
        self._latest = (None, None, None, None, json.dumps)
        self._prepared = Prepared()

    def __setattr__(self, name: str, value: t.Any) -> None:
        super().__setattr__(name, value)
        if name[0] != "_":
            self._prepared = Prepared()

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self._prepared = Prepared()

    def _prepare(self) -> bool:
        """Find out how responses are written, where that follows from settings that tell of changes.

        :return: whether it does.
        """
        kind: t.Any = type(self)
        prepared = self._prepared  # another one, as soon as a setting changes
        if (
            not UNCHANGED
            or _writing(kind) != _WRITING
            or any(type(value) not in _PLAIN for value in _settings(kind))
            or not callable(kind.default)
            or not (self.mimetype and vars(self).keys().isdisjoint(_WAYS))
        ):
            return False
        sentinel = sentinel_of(kind)
        prepared.compact, prepared.mimetype = self.compact, self.mimetype
        prepared.compactly = self._encode({"separators": _COMPACT})
        prepared.indented = self._encode({"indent": 2})
        prepared.sentinel = sentinel
        return True

    def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """Serialize data as JSON.

        :param obj: the data.
        :param kwargs: as for :func:`json.dumps`; ``default``, ``ensure_ascii`` and ``sort_keys`` begin
            as the attributes of these names.
        :raises TypeError: if the data holds something that JSON has no form for.
        """
        # PERF: most calls have the settings of the call before; comparing them costs a third of
        # looking them up. benchmarks: json_dumps.
        default, ensure_ascii, sort_keys, options, encode = self._latest
        if (
            default is self.default
            and ensure_ascii is self.ensure_ascii
            and sort_keys is self.sort_keys
            and options == kwargs
        ):
            return encode(obj)
        return self._encode(kwargs)(obj)

    def _encode(self, kwargs: dict[str, t.Any]) -> _Encode:
        """Return the function for these settings and those of the attributes, made once."""
        settings = (self.default, self.ensure_ascii, self.sort_keys)
        key = (*settings, *kwargs.items())
        try:
            encode = self._encoders.get(key)
        except TypeError:  # A setting that cannot be part of a key, such as a list of separators.
            return self._make_encode(kwargs)
        if encode is None:
            encode = self._make_encode(kwargs)
            if len(self._encoders) >= 32:  # Settings are few: these are functions made per call.
                return encode
            self._encoders[key] = encode
        self._latest = (*settings, kwargs, encode)
        return encode

    def _make_encode(self, kwargs: dict[str, t.Any]) -> _Encode:
        settings: dict[str, t.Any] = {
            "default": self.default,
            "ensure_ascii": self.ensure_ascii,
            "sort_keys": self.sort_keys,
            "indent": None,
            "separators": None,
            **kwargs,
        }
        if len(settings) > 5 or settings["default"] is None:
            return lambda obj: json.dumps(obj, **settings)
        return _make_encode(**settings)

    def loads(self, s: str | bytes, **kwargs: t.Any) -> t.Any:
        """Read data from JSON.

        :param s: text, or bytes in UTF-8.
        :param kwargs: as for :func:`json.loads`.
        :raises ValueError: if it is no JSON, or nested too deep to be read.
        """
        return _loads(s, kwargs)

    def response(self, *args: t.Any, **kwargs: t.Any) -> Response:
        """Return a response with data as its JSON body, which :func:`jsonify` calls.

        Its content type is :attr:`mimetype`; :attr:`compact` says how it is laid out.

        :param args: one value, or several to become a list.
        :param kwargs: or else, the items of an object.
        :raises TypeError: if both are given.
        """
        obj = self._prepare_response_obj(args, kwargs) if kwargs or len(args) != 1 else args[0]
        response: Response = self._app.response_class(self.body_of(obj), mimetype=self.mimetype)
        return response

    def sent(self, obj: t.Any) -> tuple[str, str] | None:
        """Return the text that :meth:`response` sends and its type; ``None`` where it has to be asked.

        :param obj: the data.
        """
        prepared = self._prepared
        # PERF: nine look-ups on the class, most of them for settings, are left out until one of them
        # changes: 0.25 µs (benchmarks: "JSON out").
        if not prepared.sentinel.__flags__ & UNCHANGED and not self._prepare():
            stock = type(self).response is _RESPONSE and "response" not in vars(self)
            return (self.body_of(obj), self.mimetype) if stock and self.mimetype else None
        compact = prepared.compact
        if compact is None:
            compact = not self._app.debug
        encode = prepared.compactly if compact else prepared.indented
        return f"{encode(obj)}\n", prepared.mimetype

    def body_of(self, obj: t.Any) -> str:
        """Return data as the text that :meth:`response` sends.

        :param obj: the data.
        """
        compact = self.compact
        if compact is None:
            compact = not self._app.debug
        body = self.dumps(obj, separators=_COMPACT) if compact else self.dumps(obj, indent=2)
        return f"{body}\n"


# What responses are written by, and its settings. Somebody may replace them in another way.
_WAYS = ("response", "body_of", "dumps", "_encode", "_make_encode")
_writing = attrgetter(*_WAYS, "__getattribute__", "__setattr__", "__delattr__")
_WRITING = _writing(DefaultJSONProvider)
_RESPONSE = DefaultJSONProvider.response
_settings = attrgetter("ensure_ascii", "sort_keys", "compact", "mimetype")
_PLAIN = frozenset({bool, str, type(None)})
