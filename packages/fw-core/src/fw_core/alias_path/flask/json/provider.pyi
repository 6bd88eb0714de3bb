# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.json.provider import DefaultJSONProvider as DefaultJSONProvider
from fw_core.json.provider import JSONProvider as JSONProvider
from fw_core.json.provider import _default as _default
from fw_core.json.provider import http_date as http_date
