"""The functions that views call, all about the active application and request.

Most are written in modules named after their noun, which the application itself can use; here they
stand together, as the interface has them.
"""

from __future__ import annotations

import typing as t

import werkzeug.exceptions
import werkzeug.utils

from .active import _cv_app, get_app_ctx, require_app
from .blueprint_names import _split_blueprint_path
from .environment import get_debug_flag, get_load_dotenv
from .flashing import flash, get_flashed_messages
from .globals import _cv_request, current_app, request, request_ctx, session
from .redirect_status import UNTOLD
from .resources import get_root_path
from .sending import _prepare_send_file_kwargs, send_file, send_from_directory
from .signals import message_flashed
from .streaming import stream_with_context
from .urls import UrlBuilding, build_url
from .wrappers import Response

__all__ = [
    "_cv_app",
    "_cv_request",
    "_prepare_send_file_kwargs",
    "_split_blueprint_path",
    "abort",
    "current_app",
    "flash",
    "get_debug_flag",
    "get_flashed_messages",
    "get_load_dotenv",
    "get_root_path",
    "get_template_attribute",
    "make_response",
    "message_flashed",
    "redirect",
    "request",
    "request_ctx",
    "send_file",
    "send_from_directory",
    "session",
    "stream_with_context",
    "url_for",
    "werkzeug",
]


_plain_url_for = UrlBuilding.url_for


def make_response(*args: t.Any) -> Response:
    """Return a response for what a view might return, to change it before it is returned.

    For example ``make_response("Not here", 404)``, or a template rendered first, and then
    ``response.headers["X-Part"] = "one"``.

    :param args: nothing for an empty response; one value, or the items of a tuple of body, status and
        headers.
    :return: an instance of the application's response class.
    :raises TypeError: for what a view may not return.
    """
    app = require_app().app
    if not args:
        response: Response = app.response_class()
    else:
        response = app.make_response(args if len(args) > 1 else args[0])
    return response


def url_for(
    endpoint: str,
    *,
    _external: bool | None = None,
    _scheme: str | None = None,
    _anchor: str | None = None,
    _method: str | None = None,
    **values: t.Any,
) -> str:
    """Return the URL of an endpoint: :meth:`Flask.url_for` of the active application.

    :param endpoint: the endpoint; ``.name`` is looked up in the blueprint of the active request.
    :param _anchor: what to put behind ``#``.
    :param _method: choose the rule for this request method.
    :param _scheme: the scheme of an external URL.
    :param _external: whether scheme and host are in the URL; outside a request they are, unless told.
    :param values: the variable parts of the rule; others go into the query.
    :raises BuildError: if no rule fits, and no build error handler has an answer.
    """
    active: t.Any = get_app_ctx(None) or require_app()
    app = active.app
    # PERF: past the method, where it is the plain one (benchmarks: "url_for"); see `build_url`.
    if type(app).url_for is _plain_url_for and not app._has_own_url_for:
        return build_url(app, active, endpoint, values, _anchor, _method, _scheme, _external)
    url: str = app.url_for(
        endpoint, _anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external, **values
    )
    return url


def redirect(
    location: str, code: int = UNTOLD, Response: type[werkzeug.wrappers.Response] | None = None
) -> werkzeug.wrappers.Response:
    """Return a response that sends the client to another URL.

    :param location: the URL.
    :param code: the status: 301, 302, 303, 305, 307 or 308. After a form is handled, 303. By default
        it is 302, or 303 with the config key ``NEXT_EDITION``.
    :param Response: the class of the response outside a context; within one it is the application's.
    """
    ctx = get_app_ctx(None)
    if ctx is None:
        return werkzeug.utils.redirect(location, int(code), Response)
    return t.cast(werkzeug.wrappers.Response, ctx.app.redirect(location, code=code))


def abort(code: int | werkzeug.wrappers.Response, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
    """End the handling of a request with an HTTP error.

    :param code: the status, or a response to send as it is.
    :param args: for the exception, whose first argument is a description.
    :param kwargs: for the exception.
    :raises HTTPException: always.
    """
    ctx = get_app_ctx(None)
    if ctx is not None:
        ctx.app.aborter(code, *args, **kwargs)
    werkzeug.exceptions.abort(code, *args, **kwargs)


def get_template_attribute(template_name: str, attribute: str) -> t.Any:
    """Return what a template exports, most often a macro to call from Python.

    :param template_name: the template to look in.
    :param attribute: what to take out of it.
    """
    return getattr(require_app().app.jinja_env.get_template(template_name).module, attribute)
