"""JSON through the current application's provider; written in :mod:`fw_app.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fw_app.globals import current_app as current_app
from fw_app.json import dump as dump
from fw_app.json import dumps as dumps
from fw_app.json import load as load
from fw_app.json import loads as loads
from fw_app.json.provider import _default as _default
from fw_app.jsonify import jsonify as jsonify
from fw_core._names import module_getattr

if TYPE_CHECKING:
    from fw_core.json import provider as provider
    from fw_core.json import tag as tag
else:  # what is heavy is imported on first use
    __getattr__ = module_getattr(
        __name__, {"provider": "fw_core.json.provider:", "tag": "fw_core.json.tag:"}
    )
