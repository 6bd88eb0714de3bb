"""The core application: requests, responses, blueprints, hooks, errors, configuration.

The names that an application is written with are here; the modules hold the rest. The functions that
views call, and what renders templates, are imported when they are first used, so that a service without
templates never imports Jinja; the command line and the test client are in modules of their own.
"""

from __future__ import annotations

import importlib
import sys
import typing as t

from . import lean_werkzeug as lean_werkzeug  # before all that imports Werkzeug
from ._version import __version__ as __version__
from .app import Flask as Flask
from .blueprints import Blueprint as Blueprint
from .config import Config as Config
from .ctx import after_this_request as after_this_request
from .ctx import copy_current_request_context as copy_current_request_context
from .ctx import has_app_context as has_app_context
from .ctx import has_request_context as has_request_context
from .globals import current_app as current_app
from .globals import g as g
from .globals import request as request
from .globals import session as session
from .jsonify import jsonify as jsonify
from .signals import appcontext_popped as appcontext_popped
from .signals import appcontext_pushed as appcontext_pushed
from .signals import appcontext_tearing_down as appcontext_tearing_down
from .signals import before_render_template as before_render_template
from .signals import got_request_exception as got_request_exception
from .signals import message_flashed as message_flashed
from .signals import request_finished as request_finished
from .signals import request_started as request_started
from .signals import request_tearing_down as request_tearing_down
from .signals import template_rendered as template_rendered
from .wrappers import Request as Request
from .wrappers import Response as Response

if t.TYPE_CHECKING:
    from .helpers import abort as abort
    from .helpers import flash as flash
    from .helpers import get_flashed_messages as get_flashed_messages
    from .helpers import get_template_attribute as get_template_attribute
    from .helpers import make_response as make_response
    from .helpers import redirect as redirect
    from .helpers import send_file as send_file
    from .helpers import send_from_directory as send_from_directory
    from .helpers import stream_with_context as stream_with_context
    from .helpers import url_for as url_for
    from .redirect_targets import safe_redirect_target as safe_redirect_target
    from .templating import render_template as render_template
    from .templating import render_template_string as render_template_string
    from .templating import stream_template as stream_template
    from .templating import stream_template_string as stream_template_string

else:
    _LATE = {
        **dict.fromkeys(
            (
                "abort",
                "flash",
                "get_flashed_messages",
                "get_template_attribute",
                "make_response",
                "redirect",
                "send_file",
                "send_from_directory",
                "stream_with_context",
                "url_for",
            ),
            "helpers",
        ),
        "safe_redirect_target": "redirect_targets",
        "render_template": "templating",
        "render_template_string": "templating",
        "stream_template": "templating",
        "stream_template_string": "templating",
    }

    def __getattr__(name: str) -> t.Any:
        """Import what is only imported on first use."""
        if name == "__all__":  # for `from fw_app import *`
            return [public for public in __dir__() if not public.startswith("_")]
        module = _LATE.get(name, name)
        if module not in _LATE.values():
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        value = importlib.import_module(f".{module}", __name__)
        if name in _LATE:
            value = getattr(value, name)
        setattr(sys.modules[__name__], name, value)
        return value

    def __dir__() -> list[str]:
        """List them with the others."""
        return sorted({*vars(sys.modules[__name__]), *_LATE, *_LATE.values()})
