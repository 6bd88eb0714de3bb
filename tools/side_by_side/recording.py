"""Running a case on one side and writing down everything that can be seen from outside."""

from __future__ import annotations

import logging
import re
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.utils import parsedate_to_datetime
from typing import Any, Final
from unittest import mock

from werkzeug.exceptions import HTTPException
from werkzeug.test import Client

from tools.side_by_side.case import Call, Case, Log

__all__ = ["SIGNALS", "kind", "record"]

SIGNALS: Final = (
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
)

NOW: Final = 1_700_000_000.0


class Heard:
    """A receiver of one signal that writes down what was sent.

    :param name: the signal's name.
    :param log: where to write.
    """

    def __init__(self, name: str, log: Log) -> None:
        self.name = name
        self.log = log

    def __call__(self, sender: object, **sent: object) -> None:
        details = " ".join(f"{key}={brief(sent[key])}" for key in sorted(sent))
        self.log("signal", self.name, getattr(sender, "name", "?"), details)


def brief(value: object) -> str:
    """Say what a signal sent, in words that are the same on both sides.

    :param value: an argument of the signal.
    """
    if isinstance(value, BaseException):
        return kind(value)
    if hasattr(value, "status_code"):
        return f"<{value.status_code}>"
    if isinstance(value, dict):
        return ",".join(sorted(map(str, value)))
    name = getattr(value, "name", value)
    return str(name) if isinstance(name, str | None) else type(value).__name__


#: The reference's own exceptions, whose names are part of the interface.
NAMED: Final = {
    "DebugFilesKeyError",
    "FormDataRoutingRedirect",
    "NoAppException",
    "UnexpectedUnicodeError",
}


def kind(error: BaseException | None) -> str:
    """Name an exception's class; one that only fw-core has, by the nearest class that both have.

    :param error: the exception.
    """
    for item in type(error).__mro__:
        if item.__name__ in NAMED or not item.__module__.startswith("fw_"):
            return item.__name__
    return "object"


class Handler(logging.Handler):
    """A log handler that writes records into a case's log.

    :param log: where to write.
    """

    def __init__(self, log: Log) -> None:
        super().__init__(logging.DEBUG)
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record down: its level, message and the error's type."""
        error = kind(record.exc_info[1]) if record.exc_info and record.exc_info[1] else ""
        self.log("record", record.levelname, record.getMessage(), error)


def record(case: Case, module: Any, *, heard: bool) -> list[str]:
    """Run a case on one side.

    :param case: the case.
    :param module: ``flask`` or ``fw_core``.
    :param heard: connect a receiver to every signal. Without, the sides may skip the sending.
    :return: everything that was seen, in its order.
    """
    log = Log()
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(time, "time", return_value=NOW))
        caught = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always")
        app = case.build(module, log)
        stack.enter_context(logged(app, log))
        if heard:
            for name in SIGNALS:
                receiver = Heard(name, log)
                stack.enter_context(getattr(module, name).connected_to(receiver, sender=app))
        client = Client(app)
        for number, step in enumerate(case.steps):
            log("step", number)
            if isinstance(step, Call):
                send(client, step, log)
            else:
                step.act(app, module, log)
        log.extend(f"warning {item.category.__name__}" for item in caught)
    return list(log)


@contextmanager
def logged(app: Any, log: Log) -> Iterator[None]:
    """Write down what an application logs.

    :param app: the application.
    :param log: where to write.
    """
    logger, handler = app.logger, Handler(log)
    before = logger.handlers[:]
    logger.handlers[:] = [handler]
    try:
        yield
    finally:
        logger.handlers[:] = before


def send(client: Client, call: Call, log: Log) -> None:
    """Send a request and write down the response.

    :param client: Werkzeug's, the same for both sides; it keeps cookies.
    :param call: the request.
    :param log: where to write.
    """
    try:
        response = client.open(call.path, method=call.method, **call.options)
        body = response.get_data()
        response.close()
    except Exception as error:
        code = error.code if isinstance(error, HTTPException) else ""
        log("raised", kind(error), code)
        return
    log("status", response.status)
    for key, value in response.headers.items():
        # The reference lists the methods in the order of a set, another one in each process.
        log("header", key, sorted(value.split(", ")) if key == "Allow" else same_time(value))
    log("body", body)


EXPIRES: Final = re.compile(r"(Expires=|^)(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)")


def same_time(value: str) -> str:
    """Put a time near now in words that do not change from one second to the next.

    :param value: a header's value.
    """

    def relative(found: re.Match[str]) -> str:
        seconds = parsedate_to_datetime(found[2]).timestamp() - time.monotonic() - OFFSET
        return found[0] if seconds < 0 else f"{found[1]}<in {round(seconds, -1):.0f} s>"

    return EXPIRES.sub(relative, value)


OFFSET: Final = time.time() - time.monotonic()
