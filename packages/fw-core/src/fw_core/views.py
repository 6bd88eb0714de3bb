"""Views as classes; written in :mod:`fw_app.views`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fw_app.ctx import F as F
from fw_app.globals import current_app as current_app
from fw_app.globals import request as request
from fw_app.views import MethodView as MethodView
from fw_app.views import View as View
from fw_app.views import http_method_funcs as http_method_funcs
from fw_core._names import module_getattr

if not TYPE_CHECKING:
    __getattr__ = module_getattr(__name__)
