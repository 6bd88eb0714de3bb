# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.views import F as F
from fw_core.views import MethodView as MethodView
from fw_core.views import View as View
from fw_core.views import current_app as current_app
from fw_core.views import http_method_funcs as http_method_funcs
from fw_core.views import request as request
