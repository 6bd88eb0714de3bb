"""The familiar web framework interface, faster, typed, and made of independent components.

::

    from fw_core import Flask

    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        return "Hello, World!"

Every name is written in one of the components and only handed on here. The functions that views
call, and what pulls in Jinja, Click or the test client, are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fw_app.app import Flask as Flask
from fw_app.blueprints import Blueprint as Blueprint
from fw_app.config import Config as Config
from fw_app.ctx import after_this_request as after_this_request
from fw_app.ctx import copy_current_request_context as copy_current_request_context
from fw_app.ctx import has_app_context as has_app_context
from fw_app.ctx import has_request_context as has_request_context
from fw_app.globals import current_app as current_app
from fw_app.globals import g as g
from fw_app.globals import request as request
from fw_app.globals import session as session
from fw_app.jsonify import jsonify as jsonify
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
from fw_app.wrappers import Request as Request
from fw_app.wrappers import Response as Response
from fw_core._names import module_getattr
from fw_core._version import __version__ as __version__

if TYPE_CHECKING:
    from fw_app.helpers import abort as abort
    from fw_app.helpers import flash as flash
    from fw_app.helpers import get_flashed_messages as get_flashed_messages
    from fw_app.helpers import get_template_attribute as get_template_attribute
    from fw_app.helpers import make_response as make_response
    from fw_app.helpers import redirect as redirect
    from fw_app.helpers import send_file as send_file
    from fw_app.helpers import send_from_directory as send_from_directory
    from fw_app.helpers import stream_with_context as stream_with_context
    from fw_app.helpers import url_for as url_for
    from fw_app.redirect_targets import safe_redirect_target as safe_redirect_target
    from fw_app.templating import render_template as render_template
    from fw_app.templating import render_template_string as render_template_string
    from fw_app.templating import stream_template as stream_template
    from fw_app.templating import stream_template_string as stream_template_string
    from fw_core import app as app
    from fw_core import blueprints as blueprints
    from fw_core import cli as cli
    from fw_core import config as config
    from fw_core import ctx as ctx
    from fw_core import debughelpers as debughelpers
    from fw_core import globals as globals  # noqa: A004  # the reference's name
    from fw_core import helpers as helpers
    from fw_core import json as json
    from fw_core import logging as logging
    from fw_core import sansio as sansio
    from fw_core import sessions as sessions
    from fw_core import signals as signals
    from fw_core import templating as templating
    from fw_core import testing as testing
    from fw_core import typing as typing
    from fw_core import views as views
    from fw_core import wrappers as wrappers
else:  # imported on first use
    __getattr__ = module_getattr(
        __name__,
        {
            "abort": "fw_app.helpers",
            "flash": "fw_app.helpers",
            "get_flashed_messages": "fw_app.helpers",
            "get_template_attribute": "fw_app.helpers",
            "make_response": "fw_app.helpers",
            "redirect": "fw_app.helpers",
            "send_file": "fw_app.helpers",
            "send_from_directory": "fw_app.helpers",
            "stream_with_context": "fw_app.helpers",
            "url_for": "fw_app.helpers",
            "safe_redirect_target": "fw_app.redirect_targets",
            "render_template": "fw_app.templating",
            "render_template_string": "fw_app.templating",
            "stream_template": "fw_app.templating",
            "stream_template_string": "fw_app.templating",
            "app": "fw_core.app:",
            "blueprints": "fw_core.blueprints:",
            "cli": "fw_core.cli:",
            "config": "fw_core.config:",
            "ctx": "fw_core.ctx:",
            "debughelpers": "fw_core.debughelpers:",
            "globals": "fw_core.globals:",
            "helpers": "fw_core.helpers:",
            "json": "fw_core.json:",
            "logging": "fw_core.logging:",
            "sansio": "fw_core.sansio:",
            "sessions": "fw_core.sessions:",
            "signals": "fw_core.signals:",
            "templating": "fw_core.templating:",
            "testing": "fw_core.testing:",
            "typing": "fw_core.typing:",
            "views": "fw_core.views:",
            "wrappers": "fw_core.wrappers:",
        },
    )
