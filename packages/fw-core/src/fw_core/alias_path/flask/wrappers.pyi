# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.wrappers import BadRequest as BadRequest
from fw_core.wrappers import HTTPException as HTTPException
from fw_core.wrappers import Request as Request
from fw_core.wrappers import Response as Response
from fw_core.wrappers import _split_blueprint_path as _split_blueprint_path
from fw_core.wrappers import current_app as current_app
