"""What debug mode adds to error messages; written in :mod:`fw_app.debughelpers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import RequestRedirect as RequestRedirect

from fw_app.blueprints import Blueprint as Blueprint
from fw_app.debughelpers import DebugFilesKeyError as DebugFilesKeyError
from fw_app.debughelpers import FormDataRoutingRedirect as FormDataRoutingRedirect
from fw_app.debughelpers import UnexpectedUnicodeError as UnexpectedUnicodeError
from fw_app.debughelpers import _dump_loader_info as _dump_loader_info
from fw_app.debughelpers import attach_enctype_error_multidict as attach_enctype_error_multidict
from fw_app.debughelpers import (
    explain_template_loading_attempts as explain_template_loading_attempts,
)
from fw_app.globals import request_ctx as request_ctx
from fw_app.sansio.app import App as App
from fw_core._names import module_getattr

if TYPE_CHECKING:
    from jinja2 import BaseLoader as BaseLoader
else:  # what is heavy is imported on first use
    __getattr__ = module_getattr(__name__, {"BaseLoader": "jinja2"})
