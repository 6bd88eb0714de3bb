"""Functions that views call: responses, redirects, files, messages; written in :mod:`fw_app.helpers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import werkzeug as werkzeug

from fw_app.globals import _cv_app as _cv_app
from fw_app.globals import _cv_request as _cv_request
from fw_app.globals import current_app as current_app
from fw_app.globals import request as request
from fw_app.globals import request_ctx as request_ctx
from fw_app.globals import session as session
from fw_app.helpers import _prepare_send_file_kwargs as _prepare_send_file_kwargs
from fw_app.helpers import _split_blueprint_path as _split_blueprint_path
from fw_app.helpers import abort as abort
from fw_app.helpers import flash as flash
from fw_app.helpers import get_debug_flag as get_debug_flag
from fw_app.helpers import get_flashed_messages as get_flashed_messages
from fw_app.helpers import get_load_dotenv as get_load_dotenv
from fw_app.helpers import get_root_path as get_root_path
from fw_app.helpers import get_template_attribute as get_template_attribute
from fw_app.helpers import make_response as make_response
from fw_app.helpers import redirect as redirect
from fw_app.helpers import send_file as send_file
from fw_app.helpers import send_from_directory as send_from_directory
from fw_app.helpers import stream_with_context as stream_with_context
from fw_app.helpers import url_for as url_for
from fw_app.signals import message_flashed as message_flashed
from fw_core._names import module_getattr

if not TYPE_CHECKING:  # what is heavy or has another name here
    __getattr__ = module_getattr(
        __name__,
        {
            "BaseResponse": "werkzeug.wrappers:Response",
            "_wz_abort": "werkzeug.exceptions:abort",
            "_wz_redirect": "werkzeug.utils:redirect",
        },
    )
