# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.templating import BaseLoader as BaseLoader
from fw_core.templating import DispatchingJinjaLoader as DispatchingJinjaLoader
from fw_core.templating import Environment as Environment
from fw_core.templating import Template as Template
from fw_core.templating import TemplateNotFound as TemplateNotFound
from fw_core.templating import _cv_app as _cv_app
from fw_core.templating import _cv_request as _cv_request
from fw_core.templating import _default_template_ctx_processor as _default_template_ctx_processor
from fw_core.templating import _render as _render
from fw_core.templating import _stream as _stream
from fw_core.templating import before_render_template as before_render_template
from fw_core.templating import current_app as current_app
from fw_core.templating import render_template as render_template
from fw_core.templating import render_template_string as render_template_string
from fw_core.templating import request as request
from fw_core.templating import stream_template as stream_template
from fw_core.templating import stream_template_string as stream_template_string
from fw_core.templating import stream_with_context as stream_with_context
from fw_core.templating import template_rendered as template_rendered
