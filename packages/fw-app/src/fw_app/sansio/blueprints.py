"""Blueprints: routes and callbacks that are recorded first and added to applications later."""

from __future__ import annotations

import typing as t
from functools import update_wrapper

from .. import typing as ft
from ..removed import refuse_attributes, refuse_overrides
from ..type_vars import T_after_request as T_after_request
from ..type_vars import T_before_request as T_before_request
from ..type_vars import T_error_handler as T_error_handler
from ..type_vars import T_teardown as T_teardown
from ..type_vars import T_template_context_processor as T_template_context_processor
from ..type_vars import T_template_filter as T_template_filter
from ..type_vars import T_template_global as T_template_global
from ..type_vars import T_template_test as T_template_test
from ..type_vars import T_url_defaults as T_url_defaults
from ..type_vars import T_url_value_preprocessor as T_url_value_preprocessor
from .app import App
from .scaffold import (
    Scaffold,
    StrPath,
    _endpoint_from_view_func,
    _sentinel,
    named_decorator,
    setupmethod,
)

DeferredSetupFunction = t.Callable[["BlueprintSetupState"], None]


def _joined_name(prefix: str, name: str) -> str:
    return f"{prefix}.{name}".lstrip(".")


class BlueprintSetupState:
    """What a recorded function is told when its blueprint is added to an application.

    :param blueprint: the blueprint.
    :param app: the application.
    :param options: what was given to :meth:`App.register_blueprint`.
    :param first_registration: whether the blueprint was in no application before.
    """

    def __init__(
        self, blueprint: Blueprint, app: App, options: t.Any, first_registration: bool
    ) -> None:
        #: The application.
        self.app = app
        #: The blueprint.
        self.blueprint = blueprint
        #: The options of the registration.
        self.options = options
        #: Whether the blueprint was in no application before.
        self.first_registration = first_registration

        def chosen(option: str) -> t.Any:
            given = options.get(option)
            return getattr(blueprint, option) if given is None else given

        #: The subdomain of the blueprint's rules, or ``None``.
        self.subdomain = chosen("subdomain")
        #: The prefix of the blueprint's rules, or ``None``.
        self.url_prefix = chosen("url_prefix")
        #: The name of the registration; the blueprint's unless it was given.
        self.name = options.get("name", blueprint.name)
        #: The names of the blueprints this one is nested in, joined by dots.
        self.name_prefix = options.get("name_prefix", "")
        #: Default values of the rules' variables.
        self.url_defaults = {
            **blueprint.url_values_defaults,
            **dict(options.get("url_defaults", ())),
        }

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        **options: t.Any,
    ) -> None:
        """Add a rule to the application, with the blueprint's prefix, subdomain and name.

        :param rule: the rule.
        :param endpoint: its name within the blueprint; by default the view function's name.
        :param view_func: the view.
        :param options: what :meth:`App.add_url_rule` takes.
        """
        if self.url_prefix is not None:
            parts = (self.url_prefix.rstrip("/"), rule.lstrip("/")) if rule else (self.url_prefix,)
            rule = "/".join(parts)
        options.setdefault("subdomain", self.subdomain)
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)  # type: ignore[arg-type]
        defaults = self.url_defaults
        if "defaults" in options:
            defaults = {**defaults, **options.pop("defaults")}
        self.app.add_url_rule(
            rule,
            _joined_name(self.name_prefix, f"{self.name}.{endpoint}"),
            view_func,
            defaults=defaults,
            **options,
        )


class Blueprint(Scaffold):
    """A part of an application, made without one and added to any number of them.

    :param name: the blueprint's name, which begins the names of its endpoints.
    :param import_name: the name of the module it is made in, usually ``__name__``.
    :param static_folder: a folder of its own static files.
    :param static_url_path: their URL prefix.
    :param template_folder: a folder of its own templates.
    :param url_prefix: a prefix of all of its rules.
    :param subdomain: the subdomain of all of its rules.
    :param url_defaults: default values of the variables of its rules.
    :param root_path: the folder that relative paths start from.
    :param cli_group: the group of its commands: a name, ``None`` to put them beside the
        application's, by default the blueprint's name.
    """

    _got_registered_once: bool = False

    def __init__(
        self,
        name: str,
        import_name: str,
        static_folder: StrPath | None = None,
        static_url_path: str | None = None,
        template_folder: StrPath | None = None,
        url_prefix: str | None = None,
        subdomain: str | None = None,
        url_defaults: dict[str, t.Any] | None = None,
        root_path: str | None = None,
        cli_group: str | None = _sentinel,  # type: ignore[assignment]
    ) -> None:
        refuse_overrides(type(self), "Blueprint")
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        if not name:
            raise ValueError("'name' may not be empty: endpoints are told apart by it.")
        if "." in name:
            raise ValueError(
                f"'name' may not contain a dot '.' character, and {name!r} does: dots join the"
                " names of nested blueprints and their endpoints."
            )
        self.name = name
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        #: Functions to be called at each registration.
        self.deferred_functions: list[DeferredSetupFunction] = []
        self.url_values_defaults = {} if url_defaults is None else url_defaults
        self._blueprints: list[tuple[Blueprint, dict[str, t.Any]]] = []
        self.cli_group = cli_group

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_registered_once:
            raise AssertionError(
                f"The setup method '{f_name}' came too late: {self!r} has been registered already,"
                " and what it adds would not reach that application. Import and call everything"
                " that sets up the blueprint before app.register_blueprint() is called."
            )

    # -- recording ---------------------------------------------------------------------------

    @setupmethod
    def record(self, func: DeferredSetupFunction) -> None:
        """Call a function at each registration.

        :param func: called with the :class:`BlueprintSetupState`.
        """
        self.deferred_functions.append(func)

    @setupmethod
    def record_once(self, func: DeferredSetupFunction) -> None:
        """Call a function at the first registration only.

        :param func: called with the :class:`BlueprintSetupState`.
        """

        def once(state: BlueprintSetupState) -> None:
            if state.first_registration:
                func(state)

        self.record(update_wrapper(once, func))

    def make_setup_state(
        self, app: App, options: dict[str, t.Any], first_registration: bool = False
    ) -> BlueprintSetupState:
        """Make the object that recorded functions are called with; for subclasses.

        :param app: the application.
        :param options: the options of the registration.
        :param first_registration: whether the blueprint was in no application before.
        """
        return BlueprintSetupState(self, app, options, first_registration=first_registration)

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: t.Any) -> None:
        """Nest a blueprint into this one.

        :param blueprint: the other blueprint.
        :param options: what :meth:`App.register_blueprint` takes.
        """
        if blueprint is self:
            raise ValueError(
                f"Cannot register a blueprint on itself: {self.name!r} was given its own self."
            )
        self._blueprints.append((blueprint, options))

    # -- registration ------------------------------------------------------------------------

    def register(self, app: App, options: dict[str, t.Any]) -> None:
        """Add all that was recorded to an application; called by its ``register_blueprint``.

        :param app: the application.
        :param options: the options of the registration.
        :raises ValueError: when the name is taken.
        """
        name = _joined_name(options.get("name_prefix", ""), options.get("name", self.name))
        self._check_name(app, name)
        is_new = all(known is not self for known in app.blueprints.values())
        app.blueprints[name] = self
        self._got_registered_once = True
        state = self.make_setup_state(app, options, is_new)
        if self.has_static_folder:
            state.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                view_func=self.send_static_file,  # type: ignore[attr-defined]
                endpoint="static",
            )
        # The same blueprint under a second name has its callbacks there too; no name comes twice.
        self._merge_blueprint_funcs(app, name)
        for deferred in self.deferred_functions:
            deferred(state)
        self._register_commands(app, options, name)
        for blueprint, nested_options in self._blueprints:
            blueprint.register(app, self._nested_options(state, blueprint, nested_options, name))

    def _check_name(self, app: App, name: str) -> None:
        if name not in app.blueprints:
            return
        holder = "this" if app.blueprints[name] is self else "a different"
        raise ValueError(
            f"The name '{name}' is already registered for {holder} blueprint."
            " Use 'name=' to provide a unique name."
        )

    def _register_commands(self, app: App, options: dict[str, t.Any], name: str) -> None:
        # A blueprint without commands never made its group, and needs no click.
        cli = self.__dict__.get("cli")
        if cli is None or not cli.commands:
            return
        cli_group = options.get("cli_group", self.cli_group)
        if cli_group is None:
            app.cli.commands.update(cli.commands)
        else:
            cli.name = name if cli_group is _sentinel else cli_group
            app.cli.add_command(cli)

    @staticmethod
    def _nested_options(
        state: BlueprintSetupState, nested: Blueprint, options: dict[str, t.Any], name: str
    ) -> dict[str, t.Any]:
        """Return the options of a nested blueprint's registration, joined to this one's."""
        options = options.copy()
        subdomain = options.get("subdomain")
        if subdomain is None:
            subdomain = nested.subdomain
        if state.subdomain is not None:
            subdomain = f"{subdomain}.{state.subdomain}" if subdomain else state.subdomain
        if subdomain is not None:
            options["subdomain"] = subdomain
        prefix = options.get("url_prefix")
        if prefix is None:
            prefix = nested.url_prefix
        if state.url_prefix is not None:
            outer = state.url_prefix
            prefix = outer if prefix is None else f"{outer.rstrip('/')}/{prefix.lstrip('/')}"
        if prefix is not None:
            options["url_prefix"] = prefix
        options["name_prefix"] = name
        return options

    def _merge_blueprint_funcs(self, app: App, name: str) -> None:
        """Add the blueprint's tables to the application's, under the name of the registration."""

        def under(key: str | None) -> str:
            return name if key is None else f"{name}.{key}"

        for key, by_code in self.error_handler_spec.items():
            theirs = app.error_handler_spec[under(key)]
            for code, by_class in by_code.items():
                theirs[code].update(by_class)
        for endpoint, func in self.view_functions.items():
            app.view_functions[endpoint] = func
        pairs: tuple[tuple[t.Any, t.Any], ...] = (
            (self.before_request_funcs, app.before_request_funcs),
            (self.after_request_funcs, app.after_request_funcs),
            (self.teardown_request_funcs, app.teardown_request_funcs),
            (self.url_default_functions, app.url_default_functions),
            (self.url_value_preprocessors, app.url_value_preprocessors),
            (self.template_context_processors, app.template_context_processors),
        )
        for ours, theirs_by_name in pairs:
            for key, functions in ours.items():
                theirs_by_name[under(key)].extend(functions)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        """Record a URL rule, whose endpoint will begin with the blueprint's name.

        :param rule: the rule.
        :param endpoint: its name within the blueprint, without dots.
        :param view_func: the view.
        :param provide_automatic_options: whether ``OPTIONS`` is answered without the view.
        :param options: what :meth:`App.add_url_rule` takes.
        """
        if endpoint and "." in endpoint:
            raise ValueError(f"'endpoint' may not contain a dot '.' character: {endpoint!r}.")
        view_name = getattr(view_func, "__name__", "")
        if "." in view_name:
            raise ValueError(
                f"'view_func' name may not contain a dot '.' character: {view_name!r}."
            )
        self.record(
            lambda state: state.add_url_rule(
                rule,
                endpoint,
                view_func,
                provide_automatic_options=provide_automatic_options,
                **options,
            )
        )

    # -- what is registered for the whole application ------------------------------------------

    @t.overload
    def app_template_filter(self, name: T_template_filter) -> T_template_filter: ...
    @t.overload
    def app_template_filter(
        self, name: str | None = None
    ) -> t.Callable[[T_template_filter], T_template_filter]: ...
    @setupmethod
    def app_template_filter(self, name: t.Any = None) -> t.Any:
        """Like :meth:`App.template_filter`, from a blueprint.

        :param name: the filter's name; by default the function's.
        """
        return named_decorator(name, self.add_app_template_filter)

    @setupmethod
    def add_app_template_filter(
        self, f: ft.TemplateFilterCallable, name: str | None = None
    ) -> None:
        """Like :meth:`App.add_template_filter`, from a blueprint.

        :param f: the function.
        :param name: the filter's name; by default the function's.
        """
        self.record_once(lambda state: state.app.add_template_filter(f, name))

    @t.overload
    def app_template_test(self, name: T_template_test) -> T_template_test: ...
    @t.overload
    def app_template_test(
        self, name: str | None = None
    ) -> t.Callable[[T_template_test], T_template_test]: ...
    @setupmethod
    def app_template_test(self, name: t.Any = None) -> t.Any:
        """Like :meth:`App.template_test`, from a blueprint.

        :param name: the test's name; by default the function's.
        """
        return named_decorator(name, self.add_app_template_test)

    @setupmethod
    def add_app_template_test(self, f: ft.TemplateTestCallable, name: str | None = None) -> None:
        """Like :meth:`App.add_template_test`, from a blueprint.

        :param f: the function.
        :param name: the test's name; by default the function's.
        """
        self.record_once(lambda state: state.app.add_template_test(f, name))

    @t.overload
    def app_template_global(self, name: T_template_global) -> T_template_global: ...
    @t.overload
    def app_template_global(
        self, name: str | None = None
    ) -> t.Callable[[T_template_global], T_template_global]: ...
    @setupmethod
    def app_template_global(self, name: t.Any = None) -> t.Any:
        """Like :meth:`App.template_global`, from a blueprint.

        :param name: the global's name; by default the function's.
        """
        return named_decorator(name, self.add_app_template_global)

    @setupmethod
    def add_app_template_global(
        self, f: ft.TemplateGlobalCallable, name: str | None = None
    ) -> None:
        """Like :meth:`App.add_template_global`, from a blueprint.

        :param f: the function.
        :param name: the global's name; by default the function's.
        """
        self.record_once(lambda state: state.app.add_template_global(f, name))

    @setupmethod
    def before_app_request(self, f: T_before_request) -> T_before_request:
        """Like :meth:`before_request`, before every request of the application."""
        self.record_once(
            lambda state: state.app.before_request_funcs.setdefault(None, []).append(f)
        )
        return f

    @setupmethod
    def after_app_request(self, f: T_after_request) -> T_after_request:
        """Like :meth:`after_request`, after every request of the application."""
        self.record_once(lambda state: state.app.after_request_funcs.setdefault(None, []).append(f))
        return f

    @setupmethod
    def teardown_app_request(self, f: T_teardown) -> T_teardown:
        """Like :meth:`teardown_request`, at the end of every request of the application."""
        self.record_once(
            lambda state: state.app.teardown_request_funcs.setdefault(None, []).append(f)
        )
        return f

    @setupmethod
    def app_context_processor(
        self, f: T_template_context_processor
    ) -> T_template_context_processor:
        """Like :meth:`context_processor`, for every template of the application."""
        self.record_once(
            lambda state: state.app.template_context_processors.setdefault(None, []).append(f)
        )
        return f

    @setupmethod
    def app_errorhandler(
        self, code: type[Exception] | int
    ) -> t.Callable[[T_error_handler], T_error_handler]:
        """Like :meth:`errorhandler`, for every request of the application.

        :param code: a status code or a class of exceptions.
        """

        def decorator(f: T_error_handler) -> T_error_handler:
            self.record_once(lambda state: state.app.register_error_handler(code, f))
            return f

        return decorator

    @setupmethod
    def app_url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Like :meth:`url_value_preprocessor`, for every request of the application."""
        self.record_once(
            lambda state: state.app.url_value_preprocessors.setdefault(None, []).append(f)
        )
        return f

    @setupmethod
    def app_url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Like :meth:`url_defaults`, for every URL of the application."""
        self.record_once(
            lambda state: state.app.url_default_functions.setdefault(None, []).append(f)
        )
        return f


refuse_attributes(Blueprint, "Blueprint")
