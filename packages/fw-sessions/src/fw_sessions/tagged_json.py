"""JSON that gives back tuples, bytes, markup, UUIDs and datetimes as what they were.

A value that JSON cannot tell is written as an object with one key, the *tag*: ``(1, 2)`` becomes
``{" t": [1, 2]}``. A dict that happens to look like that is tagged itself. More types are added
with :meth:`TaggedJSONSerializer.register`.
"""

from __future__ import annotations

import json
import sys
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar

from markupsafe import Markup
from werkzeug.http import http_date, parse_date


def json_default(value: Any) -> Any:
    """Return a JSON value for what no tag took and JSON does not know.

    :raises TypeError: for anything that is not a date, decimal, UUID, dataclass or markup.
    """
    if isinstance(value, date):
        return http_date(value)
    if _is_a(value, "decimal", "Decimal") or _is_a(value, "uuid", "UUID"):
        return str(value)
    if hasattr(type(value), "__dataclass_fields__"):
        from dataclasses import asdict  # noqa: PLC0415 - whoever defined the class has imported it

        return asdict(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    raise TypeError(
        f"A {type(value).__name__} cannot be kept in a session: {value!r}. Keep a string, number,"
        " list or dict made from it, or register a JSONTag for its class."
    )


def _is_a(value: Any, module: str, name: str) -> bool:
    """Return whether ``value`` is of a class whose module may never have been imported.

    Then nothing is of that class. PERF: :mod:`uuid` and :mod:`decimal` take as long to import as
    the rest of the sessions (benchmarks: "import fw_app").
    """
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, getattr(loaded, name))


def dump_json(value: Any, **kwargs: Any) -> str:
    """Return ``value`` as JSON with sorted keys, as an application's JSON provider does."""
    # PERF: `json.dumps` makes an encoder for each call that has options.
    if kwargs == _COMPACT:
        return _encode_compact(value)
    kwargs.setdefault("default", json_default)
    kwargs.setdefault("sort_keys", True)
    return json.dumps(value, **kwargs)


_COMPACT = {"separators": (",", ":")}
_encode_compact = json.JSONEncoder(
    sort_keys=True, default=json_default, separators=_COMPACT["separators"]
).encode


class JSONTag:
    """How one type is tagged; the base class for tags of one's own.

    :param serializer: The serializer the tag belongs to, for tagging values inside a value.
    """

    __slots__ = ("serializer",)

    #: The key that marks the type in JSON. Without one, the tag only takes part in tagging.
    key: str = ""

    def __init__(self, serializer: TaggedJSONSerializer) -> None:
        self.serializer = serializer

    def check(self, value: Any) -> bool:
        """Return whether this tag is for ``value``."""
        raise NotImplementedError

    def to_json(self, value: Any) -> Any:
        """Return ``value`` as something that JSON knows, without the tag."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """Return the original of what :meth:`to_json` returned."""
        raise NotImplementedError

    def tag(self, value: Any) -> dict[str, Any]:
        """Return ``value`` as JSON under the tag's key."""
        return {self.key: self.to_json(value)}


class TagDict(JSONTag):
    """A dict of one item whose key is a tag: the key gets ``__`` behind it, to be told apart."""

    __slots__ = ()
    key = " di"

    def check(self, value: Any) -> bool:
        """Return whether ``value`` would be taken for a tagged one."""
        if not isinstance(value, dict) or len(value) != 1:
            return False
        (only,) = value
        return only in self.serializer.tags

    def to_json(self, value: Any) -> Any:
        """Return the dict with its key marked."""
        ((name, item),) = value.items()
        return {name + "__": self.serializer.tag(item)}

    def to_python(self, value: Any) -> Any:
        """Return the dict with its key as it was."""
        ((name, item),) = value.items()
        return {name[:-2]: item}


class PassDict(JSONTag):
    """Any other dict: its values are tagged, and its keys are JSON's, which are strings."""

    __slots__ = ()

    def check(self, value: Any) -> bool:
        """Return whether ``value`` is a dict."""
        return isinstance(value, dict)

    def to_json(self, value: Any) -> Any:
        """Return the dict with its values tagged."""
        tag = self.serializer.tag
        return {name: tag(item) for name, item in value.items()}

    tag = to_json


class TagTuple(JSONTag):
    """A tuple."""

    __slots__ = ()
    key = " t"

    def check(self, value: Any) -> bool:
        """Return whether ``value`` is a tuple."""
        return isinstance(value, tuple)

    def to_json(self, value: Any) -> Any:
        """Return a list with the items tagged."""
        return list(map(self.serializer.tag, value))

    def to_python(self, value: Any) -> Any:
        """Return the tuple."""
        return tuple(value)


class PassList(JSONTag):
    """A list: its items are tagged."""

    __slots__ = ()

    def check(self, value: Any) -> bool:
        """Return whether ``value`` is a list."""
        return isinstance(value, list)

    def to_json(self, value: Any) -> Any:
        """Return the list with its items tagged."""
        return list(map(self.serializer.tag, value))

    tag = to_json


class TagBytes(JSONTag):
    """Bytes, as base64."""

    __slots__ = ()
    key = " b"

    def check(self, value: Any) -> bool:
        """Return whether ``value`` is bytes."""
        return isinstance(value, bytes)

    def to_json(self, value: Any) -> Any:
        """Return base64 text."""
        return str(b2a_base64(value, newline=False), "ascii")

    def to_python(self, value: Any) -> Any:
        """Return the bytes."""
        return a2b_base64(value)


class TagMarkup(JSONTag):
    """Whatever has ``__html__()``. It comes back as :class:`markupsafe.Markup`."""

    __slots__ = ()
    key = " m"

    def check(self, value: Any) -> bool:
        """Return whether ``value`` says what it is in HTML."""
        return callable(getattr(value, "__html__", None))

    def to_json(self, value: Any) -> Any:
        """Return the HTML."""
        return str(value.__html__())

    def to_python(self, value: Any) -> Any:
        """Return the HTML as markup that needs no escaping."""
        return Markup(value)  # noqa: S704 - it was markup when it was signed


class TagUUID(JSONTag):
    """A UUID, as 32 hexadecimal digits."""

    __slots__ = ()
    key = " u"

    def check(self, value: Any) -> bool:
        """Return whether ``value`` is a UUID."""
        return _is_a(value, "uuid", "UUID")

    def to_json(self, value: Any) -> Any:
        """Return the digits."""
        return value.hex

    def to_python(self, value: Any) -> Any:
        """Return the UUID."""
        from uuid import UUID  # noqa: PLC0415 - see _is_a

        return UUID(value)


class TagDateTime(JSONTag):
    """A datetime, as an HTTP date. It comes back in UTC and without fractions of a second."""

    __slots__ = ()
    key = " d"

    def check(self, value: Any) -> bool:
        """Return whether ``value`` is a datetime."""
        return isinstance(value, datetime)

    def to_json(self, value: Any) -> Any:
        """Return the HTTP date."""
        return http_date(value)

    def to_python(self, value: Any) -> Any:
        """Return the datetime."""
        return parse_date(value)


# A tag for a special case comes before the one for the general case.
_CONTAINER_TAGS: tuple[type[JSONTag], ...] = (TagDict, PassDict, TagTuple, PassList)
_VALUE_TAGS: tuple[type[JSONTag], ...] = (TagBytes, TagMarkup, TagUUID, TagDateTime)


class TaggedJSONSerializer:
    """Compact JSON with tags for the types that JSON does not know.

    :param dumps: Writes JSON, called with the tagged value and ``separators``. By default the
        class's :attr:`json_dumps`: a framework puts its own there, or gives it here.
    :param loads: Reads JSON; by default the class's :attr:`json_loads`.
    """

    __slots__ = ("_dumps", "_loads", "_quick_order", "_told_by_space", "order", "tags")

    #: The tags that every new serializer begins with, in the order they are tried.
    default_tags: ClassVar[list[type[JSONTag]]] = [*_CONTAINER_TAGS, *_VALUE_TAGS]

    #: Writes JSON for serializers that were not given a function of their own.
    json_dumps: ClassVar[Callable[..., str]] = staticmethod(dump_json)

    #: Reads JSON for serializers that were not given a function of their own.
    json_loads: ClassVar[Callable[..., Any]] = staticmethod(json.loads)

    def __init__(
        self,
        *,
        dumps: Callable[..., str] | None = None,
        loads: Callable[[str], Any] | None = None,
    ) -> None:
        self._dumps = dumps or self.json_dumps
        self._loads = loads or self.json_loads
        #: Tag by key.
        self.tags: dict[str, JSONTag] = {}
        #: Tags in the order they are tried.
        self.order: list[JSONTag] = []
        self._quick_order: list[JSONTag] | None = None
        # How many tags there are, if the key of each begins with a space as those of the stock tags
        # do, and they are taken off in the stock way.
        self._told_by_space: int | None = None
        for tag_class in self.default_tags:
            self.register(tag_class)
        # PERF: a value of a builtin type is tagged by looking at its class once, as long as
        # exactly the stock tags are registered and nothing is overridden.
        if [type(tag) for tag in self.order] == _STOCK_TAGS and not _overrides(type(self)):
            self._quick_order = self.order[:]

    def register(
        self, tag_class: type[JSONTag], force: bool = False, index: int | None = None
    ) -> None:
        """Add a tag.

        :param tag_class: The class of the tag; this makes its instance.
        :param force: Replace the tag that has the same key.
        :param index: Where in :attr:`order` it is tried; at the end unless told. A subclass of a
            known type has to come before that type, so it needs ``index=0``.
        :raises KeyError: if the key is taken and ``force`` is not set.
        """
        tag = tag_class(self)
        key = tag.key
        if key:
            if key in self.tags and not force:
                holder = type(self.tags[key]).__name__
                raise KeyError(
                    f"Tag {key!r} is already registered, by {holder}. Give {tag_class.__name__}"
                    " another key, or pass force=True to replace the other."
                )
            self.tags[key] = tag
            spaced = all(key.startswith(" ") for key in self.tags) and not _overrides(type(self))
            self._told_by_space = len(self.tags) if spaced else None
        self.order.insert(len(self.order) if index is None else index, tag)

    def tag(self, value: Any) -> Any:
        """Return ``value`` as JSON values, tagged where JSON alone would lose its type."""
        for tag in self.order:
            if tag.check(value):
                return tag.tag(value)
        return value

    def _quick_tag(self, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is dict:
            if len(value) == 1 and not self.tags.keys().isdisjoint(value):
                return self.tag(value)
            # PERF: most sessions hold nothing to tag (benchmarks: "session read and written").
            if _PLAIN.issuperset(map(type, value.values())):
                return value
            quick = self._quick_tag
            return {name: quick(item) for name, item in value.items()}
        if kind is list:
            if _PLAIN.issuperset(map(type, value)):
                return value
            return [*map(self._quick_tag, value)]
        return self.tag(value)

    def untag(self, value: dict[str, Any]) -> Any:
        """Return what the tagged dict ``value`` stands for, or ``value`` if it is not tagged."""
        if len(value) != 1:
            return value
        ((key, item),) = value.items()
        tag = self.tags.get(key)
        return value if tag is None else tag.to_python(item)

    def _untag_scan(self, value: Any) -> Any:
        # From the inside out: a tag's content is whole before the tag is taken off.
        kind = type(value)
        if kind is dict:
            scan = self._untag_scan
            return self.untag({name: scan(item) for name, item in value.items()})
        if kind is list:
            return [self._untag_scan(item) for item in value]
        return value

    def dumps(self, value: Any) -> str:
        """Return ``value`` as compact JSON text."""
        quick = self._quick_order is not None and self.order == self._quick_order
        tagged = self._quick_tag(value) if quick else self.tag(value)
        dumps = self._dumps  # PERF: what lies in a slot is found quicker than a method of that name
        return dumps(tagged, separators=(",", ":"))

    def loads(self, value: str) -> Any:
        """Return what was given to :meth:`dumps`."""
        loads = self._loads
        loaded = loads(value)
        # PERF: every stock tag begins with a space, so text without `" ` and without an escaped
        # space holds none of them and need not be walked through.
        if (
            type(value) is str
            and '" ' not in value
            and "\\u00" not in value
            and len(self.tags) == self._told_by_space
        ):
            return loaded
        return self._untag_scan(loaded)


_STOCK_TAGS = TaggedJSONSerializer.default_tags[:]

# What JSON gives back as it was, and no stock tag is for.
_PLAIN = frozenset((str, int, bool, float, type(None)))


def _overrides(kind: type[TaggedJSONSerializer]) -> bool:
    """Return whether a subclass tags or untags in its own way."""
    names = ("tag", "untag", "_untag_scan")
    return any(getattr(kind, name) is not getattr(TaggedJSONSerializer, name) for name in names)


#: A serializer with the stock tags and sorted keys, for whoever needs no other.
tagged_json_serializer = TaggedJSONSerializer()
