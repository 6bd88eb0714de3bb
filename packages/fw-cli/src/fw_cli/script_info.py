"""The object that carries "which application" through a command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fw_cli.discovery import call_create_app, locate_app, prepare_import, refuse_missing_path
from fw_cli.environment import get_debug_flag, get_load_dotenv
from fw_cli.errors import NoAppException
from fw_cli.naming import program
from fw_cli.suggestions import modules_with_an_application

# A colon that is not the one of a Windows drive.
_NAME_SEPARATOR = re.compile(r":(?![\\/])")


class ScriptInfo:
    """Knows how to load the application, and loads it once.

    Commands receive it as ``click``'s context object.

    :param app_import_path: What was given as ``--app``.
    :param create_app: Called without arguments instead of looking anything up.
    :param set_debug_flag: Set the application's ``debug`` from ``FLASK_DEBUG`` once it is loaded.
    :param load_dotenv_defaults: Whether ``.env`` and ``.flaskenv`` are to be loaded; ``FLASK_SKIP_DOTENV`` overrides it.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: Callable[..., Any] | None = None,
        set_debug_flag: bool = True,
        load_dotenv_defaults: bool = True,
    ) -> None:
        self.app_import_path = app_import_path
        self.create_app = create_app
        self.set_debug_flag = set_debug_flag
        self.load_dotenv_defaults = get_load_dotenv(load_dotenv_defaults)
        #: Room for whatever commands want to hand to each other.
        self.data: dict[Any, Any] = {}
        self._loaded_app: Any | None = None

    def load_app(self) -> Any:
        """Return the application, loading it at the first call.

        :raises NoAppException: There is none to be found.
        """
        if self._loaded_app is None:
            app = self._find()
            if app is None:
                raise NoAppException(_nowhere_found())
            if self.set_debug_flag and hasattr(app, "debug"):
                app.debug = get_debug_flag()
            self._loaded_app = app
        return self._loaded_app

    def _find(self) -> Any | None:
        if self.create_app is not None:
            return call_create_app(self.create_app)
        if self.app_import_path:
            path, *name = _NAME_SEPARATOR.split(self.app_import_path, maxsplit=1)
            module_name = prepare_import(path)
            refuse_missing_path(path, module_name)
            return locate_app(module_name, name[0] if name else None)
        for file in ("wsgi.py", "app.py"):
            app = locate_app(prepare_import(file), None, raise_if_not_found=False)
            if app is not None:
                return app
        return None


def _nowhere_found() -> str:
    here = Path.cwd()
    likely = modules_with_an_application(here)
    hint = f" {likely[0] + '.py'!r} is here: try '--app {likely[0]}'." if likely else ""
    return (
        f"Could not locate an application. Use the '{program.name} --app' option, the 'FLASK_APP' environment variable,"
        f" or a 'wsgi.py' or 'app.py' file in the current directory ({str(here)!r}).{hint}"
    )


#: Passes the :class:`ScriptInfo` as first argument to a command.
pass_script_info = click.make_pass_decorator(ScriptInfo, ensure=True)
