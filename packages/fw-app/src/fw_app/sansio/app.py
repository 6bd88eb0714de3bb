"""The application as far as it is set up: configuration, rules, blueprints, template additions.

It is long because the interface has all of this on one class, in one module; most of it is signatures
and what they mean.
"""

from __future__ import annotations

import os
import sys
import typing as t
import weakref
from collections.abc import ValuesView
from datetime import timedelta
from itertools import chain

from werkzeug.datastructures import ImmutableDict
from werkzeug.exceptions import Aborter, BadRequest, BadRequestKeyError, HTTPException
from werkzeug.routing import BuildError, MapAdapter
from werkzeug.utils import cached_property
from werkzeug.utils import redirect as _wz_redirect
from werkzeug.wrappers import Response as Response

from fw_routing import Map, Rule

from .. import typing as ft
from ..blueprint_names import _split_blueprint_path
from ..config import Config, ConfigAttribute
from ..environment import get_debug_flag
from ..json.provider import DefaultJSONProvider, JSONProvider
from ..logging import create_logger
from ..namespace import _AppCtxGlobals
from ..on_first_use import MadeOnFirstUse, OnFirstUse
from ..redirect_status import UNTOLD, redirect_status
from ..registries import watched
from ..removed import refuse_attributes, refuse_overrides
from ..rule_conflicts import warn_of_conflicts
from ..sessions import SecureCookieSessionInterface, SessionInterface
from ..steps import PLANNED_METHODS
from ..type_vars import T_shell_context_processor as T_shell_context_processor
from ..type_vars import T_teardown as T_teardown
from ..type_vars import T_template_filter as T_template_filter
from ..type_vars import T_template_global as T_template_global
from ..type_vars import T_template_test as T_template_test
from .scaffold import (
    Scaffold,
    StrPath,
    _endpoint_from_view_func,
    find_package,
    named_decorator,
    setupmethod,
)

if t.TYPE_CHECKING:
    import logging

    from werkzeug.wrappers import Response as BaseResponse

    from fw_testing import FlaskClient

    from ..cli_runner import FlaskCliRunner
    from ..template_environment import DispatchingJinjaLoader, Environment

#: The public tables that request plans are compiled from, and whether they hold lists.
PLANNED_TABLES = {
    "view_functions": False,
    "before_request_funcs": True,
    "after_request_funcs": True,
    "teardown_request_funcs": True,
    "url_value_preprocessors": True,
}

#: Further attributes that plans depend on.
PLANNED_ATTRIBUTES = frozenset(
    {
        *("__class__", "config", "request_class", "response_class", "session_interface"),
        *("subdomain_matching", "url_map"),
        *PLANNED_METHODS,
    }
)


class Registrable(t.Protocol):
    """What :meth:`App.register_blueprint` asks of a blueprint."""

    def register(self, app: t.Any, options: dict[str, t.Any]) -> None:
        """Add what the blueprint holds to the application."""


class _PlanDropper:
    """Tells an application of a changed table, without keeping the application alive."""

    def __init__(self, app: App) -> None:
        self._app = weakref.ref(app)

    def __call__(self) -> None:
        app = self._app()
        if app is not None:
            app._drop_plans()


def _make_timedelta(value: timedelta | int | None) -> timedelta | None:
    if value is None or isinstance(value, timedelta):
        return value
    return timedelta(seconds=value)


def _environment_class() -> type[Environment]:
    # An application without templates never imports Jinja.
    from ..template_environment import Environment  # noqa: PLC0415

    return Environment


class App(Scaffold):
    """The set-up of an application: the base of :class:`Flask` that does no input or output."""

    #: The class of :attr:`aborter`.
    aborter_class = Aborter
    #: The class of :attr:`jinja_env`.
    jinja_environment: t.Any = OnFirstUse(_environment_class)
    #: The class of the namespace ``g``.
    app_ctx_globals_class = _AppCtxGlobals
    #: The class of :attr:`config`.
    config_class = Config
    #: Whether the application is under test; the config key ``TESTING``.
    testing = ConfigAttribute[bool]("TESTING")
    #: The key that sessions are signed with; the config key ``SECRET_KEY``.
    secret_key = ConfigAttribute[str | bytes | None]("SECRET_KEY")
    #: How long a permanent session lives; the config key ``PERMANENT_SESSION_LIFETIME``.
    permanent_session_lifetime = ConfigAttribute[timedelta](
        "PERMANENT_SESSION_LIFETIME",
        get_converter=_make_timedelta,  # type: ignore[arg-type]
    )
    #: The class of :attr:`json`.
    json_provider_class: type[JSONProvider] = DefaultJSONProvider
    #: The class of the rules that :meth:`add_url_rule` makes.
    url_rule_class = Rule
    #: Further options of the Jinja environment.
    jinja_options: dict[str, t.Any] = {}
    #: The class of :attr:`url_map`.
    url_map_class = Map
    #: The class of :meth:`test_client`; by default that of fw-testing.
    test_client_class: type[FlaskClient] | None = None
    #: The class of :meth:`test_cli_runner`; by default that of fw-testing.
    test_cli_runner_class: type[FlaskCliRunner] | None = None
    #: How sessions are opened and saved.
    session_interface: SessionInterface = SecureCookieSessionInterface()

    default_config: ImmutableDict[str, t.Any]

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: StrPath | None = "static",
        static_host: str | None = None,
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: StrPath | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
    ) -> None:
        refuse_overrides(type(self), "Flask")
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        if instance_path is None:
            instance_path = self.auto_find_instance_path()
        elif not os.path.isabs(instance_path):
            raise ValueError(
                f"The instance path must be absolute, and {instance_path!r} is relative. Join it"
                " to the folder that it is meant to start from."
            )
        #: The folder for files that belong to one installation.
        self.instance_path = instance_path
        #: The configuration; a dict with methods to fill it.
        self.config = self.make_config(instance_relative_config)
        #: Turns data into JSON and back.
        self.json: JSONProvider = self.json_provider_class(self)
        #: Raises HTTP exceptions by code; called by :func:`abort`.
        self.aborter = self.make_aborter()
        #: Called when no URL can be built; the first that returns a URL wins.
        self.url_build_error_handlers: list[
            t.Callable[[Exception, str, dict[str, t.Any]], str]
        ] = []
        #: Called when an application context ends, the last registered first.
        self.teardown_appcontext_funcs: list[ft.TeardownCallable] = []
        #: Called for more names in the shell.
        self.shell_context_processors: list[ft.ShellContextProcessorCallable] = []
        #: The registered blueprints by name.
        self.blueprints: dict[str, t.Any] = {}
        #: The state of extensions by their names.
        self.extensions: dict[str, t.Any] = {}
        #: The URL rules.
        self.url_map = self.url_map_class(host_matching=host_matching)
        self.subdomain_matching = subdomain_matching
        # From the first request on, set-up methods refuse to run.
        self._got_first_request = False
        # Whether `url_for` was replaced on the application itself, perhaps before this.
        # PERF: Python finds it sooner here than in the class (benchmarks: "url_for"). And once
        # somebody has looked at the `__dict__` of an object, 3.11 and 3.12 need four times as long for
        # its attributes, unless the dict was made elsewhere (benchmarks: "plain text").
        attributes = {"_has_own_url_for": False, **self.__dict__}
        object.__setattr__(self, "__dict__", attributes)

    _has_own_url_for = False

    if not t.TYPE_CHECKING:  # checkers would let every name be set

        def __setattr__(self, name: str, value: t.Any) -> None:
            if name in PLANNED_TABLES:
                value = watched(value, _PlanDropper(self), lists=PLANNED_TABLES[name])
                self._drop_plans()
            elif name in PLANNED_ATTRIBUTES:
                self._drop_plans()
            elif name == "url_for":
                self._has_own_url_for = True
            object.__setattr__(self, name, value)

        def __delattr__(self, name: str) -> None:
            object.__delattr__(self, name)
            if name == "url_for":
                self._has_own_url_for = False
            if name in PLANNED_TABLES or name in PLANNED_ATTRIBUTES:
                self._drop_plans()

    def _drop_plans(self) -> None:
        """Forget the compiled request plans; the next request of an endpoint compiles its own."""

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_first_request:
            raise AssertionError(
                f"The setup method '{f_name}' came too late: {self!r} has handled a request already,"
                " so what it adds would hold for some requests and not for others. Import and call"
                " everything that sets up the application before it is served, for instance in the"
                " function that makes it."
            )

    @cached_property
    def name(self) -> str:
        """The name of the application: that of its module, or of the file that is run."""
        if self.import_name == "__main__":
            file: str | None = getattr(sys.modules["__main__"], "__file__", None)
            if file is None:
                return "__main__"
            return os.path.splitext(os.path.basename(file))[0]
        return self.import_name

    @cached_property
    def logger(self) -> logging.Logger:
        """The application's logger, named like the application. See :doc:`/logging`."""
        return create_logger(self)

    def create_jinja_environment(self) -> Environment:
        """Make the Jinja environment; :class:`Flask` does."""
        raise NotImplementedError

    def make_config(self, instance_relative: bool = False) -> Config:
        """Make the configuration from the defaults.

        :param instance_relative: whether its files are relative to the instance folder.
        """
        defaults = dict(self.default_config)
        defaults["DEBUG"] = get_debug_flag()
        root_path = self.instance_path if instance_relative else self.root_path
        return self.config_class(root_path, defaults)

    def auto_find_instance_path(self) -> str:
        """Return the instance folder to use where none is given."""
        prefix, package_path = find_package(self.import_name)
        if prefix is None:
            return os.path.join(package_path, "instance")
        return os.path.join(prefix, "var", f"{self.name}-instance")

    def make_aborter(self) -> Aborter:
        """Make the object behind :func:`abort`."""
        return self.aborter_class()

    def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
        """Make the loader that looks into the application's and the blueprints' folders."""
        # An application without templates never imports Jinja.
        from ..template_environment import DispatchingJinjaLoader  # noqa: PLC0415

        return DispatchingJinjaLoader(self)

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        """Say whether a template's output is escaped.

        :param filename: the template's name; ``None`` for one that comes as a string.
        """
        # An application without templates never imports Jinja.
        from fw_templating import select_autoescape  # noqa: PLC0415

        return select_autoescape(filename)

    @property
    def debug(self) -> bool:
        """Whether debug mode is on; the config key ``DEBUG``."""
        debug: bool = self.config["DEBUG"]
        return debug

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config.update(DEBUG=value)
        environment = self.__dict__.get("jinja_env")
        if environment is not None and self.config["TEMPLATES_AUTO_RELOAD"] is None:
            environment.auto_reload = value

    # -- what the class that handles requests provides ---------------------------------------

    request_class: t.Any
    response_class: t.Any
    _plans: t.Any

    def app_context(self) -> t.Any:
        """Make an application context."""
        raise NotImplementedError

    def _compile_plans(self) -> t.Any:
        raise NotImplementedError

    def create_url_adapter(self, request: t.Any) -> MapAdapter | None:
        """Make the object that matches and builds URLs."""
        raise NotImplementedError

    def ensure_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """Return a function that may be called without ``await``."""
        raise NotImplementedError

    def do_teardown_request(self, exc: BaseException | None = None) -> None:
        """Call the functions of ``teardown_request``."""
        raise NotImplementedError

    def do_teardown_appcontext(self, exc: BaseException | None = None) -> None:
        """Call the functions of ``teardown_appcontext``."""
        raise NotImplementedError

    # -- blueprints and rules ----------------------------------------------------------------

    @setupmethod
    def register_blueprint(self, blueprint: Registrable, **options: t.Any) -> None:
        """Add a blueprint's routes and callbacks.

        :param blueprint: the blueprint.
        :param options: what overrides the blueprint's own: ``url_prefix``, ``subdomain``,
            ``url_defaults``, ``name``, ``cli_group``.
        """
        blueprint.register(self, options)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        """Register a URL rule; see :meth:`Scaffold.add_url_rule`.

        :raises AssertionError: when another view has the endpoint already; nothing is changed.
        """
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)  # type: ignore[arg-type]
        known = self.view_functions.get(endpoint)
        if view_func is not None and known is not None and known != view_func:
            raise AssertionError(
                "View function mapping is overwriting an existing endpoint function:"
                f" {endpoint}. Give one of the two views another name or endpoint=..., or keep"
                " the name with functools.wraps where a decorator hid it."
            )
        methods, automatic = self._rule_methods(
            view_func, options.pop("methods", None), provide_automatic_options
        )
        rule_obj = self.url_rule_class(rule, methods=methods, endpoint=endpoint, **options)
        rule_obj.provide_automatic_options = automatic  # type: ignore[attr-defined]
        self.url_map.add(rule_obj)
        conflicts = getattr(self.url_map, "conflicts", None)  # Werkzeug's own map has none
        earlier = None if conflicts is None else conflicts(rule_obj)
        if earlier:
            warn_of_conflicts(rule_obj, earlier, self.view_functions, view_func)
        if view_func is not None:
            self.view_functions[endpoint] = view_func

    def _rule_methods(
        self, view_func: t.Any, methods: t.Iterable[str] | None, automatic: bool | None
    ) -> tuple[set[str], bool]:
        """Return the methods that a rule answers, and whether ``OPTIONS`` needs no view."""
        if methods is None:
            methods = getattr(view_func, "methods", None) or ("GET",)
        if isinstance(methods, str):
            raise TypeError(
                "Allowed methods must be a list of strings, for example: @app.route(...,"
                f" methods=[{methods!r}]); got the string {methods!r}."
            )
        chosen = {method.upper() for method in methods}
        required = getattr(view_func, "required_methods", None)
        if required:
            chosen |= {method.upper() for method in required}
        if automatic is None:
            automatic = getattr(view_func, "provide_automatic_options", None)
        if automatic is None:
            automatic = "OPTIONS" not in chosen and self.config["PROVIDE_AUTOMATIC_OPTIONS"]
        if automatic:
            chosen.add("OPTIONS")
        return chosen, bool(automatic)

    def iter_blueprints(self) -> ValuesView[t.Any]:
        """Return the registered blueprints in the order of their registration."""
        return self.blueprints.values()

    # -- templates ---------------------------------------------------------------------------

    # PERF: it is asked for at each rendering (benchmarks: "template").
    @MadeOnFirstUse
    def jinja_env(self) -> Environment:
        """The Jinja environment, made on first use."""
        return self.create_jinja_environment()

    @t.overload
    def template_filter(self, name: T_template_filter) -> T_template_filter: ...
    @t.overload
    def template_filter(
        self, name: str | None = None
    ) -> t.Callable[[T_template_filter], T_template_filter]: ...
    @setupmethod
    def template_filter(self, name: t.Any = None) -> t.Any:
        """Register a template filter; works with and without parentheses.

        :param name: the filter's name; by default the function's.
        """
        return named_decorator(name, self.add_template_filter)

    @setupmethod
    def add_template_filter(self, f: ft.TemplateFilterCallable, name: str | None = None) -> None:
        """Register a template filter.

        :param f: the function.
        :param name: the filter's name; by default the function's.
        """
        self.jinja_env.filters[name or f.__name__] = f

    @t.overload
    def template_test(self, name: T_template_test) -> T_template_test: ...
    @t.overload
    def template_test(
        self, name: str | None = None
    ) -> t.Callable[[T_template_test], T_template_test]: ...
    @setupmethod
    def template_test(self, name: t.Any = None) -> t.Any:
        """Register a template test; works with and without parentheses.

        :param name: the test's name; by default the function's.
        """
        return named_decorator(name, self.add_template_test)

    @setupmethod
    def add_template_test(self, f: ft.TemplateTestCallable, name: str | None = None) -> None:
        """Register a template test.

        :param f: the function.
        :param name: the test's name; by default the function's.
        """
        self.jinja_env.tests[name or f.__name__] = f

    @t.overload
    def template_global(self, name: T_template_global) -> T_template_global: ...
    @t.overload
    def template_global(
        self, name: str | None = None
    ) -> t.Callable[[T_template_global], T_template_global]: ...
    @setupmethod
    def template_global(self, name: t.Any = None) -> t.Any:
        """Register a template global; works with and without parentheses.

        :param name: the global's name; by default the function's.
        """
        return named_decorator(name, self.add_template_global)

    @setupmethod
    def add_template_global(self, f: ft.TemplateGlobalCallable, name: str | None = None) -> None:
        """Register a function as a template global.

        :param f: the function.
        :param name: the global's name; by default the function's.
        """
        self.jinja_env.globals[name or f.__name__] = f

    # -- contexts and errors -----------------------------------------------------------------

    @setupmethod
    def teardown_appcontext(self, f: T_teardown) -> T_teardown:
        """Call a function when an application context ends, with the error if there was one."""
        self.teardown_appcontext_funcs += [f]
        return f

    @setupmethod
    def shell_context_processor(self, f: T_shell_context_processor) -> T_shell_context_processor:
        """Call a function for more names in the shell."""
        self.shell_context_processors.append(f)
        return f

    def _find_error_handler(
        self, e: Exception, blueprints: t.Sequence[str]
    ) -> ft.ErrorHandlerCallable | None:
        """Return the handler of an exception, the most specific one first.

        A blueprint's handler comes before the application's, one for the status code before one
        for a class alone, and one for a class before one for its base.
        """
        table = self.error_handler_spec
        if not table:
            return None
        kind: t.Any = type(e)
        code = kind.code if isinstance(e, HTTPException) else None
        own = table.get(None) or _NO_HANDLERS
        if blueprints:
            by_codes = [*(table.get(name) or _NO_HANDLERS for name in blueprints), own]
            tables = [by_code.get(wanted) for wanted in (code, None) for by_code in by_codes]
        else:
            # PERF: most errors are of no blueprint that has handlers (benchmarks: "404", "405",
            # "error handler").
            tables = [own.get(code), own.get(None)]
        for by_class in tables:
            if by_class:
                # PERF: the class itself is the likeliest (benchmarks: "error handler").
                handler = by_class.get(kind) or _handler_among(by_class, kind)
                if handler is not None:
                    return handler
        return None

    def trap_http_exception(self, e: Exception) -> bool:
        """Say whether an HTTP exception is treated as an error instead of an answer.

        :param e: the exception.
        """
        config = self.config
        if config["TRAP_HTTP_EXCEPTIONS"]:
            return True
        trap_bad_request = config["TRAP_BAD_REQUEST_ERRORS"]
        # A missing form key is shown in the debugger rather than as a plain 400.
        if trap_bad_request is None and isinstance(e, BadRequestKeyError) and self.debug:
            return True
        return bool(trap_bad_request) and isinstance(e, BadRequest)

    def should_ignore_error(self, error: BaseException | None) -> bool:
        """Say whether teardown callbacks are called as if the error had not been.

        :param error: the error that ended the request.
        """
        return False

    # -- URLs --------------------------------------------------------------------------------

    def redirect(self, location: str, code: int = UNTOLD) -> BaseResponse:
        """Return a response that redirects. Called by :func:`redirect`.

        :param location: the URL to go to.
        :param code: the status code, one of 301, 302, 303, 305, 307 and 308; by default 302, or
            303 with the config key ``NEXT_EDITION``.
        """
        code = redirect_status(code, self.config)
        return _wz_redirect(location, code=code, Response=self.response_class)

    def inject_url_defaults(self, endpoint: str, values: dict[str, t.Any]) -> None:
        """Add what the ``url_defaults`` callbacks give to the values of a URL.

        :param endpoint: the endpoint that a URL is built for.
        :param values: the values, changed in place.
        """
        if not self.url_default_functions:
            return
        names: t.Iterable[str | None] = (None,)
        if "." in endpoint:
            names = chain(names, reversed(_split_blueprint_path(endpoint.rpartition(".")[0])))
        for name in names:
            for func in self.url_default_functions.get(name, ()):
                func(endpoint, values)

    def handle_url_build_error(
        self, error: BuildError, endpoint: str, values: dict[str, t.Any]
    ) -> str:
        """Ask the build error handlers for a URL, and raise the error where none has one.

        :param error: the error.
        :param endpoint: the endpoint that no URL could be built for.
        :param values: the values given.
        """
        for handler in self.url_build_error_handlers:
            try:
                url = handler(error, endpoint, values)
            except BuildError as e:
                error = e
            else:
                if url is not None:
                    return url
        if error is sys.exc_info()[1]:  # called while the error is handled: keep its traceback
            raise
        raise error


_NO_HANDLERS: t.Mapping[int | None, dict[type[Exception], ft.ErrorHandlerCallable]] = {}


def _handler_among(
    by_class: dict[type[Exception], ft.ErrorHandlerCallable], kind: t.Any
) -> ft.ErrorHandlerCallable | None:
    """Return the handler of a class of errors, or of the nearest base that has one."""
    # PERF: none at all is likeliest (benchmarks: "404", "405").
    if by_class.keys().isdisjoint(kind.__mro__):
        return None
    for cls in kind.__mro__:
        handler = by_class.get(cls)
        if handler is not None:
            return handler
    return None


refuse_attributes(App, "Flask")
