"""Proxies for the active context, which Werkzeug's users recognise as its own.

Without their types, which are above this module: :mod:`fw_app.globals` adds them.
"""

from __future__ import annotations

import typing as t

from werkzeug.local import LocalProxy

from fw_context import Proxy

from .active import _cv_app, _cv_request, no_app_message, no_request_message


class ContextProxy(Proxy[t.Any], LocalProxy[t.Any]):
    """A proxy of fw-context that is an instance of :class:`werkzeug.local.LocalProxy` too."""

    __slots__ = ()


# The name is seen in the repr of an unbound proxy.
ContextProxy.__name__ = ContextProxy.__qualname__ = LocalProxy.__name__


app_ctx: t.Any = ContextProxy(_cv_app, unbound_message=no_app_message)
current_app: t.Any = ContextProxy(_cv_app, "app", unbound_message=no_app_message)
g: t.Any = ContextProxy(_cv_app, "g", unbound_message=no_app_message)
request_ctx: t.Any = ContextProxy(_cv_request, unbound_message=no_request_message)
request: t.Any = ContextProxy(_cv_request, "request", unbound_message=no_request_message)
session: t.Any = ContextProxy(_cv_request, "session", unbound_message=no_request_message)
