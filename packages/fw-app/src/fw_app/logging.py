"""The application's logger: named after the application, silent only when told so.

An application that never logs, and meets no error, never imports :mod:`logging`.
"""

from __future__ import annotations

import sys
import typing as t

from werkzeug.local import LocalProxy

from .active import get_request_ctx

if t.TYPE_CHECKING:
    import logging

    #: Writes to :data:`wsgi_errors_stream`. Added to the application's logger unless something else
    #: already handles its messages; remove it with ``app.logger.removeHandler(default_handler)``.
    default_handler: logging.StreamHandler[t.TextIO]

else:

    def __getattr__(name: str) -> t.Any:
        """Make :data:`default_handler` for the first who asks."""
        if name != "default_handler":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        return _default_handler()


class LoggedApp(t.Protocol):
    """What a logger needs of its application."""

    @property
    def name(self) -> str:
        """Becomes the name of the logger."""

    @property
    def debug(self) -> bool:
        """Whether everything down to debug messages is wanted."""


def _errors_stream() -> t.TextIO:
    ctx = get_request_ctx()
    if ctx is None:
        return sys.stderr
    return t.cast(t.TextIO, ctx.request.environ["wsgi.errors"])


#: Where errors go: the stream that the server provides with a request (``wsgi.errors``), and
#: ``sys.stderr`` while there is none. In a ``dictConfig`` it is ``ext://fw_core.logging.wsgi_errors_stream``.
wsgi_errors_stream: t.TextIO = t.cast(t.TextIO, LocalProxy(_errors_stream))


def _default_handler() -> logging.StreamHandler[t.TextIO]:
    """Return :data:`default_handler`, the same to all."""
    names = globals()
    if "default_handler" not in names:
        import logging  # noqa: PLC0415 - see above

        handler = logging.StreamHandler(wsgi_errors_stream)
        handler.setFormatter(
            logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")
        )
        names.setdefault("default_handler", handler)  # another thread may have been faster
    found: logging.StreamHandler[t.TextIO] = names["default_handler"]
    return found


def has_level_handler(logger: logging.Logger) -> bool:
    """Tell whether a message at the logger's own level reaches any handler.

    :param logger: where to begin; its parents count as far as messages propagate.
    :return: ``True`` when a handler on that way takes the logger's effective level.
    """
    wanted = logger.getEffectiveLevel()
    step: logging.Logger | None = logger
    while step is not None:
        for handler in step.handlers:
            if handler.level <= wanted:
                return True
        step = step.parent if step.propagate else None
    return False


def create_logger(app: LoggedApp) -> logging.Logger:
    """Return the logger of an application, set up as far as nobody else did.

    In debug mode a logger without a level of its own gets ``DEBUG``. :data:`default_handler` is
    added when no handler would take its messages.

    :param app: the application; its :attr:`name` is the logger's.
    :return: the same logger for the same name.
    """
    import logging  # noqa: PLC0415 - see above

    logger = logging.getLogger(app.name)
    if app.debug and logger.level == logging.NOTSET:
        logger.setLevel(logging.DEBUG)
    if not has_level_handler(logger):
        logger.addHandler(_default_handler())
    return logger


#: Control characters, of both ASCII and Latin-1, and the two line separators of Unicode.
_UNPRINTABLE = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
}


def printable(text: str) -> str:
    r"""Escape what a request could use to forge or garble a line of a log.

    :param text: text that a client chose, such as the path of a URL.
    :return: the text with each control character as ``\xNN`` or ``\uNNNN``.
    """
    return text if text.isprintable() else text.translate(_UNPRINTABLE)
