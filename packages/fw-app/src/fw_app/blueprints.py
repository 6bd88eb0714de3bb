"""The blueprint that applications use: set-up plus static files, resources and commands."""

from __future__ import annotations

import os
import typing as t
from datetime import timedelta

from werkzeug.utils import cached_property

from .active import active_app
from .command_groups import app_group
from .sansio.blueprints import Blueprint as SansioBlueprint
from .sansio.blueprints import BlueprintSetupState as BlueprintSetupState
from .sending import send_from_directory

if t.TYPE_CHECKING:
    from click import Group

    from .wrappers import Response


def max_age_seconds(value: timedelta | int | None) -> int | None:
    """Return the seconds of the config value ``SEND_FILE_MAX_AGE_DEFAULT``."""
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value


class Blueprint(SansioBlueprint):  # noqa: D101
    __doc__ = SansioBlueprint.__doc__

    @cached_property
    def cli(self) -> Group:
        """The blueprint's commands, made on first use; needs fw-cli."""
        group = app_group()
        group.name = self.name
        return group

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Return for how many seconds a browser may keep a static file.

        :param filename: the file's path within the static folder.
        :return: the config value ``SEND_FILE_MAX_AGE_DEFAULT``, by default ``None``: ask each
            time whether the file has changed.
        """
        app = active_app()
        return None if app is None else max_age_seconds(app.config["SEND_FILE_MAX_AGE_DEFAULT"])

    def send_static_file(self, filename: str) -> Response:
        """Answer with a file of the static folder; the view of the endpoint ``static``.

        :param filename: the file's path within the folder.
        """
        folder = self.static_folder
        if folder is None:
            raise RuntimeError("'static_folder' must be set to serve static_files.")
        max_age = self.get_send_file_max_age(filename)
        response = send_from_directory(folder, filename, max_age=max_age)
        return t.cast("Response", response)

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> t.IO[t.AnyStr]:
        """Open a file below the blueprint's root path for reading.

        :param resource: the path, relative to :attr:`root_path`.
        :param mode: ``"rb"``, ``"r"`` or ``"rt"``.
        :param encoding: the encoding in text mode.
        """
        return open_for_reading(self.root_path, resource, mode, encoding)


def open_for_reading(folder: str, resource: str, mode: str, encoding: str | None) -> t.IO[t.Any]:
    """Open a file of a folder, in a mode that only reads.

    :raises ValueError: for a mode that writes.
    """
    if mode not in {"r", "rt", "rb"}:
        raise ValueError(
            f"Resources can only be opened for reading, and the mode is {mode!r}: use 'r', 'rt'"
            " or 'rb'."
        )
    path = os.path.join(folder, resource)
    return open(path, mode) if mode == "rb" else open(path, mode, encoding=encoding)
