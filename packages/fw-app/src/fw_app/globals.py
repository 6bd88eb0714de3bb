"""The names that stand for what is being handled: ``current_app``, ``g``, ``request``, ``session``."""

from __future__ import annotations

import typing as t
from contextvars import ContextVar

from werkzeug.local import LocalProxy as LocalProxy

from fw_sessions import SessionMixin

from . import active, context_proxy
from .app import Flask
from .ctx import AppContext, RequestContext
from .namespace import _AppCtxGlobals
from .wrappers import Request

_cv_app = t.cast("ContextVar[AppContext]", active._cv_app)
_cv_request = t.cast("ContextVar[RequestContext]", active._cv_request)

_no_app_msg = active.no_app_message()
_no_req_msg = active.no_request_message()

#: The active application context.
app_ctx: AppContext = context_proxy.app_ctx
#: The application of the active context.
current_app: Flask = context_proxy.current_app
#: The namespace of the active application context.
g: _AppCtxGlobals = context_proxy.g
#: The active request context.
request_ctx: RequestContext = context_proxy.request_ctx
#: The request being handled.
request: Request = context_proxy.request
#: The session of the request being handled.
session: SessionMixin = context_proxy.session
