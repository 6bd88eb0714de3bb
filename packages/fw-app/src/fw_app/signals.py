"""The signals that an application sends, all with the application itself as their sender.

Receivers get keyword arguments only, so take ``**extra`` for those that may come later. A signal
that nobody listens to costs next to nothing: the framework looks at ``signal.receivers`` first.
"""

from __future__ import annotations

from blinker import Namespace

__all__ = [
    "appcontext_popped",
    "appcontext_pushed",
    "appcontext_tearing_down",
    "before_render_template",
    "got_request_exception",
    "message_flashed",
    "request_finished",
    "request_started",
    "request_tearing_down",
    "template_rendered",
]

_signals = Namespace()

#: An application context became the active one.
appcontext_pushed = _signals.signal("appcontext-pushed")
#: An application context is no longer the active one.
appcontext_popped = _signals.signal("appcontext-popped")
#: An application context ends; ``exc`` is the error that ended it, if any.
appcontext_tearing_down = _signals.signal("appcontext-tearing-down")

#: A request context is active and nothing of the request has been handled yet.
request_started = _signals.signal("request-started")
#: The ``response`` is ready to be sent.
request_finished = _signals.signal("request-finished")
#: A request context ends; ``exc`` is the error that ended it, if any.
request_tearing_down = _signals.signal("request-tearing-down")
#: An ``exception`` was not handled by any error handler.
got_request_exception = _signals.signal("got-request-exception")

#: A ``template`` is about to be rendered with ``context``.
before_render_template = _signals.signal("before-render-template")
#: A ``template`` was rendered with ``context``.
template_rendered = _signals.signal("template-rendered")

#: A ``message`` of a ``category`` was flashed.
message_flashed = _signals.signal("message-flashed")
