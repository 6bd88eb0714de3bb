"""How a request is handled, from the server's call to the last teardown callback, top to bottom.

Every step is a method that a subclass may override and that may be replaced on an application or
a class at any time. What applies to a request's endpoint has been worked out beforehand, in its
:class:`~fw_app.plan.RequestPlan`. It is long so that the whole way stands on one page.
"""

from __future__ import annotations

import os
import sys
import typing as t

from werkzeug.exceptions import (
    BadRequestKeyError,
    HTTPException,
    InternalServerError,
)
from werkzeug.routing import MapAdapter, RoutingException

from fw_routing import RequestRedirect

from . import typing as ft
from .active import get_app_ctx, get_request_ctx
from .bare_answers import bare_answer
from .context_argument import accept_context_argument
from .conversion import to_response
from .ctx import AppContext, RequestContext
from .logging import printable
from .matching import matches_at_once
from .plan import Plans, RequestPlan, current_plans
from .sansio.app import App
from .sessions import server_side_sessions
from .signals import (
    anybody_listens,
    appcontext_tearing_down,
    got_request_exception,
    listened,
    request_finished,
    request_started,
    request_tearing_down,
)
from .steps import ERROR_STEPS, PLANNED_METHODS, STEPS
from .teardown import run_all
from .text_answers import send_text, text_type_of
from .wrappers import Request, Response, text_response

if t.TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_sentinel: t.Any = object()


class Pipeline(App):
    """An application that handles requests. :class:`Flask` adds what people call it with."""

    _plans: Plans | None

    request_class: type[Request] = Request
    response_class: type[Response] = Response

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        accept_context_argument(cls, Pipeline)

    # -- 1. The request arrives --------------------------------------------------------------

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a WSGI server; middleware wraps :meth:`wsgi_app` instead."""
        return self.wsgi_app(environ, start_response)

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle a request: the WSGI application without middleware.

        :param environ: the WSGI environment.
        :param start_response: called with the status and the headers.
        :return: the body.
        """
        ctx = self.request_context(environ)
        failure: BaseException | None = None
        try:
            try:
                ctx.push()
                plan = ctx.plan
                if (
                    (ctx.pushed_as_usual or self._leaves_steps_out(ctx))
                    and (plan.call is not None or plan.endpoint is None)
                    and environ["REQUEST_METHOD"] != "OPTIONS"
                ):
                    answer: t.Any = self._run_plan(ctx)
                else:
                    answer = self.full_dispatch_request()
            except Exception as e:
                failure = e
                answer = self.handle_exception(e)
            except BaseException as e:
                failure = e
                raise
            if type(answer) is bytes:
                return send_text(answer, ctx.plans.text_type, environ, start_response)
            if type(answer) is tuple:
                status, headers, body = answer
                start_response(status, headers)
                return body  # type: ignore[no-any-return]
            if ctx._hold is not None and (failure is not None or not answer.is_streamed):
                ctx.let_go()  # a stream was made, and is not what is sent
            return answer(environ, start_response)  # type: ignore[no-any-return]
        finally:
            if "werkzeug.debug.preserve_context" in environ:
                self._preserve(environ["werkzeug.debug.preserve_context"])
            if failure is not None and self.should_ignore_error(failure):
                failure = None
            ctx.pop(failure)

    @staticmethod
    def _leaves_steps_out(ctx: RequestContext) -> bool:
        """Say whether nobody would notice steps that are not called for want of anything to do."""
        return not (ctx.plans.own_steps or (listened and anybody_listens()))

    @staticmethod
    def _preserve(keep: t.Callable[[t.Any], t.Any]) -> None:
        """Hand the active contexts to a test client or debugger that will enter them again."""
        app_ctx, request_ctx = get_app_ctx(), get_request_ctx()
        if app_ctx is not request_ctx:
            keep(app_ctx)
        keep(request_ctx)

    # -- 2. Hooks, view, response ------------------------------------------------------------

    def _run_plan(self, ctx: RequestContext) -> t.Any:
        """Do what :meth:`full_dispatch_request` does, where no step was replaced.

        It is one function, longer than most, so that it can be read beside the plain way below.

        PERF: steps that would find nothing to do are not called, and text that nobody but the client
        will see becomes no response object: 2.5 µs (benchmarks: "plain text", "JSON out").

        :param ctx: the context of the request.
        :return: the response; where nobody would see one the status line, the headers and the body;
            of text with nothing else to say the bytes.
        """
        if not self._got_first_request:
            self._got_first_request = True
        plans, plan, arguments = ctx.plans, ctx.plan, ctx._values
        call = plan.call
        value: t.Any = None
        try:
            if plan.first:
                value = _run_first(ctx, plan)
            if value is not None:
                pass  # it was answered before the view
            elif call is None:
                value = self._answer_without_rule(ctx)
            elif plan.first and not (ctx._waits and plans is self._plans):
                # Who has seen the request may have chosen another rule.
                value = self.dispatch_request()
            else:
                value = call(**arguments) if arguments else call()
        except Exception as e:
            value = self.handle_user_exception(e)
        if plans is not self._plans or (listened and anybody_listens()):
            answer: t.Any = self.finalize_request(value)
        elif (
            plan.after
            or ctx._after_this_request is not None
            or ctx._opened_session is not None
            or ctx._hold is not None
            or not ctx.session_waits
            or "HTTP_COOKIE" in ctx.environ
        ):
            if plans.text_type and type(value) is str:
                response = text_response(self.response_class, value, plans.text_type)
            else:
                response = to_response(self, value)
            answer = self._run_last(ctx, plan, response)
        elif not plans.text_type:
            answer = to_response(self, value)
        elif type(value) is str:
            return value.encode()
        else:
            bare = bare_answer(self.json, value, plans.text_type, ctx.environ)
            answer = bare or to_response(self, value)
        # An error that is its own answer knows this frame. Without the circle it is freed at once.
        del value
        return answer

    def _answer_without_rule(self, ctx: RequestContext) -> t.Any:
        """Answer a request that no rule matched.

        PERF: the error is its own answer unless somebody wants to see it, and then need not be raised
        (benchmarks: "404", "405").
        """
        error = ctx._mismatch
        if (
            error is None
            or not ctx._waits  # who has seen the request may have thought of something
            or ctx.plans.own_errors
            or self._find_error_handler(error, ()) is not None
        ):
            return self.dispatch_request()
        return error

    def full_dispatch_request(self) -> Response:
        """Run the hooks and the view, and make a response of what they return or raise."""
        if not self._got_first_request:
            self._got_first_request = True
        try:
            if request_started.receivers:
                request_started.send(self, _async_wrapper=self.ensure_sync)
            value = self.preprocess_request()
            if value is None:
                value = self.dispatch_request()
        except Exception as e:
            value = self.handle_user_exception(e)
        response = self.finalize_request(value)
        # An error that is its own answer knows this frame. Without the circle it is freed at once.
        del value
        return response

    def preprocess_request(self) -> ft.ResponseReturnValue | None:
        """Call the URL value preprocessors and the functions of ``before_request``.

        :return: the answer, where one of them gives it, and ``None`` otherwise.
        """
        ctx = get_request_ctx() or _no_request()
        return _run_first(ctx, self._plan_of(ctx))

    def dispatch_request(self) -> ft.ResponseReturnValue:
        """Call the view, and return what it returns.

        :raises HTTPException: where no rule matched.
        """
        ctx = get_request_ctx() or _no_request()
        if ctx._waits:  # what matched stands, since nobody has looked at the request
            rule, arguments = ctx._rule, ctx._values
            if ctx._mismatch is not None:
                if self.debug or ctx.plans.own_steps:
                    self.raise_routing_exception(ctx.request)
                raise ctx._mismatch
        else:
            request = ctx.request
            if request.routing_exception is not None:
                self.raise_routing_exception(request)
            rule, arguments = request.url_rule, request.view_args
        assert rule is not None  # nothing matched, and nothing was said about it
        if ctx.environ["REQUEST_METHOD"] == "OPTIONS" and getattr(
            rule, "provide_automatic_options", False
        ):
            return self.make_default_options_response()
        plan = self._plan_of(ctx)
        if plan.endpoint != rule.endpoint:  # a hook chose another rule
            plan = ctx.plan = ctx.plans.of(self, rule.endpoint)
        call = plan.call
        if call is None:
            call = self.ensure_sync(self._view_of(rule.endpoint))
        rv: ft.ResponseReturnValue = call(**arguments) if arguments else call()
        return rv

    def _view_of(self, endpoint: str) -> t.Callable[..., t.Any]:
        """Return a view that was registered under our feet, or say what is missing."""
        try:
            return self.view_functions[endpoint]
        except KeyError:
            raise KeyError(
                f"{endpoint}: the endpoint has a URL rule but no view. Register one with"
                f" @app.endpoint({endpoint!r}), or pass view_func to add_url_rule()."
            ) from None

    def make_default_options_response(self) -> Response:
        """Answer an ``OPTIONS`` request."""
        response = self.response_class()
        adapter = (get_request_ctx() or _no_request()).url_adapter
        if adapter is not None:
            response.allow.update(adapter.allowed_methods())
        return response

    def finalize_request(
        self,
        rv: ft.ResponseReturnValue | HTTPException,
        from_error_handler: bool = False,
    ) -> Response:
        """Make a response of a view's or handler's return value, and run what runs on responses.

        :param rv: the return value.
        :param from_error_handler: whether an error is being answered; a further one in here is
            then logged, not raised.
        """
        response = self.make_response(rv)
        try:
            response = self.process_response(response)
            if request_finished.receivers:
                request_finished.send(self, _async_wrapper=self.ensure_sync, response=response)
        except Exception:
            if not from_error_handler:
                raise
            self.logger.exception("Request finalizing failed with an error while handling an error")
        return response

    def make_response(self, rv: ft.ResponseReturnValue) -> Response:
        """Make a response of what a view returned; see the docs on responses.

        :param rv: text, bytes, an iterator, data for JSON, a response, a WSGI application, or a
            tuple of one of these with a status, headers or both.
        :raises TypeError: for anything else, with the endpoint it came from.
        """
        return to_response(self, rv)

    def process_response(self, response: Response) -> Response:
        """Call the functions of ``after_request`` and save the session.

        :param response: the response.
        :return: that or another response.
        """
        ctx = get_request_ctx() or _no_request()
        return self._run_last(ctx, self._plan_of(ctx), response)

    def _run_last(self, ctx: RequestContext, plan: RequestPlan, response: Response) -> Response:
        if ctx._after_this_request is not None:
            for func in ctx._after_this_request:
                response = self.ensure_sync(func)(response)
        for func in plan.after:
            response = func(response)
        nobody_looked = ctx._opened_session is None
        if nobody_looked and ctx.session_waits and "HTTP_COOKIE" not in ctx.environ:
            return response
        interface = self.session_interface
        if nobody_looked and not interface.refreshes(self, ctx.request):
            return response
        session: t.Any = ctx._session
        if not interface.is_null_session(session):
            interface.save_session(self, session, response)
        return response

    # -- 3. Errors ---------------------------------------------------------------------------

    def raise_routing_exception(self, request: Request) -> t.NoReturn:
        """Raise the error of a request that no rule matched.

        :param request: the request.
        """
        error = request.routing_exception
        if (
            not self.debug
            or not isinstance(error, RequestRedirect)
            or error.code in {307, 308}
            or request.method in {"GET", "HEAD", "OPTIONS"}
        ):
            raise error  # type: ignore[misc]
        from .debughelpers import FormDataRoutingRedirect  # noqa: PLC0415 - in debug mode only

        raise FormDataRoutingRedirect(request)

    def handle_user_exception(self, e: Exception) -> HTTPException | ft.ResponseReturnValue:
        """Answer an error of a view or a hook by its handler, if it has one.

        :param e: the error.
        :raises Exception: the error, where no handler is registered for it.
        """
        if isinstance(e, HTTPException):
            if isinstance(e, BadRequestKeyError) and (
                self.debug or self.config["TRAP_BAD_REQUEST_ERRORS"]
            ):
                e.show_exception = True
            if not self.trap_http_exception(e):
                return self.handle_http_exception(e)
        ctx = get_request_ctx()
        handler = self._find_error_handler(e, self._blueprints_in_use(ctx))
        if handler is None:
            raise e
        return self._answer_by(handler, ctx, e)

    def handle_http_exception(self, e: HTTPException) -> HTTPException | ft.ResponseReturnValue:
        """Answer an HTTP error by its handler, or by itself where it has none.

        :param e: the error. One without a code, and a redirect of the router, is its own answer.
        """
        if e.code is None or isinstance(e, RoutingException):
            return e
        ctx = get_request_ctx()
        handler = self._find_error_handler(e, self._blueprints_in_use(ctx))
        return e if handler is None else self._answer_by(handler, ctx, e)

    def handle_exception(self, e: Exception) -> Response:
        """Answer an error that nothing else has handled: log it and send a 500.

        In debug and testing mode it is raised instead, for the debugger or the test to see; the
        config key ``PROPAGATE_EXCEPTIONS`` decides otherwise.

        :param e: the error.
        """
        exc_info = sys.exc_info()
        if got_request_exception.receivers:
            got_request_exception.send(self, _async_wrapper=self.ensure_sync, exception=e)
        if self._propagates():
            if exc_info[1] is e:  # it is being handled: keep its traceback as it is
                raise
            raise e
        self.log_exception(exc_info)
        answer: t.Any = InternalServerError(original_exception=e)
        ctx = get_request_ctx()
        handler = self._find_error_handler(answer, self._blueprints_in_use(ctx))
        if handler is not None:
            answer = self._answer_by(handler, ctx, answer)
        return self.finalize_request(answer, from_error_handler=True)

    def _propagates(self) -> bool:
        propagates: bool | None = self.config["PROPAGATE_EXCEPTIONS"]
        return self.testing or self.debug if propagates is None else propagates

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log the error that ended a request.

        :param exc_info: as from :func:`sys.exc_info`.
        """
        request = (get_request_ctx() or _no_request()).request
        self.logger.error(
            f"Exception on {printable(request.path)} [{printable(request.method)}]",
            exc_info=exc_info,
        )

    def _answer_by(
        self, handler: ft.ErrorHandlerCallable, ctx: RequestContext | None, e: Exception
    ) -> HTTPException | ft.ResponseReturnValue:
        """Return what an error handler answers."""
        call = self.ensure_sync(handler) if ctx is None else ctx.plans.plain(self, handler)
        rv: ft.ResponseReturnValue = call(e)
        return rv

    def _blueprints_in_use(self, ctx: RequestContext | None) -> t.Sequence[str]:
        """Return the names of a request's blueprints, the innermost first.

        They are asked for where a blueprint has error handlers, and left out else.
        """
        handlers = self.error_handler_spec
        if ctx is None or not handlers or (len(handlers) == 1 and None in handlers):
            return ()
        names: list[str] = ctx.request.blueprints
        return names

    # -- 4. The request ends -----------------------------------------------------------------

    def do_teardown_request(self, exc: BaseException | None = _sentinel) -> None:
        """Call the functions of ``teardown_request``, all of them even if some fail.

        :param exc: the error that ended the request; by default the one being handled.
        """
        if exc is _sentinel:
            exc = sys.exc_info()[1]
        ctx = get_request_ctx() or _no_request()
        callbacks = self._plan_of(ctx).teardown
        if callbacks:
            run_all(self, callbacks, request_tearing_down, exc)
        elif request_tearing_down.receivers:
            request_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=exc)

    def do_teardown_appcontext(self, exc: BaseException | None = _sentinel) -> None:
        """Call the functions of ``teardown_appcontext``, all of them even if some fail.

        :param exc: the error that ended the context; by default the one being handled.
        """
        if exc is _sentinel:
            exc = sys.exc_info()[1]
        if self.teardown_appcontext_funcs:
            plain = current_plans(self).plain
            callbacks = [plain(self, func) for func in reversed(self.teardown_appcontext_funcs)]
            run_all(self, callbacks, appcontext_tearing_down, exc)
        elif appcontext_tearing_down.receivers:
            appcontext_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=exc)

    # -- Contexts and plans ------------------------------------------------------------------

    def app_context(self) -> AppContext:
        """Make an application context, to be used by ``with``."""
        return AppContext(self)

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """Make the context of a request, to be used by ``with``.

        :param environ: the WSGI environment.
        """
        return RequestContext(self, environ)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Make the object that matches and builds URLs.

        :param request: the request; ``None`` outside of one, where ``SERVER_NAME`` is needed.
        :raises SecurityError: a 400, for a host that is malformed or not in ``TRUSTED_HOSTS``.
        """
        server_name = self.config["SERVER_NAME"]
        if request is None:
            if server_name is None:
                return None
            return self.url_map.bind(
                server_name,
                script_name=self.config["APPLICATION_ROOT"],
                url_scheme=self.config["PREFERRED_URL_SCHEME"],
            )
        trusted_hosts = self.config["TRUSTED_HOSTS"]
        if trusted_hosts is not None:
            request.trusted_hosts = trusted_hosts
        request.host  # noqa: B018  # refuses a malformed or foreign host
        url_map = self.url_map
        if url_map.host_matching:
            # With a server name, the host of the request would not count.
            return url_map.bind_to_environ(request.environ)
        subdomain = None if self.subdomain_matching else url_map.default_subdomain or ""
        return url_map.bind_to_environ(request.environ, server_name, subdomain)

    def _drop_plans(self) -> None:
        self.__dict__["_plans"] = None

    def _compile_plans(self) -> Plans:
        self._choose_sessions()
        plans = Plans(
            self,
            matches_at_once=matches_at_once(self, Pipeline.create_url_adapter),
            has_own_app_context=_is_replaced(self, "app_context"),
            own_steps=any(_is_replaced(self, name) for name in STEPS),
            own_errors=any(_is_replaced(self, name) for name in ERROR_STEPS),
            text_type=text_type_of(self.response_class),
        )
        # They cannot be kept where a mapping stands for the configuration that hides its changes.
        self.__dict__["_plans"] = plans if plans.config_tells else None
        return plans

    def _plan_of(self, ctx: RequestContext) -> RequestPlan:
        """Return the plan of a request, renewed where the set-up has changed since it began.

        :param ctx: the context of the request.
        """
        if ctx.plans is not self._plans or not ctx.plans.last:
            ctx.plans = current_plans(self)
            ctx.plan = ctx.plans.of(self, ctx.plan.endpoint)
        return ctx.plan

    def _choose_sessions(self) -> None:
        """Keep sessions in the store that ``SESSION_STORE`` names, unless an interface was set."""
        if self.config.get("SESSION_STORE") and self.session_interface is App.session_interface:
            self.session_interface = server_side_sessions()

    def warm_up(self) -> None:
        """Make now what the first requests would make: plans, routes, and the templates' environment.

        Call it when the set-up is done, before a server forks its workers: they then share what was
        made, and none of their first requests waits for it. It may be called again, and whatever
        is added later is made on first use as ever.
        """
        plans = current_plans(self)
        for endpoint in tuple(self.view_functions):
            plans.of(self, endpoint)
        prepare = getattr(self.url_map, "prepare", None)
        if prepare is None:  # a map of Werkzeug's own
            self.url_map.update()
        else:
            prepare()
        if self._has_templates():
            self.jinja_env  # noqa: B018  # made on first use

    def _has_templates(self) -> bool:
        """Say whether there is a folder of templates, the application's or a blueprint's."""
        scaffolds = (self, *self.iter_blueprints())
        folders = (os.path.join(it.root_path, it.template_folder) for it in scaffolds
                   if it.template_folder is not None)  # fmt: skip
        return any(os.path.isdir(folder) for folder in folders)

    def describe_plan(self, endpoint: str | None = None) -> RequestPlan:
        """Return the plan of an endpoint, which reads as text.

        :param endpoint: the endpoint; ``None`` stands for requests that no rule matches.
        :raises LookupError: for an endpoint that no rule has.
        """
        if endpoint is not None and endpoint not in self.view_functions:
            raise LookupError(f"No view is registered for the endpoint {endpoint!r}.")
        return current_plans(self).of(self, endpoint)


def _run_first(ctx: RequestContext, plan: RequestPlan) -> ft.ResponseReturnValue | None:
    for preprocessor in plan.preprocessors:
        preprocessor(ctx.request.endpoint, ctx.request.view_args)
    for func in plan.before:
        rv: ft.ResponseReturnValue | None = func()
        if rv is not None:
            return rv
    return None


def _is_replaced(app: Pipeline, name: str) -> bool:
    """Say whether a class or the application itself has a method of its own."""
    return name in app.__dict__ or getattr(type(app), name) is not _OURS[name]


#: What is done here; somebody may replace it on the class.
_OURS = {name: getattr(Pipeline, name) for name in PLANNED_METHODS}


def _no_request() -> t.NoReturn:
    raise RuntimeError("There is no request to handle: push a request context first.")
