"""The application's logger; written in :mod:`fw_app.logging`."""

from __future__ import annotations

from werkzeug.local import LocalProxy as LocalProxy

from fw_app.globals import request as request
from fw_app.logging import create_logger as create_logger
from fw_app.logging import default_handler as default_handler
from fw_app.logging import has_level_handler as has_level_handler
from fw_app.logging import wsgi_errors_stream as wsgi_errors_stream
