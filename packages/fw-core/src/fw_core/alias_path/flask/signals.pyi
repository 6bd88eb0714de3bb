# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.signals import Namespace as Namespace
from fw_core.signals import _signals as _signals
from fw_core.signals import appcontext_popped as appcontext_popped
from fw_core.signals import appcontext_pushed as appcontext_pushed
from fw_core.signals import appcontext_tearing_down as appcontext_tearing_down
from fw_core.signals import before_render_template as before_render_template
from fw_core.signals import got_request_exception as got_request_exception
from fw_core.signals import message_flashed as message_flashed
from fw_core.signals import request_finished as request_finished
from fw_core.signals import request_started as request_started
from fw_core.signals import request_tearing_down as request_tearing_down
from fw_core.signals import template_rendered as template_rendered
