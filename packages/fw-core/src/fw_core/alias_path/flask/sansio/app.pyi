# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.sansio.app import Aborter as Aborter
from fw_core.sansio.app import App as App
from fw_core.sansio.app import BadRequest as BadRequest
from fw_core.sansio.app import BadRequestKeyError as BadRequestKeyError
from fw_core.sansio.app import BuildError as BuildError
from fw_core.sansio.app import Config as Config
from fw_core.sansio.app import ConfigAttribute as ConfigAttribute
from fw_core.sansio.app import DefaultJSONProvider as DefaultJSONProvider
from fw_core.sansio.app import DispatchingJinjaLoader as DispatchingJinjaLoader
from fw_core.sansio.app import Environment as Environment
from fw_core.sansio.app import JSONProvider as JSONProvider
from fw_core.sansio.app import Map as Map
from fw_core.sansio.app import Response as Response
from fw_core.sansio.app import Rule as Rule
from fw_core.sansio.app import Scaffold as Scaffold
from fw_core.sansio.app import T_shell_context_processor as T_shell_context_processor
from fw_core.sansio.app import T_teardown as T_teardown
from fw_core.sansio.app import T_template_filter as T_template_filter
from fw_core.sansio.app import T_template_global as T_template_global
from fw_core.sansio.app import T_template_test as T_template_test
from fw_core.sansio.app import _AppCtxGlobals as _AppCtxGlobals
from fw_core.sansio.app import _endpoint_from_view_func as _endpoint_from_view_func
from fw_core.sansio.app import _make_timedelta as _make_timedelta
from fw_core.sansio.app import _split_blueprint_path as _split_blueprint_path
from fw_core.sansio.app import cached_property as cached_property
from fw_core.sansio.app import create_logger as create_logger
from fw_core.sansio.app import find_package as find_package
from fw_core.sansio.app import get_debug_flag as get_debug_flag
from fw_core.sansio.app import setupmethod as setupmethod
