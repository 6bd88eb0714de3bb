# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.helpers import _cv_app as _cv_app
from fw_core.helpers import _cv_request as _cv_request
from fw_core.helpers import _prepare_send_file_kwargs as _prepare_send_file_kwargs
from fw_core.helpers import _split_blueprint_path as _split_blueprint_path
from fw_core.helpers import abort as abort
from fw_core.helpers import current_app as current_app
from fw_core.helpers import flash as flash
from fw_core.helpers import get_debug_flag as get_debug_flag
from fw_core.helpers import get_flashed_messages as get_flashed_messages
from fw_core.helpers import get_load_dotenv as get_load_dotenv
from fw_core.helpers import get_root_path as get_root_path
from fw_core.helpers import get_template_attribute as get_template_attribute
from fw_core.helpers import make_response as make_response
from fw_core.helpers import message_flashed as message_flashed
from fw_core.helpers import redirect as redirect
from fw_core.helpers import request as request
from fw_core.helpers import request_ctx as request_ctx
from fw_core.helpers import send_file as send_file
from fw_core.helpers import send_from_directory as send_from_directory
from fw_core.helpers import session as session
from fw_core.helpers import stream_with_context as stream_with_context
from fw_core.helpers import url_for as url_for
from fw_core.helpers import werkzeug as werkzeug
