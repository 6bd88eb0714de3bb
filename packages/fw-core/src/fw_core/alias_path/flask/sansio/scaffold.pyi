# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.sansio.scaffold import BaseLoader as BaseLoader
from fw_core.sansio.scaffold import F as F
from fw_core.sansio.scaffold import FileSystemLoader as FileSystemLoader
from fw_core.sansio.scaffold import HTTPException as HTTPException
from fw_core.sansio.scaffold import Scaffold as Scaffold
from fw_core.sansio.scaffold import T_after_request as T_after_request
from fw_core.sansio.scaffold import T_before_request as T_before_request
from fw_core.sansio.scaffold import T_error_handler as T_error_handler
from fw_core.sansio.scaffold import T_route as T_route
from fw_core.sansio.scaffold import T_teardown as T_teardown
from fw_core.sansio.scaffold import T_template_context_processor as T_template_context_processor
from fw_core.sansio.scaffold import T_url_defaults as T_url_defaults
from fw_core.sansio.scaffold import T_url_value_preprocessor as T_url_value_preprocessor
from fw_core.sansio.scaffold import (
    _default_template_ctx_processor as _default_template_ctx_processor,
)
from fw_core.sansio.scaffold import _endpoint_from_view_func as _endpoint_from_view_func
from fw_core.sansio.scaffold import _find_package_path as _find_package_path
from fw_core.sansio.scaffold import _sentinel as _sentinel
from fw_core.sansio.scaffold import cached_property as cached_property
from fw_core.sansio.scaffold import default_exceptions as default_exceptions
from fw_core.sansio.scaffold import find_package as find_package
from fw_core.sansio.scaffold import get_root_path as get_root_path
from fw_core.sansio.scaffold import setupmethod as setupmethod
