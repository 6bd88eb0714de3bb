# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.globals import LocalProxy as LocalProxy
from fw_core.globals import _cv_app as _cv_app
from fw_core.globals import _cv_request as _cv_request
from fw_core.globals import _no_app_msg as _no_app_msg
from fw_core.globals import _no_req_msg as _no_req_msg
from fw_core.globals import app_ctx as app_ctx
from fw_core.globals import current_app as current_app
from fw_core.globals import g as g
from fw_core.globals import request as request
from fw_core.globals import request_ctx as request_ctx
from fw_core.globals import session as session
