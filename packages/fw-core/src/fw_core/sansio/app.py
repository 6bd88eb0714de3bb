"""The part of the application that does no input or output; written in :mod:`fw_app.sansio.app`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import Aborter as Aborter
from werkzeug.exceptions import BadRequest as BadRequest
from werkzeug.exceptions import BadRequestKeyError as BadRequestKeyError
from werkzeug.routing import BuildError as BuildError
from werkzeug.sansio.response import Response as Response
from werkzeug.utils import cached_property as cached_property

from fw_app.config import Config as Config
from fw_app.config import ConfigAttribute as ConfigAttribute
from fw_app.ctx import _AppCtxGlobals as _AppCtxGlobals
from fw_app.helpers import _split_blueprint_path as _split_blueprint_path
from fw_app.helpers import get_debug_flag as get_debug_flag
from fw_app.json.provider import DefaultJSONProvider as DefaultJSONProvider
from fw_app.json.provider import JSONProvider as JSONProvider
from fw_app.logging import create_logger as create_logger
from fw_app.sansio.app import App as App
from fw_app.sansio.app import T_shell_context_processor as T_shell_context_processor
from fw_app.sansio.app import T_teardown as T_teardown
from fw_app.sansio.app import T_template_filter as T_template_filter
from fw_app.sansio.app import T_template_global as T_template_global
from fw_app.sansio.app import T_template_test as T_template_test
from fw_app.sansio.app import _make_timedelta as _make_timedelta
from fw_app.sansio.scaffold import Scaffold as Scaffold
from fw_app.sansio.scaffold import _endpoint_from_view_func as _endpoint_from_view_func
from fw_app.sansio.scaffold import find_package as find_package
from fw_app.sansio.scaffold import setupmethod as setupmethod
from fw_core._names import module_getattr
from fw_routing import Map as Map
from fw_routing import Rule as Rule

if TYPE_CHECKING:
    from fw_app.templating import DispatchingJinjaLoader as DispatchingJinjaLoader
    from fw_app.templating import Environment as Environment
else:  # what is heavy is imported on first use
    __getattr__ = module_getattr(
        __name__,
        {
            "DispatchingJinjaLoader": "fw_app.templating",
            "Environment": "fw_app.templating",
            "_wz_redirect": "werkzeug.utils:redirect",
        },
    )
