"""The contexts of the application and of the request; written in :mod:`fw_app.ctx`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException as HTTPException

from fw_app.ctx import AppContext as AppContext
from fw_app.ctx import F as F
from fw_app.ctx import RequestContext as RequestContext
from fw_app.ctx import _AppCtxGlobals as _AppCtxGlobals
from fw_app.ctx import _sentinel as _sentinel
from fw_app.ctx import after_this_request as after_this_request
from fw_app.ctx import copy_current_request_context as copy_current_request_context
from fw_app.ctx import has_app_context as has_app_context
from fw_app.ctx import has_request_context as has_request_context
from fw_app.globals import _cv_app as _cv_app
from fw_app.globals import _cv_request as _cv_request
from fw_app.signals import appcontext_popped as appcontext_popped
from fw_app.signals import appcontext_pushed as appcontext_pushed
from fw_core._names import module_getattr

if not TYPE_CHECKING:
    __getattr__ = module_getattr(__name__)
