"""The request and the response; written in :mod:`fw_app.wrappers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest as BadRequest
from werkzeug.exceptions import HTTPException as HTTPException

from fw_app.globals import current_app as current_app
from fw_app.helpers import _split_blueprint_path as _split_blueprint_path
from fw_app.wrappers import Request as Request
from fw_app.wrappers import Response as Response
from fw_core._names import module_getattr

if not TYPE_CHECKING:  # what is heavy or has another name here
    __getattr__ = module_getattr(
        __name__,
        {
            "RequestBase": "werkzeug.wrappers:Request",
            "ResponseBase": "werkzeug.wrappers:Response",
            "json": "fw_core.json:",
        },
    )
