"""The JSON provider and its base class; written in :mod:`fw_app.json.provider`."""

from __future__ import annotations

from werkzeug.http import http_date as http_date

from fw_app.json.provider import DefaultJSONProvider as DefaultJSONProvider
from fw_app.json.provider import JSONProvider as JSONProvider
from fw_app.json.provider import _default as _default
