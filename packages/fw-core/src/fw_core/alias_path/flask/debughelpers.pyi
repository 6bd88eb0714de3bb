# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.debughelpers import App as App
from fw_core.debughelpers import BaseLoader as BaseLoader
from fw_core.debughelpers import Blueprint as Blueprint
from fw_core.debughelpers import DebugFilesKeyError as DebugFilesKeyError
from fw_core.debughelpers import FormDataRoutingRedirect as FormDataRoutingRedirect
from fw_core.debughelpers import RequestRedirect as RequestRedirect
from fw_core.debughelpers import UnexpectedUnicodeError as UnexpectedUnicodeError
from fw_core.debughelpers import _dump_loader_info as _dump_loader_info
from fw_core.debughelpers import attach_enctype_error_multidict as attach_enctype_error_multidict
from fw_core.debughelpers import (
    explain_template_loading_attempts as explain_template_loading_attempts,
)
from fw_core.debughelpers import request_ctx as request_ctx
