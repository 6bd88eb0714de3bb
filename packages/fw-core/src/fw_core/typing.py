"""The types of what users give to the framework; written in :mod:`fw_app.typing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fw_app.typing import AfterRequestCallable as AfterRequestCallable
from fw_app.typing import AppOrBlueprintKey as AppOrBlueprintKey
from fw_app.typing import BeforeFirstRequestCallable as BeforeFirstRequestCallable
from fw_app.typing import BeforeRequestCallable as BeforeRequestCallable
from fw_app.typing import ErrorHandlerCallable as ErrorHandlerCallable
from fw_app.typing import HeadersValue as HeadersValue
from fw_app.typing import HeaderValue as HeaderValue
from fw_app.typing import ResponseClass as ResponseClass
from fw_app.typing import ResponseReturnValue as ResponseReturnValue
from fw_app.typing import ResponseValue as ResponseValue
from fw_app.typing import RouteCallable as RouteCallable
from fw_app.typing import ShellContextProcessorCallable as ShellContextProcessorCallable
from fw_app.typing import TeardownCallable as TeardownCallable
from fw_app.typing import TemplateContextProcessorCallable as TemplateContextProcessorCallable
from fw_app.typing import TemplateFilterCallable as TemplateFilterCallable
from fw_app.typing import TemplateGlobalCallable as TemplateGlobalCallable
from fw_app.typing import TemplateTestCallable as TemplateTestCallable
from fw_app.typing import URLDefaultCallable as URLDefaultCallable
from fw_app.typing import URLValuePreprocessorCallable as URLValuePreprocessorCallable
from fw_core._names import module_getattr

if not TYPE_CHECKING:
    __getattr__ = module_getattr(__name__)
