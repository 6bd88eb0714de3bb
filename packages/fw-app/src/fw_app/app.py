"""The application class: what its users call, on top of the pipeline and the set-up."""

from __future__ import annotations

import os
import typing as t
import weakref
from collections.abc import ValuesView

from werkzeug.datastructures import ImmutableDict
from werkzeug.utils import cached_property

from .active import get_request_ctx
from .async_bridge import async_to_sync, is_coroutine_function
from .blueprints import Blueprint, max_age_seconds, open_for_reading
from .command_groups import app_group
from .context_proxy import g, request, session
from .ctx import AppContext as AppContext
from .ctx import RequestContext
from .default_config import DEFAULT_CONFIG
from .distributions import commands, testing_tools
from .environment import get_debug_flag, get_load_dotenv
from .flashing import get_flashed_messages
from .pipeline import Pipeline
from .removed import refuses_removed, removed_keys
from .sansio.app import T_shell_context_processor as T_shell_context_processor
from .sansio.app import T_teardown as T_teardown
from .sansio.app import T_template_filter as T_template_filter
from .sansio.app import T_template_global as T_template_global
from .sansio.app import T_template_test as T_template_test
from .sansio.app import _make_timedelta as _make_timedelta
from .sansio.scaffold import StrPath
from .sending import send_from_directory
from .template_context import _default_template_ctx_processor
from .urls import UrlBuilding

if t.TYPE_CHECKING:
    from click import Group

    from fw_testing import FlaskClient

    from .cli_runner import FlaskCliRunner
    from .template_environment import Environment
    from .wrappers import Response


class Flask(Pipeline, UrlBuilding):
    """An application: a WSGI callable that knows its routes, callbacks and configuration.

    :param import_name: the name of the module or package it is made in, usually ``__name__``.
    :param static_url_path: the URL prefix of static files; by default their folder's name.
    :param static_folder: the folder of static files, relative to the root path.
    :param static_host: the host of the static route, where hosts are matched.
    :param host_matching: match rules by host; the rules then have ``host=``.
    :param subdomain_matching: match rules by subdomain of ``SERVER_NAME``.
    :param template_folder: the folder of templates, relative to the root path.
    :param instance_path: the folder for what belongs to one installation; found if not given.
    :param instance_relative_config: read configuration files from there.
    :param root_path: the folder that relative paths start from; found by ``import_name``.
    """

    default_config: ImmutableDict[str, t.Any] = DEFAULT_CONFIG

    blueprints: dict[str, Blueprint]

    @refuses_removed("Flask")
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
        super().__init__(
            *(import_name, static_url_path, static_folder, static_host),
            *(host_matching, subdomain_matching, template_folder),
            *(instance_path, instance_relative_config, root_path),
        )
        if self.has_static_folder:
            self._add_static_route(static_host, host_matching)

    def _add_static_route(self, static_host: str | None, host_matching: bool) -> None:
        if bool(static_host) != host_matching:
            raise AssertionError(
                "Invalid static_host/host_matching combination: an application that matches hosts"
                " needs static_host=... for its static files (or static_folder=None), and only"
                f" that one takes it. Got static_host={static_host!r},"
                f" host_matching={host_matching!r}."
            )
        # The view must not keep the application alive, or it would be freed late.
        app = weakref.ref(self)
        self.add_url_rule(
            f"{self.static_url_path}/<path:filename>",
            endpoint="static",
            host=static_host,
            view_func=lambda **kwargs: app().send_static_file(**kwargs),  # type: ignore[union-attr]
        )

    @cached_property
    def cli(self) -> Group:
        """The application's commands, made on first use; needs fw-cli."""
        group = app_group()
        group.name = self.name
        return group

    def iter_blueprints(self) -> ValuesView[Blueprint]:
        """Return the registered blueprints in the order of their registration."""
        return self.blueprints.values()

    # -- files -------------------------------------------------------------------------------

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Return for how many seconds a browser may keep a file without asking again.

        :param filename: the file's path.
        :return: the config value ``SEND_FILE_MAX_AGE_DEFAULT``, by default ``None``: ask each
            time whether the file has changed.
        """
        return max_age_seconds(self.config["SEND_FILE_MAX_AGE_DEFAULT"])

    def send_static_file(self, filename: str) -> Response:
        """Answer with a file of the static folder; the view of the endpoint ``static``.

        :param filename: the file's path within the folder.
        """
        folder = self.static_folder
        if folder is None:
            raise RuntimeError("'static_folder' must be set to serve static_files.")
        max_age = self.get_send_file_max_age(filename)
        return t.cast("Response", send_from_directory(folder, filename, max_age=max_age))

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = None
    ) -> t.IO[t.AnyStr]:
        """Open a file below the root path for reading.

        :param resource: the path, relative to :attr:`root_path`.
        :param mode: ``"rb"``, ``"r"`` or ``"rt"``.
        :param encoding: the encoding in text mode.
        """
        return open_for_reading(self.root_path, resource, mode, encoding)

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> t.IO[t.AnyStr]:
        """Open a file of the instance folder, for reading or writing.

        :param resource: the path, relative to :attr:`instance_path`.
        :param mode: as for :func:`open`.
        :param encoding: the encoding in text mode.
        """
        path = os.path.join(self.instance_path, resource)
        return t.cast(
            "t.IO[t.AnyStr]",
            open(path, mode) if "b" in mode else open(path, mode, encoding=encoding),
        )

    # -- templates and the shell ---------------------------------------------------------------

    def create_jinja_environment(self) -> Environment:
        """Make the Jinja environment, with the names that templates know."""
        options = dict(self.jinja_options)
        policy = options.setdefault("autoescape", self.select_jinja_autoescape)
        if "auto_reload" not in options:
            auto_reload = self.config["TEMPLATES_AUTO_RELOAD"]
            options["auto_reload"] = self.debug if auto_reload is None else auto_reload
        environment: Environment = self.jinja_environment(self, **options)
        if getattr(policy, "__func__", None) is Pipeline.select_jinja_autoescape:
            environment.pure_autoescape = policy
        environment.direct_function = url_for = self.url_for
        environment.globals.update(
            url_for=url_for,
            get_flashed_messages=get_flashed_messages,
            config=self.config,
            # Imported templates see no context, but the proxies.
            request=request,
            session=session,
            g=g,
        )
        environment.policies["json.dumps_function"] = self.json.dumps
        return environment

    def update_template_context(self, context: dict[str, t.Any]) -> None:
        """Add what the context processors give to the variables of a template.

        :param context: the variables, changed in place. Its own values come first.
        """
        processors = self.template_context_processors
        names: t.Iterable[str | None] = (None,)
        ctx = get_request_ctx()
        if ctx is not None and len(processors) > 1:
            names = (None, *reversed(ctx.request.blueprints))
        given = context.copy()
        for name in names:
            for func in processors.get(name, ()):
                # PERF: our own is known to be no coroutine function (benchmarks: "template").
                if func is not _default_template_ctx_processor:
                    func = self.ensure_sync(func)
                context.update(t.cast("dict[str, t.Any]", func()))
        context.update(given)

    def make_shell_context(self) -> dict[str, t.Any]:
        """Return the names of the interactive shell."""
        names: dict[str, t.Any] = {"app": self, "g": g}
        for processor in self.shell_context_processors:
            names.update(processor())
        return names

    def setup_remarks(self) -> list[str]:
        """Return a sentence for each thing in the configuration that has no effect.

        ``fw run`` and :meth:`run` print them. They are no warnings, which tests may turn into errors.
        """
        return removed_keys(self.config)

    # -- async ---------------------------------------------------------------------------------

    def ensure_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """Return a function that may be called without ``await``.

        :param func: a function; one that is ``async`` is wrapped by :meth:`async_to_sync`.
        """
        if is_coroutine_function(func):
            return self.async_to_sync(func)
        return func

    def async_to_sync(
        self, func: t.Callable[..., t.Coroutine[t.Any, t.Any, t.Any]]
    ) -> t.Callable[..., t.Any]:
        """Return a function that runs a coroutine function to its end.

        :param func: the coroutine function.
        """
        return async_to_sync(func)

    # -- serving and testing -------------------------------------------------------------------

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        load_dotenv: bool = True,
        **options: t.Any,
    ) -> None:
        """Serve the application on this computer while it is developed. Not for production.

        :param host: the address to listen on; by default that of ``SERVER_NAME``, or 127.0.0.1.
        :param port: the port; by default that of ``SERVER_NAME``, or 5000.
        :param debug: turn debug mode on or off.
        :param load_dotenv: read ``.env`` and ``.flaskenv``.
        :param options: what :func:`werkzeug.serving.run_simple` takes.
        :raises MissingDistribution: where fw-cli is not installed.
        """
        with commands("The development server (app.run())"):
            # A server in production imports neither click nor the development server.
            import click  # noqa: PLC0415

            import fw_cli  # noqa: PLC0415

        if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
            # The command line imports this module; its own server is about to start.
            if not is_running_from_reloader():
                click.secho(
                    " * Ignoring a call to 'app.run()' that would block the current"
                    " command.\n   Only call 'app.run()' in an 'if __name__ =="
                    ' "__main__"\' guard.',
                    fg="red",
                )
            return
        if get_load_dotenv(load_dotenv):
            fw_cli.load_dotenv()
            if "FLASK_DEBUG" in os.environ:
                self.debug = get_debug_flag()
        if debug is not None:
            self.debug = bool(debug)
        server_host, _, server_port = (self.config.get("SERVER_NAME") or "").partition(":")
        host = host or server_host or "127.0.0.1"
        if port is None:
            port = int(server_port or 5000)
        options.setdefault("use_reloader", self.debug)
        options.setdefault("use_debugger", self.debug)
        options.setdefault("threaded", True)
        fw_cli.show_server_banner(self.debug, self.name)
        fw_cli.show_environment_remarks()
        fw_cli.show_remarks(self)
        try:
            fw_cli.serve(host, port, self, **options)
        finally:
            # The server in the shell may be followed by more set-up.
            self._got_first_request = False

    def test_client(self, use_cookies: bool = True, **kwargs: t.Any) -> FlaskClient:
        """Make a test client; see the docs on testing.

        :param use_cookies: whether it keeps cookies.
        :param kwargs: further arguments of :attr:`test_client_class`.
        :raises MissingDistribution: where fw-testing is not installed.
        """
        cls = self.test_client_class
        if cls is None:
            with testing_tools("The test client (app.test_client())"):
                # An application that is served never imports the test client.
                from fw_testing import FlaskClient  # noqa: PLC0415

            cls = FlaskClient
        return cls(self, self.response_class, use_cookies=use_cookies, **kwargs)

    def test_cli_runner(self, **kwargs: t.Any) -> FlaskCliRunner:
        """Make a runner for the application's commands.

        :param kwargs: further arguments of :attr:`test_cli_runner_class`.
        :raises MissingDistribution: where fw-testing or fw-cli is not installed.
        """
        cls = self.test_cli_runner_class
        if cls is None:
            what = "The runner of commands (app.test_cli_runner())"
            with testing_tools(what), commands(what):
                # An application that is served never imports the runner.
                from .cli_runner import FlaskCliRunner  # noqa: PLC0415

            cls = FlaskCliRunner
        return cls(self, **kwargs)

    def test_request_context(self, *args: t.Any, **kwargs: t.Any) -> RequestContext:
        """Make the context of a request that is described like one of the test client.

        :param args: the path and what else :class:`EnvironBuilder` takes.
        :param kwargs: the same by name.
        :raises MissingDistribution: where fw-testing is not installed.
        """
        with testing_tools("The builder of requests (app.test_request_context())"):
            # An application that is served never imports the request builder.
            from fw_testing import EnvironBuilder  # noqa: PLC0415

        builder = EnvironBuilder(self, *args, **kwargs)
        try:
            return self.request_context(builder.get_environ())
        finally:
            builder.close()


def is_running_from_reloader() -> bool:
    """Say whether this process was started by the reloader."""
    return os.environ.get("WERKZEUG_RUN_MAIN") == "true"
