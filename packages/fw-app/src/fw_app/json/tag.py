"""JSON with types: the serializer of sessions, reading and writing with the application's provider.

The tags are :mod:`fw_sessions.tagged_json`'s. A type of one's own is added by a subclass of
:class:`JSONTag` and ``app.session_interface.serializer.register``.
"""

from __future__ import annotations

from typing import Any

from fw_app.active import get_app_ctx
from fw_app.json import dumps, loads
from fw_sessions import tagged_json
from fw_sessions.tagged_json import (
    JSONTag,
    PassDict,
    PassList,
    TagBytes,
    TagDateTime,
    TagDict,
    TagMarkup,
    TagTuple,
    TagUUID,
)

__all__ = [
    "JSONTag",
    "PassDict",
    "PassList",
    "TagBytes",
    "TagDateTime",
    "TagDict",
    "TagMarkup",
    "TagTuple",
    "TagUUID",
    "TaggedJSONSerializer",
    "dumps",
    "loads",
]


def _dumps(value: Any, separators: tuple[str, str]) -> str:
    """Do what :func:`fw_app.json.dumps` does, with the one option that serializers give."""
    ctx = get_app_ctx(None)
    if ctx is None:
        return dumps(value, separators=separators)
    # PERF: the options need not become a dict on the way (benchmarks: "session read and written").
    text: str = ctx.app.json.dumps(value, separators=separators)
    return text


class TaggedJSONSerializer(tagged_json.TaggedJSONSerializer):
    """Compact JSON that keeps tuples, bytes, markup, UUIDs and datetimes apart.

    The JSON itself is the active application's, see :func:`fw_app.json.dumps`.
    """

    __slots__ = ()

    json_dumps = staticmethod(_dumps)
    json_loads = staticmethod(loads)
