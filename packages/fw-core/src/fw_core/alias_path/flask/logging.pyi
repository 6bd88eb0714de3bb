# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.logging import LocalProxy as LocalProxy
from fw_core.logging import create_logger as create_logger
from fw_core.logging import default_handler as default_handler
from fw_core.logging import has_level_handler as has_level_handler
from fw_core.logging import request as request
from fw_core.logging import wsgi_errors_stream as wsgi_errors_stream
