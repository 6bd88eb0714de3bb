"""The context: one object that carries the application, and the request when there is one.

It is long because it is one: what a context holds, how it becomes active and how it ends, for views
and for streams that outlive them, share its slots. The functions at the end are here because the
interface has them here, and code replaces them by their dotted name.
"""

from __future__ import annotations

import sys
import threading
import typing as t
from contextlib import suppress
from contextvars import Token
from functools import update_wrapper
from types import TracebackType

from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import MapAdapter, Rule

from fw_context import UnboundError
from fw_sessions import SessionMixin

from . import typing as ft
from .active import (
    _cv_app,
    _cv_request,
    endings,
    get_app_ctx,
    get_other_request_ctx,
    get_request_ctx,
    no_app_message,
    no_request_message,
    reset_app_ctx,
    set_app_ctx,
)
from .matching import Found
from .namespace import _AppCtxGlobals as _AppCtxGlobals
from .plan import ON_INTERFACES, Plans, RequestPlan, current_plans
from .sansio.app import App
from .signals import (
    anybody_listens,
    appcontext_popped,
    appcontext_pushed,
    appcontext_tearing_down,
    listened,
    request_tearing_down,
)
from .teardown import run_all, together
from .urls import LocalUrls
from .wrappers import Request

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_sentinel: t.Any = object()

#: The tokens of a context that was never pushed; most contexts are pushed once, with a list of one.
_NOT_PUSHED = ()

#: Whether what was set on a session interface leaves sessions to be treated as its class does.
_say_nothing = ON_INTERFACES.isdisjoint

F = t.TypeVar("F", bound=t.Callable[..., t.Any])


class _Hold:
    """Keeps a request's teardown back while a stream still uses the context.

    The last of the holders ends the context, whichever thread it is on; so the count and the
    question whether the context is pushed are read and written under one lock.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0
        self.pushed = True
        self.exc: BaseException | None = None


class AppContext:
    """An application, active: what ``current_app`` and ``g`` stand for.

    :param app: the application.
    """

    # PERF: one is made for each request, and slots are filled twice as fast as a dict
    # (benchmarks: "plain text"). There is a dict as well, for whoever keeps something here.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_cv_tokens",
        "_g",
        "_hold",
        "_url_adapter",
        "app",
        "is_of_request",
        "local_urls",
    )

    #: What URLs of the request's own host are built from without the URL adapter, ``False`` where
    #: the adapter is to be asked, ``None`` as long as nobody wanted to know; see :mod:`fw_app.urls`.
    local_urls: LocalUrls | t.Literal[False] | None

    def __init__(self, app: App) -> None:
        self.app = app
        #: Whether it is the context of a request too.
        self.is_of_request = False
        self.local_urls = None
        self._cv_tokens: t.Any = _NOT_PUSHED
        self._g: t.Any = None
        self._hold: _Hold | None = None
        self._url_adapter: t.Any = _sentinel

    @property
    def g(self) -> t.Any:
        """The namespace of the context, made on first use."""
        g = self._g
        if g is None:
            g = self._g = self.app.app_ctx_globals_class()
        return g

    @g.setter
    def g(self, value: t.Any) -> None:
        self._g = value

    @property
    def url_adapter(self) -> MapAdapter | None:
        """Builds and matches URLs; ``None`` without a request and without ``SERVER_NAME``."""
        self.local_urls = False  # who has the adapter may change it, and then it is to be asked
        return t.cast("MapAdapter | None", self.own_url_adapter)

    @url_adapter.setter
    def url_adapter(self, value: MapAdapter | None) -> None:
        self._url_adapter = value
        self.local_urls = False

    @property
    def own_url_adapter(self) -> t.Any:
        """The same adapter, for those who leave it as it is."""
        adapter = self._url_adapter
        if adapter is _sentinel:
            adapter = self._url_adapter = self._create_url_adapter()
        return adapter

    def _create_url_adapter(self) -> MapAdapter | None:
        return self.app.create_url_adapter(None)

    @property
    def request(self) -> t.Any:
        """The request being handled, where there is one outside of this context.

        :raises RuntimeError: outside of a request.
        """
        return self._request_ctx("request").request

    @property
    def session(self) -> t.Any:
        """The session of that request.

        :raises RuntimeError: outside of a request.
        """
        return self._request_ctx("session").session

    def _request_ctx(self, name: str) -> t.Any:
        ctx = _cv_request.get(None)
        if ctx is None:
            raise UnboundError(no_request_message(name))
        return ctx

    def push(self) -> None:
        """Make the context the active one."""
        around = get_app_ctx(None)
        hides_request = (
            around is not None and around.is_of_request and get_other_request_ctx(None) is None
        )
        request_token = _cv_request.set(around) if hides_request else None
        self._cv_tokens = [*self._cv_tokens, (set_app_ctx(self), request_token)]
        if appcontext_pushed.receivers:
            appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Stop being the active context; the teardown callbacks run at the last pop.

        :param exc: the error that ended the context; by default the one being handled.
        """
        tokens = self._cv_tokens
        if not tokens:
            raise LookupError(f"{self!r} cannot be popped: it is not pushed.")
        try:
            if len(tokens) == 1:
                if exc is _sentinel:
                    exc = sys.exc_info()[1]
                self.app.do_teardown_appcontext(exc)
        finally:
            token, request_token = tokens.pop()
            found = get_app_ctx(None)
            if request_token is not None:
                _reset_where_possible(_cv_request, request_token)
            if found is not self:
                _reset_where_possible(_cv_app, token)
                raise _wrong_context("app", found, self)
            reset_app_ctx(token)
            if current_plans(self.app).records_endings:
                endings.record(self)
        if appcontext_popped.receivers:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)

    def __enter__(self) -> t.Any:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.pop(exc_value)


class RequestContext(AppContext):
    """An application handling a request: what ``request`` and ``session`` stand for as well.

    It is its own application context, unless one of the same application is active when it is
    pushed: then that one stays active, and the two share ``g``.

    :param app: the application.
    :param environ: the WSGI environment of the request.
    :param request: the request, where it has been made already.
    :param session: the session, where it has been opened already.
    """

    __slots__ = (
        "_after_this_request",
        "_ambient",
        "_mismatch",
        "_opened_session",
        "_request",
        "_rule",
        "_values",
        "_waits",
        "environ",
        "plan",
        "plans",
        "pushed_as_usual",
        "session_waits",
    )

    #: The plans of the application when the rule was looked for, and the request's own.
    plans: Plans
    plan: RequestPlan
    #: Whether there is nothing to do for the session unless there is a cookie or somebody looks at it.
    session_waits: bool

    #: Whether it was pushed once, and with all as it is in most applications.
    pushed_as_usual: bool

    #: The flashed messages, once they have been read.
    flashes: list[tuple[str, str]] | None = None

    def __init__(
        self,
        app: App,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        self.app = app
        self.is_of_request = True
        self.local_urls = None
        self._cv_tokens = _NOT_PUSHED
        self._g = None
        self._hold = None
        self._url_adapter = _sentinel
        self._ambient: t.Any = None
        self._after_this_request: list[ft.AfterRequestCallable[t.Any]] | None = None
        self._opened_session = session
        #: The WSGI environment of the request.
        self.environ = environ
        # The rule that matched and the values of its variables, or why none did, for the request to
        # be made.
        self._mismatch: HTTPException | None = None
        self._rule: Rule | None = None
        self._values: dict[str, t.Any] | None = None
        # PERF: many views never look at the request (benchmarks: "plain text", "parameter"). True
        # until somebody does; None for a request that was given.
        self._waits: bool | None = True
        self._request = request
        if request is not None:
            self._waits = None

    @property
    def request(self) -> Request:
        """The request, made when somebody looks at it."""
        request = self._request
        if request is None:
            self._waits = False
            request = self._request = self.app.request_class(self.environ)
            if self._rule is not None:
                request.url_rule, request.view_args = self._rule, self._values
            if self._mismatch is not None:
                request.routing_exception = self._mismatch
        return request

    @request.setter
    def request(self, value: Request) -> None:
        self._request = value

    @property
    def knows_host(self) -> bool:
        """Whether the host of the request has been found to be one that URLs may be built for."""
        error = self._mismatch if self._waits else self.request.routing_exception
        if isinstance(error, SecurityError):
            return False
        return self.app.config["TRUSTED_HOSTS"] is None or isinstance(self._url_adapter, MapAdapter)

    # -- what is made on first use -----------------------------------------------------------

    @property
    def g(self) -> t.Any:
        """The namespace of the application context, made on first use."""
        if self._ambient is not None:
            return self._ambient.g
        g = self._g
        if g is None:
            g = self._g = self.app.app_ctx_globals_class()
        return g

    @g.setter
    def g(self, value: t.Any) -> None:
        if self._ambient is not None:
            self._ambient.g = value
        else:
            self._g = value

    def _create_url_adapter(self) -> MapAdapter | None:
        try:
            return self.app.create_url_adapter(self.request)
        except HTTPException as e:
            self._mismatch = self.request.routing_exception = e
            return None

    @property
    def session(self) -> SessionMixin:
        """The session. Asking for it marks it as accessed, so that caches keep users apart."""
        # PERF: open already, most of the time (benchmarks: "session read and written").
        session = self._opened_session
        if session is None:
            session = self._session
            if session is None:
                raise AssertionError("The session has not yet been opened.")
        session.accessed = True
        return session

    @session.setter
    def session(self, value: SessionMixin | None) -> None:
        self._opened_session = value

    @property
    def _session(self) -> SessionMixin | None:
        """The session, opened when somebody looks, without marking it as accessed."""
        session = self._opened_session
        if session is None and (self._cv_tokens or self._hold is not None):
            session = self._open_session()
        return session

    @_session.setter
    def _session(self, value: SessionMixin | None) -> None:
        self._opened_session = value

    def _open_session(self) -> SessionMixin:
        interface = self.app.session_interface
        session = interface.open_session(self.app, self.request)
        if session is None:
            session = interface.make_null_session(self.app)
        self._opened_session = session
        return session

    @property
    def _after_request_functions(self) -> list[ft.AfterRequestCallable[t.Any]]:
        """What :func:`after_this_request` registered."""
        functions = self._after_this_request
        if functions is None:
            functions = self._after_this_request = []
        return functions

    # -- pushing and popping -----------------------------------------------------------------

    def copy(self) -> RequestContext:
        """Return a context for the same request, to be pushed elsewhere: in a thread, say.

        It has a namespace ``g`` of its own.
        """
        return type(self)(
            self.app, environ=self.environ, request=self.request, session=self._session
        )

    def match_request(self) -> None:
        """Look for the rule of the request; a failure is kept for the dispatch to raise."""
        app, plans, environ = self.app, self.plans, self.environ
        try:
            found = plans.routes.find(app.url_map, environ) if plans.matches_at_once else None
            if found is None:
                adapter = self.own_url_adapter
                if adapter is None:
                    return
                found = t.cast("Found", adapter.match(return_rule=True))
            self._rule, self._values = rule, values = found
            self.plan = plans.by_endpoint.get(rule.endpoint) or plans.of(app, rule.endpoint)
            if not self._waits:
                self.request.url_rule, self.request.view_args = rule, values
        except HTTPException as e:
            self._mismatch = e
            if not self._waits:
                self.request.routing_exception = e

    def push(self) -> None:
        """Make the context the active one, open the session and look for the rule."""
        plans = current_plans(self.app)
        # PERF: asked together, since nearly always all of it holds; step by step it takes twice as
        # long (benchmarks: "plain text").
        if (
            plans.usual
            and get_app_ctx(None) is None
            and get_other_request_ctx(None) is None
            and not self._cv_tokens
            and self._hold is None
            and not (listened and anybody_listens())
            and not (plans.sessions_own and not _say_nothing(plans.sessions_own))
        ):
            self._cv_tokens = [(set_app_ctx(self), None, None, None)]
            self.plans = plans
            self.plan = plans.no_rule
            self.session_waits = self.pushed_as_usual = True
        else:
            self._push_step_by_step(plans)
        self.match_request()

    def _push_step_by_step(self, plans: Plans) -> None:
        app = self.app
        self.pushed_as_usual = False
        if self._waits and not plans.requests_wait:
            self.request  # noqa: B018  # making it does something that shows
        current, around = get_app_ctx(None), get_request_ctx()
        if current is None and not plans.has_own_app_context:
            app_token: Token[t.Any] | None = set_app_ctx(self)
            pushed_ambient: AppContext | None = None
            self._announce(around)
        else:
            app_token, pushed_ambient = self._push_beside(current, plans, around)
        shown = get_request_ctx() is self
        request_token = None if shown else _cv_request.set(self)
        entry = (app_token, pushed_ambient, request_token, around)
        self._cv_tokens = [*self._cv_tokens, entry] if self._cv_tokens else [entry]
        if self._hold is not None:
            self._hold.pushed = True
        self.plans = plans
        self.plan = plans.no_rule
        may_wait = plans.sessions_wait and _say_nothing(plans.sessions_own)
        self.session_waits = may_wait
        if not may_wait and self._opened_session is None and not app.session_interface.lazy:
            self._open_session()

    def _push_beside(
        self, current: AppContext | None, plans: Plans, around: RequestContext | None
    ) -> tuple[Token[t.Any] | None, AppContext | None]:
        """Find or push the application context where one is active, or is made in a way of its own.

        :param current: the one that is active.
        :param plans: the plans of the application.
        :param around: the request that is active.
        :return: the token of this context as an application context, or the one that was pushed;
            neither where the active one serves, which is then shared.
        """
        app = self.app
        shared = current is not None and current.app is app
        if shared and (current is self or not plans.next_edition):
            if current is not self:
                self._ambient = current
            return None, None
        if plans.has_own_app_context:
            self._ambient = pushed = app.app_context()
            pushed.push()
            return None, pushed
        token = set_app_ctx(self)
        self._announce(around)
        return token, None

    def _announce(self, around: RequestContext | None) -> None:
        if appcontext_pushed.receivers:
            with _cv_request.showing(around):  # the application comes first, and the request next
                appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Stop being the active context; the teardown callbacks run at the last pop.

        :param exc: the error that ended the request; by default the one being handled.
        """
        tokens = self._cv_tokens
        if not tokens:
            raise LookupError(f"{self!r} cannot be popped: it is not pushed.")
        waits = self._waits
        # PERF: asked together, since nearly always all of it holds; step by step it takes twice as
        # long (benchmarks: "plain text", "hooks").
        if (
            not self.pushed_as_usual
            or self.app.teardown_appcontext_funcs
            or self._hold is not None
            or self.plans is not self.app._plans
            or (listened and anybody_listens())
            or waits is None
        ):
            self._pop_step_by_step(tokens, exc)
            return
        try:
            if exc is _sentinel:
                exc = sys.exc_info()[1]
            if self.plan.teardown:
                run_all(self.app, self.plan.teardown, request_tearing_down, exc)
            request = self._request
            if request is not None:
                environ = self.environ
                environ["werkzeug.request"] = None  # which would be a circle
                # PERF: files come with a type only, and what is asked for its `__dict__` gets slower
                # (benchmarks: "query").
                if "CONTENT_TYPE" in environ and request.__dict__.get("files"):
                    request.close()
            if self._mismatch is not None:
                self._cut_circles(exc)
        finally:
            if get_app_ctx(None) is self and get_other_request_ctx(None) is None:
                self._cv_tokens = _NOT_PUSHED
                reset_app_ctx(tokens[0][0])
            else:
                self._pop_step_by_step(tokens, exc, ended=True)

    def _pop_step_by_step(
        self, tokens: list[t.Any], exc: BaseException | None, ended: bool = False
    ) -> None:
        if exc is _sentinel:
            exc = sys.exc_info()[1]
        ends = len(tokens) == 1 and (self._hold is None or not self._is_held(exc))
        failed: Exception | None = None
        try:
            if ends and not ended:
                self._end_request(exc)
        except Exception as e:
            failed = e
        finally:
            app_token, pushed_ambient, request_token, around = tokens.pop()
            found = get_request_ctx()
            if request_token is not None:
                _reset_where_possible(_cv_request, request_token)
            elif found is not self and get_app_ctx(None) is self:
                _cv_request.set(None)  # which hid this one, and would outlive it
            if self.plans.records_endings:
                endings.record(self)
            try:
                if app_token is not None:
                    self._leave_app(app_token, exc, ends, around)
                elif pushed_ambient is not None:
                    pushed_ambient.pop(exc)
            except Exception as e:
                failed = e if failed is None else together([failed, e])
            if failed is not None:
                raise failed
            if found is not self:
                raise _wrong_context("request", found, self)

    def _leave_app(
        self,
        app_token: Token[t.Any],
        exc: BaseException | None,
        ends: bool,
        around: RequestContext | None,
    ) -> None:
        app = self.app
        try:
            if ends and (
                app.teardown_appcontext_funcs
                or self.plans.own_steps
                or appcontext_tearing_down.receivers
            ):
                with _cv_request.showing(around):  # this request has ended
                    app.do_teardown_appcontext(exc)
        finally:
            found = get_app_ctx(None)
            if found is not self:
                _reset_where_possible(_cv_app, app_token)
                raise _wrong_context("app", found, self)
            reset_app_ctx(app_token)
        if ends and appcontext_popped.receivers:
            appcontext_popped.send(app, _async_wrapper=app.ensure_sync)

    def _end_request(self, exc: BaseException | None) -> None:
        try:
            self.app.do_teardown_request(exc)
            if not self._waits:
                close = getattr(self.request, "close", None)
                if close is not None:
                    close()
        finally:
            self._cut_circles(exc)

    def _cut_circles(self, exc: BaseException | None) -> None:
        """Let the request be freed here and now, not by the garbage collector.

        :param exc: the error that ended the request, which keeps its traceback.
        """
        error = self._mismatch
        if not self._waits:
            self.environ["werkzeug.request"] = None
            request = self._request
            error = None if request is None else request.routing_exception
        if error is not None and exc is None:
            error.__traceback__ = None

    # -- streams -----------------------------------------------------------------------------

    def retain(self) -> None:
        """Put off the teardown until :meth:`release` has been called as often."""
        if self._hold is None:
            self._hold = _Hold()
        with self._hold.lock:
            self._hold.count += 1

    def release(self, exc: BaseException | None = None) -> None:
        """Give back what :meth:`retain` took; the last one ends a context that was popped.

        It may be called in any thread, within a :class:`contextvars.Context` in which this
        context is active.

        :param exc: the error that ended the stream.
        """
        hold = self._hold
        if hold is None:  # let_go() was called meanwhile
            return
        with hold.lock:
            hold.count -= 1
            exc = hold.exc = hold.exc or exc
            ends = hold.count == 0 and not hold.pushed
        if ends:
            self._end_outside(exc)

    def _end_outside(self, exc: BaseException | None) -> None:
        """Run the teardown of a context that is not pushed any more."""
        try:
            self._end_request(exc)
        finally:
            if self._ambient is None:
                self.app.do_teardown_appcontext(exc)
        if self._ambient is None and appcontext_popped.receivers:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)

    def let_go(self) -> None:
        """Forget the streams that hold the context, because none of them will be sent."""
        hold, self._hold = self._hold, None
        if hold is not None:
            with hold.lock:
                hold.count = 0

    def _is_held(self, exc: BaseException | None) -> bool:
        """Say whether a stream will end the context; if so, it will know of the error."""
        hold = self._hold
        if hold is None:
            return False
        with hold.lock:
            hold.pushed = False
            hold.exc = hold.exc or exc
            return hold.count > 0

    def __repr__(self) -> str:
        request = self.request
        return f"<{type(self).__name__} {request.url!r} [{request.method}] of {self.app.name}>"


def _reset_where_possible(var: t.Any, token: Token[t.Any]) -> None:
    """Give a variable its former value, unless it got the present one in another thread or task."""
    with suppress(ValueError):  # what is said of the wrong context says more
        var.reset(token)


def _wrong_context(kind: str, found: t.Any, expected: AppContext) -> AssertionError:
    """Return the complaint that another context was active than the one that ends."""
    return AssertionError(
        f"Popped wrong {kind} context. ({found!r} instead of {expected!r}) Contexts end in the"
        " reverse order of their beginning, and in the thread or task in which they began; use them"
        " by 'with' to be sure."
    )


def after_this_request(
    f: ft.AfterRequestCallable[t.Any],
) -> ft.AfterRequestCallable[t.Any]:
    """Call a function with the response of the current request only.

    :param f: called with the response, returns that or another one.
    :raises RuntimeError: outside a request.
    """
    ctx = t.cast("RequestContext | None", get_request_ctx())
    if ctx is None:
        raise RuntimeError(
            "'after_this_request' can only be used when a request context is active, such as in a"
            " view function."
        )
    ctx._after_request_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Let a function run with the current request in another thread, task or greenlet.

    Each call gets a copy of the context of its own, so one function may be given to several
    workers at once. Under an application context alone, that is what is carried along.

    :param f: the function.
    :raises RuntimeError: outside every context.
    """
    ctx: t.Any = get_request_ctx()
    if ctx is None:
        ctx = get_app_ctx(None)
        if ctx is None:
            raise RuntimeError(
                "'copy_current_request_context' can only be used when a request context is"
                f" active, such as in a view function.\n\n{no_app_message()}"
            )
        make: t.Callable[[], AppContext] = ctx.app.app_context
    else:
        ctx = ctx.copy()
        make = ctx.copy

    def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
        with make() as copied:
            return copied.app.ensure_sync(f)(*args, **kwargs)

    return t.cast(F, update_wrapper(wrapper, f))


def has_request_context() -> bool:
    """Say whether a request is being handled here."""
    return get_request_ctx() is not None


def has_app_context() -> bool:
    """Say whether an application context is active here."""
    return get_app_ctx(None) is not None
