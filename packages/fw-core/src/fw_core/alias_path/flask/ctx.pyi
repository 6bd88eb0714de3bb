# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.ctx import AppContext as AppContext
from fw_core.ctx import F as F
from fw_core.ctx import HTTPException as HTTPException
from fw_core.ctx import RequestContext as RequestContext
from fw_core.ctx import _AppCtxGlobals as _AppCtxGlobals
from fw_core.ctx import _cv_app as _cv_app
from fw_core.ctx import _cv_request as _cv_request
from fw_core.ctx import _sentinel as _sentinel
from fw_core.ctx import after_this_request as after_this_request
from fw_core.ctx import appcontext_popped as appcontext_popped
from fw_core.ctx import appcontext_pushed as appcontext_pushed
from fw_core.ctx import copy_current_request_context as copy_current_request_context
from fw_core.ctx import has_app_context as has_app_context
from fw_core.ctx import has_request_context as has_request_context
