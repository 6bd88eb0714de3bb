"""What applications and blueprints share: routes, callbacks, error handlers, folders."""

from __future__ import annotations

import os
import sys
import typing as t
from collections import defaultdict
from functools import lru_cache, update_wrapper

from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.utils import cached_property

from .. import typing as ft
from ..registries import CallbackTable, WatchedDict
from ..resources import find_package_path, get_root_path
from ..template_context import _default_template_ctx_processor
from ..type_vars import F as F
from ..type_vars import T_after_request as T_after_request
from ..type_vars import T_before_request as T_before_request
from ..type_vars import T_error_handler as T_error_handler
from ..type_vars import T_route as T_route
from ..type_vars import T_teardown as T_teardown
from ..type_vars import T_template_context_processor as T_template_context_processor
from ..type_vars import T_url_defaults as T_url_defaults
from ..type_vars import T_url_value_preprocessor as T_url_value_preprocessor

if t.TYPE_CHECKING:
    from click import Group
    from jinja2.loaders import BaseLoader

_sentinel = object()

#: A path of the file system, as text or as an object.
StrPath = t.Union[str, "os.PathLike[str]"]
ErrorHandlerTable = dict[
    str | None,
    dict[int | None, dict[type[Exception], ft.ErrorHandlerCallable]],
]


def setupmethod(f: F) -> F:
    """Refuse to run the decorated method once the object has been set up and is in use."""
    name = f.__name__

    def checked(self: Scaffold, *args: t.Any, **kwargs: t.Any) -> t.Any:
        self._check_setup_finished(name)
        return f(self, *args, **kwargs)

    return t.cast(F, update_wrapper(checked, f))


def _only(method: str, options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return a route's options, with one method."""
    if "methods" in options:
        raise TypeError(
            f"{method.lower()}() got methods={options['methods']!r}, but it is for {method} alone:"
            " Use the 'route' decorator to use the 'methods' argument."
        )
    return {**options, "methods": [method]}


def _appended(table: dict[t.Any, list[t.Any]], func: F) -> F:
    """Append a callback of the object itself to a table, and return the callback."""
    table.setdefault(None, []).append(func)
    return func


def named_decorator(name: t.Any, add: t.Callable[[t.Any, str | None], None]) -> t.Any:
    """Serve a decorator that is used with a name, with empty parentheses, or with none.

    :param name: what the decorator was called with: a name, ``None``, or the function itself.
    :param add: registers a function under a name, or under its own.
    """
    if callable(name):
        add(name, None)
        return name

    def decorator(f: t.Any) -> t.Any:
        add(f, name)
        return f

    return decorator


def _by_code() -> defaultdict[int | None, dict[type[Exception], ft.ErrorHandlerCallable]]:
    return defaultdict(dict)


class Scaffold:
    """The common base of :class:`Flask` and :class:`Blueprint`.

    :param import_name: the name of the module in which the object is made, usually ``__name__``.
    :param static_folder: a folder to serve files from, relative to the root path.
    :param static_url_path: the URL prefix of the static files.
    :param template_folder: a folder of templates, relative to the root path.
    :param root_path: the folder that relative paths start from; found by ``import_name`` if unset.
    """

    #: What the object is called.
    name: str
    #: The command group of the object, made on first use.
    cli: Group
    _static_url_path: str | None = None
    _static_folder: str | None = None

    def __init__(
        self,
        import_name: str,
        static_folder: StrPath | None = None,
        static_url_path: str | None = None,
        template_folder: StrPath | None = None,
        root_path: str | None = None,
    ) -> None:
        #: The module or package the object belongs to. It should not change afterwards.
        self.import_name = import_name
        self.static_url_path = static_url_path
        self.static_folder = static_folder
        #: The templates' folder, relative to :attr:`root_path`, or ``None``.
        self.template_folder = template_folder
        if root_path is None:
            root_path = get_root_path(import_name)
        #: The absolute folder that relative paths start from.
        self.root_path = root_path

        #: Views by endpoint.
        self.view_functions: dict[str, ft.RouteCallable] = WatchedDict()
        #: Error handlers by blueprint name (``None``: everywhere), status code and class.
        self.error_handler_spec: ErrorHandlerTable = defaultdict(_by_code)
        #: Called before a request is dispatched, by blueprint name.
        self.before_request_funcs: dict[ft.AppOrBlueprintKey, list[ft.BeforeRequestCallable]] = (
            CallbackTable()
        )
        #: Called with the response, by blueprint name, the last registered first.
        self.after_request_funcs: dict[
            ft.AppOrBlueprintKey, list[ft.AfterRequestCallable[t.Any]]
        ] = CallbackTable()
        #: Called when a request ends, by blueprint name, the last registered first.
        self.teardown_request_funcs: dict[ft.AppOrBlueprintKey, list[ft.TeardownCallable]] = (
            CallbackTable()
        )
        #: Called for more template variables, by blueprint name.
        self.template_context_processors: dict[
            ft.AppOrBlueprintKey, list[ft.TemplateContextProcessorCallable]
        ] = defaultdict(list, {None: [_default_template_ctx_processor]})
        #: Called with the endpoint and the values of the URL, by blueprint name.
        self.url_value_preprocessors: dict[
            ft.AppOrBlueprintKey, list[ft.URLValuePreprocessorCallable]
        ] = CallbackTable()
        #: Called for more values when a URL is built, by blueprint name.
        self.url_default_functions: dict[ft.AppOrBlueprintKey, list[ft.URLDefaultCallable]] = (
            defaultdict(list)
        )

    def _check_setup_finished(self, f_name: str) -> None:
        """Refuse a set-up method that comes too late."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    # -- folders ---------------------------------------------------------------------------

    @property
    def static_folder(self) -> str | None:
        """The absolute folder of static files, or ``None``."""
        if self._static_folder is None:
            return None
        return _joined(self.root_path, self._static_folder)

    @static_folder.setter
    def static_folder(self, value: StrPath | None) -> None:
        self._static_folder = None if value is None else os.fspath(value).rstrip(r"\/")

    @property
    def has_static_folder(self) -> bool:
        """Whether a static folder is set; it need not exist."""
        return self._static_folder is not None

    @property
    def static_url_path(self) -> str | None:
        """The URL prefix of static files; by default the name of their folder."""
        if self._static_url_path is not None:
            return self._static_url_path
        if self.static_folder is None:
            return None
        return f"/{os.path.basename(self.static_folder)}".rstrip("/")

    @static_url_path.setter
    def static_url_path(self, value: str | None) -> None:
        self._static_url_path = None if value is None else value.rstrip("/")

    @cached_property
    def jinja_loader(self) -> BaseLoader | None:
        """The loader for the templates' folder, or ``None`` where there is no folder."""
        if self.template_folder is None:
            return None
        # An application without templates never imports Jinja.
        from jinja2 import FileSystemLoader  # noqa: PLC0415

        return FileSystemLoader(os.path.join(self.root_path, self.template_folder))

    # -- routes ----------------------------------------------------------------------------

    def _method_route(
        self, method: str, rule: str, options: dict[str, t.Any]
    ) -> t.Callable[[T_route], T_route]:
        # The decorators of one method come here, so that a subclass can override them at once.
        return self.route(rule, **_only(method, options))

    @setupmethod
    def get(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """Like :meth:`route` for ``GET`` alone."""
        return self._method_route("GET", rule, options)

    @setupmethod
    def post(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """Like :meth:`route` for ``POST`` alone."""
        return self._method_route("POST", rule, options)

    @setupmethod
    def put(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """Like :meth:`route` for ``PUT`` alone."""
        return self._method_route("PUT", rule, options)

    @setupmethod
    def delete(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """Like :meth:`route` for ``DELETE`` alone."""
        return self._method_route("DELETE", rule, options)

    @setupmethod
    def patch(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """Like :meth:`route` for ``PATCH`` alone."""
        return self._method_route("PATCH", rule, options)

    @setupmethod
    def route(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """Register the decorated view for a URL rule; see :meth:`add_url_rule`.

        :param rule: the rule, such as ``"/user/<int:id>"``.
        :param options: what :meth:`add_url_rule` takes.
        """
        endpoint = options.pop("endpoint", None)

        def register(view: T_route) -> T_route:
            self.add_url_rule(rule, endpoint, view, **options)
            return view

        return register

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        """Register a URL rule, and the view that answers it.

        :param rule: the rule, such as ``"/user/<int:id>"``.
        :param endpoint: the name of the rule's view; by default the view function's name.
        :param view_func: the view; it may come later, through :meth:`endpoint`.
        :param provide_automatic_options: whether ``OPTIONS`` is answered without the view.
        :param options: further arguments of the rule class, such as ``methods`` or ``defaults``.
        """
        raise NotImplementedError

    @setupmethod
    def endpoint(self, endpoint: str) -> t.Callable[[F], F]:
        """Register the decorated view for an endpoint whose rule is added elsewhere.

        :param endpoint: the endpoint's name.
        """

        def register(view: F) -> F:
            self.view_functions[endpoint] = view
            return view

        return register

    # -- callbacks -------------------------------------------------------------------------

    @setupmethod
    def before_request(self, f: T_before_request) -> T_before_request:
        """Call a function before each request; what it returns, unless ``None``, is the answer."""
        return _appended(self.before_request_funcs, f)

    @setupmethod
    def after_request(self, f: T_after_request) -> T_after_request:
        """Call a function with each response; it returns that response or another one.

        It is not called where an unhandled exception ends the request; see
        :meth:`teardown_request` for what must happen in every case.
        """
        return _appended(self.after_request_funcs, f)

    @setupmethod
    def teardown_request(self, f: T_teardown) -> T_teardown:
        """Call a function when the request context ends, with the error if there was one.

        It is called in every case. It must not fail, and what it returns is ignored.
        """
        return _appended(self.teardown_request_funcs, f)

    @setupmethod
    def context_processor(self, f: T_template_context_processor) -> T_template_context_processor:
        """Call a function for each rendering; the dict it returns adds template variables."""
        return _appended(self.template_context_processors, f)

    @setupmethod
    def url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Call a function with the endpoint and the URL's values before the view gets them."""
        return _appended(self.url_value_preprocessors, f)

    @setupmethod
    def url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Call a function with the endpoint and the values of a URL to be built; it adds some."""
        return _appended(self.url_default_functions, f)

    # -- error handlers --------------------------------------------------------------------

    @setupmethod
    def errorhandler(
        self, code_or_exception: type[Exception] | int
    ) -> t.Callable[[T_error_handler], T_error_handler]:
        """Register the decorated function for a status code or a class of exceptions.

        :param code_or_exception: such as ``404`` or ``DatabaseError``.
        """

        def register(handler: T_error_handler) -> T_error_handler:
            self.register_error_handler(code_or_exception, handler)
            return handler

        return register

    @setupmethod
    def register_error_handler(
        self,
        code_or_exception: type[Exception] | int,
        f: ft.ErrorHandlerCallable,
    ) -> None:
        """Register a function for a status code or a class of exceptions.

        :param code_or_exception: such as ``404`` or ``DatabaseError``.
        :param f: called with the exception; returns what a view may return.
        """
        cls, code = self._get_exc_class_and_code(code_or_exception)
        self.error_handler_spec[None][code][cls] = f

    @staticmethod
    def _get_exc_class_and_code(
        exc_class_or_code: type[Exception] | int,
    ) -> tuple[type[Exception], int | None]:
        """Return the class that a handler is for, and its code if it is an HTTP error."""
        exc_class: t.Any = exc_class_or_code
        if isinstance(exc_class_or_code, int):
            exc_class = default_exceptions.get(exc_class_or_code)
            if exc_class is None:
                raise ValueError(
                    f"{exc_class_or_code!r} is not a recognized HTTP error code: handlers are for"
                    " codes from 400 to 599 that have a class in werkzeug.exceptions. Use a"
                    " subclass of HTTPException with that code, and register the class."
                )
        if isinstance(exc_class, Exception):
            raise TypeError(
                f"{exc_class!r} is an instance, not a class. Handlers are registered for exception"
                f" classes or status codes: pass {type(exc_class).__name__} itself."
            )
        if not isinstance(exc_class, type) or not issubclass(exc_class, Exception):
            name = getattr(exc_class, "__name__", exc_class)
            raise ValueError(
                f"{name!r} is not a subclass of Exception. Register handlers for"
                " exception classes or HTTP status codes."
            )
        if issubclass(exc_class, HTTPException):
            return exc_class, exc_class.code
        return exc_class, None


# PERF: asked for each static file (benchmarks: "static file").
_joined = lru_cache(maxsize=256)(os.path.join)


def _endpoint_from_view_func(view_func: ft.RouteCallable) -> str:
    """Return the endpoint that a view gets when none is named: the function's name."""
    if view_func is None:
        raise AssertionError("expected view func if endpoint is not provided.")
    return view_func.__name__


_find_package_path = find_package_path


def _lies_in(path: str, folder: str) -> bool:
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(os.path.join(folder, ""))


def find_package(import_name: str) -> tuple[str | None, str]:
    """Return the prefix that a package is installed under, and the folder it is imported from.

    :param import_name: the name of a module or package.
    :return: the installation prefix, or ``None`` where the package is not installed; the folder.
    """
    package_path = find_package_path(import_name)
    py_prefix = os.path.abspath(sys.prefix)
    if _lies_in(package_path, py_prefix):
        return py_prefix, package_path
    folder, name = os.path.split(package_path)
    if name.lower() != "site-packages":
        return None, package_path
    parent, parent_name = os.path.split(folder)
    if parent_name.lower() == "lib":  # as on Windows: PREFIX/Lib/site-packages
        return parent, package_path
    if os.path.basename(parent).lower() == "lib":  # PREFIX/lib/pythonX.Y/site-packages
        return os.path.dirname(parent), package_path
    return folder, package_path
