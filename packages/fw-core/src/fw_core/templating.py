"""Rendering and streaming of Jinja templates; written in :mod:`fw_app.templating`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BaseLoader as BaseLoader
from jinja2 import Template as Template
from jinja2 import TemplateNotFound as TemplateNotFound

from fw_app.globals import _cv_app as _cv_app
from fw_app.globals import _cv_request as _cv_request
from fw_app.globals import current_app as current_app
from fw_app.globals import request as request
from fw_app.helpers import stream_with_context as stream_with_context
from fw_app.signals import before_render_template as before_render_template
from fw_app.signals import template_rendered as template_rendered
from fw_app.templating import DispatchingJinjaLoader as DispatchingJinjaLoader
from fw_app.templating import Environment as Environment
from fw_app.templating import _default_template_ctx_processor as _default_template_ctx_processor
from fw_app.templating import _render as _render
from fw_app.templating import _stream as _stream
from fw_app.templating import render_template as render_template
from fw_app.templating import render_template_string as render_template_string
from fw_app.templating import stream_template as stream_template
from fw_app.templating import stream_template_string as stream_template_string
from fw_core._names import module_getattr

if not TYPE_CHECKING:  # what is heavy or has another name here
    __getattr__ = module_getattr(__name__, {"BaseEnvironment": "jinja2:Environment"})
