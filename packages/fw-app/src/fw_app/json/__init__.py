"""JSON as the active application wants it.

Each function asks the JSON provider of the active application (:attr:`Flask.json`); outside every
context they use the standard library, with the default provider's additional types.
"""

from __future__ import annotations

import json as _json
import typing as t
from importlib import import_module

from fw_app.active import get_app_ctx
from fw_app.removed import refuse_arguments

from .provider import _default, _loads

if not t.TYPE_CHECKING:

    def __getattr__(name: str) -> t.Any:
        """Import :mod:`fw_app.json.tag`, which reads and writes sessions."""
        if name != "tag":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        return import_module(f"{__name__}.tag")


__all__ = ["dump", "dumps", "load", "loads"]


def dumps(obj: t.Any, **kwargs: t.Any) -> str:
    """Serialize data as JSON.

    :param obj: the data.
    :param kwargs: handed to the provider, or to :func:`json.dumps` outside a context.
    :return: the JSON text.
    :raises TypeError: if the data holds something that JSON has no form for.
    """
    ctx = get_app_ctx(None)
    try:
        if ctx is not None:
            text: str = ctx.app.json.dumps(obj, **kwargs)
            return text
        return _json.dumps(obj, **{"default": _default, **kwargs})
    except TypeError:
        refuse_arguments("json.dumps", kwargs)
        raise


def dump(obj: t.Any, fp: t.IO[str], **kwargs: t.Any) -> None:
    """Serialize data as JSON into a file.

    :param obj: the data.
    :param fp: a file open for writing text; JSON is UTF-8.
    :param kwargs: handed to the provider, or to :func:`json.dump` outside a context.
    """
    ctx = get_app_ctx(None)
    try:
        if ctx is not None:
            ctx.app.json.dump(obj, fp, **kwargs)
        else:
            _json.dump(obj, fp, **{"default": _default, **kwargs})
    except TypeError:
        refuse_arguments("json.dump", kwargs)
        raise


def loads(s: str | bytes, **kwargs: t.Any) -> t.Any:
    """Read data from JSON.

    :param s: text, or bytes in UTF-8.
    :param kwargs: handed to the provider, or to :func:`json.loads` outside a context.
    :return: the data.
    :raises ValueError: if it is no JSON, or nested too deep to be read.
    """
    ctx = get_app_ctx(None)
    try:
        if ctx is not None:
            # PERF: without looking for options where there are none (benchmarks: "JSON in", "session read and written").
            provider = ctx.app.json
            return provider.loads(s, **kwargs) if kwargs else provider.loads(s)
        return _loads(s, kwargs)
    except TypeError:
        refuse_arguments("json.loads", kwargs)
        raise


def load(fp: t.IO[t.AnyStr], **kwargs: t.Any) -> t.Any:
    """Read data from a file of JSON.

    :param fp: a file open for reading text, or bytes in UTF-8.
    :param kwargs: handed to the provider, or to :func:`json.loads` outside a context.
    :return: the data.
    :raises ValueError: if it is no JSON, or nested too deep to be read.
    """
    ctx = get_app_ctx(None)
    try:
        if ctx is not None:
            return ctx.app.json.load(fp, **kwargs)
        return _loads(fp.read(), kwargs)
    except TypeError:
        refuse_arguments("json.load", kwargs)
        raise
