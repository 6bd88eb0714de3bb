# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.json import _default as _default
from fw_core.json import current_app as current_app
from fw_core.json import dump as dump
from fw_core.json import dumps as dumps
from fw_core.json import jsonify as jsonify
from fw_core.json import load as load
from fw_core.json import loads as loads
from fw_core.json import provider as provider
from fw_core.json import tag as tag
