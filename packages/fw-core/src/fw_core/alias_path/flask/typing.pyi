# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.typing import AfterRequestCallable as AfterRequestCallable
from fw_core.typing import AppOrBlueprintKey as AppOrBlueprintKey
from fw_core.typing import BeforeFirstRequestCallable as BeforeFirstRequestCallable
from fw_core.typing import BeforeRequestCallable as BeforeRequestCallable
from fw_core.typing import ErrorHandlerCallable as ErrorHandlerCallable
from fw_core.typing import HeaderValue as HeaderValue
from fw_core.typing import HeadersValue as HeadersValue
from fw_core.typing import ResponseClass as ResponseClass
from fw_core.typing import ResponseReturnValue as ResponseReturnValue
from fw_core.typing import ResponseValue as ResponseValue
from fw_core.typing import RouteCallable as RouteCallable
from fw_core.typing import ShellContextProcessorCallable as ShellContextProcessorCallable
from fw_core.typing import TeardownCallable as TeardownCallable
from fw_core.typing import TemplateContextProcessorCallable as TemplateContextProcessorCallable
from fw_core.typing import TemplateFilterCallable as TemplateFilterCallable
from fw_core.typing import TemplateGlobalCallable as TemplateGlobalCallable
from fw_core.typing import TemplateTestCallable as TemplateTestCallable
from fw_core.typing import URLDefaultCallable as URLDefaultCallable
from fw_core.typing import URLValuePreprocessorCallable as URLValuePreprocessorCallable
