# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.sansio.blueprints import Blueprint as Blueprint
from fw_core.sansio.blueprints import BlueprintSetupState as BlueprintSetupState
from fw_core.sansio.blueprints import DeferredSetupFunction as DeferredSetupFunction
from fw_core.sansio.blueprints import Scaffold as Scaffold
from fw_core.sansio.blueprints import T_after_request as T_after_request
from fw_core.sansio.blueprints import T_before_request as T_before_request
from fw_core.sansio.blueprints import T_error_handler as T_error_handler
from fw_core.sansio.blueprints import T_teardown as T_teardown
from fw_core.sansio.blueprints import T_template_context_processor as T_template_context_processor
from fw_core.sansio.blueprints import T_template_filter as T_template_filter
from fw_core.sansio.blueprints import T_template_global as T_template_global
from fw_core.sansio.blueprints import T_template_test as T_template_test
from fw_core.sansio.blueprints import T_url_defaults as T_url_defaults
from fw_core.sansio.blueprints import T_url_value_preprocessor as T_url_value_preprocessor
from fw_core.sansio.blueprints import _endpoint_from_view_func as _endpoint_from_view_func
from fw_core.sansio.blueprints import _sentinel as _sentinel
from fw_core.sansio.blueprints import setupmethod as setupmethod
