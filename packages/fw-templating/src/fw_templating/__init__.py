"""The bridge between a web application and Jinja.

An environment and a loader that know an application and its parts, the policy of escaping, and
:class:`Templates`, which is all of it for an application of any framework.
"""

from __future__ import annotations

from jinja2 import BaseLoader as BaseLoader
from jinja2 import TemplateNotFound as TemplateNotFound
from jinja2 import TemplatesNotFound as TemplatesNotFound

from ._version import __version__ as __version__
from .autoescape import select_autoescape as select_autoescape
from .cache import TemplateCache as TemplateCache
from .environment import Environment as Environment
from .environment import Template as Template
from .errors import ContextProcessorError as ContextProcessorError
from .errors import TemplatingError as TemplatingError
from .loading import Attempt as Attempt
from .loading import DispatchingJinjaLoader as DispatchingJinjaLoader
from .loading import Source as Source
from .protocols import TemplateApp as TemplateApp
from .protocols import TemplateOwner as TemplateOwner
from .protocols import TemplateSource as TemplateSource
from .rendering import ContextProcessor as ContextProcessor
from .rendering import add_to_context as add_to_context
from .rendering import render as render
from .rendering import stream as stream
from .sandbox import SandboxedEnvironment as SandboxedEnvironment
from .templates import Templates as Templates
