"""What applications and blueprints have in common; written in :mod:`fw_app.sansio.scaffold`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException as HTTPException
from werkzeug.exceptions import default_exceptions as default_exceptions
from werkzeug.utils import cached_property as cached_property

from fw_app.helpers import get_root_path as get_root_path
from fw_app.sansio.scaffold import F as F
from fw_app.sansio.scaffold import Scaffold as Scaffold
from fw_app.sansio.scaffold import T_after_request as T_after_request
from fw_app.sansio.scaffold import T_before_request as T_before_request
from fw_app.sansio.scaffold import T_error_handler as T_error_handler
from fw_app.sansio.scaffold import T_route as T_route
from fw_app.sansio.scaffold import T_teardown as T_teardown
from fw_app.sansio.scaffold import T_template_context_processor as T_template_context_processor
from fw_app.sansio.scaffold import T_url_defaults as T_url_defaults
from fw_app.sansio.scaffold import T_url_value_preprocessor as T_url_value_preprocessor
from fw_app.sansio.scaffold import _endpoint_from_view_func as _endpoint_from_view_func
from fw_app.sansio.scaffold import _find_package_path as _find_package_path
from fw_app.sansio.scaffold import _sentinel as _sentinel
from fw_app.sansio.scaffold import find_package as find_package
from fw_app.sansio.scaffold import setupmethod as setupmethod
from fw_core._names import module_getattr

if TYPE_CHECKING:
    from jinja2 import BaseLoader as BaseLoader
    from jinja2 import FileSystemLoader as FileSystemLoader

    from fw_app.templating import _default_template_ctx_processor as _default_template_ctx_processor
else:  # what is heavy is imported on first use
    __getattr__ = module_getattr(
        __name__,
        {
            "BaseLoader": "jinja2",
            "FileSystemLoader": "jinja2",
            "_default_template_ctx_processor": "fw_app.templating",
        },
    )
