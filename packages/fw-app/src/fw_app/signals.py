"""The signals that an application sends, all with the application itself as their sender.

Receivers get keyword arguments only, so take ``**extra`` for those that may come later. A signal
that nobody listens to costs next to nothing: the framework looks at ``signal.receivers`` first.
"""

from __future__ import annotations

import typing as t

from blinker import NamedSignal, Namespace

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

#: The signals of each request that may have receivers; see :func:`anybody_listens`.
listened: dict[str, Receivers] = {}


class Receivers(dict[t.Any, t.Any]):
    """The receivers of a signal that every request sends, which say when there is a first one.

    :param name: the name of the signal.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __setitem__(self, key: t.Any, receiver: t.Any) -> None:
        super().__setitem__(key, receiver)
        listened[self._name] = self


def anybody_listens() -> bool:
    """Say whether one of the signals that every request sends has a receiver.

    PERF: :data:`listened` is empty as long as nobody ever listened, so a request looks there first,
    instead of at six signals (benchmarks: "plain text").
    """
    for name, receivers in tuple(listened.items()):
        if not receivers:
            listened.pop(name, None)
            if receivers:  # somebody came meanwhile
                listened[name] = receivers
    return bool(listened)


def _of_each_request(name: str) -> NamedSignal:
    signal = _signals.signal(name)
    signal.receivers = Receivers(name)
    return signal


#: An application context became the active one.
appcontext_pushed = _of_each_request("appcontext-pushed")
#: An application context is no longer the active one.
appcontext_popped = _of_each_request("appcontext-popped")
#: An application context ends; ``exc`` is the error that ended it, if any.
appcontext_tearing_down = _of_each_request("appcontext-tearing-down")

#: A request context is active and nothing of the request has been handled yet.
request_started = _of_each_request("request-started")
#: The ``response`` is ready to be sent.
request_finished = _of_each_request("request-finished")
#: A request context ends; ``exc`` is the error that ended it, if any.
request_tearing_down = _of_each_request("request-tearing-down")
#: An ``exception`` was not handled by any error handler.
got_request_exception = _signals.signal("got-request-exception")

#: A ``template`` is about to be rendered with ``context``.
before_render_template = _signals.signal("before-render-template")
#: A ``template`` was rendered with ``context``.
template_rendered = _signals.signal("template-rendered")

#: A ``message`` of a ``category`` was flashed.
message_flashed = _signals.signal("message-flashed")
