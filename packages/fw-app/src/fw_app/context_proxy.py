"""Proxies for the active context, which Werkzeug's users recognise as its own.

Without their types, which are above this module: :mod:`fw_app.globals` adds them.
"""

from __future__ import annotations

import typing as t
from functools import partial

from werkzeug.local import LocalProxy

from fw_context import Proxy

from .active import _cv_app, _cv_request, no_app_message, no_request_message


class ContextProxy(Proxy[t.Any], LocalProxy[t.Any]):
    """A proxy of fw-context that is an instance of :class:`werkzeug.local.LocalProxy` too."""

    __slots__ = ()


# The name is seen in the repr of an unbound proxy.
ContextProxy.__name__ = ContextProxy.__qualname__ = LocalProxy.__name__


def _of_app(name: str, attribute: str | None) -> t.Any:
    return ContextProxy(_cv_app, attribute, unbound_message=partial(no_app_message, name))


def _of_request(name: str, attribute: str | None) -> t.Any:
    return ContextProxy(_cv_request, attribute, unbound_message=partial(no_request_message, name))


app_ctx = _of_app("app_ctx", None)
current_app = _of_app("current_app", "app")
g = _of_app("g", "g")
request_ctx = _of_request("request_ctx", None)
request = _of_request("request", "request")
session = _of_request("session", "session")
