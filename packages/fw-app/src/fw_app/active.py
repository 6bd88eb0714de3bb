"""What is active: the two context variables, and what a module may expect of the contexts they hold.

Every module of the package may import this one; it imports none of them. ``_cv_app`` holds the
active application context, and ``_cv_request`` shows the active request context: nearly always the
same object, since a request pushes its own application context. Where it is another one, because an
application context was there before or was pushed afterwards, ``_cv_request`` holds it by itself.
"""

from __future__ import annotations

import typing as t
from contextvars import ContextVar

from fw_context import Endings, Overlay

if t.TYPE_CHECKING:
    import logging

    from werkzeug.exceptions import Aborter


class ActiveApp(t.Protocol):
    """What the modules below the application class ask of the active application."""

    @property
    def name(self) -> str:
        """The name of the application."""

    @property
    def config(self) -> t.Mapping[str, t.Any]:
        """The configuration."""

    @property
    def debug(self) -> bool:
        """Whether debug mode is on."""

    @property
    def testing(self) -> bool:
        """Whether testing mode is on."""

    @property
    def logger(self) -> logging.Logger:
        """The application's logger."""

    @property
    def json(self) -> t.Any:
        """The JSON provider."""

    @property
    def aborter(self) -> Aborter:
        """The callable behind :func:`abort`."""

    @property
    def jinja_env(self) -> t.Any:
        """The Jinja environment."""

    @property
    def extensions(self) -> dict[str, t.Any]:
        """The state of extensions."""

    def ensure_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """Return a function that may be called without ``await``."""


class ActiveContext(t.Protocol):
    """What the modules below the contexts ask of the active context."""

    @property
    def app(self) -> t.Any:
        """The application; see :class:`ActiveApp` for what may be asked of it here."""

    @property
    def g(self) -> t.Any:
        """The namespace of the application context."""

    @property
    def request(self) -> t.Any:
        """The request being handled."""

    @property
    def session(self) -> t.Any:
        """The session of the request being handled."""


def _is_of_request(ctx: t.Any) -> bool:
    is_of_request: bool = ctx.is_of_request
    return is_of_request


_cv_app: ContextVar[t.Any] = ContextVar("fw_app.app_ctx")
# PERF: a second variable that is set would cost 0.3 µs a request, a sixth of it (benchmarks: "plain
# text").
_cv_request: Overlay[t.Any] = Overlay("fw_app.request_ctx", _cv_app, counts=_is_of_request)

# PERF: Python looks up a method on an imported name anew each time it is called; these are found
# at once, four times in each request (benchmarks: "plain text").
get_app_ctx, set_app_ctx, reset_app_ctx = _cv_app.get, _cv_app.set, _cv_app.reset
#: The request context where it is not what ``_cv_app`` holds.
get_other_request_ctx = _cv_request.upper.get


def get_request_ctx() -> t.Any:
    """Return the active request context.

    :return: the context, or ``None`` outside every request.
    """
    # PERF: most of the time one look tells (benchmarks: "hooks").
    ctx = get_app_ctx(None)
    if ctx is None or not ctx.is_of_request or get_other_request_ctx(None) is not None:
        ctx = _cv_request.get(None)
    return ctx


#: Where the last contexts ended in this thread or task; recorded in debug and testing mode.
endings = Endings("fw_app.endings", skip=("fw_app", "fw_core", "fw_testing", "werkzeug"))


def active_app() -> ActiveApp | None:
    """Return the application of the active context.

    :return: the application, or ``None`` outside every context.
    """
    ctx: ActiveContext | None = get_app_ctx(None)
    if ctx is None:
        return None
    app: ActiveApp = ctx.app
    return app


def require_app() -> ActiveContext:
    """Return the active application context.

    :raises RuntimeError: outside every context, with how to get into one.
    """
    ctx: ActiveContext | None = get_app_ctx(None)
    if ctx is None:
        raise RuntimeError(no_app_message())
    return ctx


def require_request() -> ActiveContext:
    """Return the active request context.

    :raises RuntimeError: outside every request, with how to get into one.
    """
    ctx: ActiveContext | None = get_request_ctx()
    if ctx is None:
        raise RuntimeError(no_request_message())
    return ctx


def no_app_message(name: str | None = None) -> str:
    """Say what to do where an application context is missing.

    It says where a context has ended here, where that has been recorded.

    :param name: the proxy that was used.
    """
    return f"""\
Working outside of application context.

{_needing(name)} needs the current application, and none is active in this thread or task.
Views, hooks and commands run inside a context; other code enters one with
"with app.app_context():".{_ended()}"""


def no_request_message(name: str | None = None) -> str:
    """Say what to do where a request context is missing.

    It says where a context has ended here, where that has been recorded.

    :param name: the proxy that was used.
    """
    return f"""\
Working outside of request context.

{_needing(name)} needs the request being handled, and none is active in this thread or task.
Call it from a view or a hook; in a test, send a request with "app.test_client()" or enter one
with "with app.test_request_context():". A background thread or task gets the request by
"copy_current_request_context".{_ended()}"""


def _needing(name: str | None) -> str:
    return "What was called" if name is None else f"{name!r}"


def _ended() -> str:
    found = endings.describe()
    return f"\n{found}" if found else ""
