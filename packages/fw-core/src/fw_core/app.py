"""The application class, under its familiar name; written in :mod:`fw_app.app`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.datastructures import Headers as Headers
from werkzeug.datastructures import ImmutableDict as ImmutableDict
from werkzeug.exceptions import BadRequestKeyError as BadRequestKeyError
from werkzeug.exceptions import HTTPException as HTTPException
from werkzeug.exceptions import InternalServerError as InternalServerError
from werkzeug.routing import BuildError as BuildError
from werkzeug.routing import RequestRedirect as RequestRedirect
from werkzeug.routing import RoutingException as RoutingException
from werkzeug.wsgi import get_host as get_host

from fw_app.app import Flask as Flask
from fw_app.app import T_shell_context_processor as T_shell_context_processor
from fw_app.app import T_teardown as T_teardown
from fw_app.app import T_template_filter as T_template_filter
from fw_app.app import T_template_global as T_template_global
from fw_app.app import T_template_test as T_template_test
from fw_app.app import _make_timedelta as _make_timedelta
from fw_app.ctx import AppContext as AppContext
from fw_app.ctx import RequestContext as RequestContext
from fw_app.globals import _cv_app as _cv_app
from fw_app.globals import _cv_request as _cv_request
from fw_app.globals import current_app as current_app
from fw_app.globals import g as g
from fw_app.globals import request as request
from fw_app.globals import request_ctx as request_ctx
from fw_app.globals import session as session
from fw_app.helpers import get_debug_flag as get_debug_flag
from fw_app.helpers import get_flashed_messages as get_flashed_messages
from fw_app.helpers import get_load_dotenv as get_load_dotenv
from fw_app.helpers import send_from_directory as send_from_directory
from fw_app.sansio.app import App as App
from fw_app.sansio.scaffold import _sentinel as _sentinel
from fw_app.sessions import SecureCookieSessionInterface as SecureCookieSessionInterface
from fw_app.sessions import SessionInterface as SessionInterface
from fw_app.signals import appcontext_tearing_down as appcontext_tearing_down
from fw_app.signals import got_request_exception as got_request_exception
from fw_app.signals import request_finished as request_finished
from fw_app.signals import request_started as request_started
from fw_app.signals import request_tearing_down as request_tearing_down
from fw_app.wrappers import Request as Request
from fw_app.wrappers import Response as Response
from fw_core._names import module_getattr
from fw_routing import MapAdapter as MapAdapter
from fw_routing import Rule as Rule

if TYPE_CHECKING:
    import click as click
    from werkzeug.serving import is_running_from_reloader as is_running_from_reloader

    from fw_app.templating import Environment as Environment
else:  # what is heavy is imported on first use
    __getattr__ = module_getattr(
        __name__,
        {
            "BaseResponse": "werkzeug.wrappers:Response",
            "Environment": "fw_app.templating",
            "cli": "fw_core.cli:",
            "click": "click:",
            "is_running_from_reloader": "werkzeug.serving",
        },
    )
