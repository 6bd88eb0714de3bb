"""The signals that the application sends; written in :mod:`fw_app.signals`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blinker import Namespace as Namespace

from fw_app.signals import _signals as _signals
from fw_app.signals import appcontext_popped as appcontext_popped
from fw_app.signals import appcontext_pushed as appcontext_pushed
from fw_app.signals import appcontext_tearing_down as appcontext_tearing_down
from fw_app.signals import before_render_template as before_render_template
from fw_app.signals import got_request_exception as got_request_exception
from fw_app.signals import message_flashed as message_flashed
from fw_app.signals import request_finished as request_finished
from fw_app.signals import request_started as request_started
from fw_app.signals import request_tearing_down as request_tearing_down
from fw_app.signals import template_rendered as template_rendered
from fw_core._names import module_getattr

if not TYPE_CHECKING:
    __getattr__ = module_getattr(__name__)
