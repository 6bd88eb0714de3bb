"""Run an application's commands and look at what they print. Needs click (the extra ``cli``)."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner, Result

from fw_testing.errors import NoCommands


class FlaskCliRunner(CliRunner):
    """Run commands for an application.

    :param app: The application; its ``cli`` is the default command.
    :param kwargs: For ``click.testing.CliRunner``.
    """

    def __init__(self, app: Any, **kwargs: Any) -> None:
        self.app = app
        super().__init__(**kwargs)

    def make_obj(self) -> Any:
        """Return the object that commands receive as ``ctx.obj``, or None for none.

        A subclass overrides it to hand over whatever its commands load the application with.
        """
        return None

    def invoke(self, cli: Any = None, args: Any = None, **kwargs: Any) -> Result:  # type: ignore[override]
        """Run a command in isolation.

        :param cli: The command; the application's ``cli`` if it is None.
        :param args: The arguments, as a list or as one string.
        :param kwargs: For ``click.testing.CliRunner.invoke``; ``obj`` is :meth:`make_obj` unless it is given.
        :return: The exit code, the output and the exception, if any.
        :raises NoCommands: No command was given, and the application has none.
        """
        if cli is None:
            cli = getattr(self.app, "cli", None)
            if cli is None:
                raise NoCommands(
                    f"{self.app!r} has no 'cli'. Pass the command: runner.invoke(command, [...])."
                )
        if "obj" not in kwargs:
            kwargs["obj"] = self.make_obj()
        return super().invoke(cli, args, **kwargs)
