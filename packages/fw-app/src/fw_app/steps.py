"""What a request plan stands for in the classes of an application, so that a change is noticed."""

from __future__ import annotations

import typing as t
from operator import attrgetter

#: The steps of a request that are left out where they have nothing to do, unless they were replaced.
STEPS = (
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "raise_routing_exception",
    "finalize_request",
    "make_response",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
)

#: What decides on errors. An error of no interest to any of these is its own answer.
ERROR_STEPS = (
    *("handle_user_exception", "handle_http_exception"),
    *("trap_http_exception", "_find_error_handler"),
)

#: The steps, and what else plans are compiled from.
PLANNED_METHODS = ("app_context", "create_url_adapter", "ensure_sync", *STEPS, *ERROR_STEPS)

#: What text passes through on its way from a class of responses to the server, and its settings.
TEXT_METHODS = (
    *("__new__", "__init__", "__call__", "__setattr__", "set_data", "close"),
    *("get_wsgi_headers", "get_wsgi_response", "get_app_iter", "iter_encoded"),
    *("headers", "status", "status_code", "_begin_with"),
)
_TEXT_SETTINGS = (
    *("default_mimetype", "default_status", "automatically_set_content_length"),
    *("_on_close", "_status_code", "headers", "is_sequence", "status", "status_code"),
)

of_request = attrgetter("__init__", "close")
of_text = attrgetter(*TEXT_METHODS)
_of_app = attrgetter(*PLANNED_METHODS)
_of_text_settings = attrgetter(*_TEXT_SETTINGS)
_of_sessions = attrgetter("open_session", "save_session")


def classes_of(app: t.Any) -> tuple[type, ...]:
    """Return the classes that an application's plans depend on.

    :param app: the application.
    """
    return type(app), app.request_class, app.response_class, type(app.session_interface)


def state_of(app: t.Any) -> tuple[t.Any, ...]:
    """Return all that an application's classes have for what plans depend on.

    :param app: the application.
    """
    kind, request, response, sessions = classes_of(app)
    refreshes = getattr(sessions, "refreshes", None), getattr(sessions, "session_class", None)
    return (
        *(kind, request, response, sessions),
        *(*_of_app(kind), *of_request(request)),
        *(*of_text(response), *_of_text_settings(response)),
        *(*_of_sessions(sessions), *refreshes),
    )
