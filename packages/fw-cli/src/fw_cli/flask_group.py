"""The group at the top of a command line, which finds the application and adds its commands."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from fw_cli.active import context_of, current_application
from fw_cli.app_group import AppGroup
from fw_cli.errors import NoAppException
from fw_cli.explain import explain_command
from fw_cli.import_report import format_error
from fw_cli.options import _app_option, _debug_option, _env_file_option, version_option
from fw_cli.remarks import show_environment_remarks
from fw_cli.routes import routes_command
from fw_cli.run import run_command
from fw_cli.script_info import ScriptInfo
from fw_cli.shell import shell_command

#: The entry points that installed distributions offer commands under.
PLUGIN_GROUP = "flask.commands"


def _complain(text: str) -> None:
    click.secho(f"{text}\n", err=True, fg="red")


class FlaskGroup(AppGroup):
    """A group that loads the application and offers its commands beside its own and those of plugins.

    :param add_default_commands: Add ``run``, ``shell``, ``routes`` and ``explain``.
    :param create_app: Called without arguments for the application, instead of looking at ``--app``.
    :param add_version_option: Add ``--version``.
    :param load_dotenv: Load the nearest ``.env`` and ``.flaskenv``.
    :param set_debug_flag: Set the application's ``debug`` from ``FLASK_DEBUG``.
    :param extra: For ``click.Group``.
    """

    def __init__(
        self,
        add_default_commands: bool = True,
        create_app: Callable[..., Any] | None = None,
        add_version_option: bool = True,
        load_dotenv: bool = True,
        set_debug_flag: bool = True,
        **extra: Any,
    ) -> None:
        # Options of the group rather than of its callback, so that a script may bring a callback of its own.
        own = [_env_file_option, _app_option, _debug_option]
        own += [version_option] if add_version_option else []
        params = [*(extra.pop("params", None) or ()), *own]
        settings = {"auto_envvar_prefix": "FLASK", **extra.pop("context_settings", {})}
        super().__init__(params=params, context_settings=settings, **extra)

        self.create_app = create_app
        self.load_dotenv = load_dotenv
        self.set_debug_flag = set_debug_flag
        self._loaded_plugin_commands = False
        if add_default_commands:
            for command in (run_command, shell_command, routes_command, explain_command):
                self.add_command(command)

    def _load_plugin_commands(self) -> None:
        if self._loaded_plugin_commands:
            return
        import importlib.metadata  # noqa: PLC0415  slow to import, and app.run() looks for no plugins

        self._loaded_plugin_commands = True
        for entry in importlib.metadata.entry_points(group=PLUGIN_GROUP):
            try:
                self.add_command(entry.load(), entry.name)
            except Exception as error:
                # One broken plugin shall not take the other commands away.
                _complain(
                    f"The plugin {entry.name!r} ({entry.value}) failed to load.\n{format_error(error)}"
                )

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command: one of the group's, of a plugin, or of the application.

        The application is loaded, and its context pushed, only for a command that is not found before.

        :param ctx: The running context.
        :param name: The command's name.
        """
        self._load_plugin_commands()
        command = super().get_command(ctx, name)
        if command is not None:
            return command
        try:
            app = ctx.ensure_object(ScriptInfo).load_app()
        except NoAppException as error:
            _complain(f"Error: {error.format_message()}")
            return None
        commands = getattr(app, "cli", None)
        if not isinstance(commands, click.Group):
            return None
        if current_application() is not app:
            ctx.with_resource(context_of(app))
        return commands.get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands; where the application does not load, the reason is printed.

        :param ctx: The running context.
        """
        self._load_plugin_commands()
        names = {*super().list_commands(ctx)}
        try:
            commands = getattr(ctx.ensure_object(ScriptInfo).load_app(), "cli", None)
            if isinstance(commands, click.Group):
                names.update(commands.list_commands(ctx))
        except NoAppException as error:
            _complain(f"Error: {error.format_message()}")
        except Exception as error:
            _complain(format_error(error))
        return sorted(names)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Make the running context, which holds a :class:`ScriptInfo` unless it is given another object.

        :param info_name: The command as it was typed.
        :param args: The arguments.
        :param parent: The context around it.
        :param extra: For ``click.Context``.
        """
        # An app.run() outside of a main guard sees this, and does not start a server in the middle of an import.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        if "obj" not in extra and "obj" not in self.context_settings:
            extra["obj"] = ScriptInfo(None, self.create_app, self.set_debug_flag, self.load_dotenv)
        return super().make_context(info_name, args, parent=parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments before the command.

        :param ctx: The running context.
        :param args: The arguments.
        """
        only_help = len(args) == 1 and args[0] in self.get_help_option_names(ctx)
        if only_help or (self.no_args_is_help and not args):
            # click prints the help before it has read any option: without these two, FLASK_APP and an env file
            # would be unknown by then, and the application's commands missing.
            for option in (_env_file_option, _app_option):
                option.handle_parse_result(ctx, {}, [])
        rest = super().parse_args(ctx, args)
        # The dotenv files have been read by now.
        show_environment_remarks()
        return rest
