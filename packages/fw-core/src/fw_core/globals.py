"""The proxies that find the current application and request; written in :mod:`fw_app.globals`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.local import LocalProxy as LocalProxy

from fw_app.globals import _cv_app as _cv_app
from fw_app.globals import _cv_request as _cv_request
from fw_app.globals import _no_app_msg as _no_app_msg
from fw_app.globals import _no_req_msg as _no_req_msg
from fw_app.globals import app_ctx as app_ctx
from fw_app.globals import current_app as current_app
from fw_app.globals import g as g
from fw_app.globals import request as request
from fw_app.globals import request_ctx as request_ctx
from fw_app.globals import session as session
from fw_core._names import module_getattr

if not TYPE_CHECKING:
    __getattr__ = module_getattr(__name__)
