"""Files as responses.

Werkzeug does the work: conditional and range requests, entity tags, ``X-Sendfile``, and joining paths
without leaving the folder. Here it is told what the active application and request say about that, and
asked once about each file: see :mod:`fw_app.known_files`.
"""

from __future__ import annotations

import os
import re
import typing as t
from functools import lru_cache, partial

# By its full name, so that a test that replaces ``werkzeug.utils.send_file`` is obeyed.
import werkzeug.utils

from .active import get_app_ctx, get_request_ctx, require_app, require_request
from .known_files import KnownFiles, is_sent_alike
from .removed import refuses_removed

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from werkzeug.wrappers import Response

    PathOrFile: t.TypeAlias = os.PathLike[str] | os.PathLike[bytes] | str | t.IO[bytes]


def _prepare_send_file_kwargs(**kwargs: t.Any) -> dict[str, t.Any]:
    """Add what the active application and request have to say about sending a file."""
    request, app = require_request().request, require_app().app
    if kwargs.get("max_age") is None:
        kwargs["max_age"] = app.get_send_file_max_age
    return {
        **kwargs,
        "environ": request.environ,
        "use_x_sendfile": app.config["USE_X_SENDFILE"],
        "response_class": app.response_class,
        "_root_path": app.root_path,
    }


@refuses_removed("send_file")
def send_file(
    path_or_file: PathOrFile,
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
) -> Response:
    """Send a file that the application chose.

    The path is trusted: for one that the client had a part in, use :func:`send_from_directory`.

    :param path_or_file: a path, in which case more is known about the file; a relative one begins at
        the application's root path. Or a file open for reading bytes, at its beginning.
    :param mimetype: the content type; guessed from the name unless given.
    :param as_attachment: ask the browser to save the file rather than to show it.
    :param download_name: the name to save it under; the file's own unless given.
    :param conditional: answer conditional and range requests accordingly.
    :param etag: whether to compute an entity tag from the file's name, size and time; or the tag.
    :param last_modified: the time of the last change; the file's own unless given.
    :param max_age: for how many seconds it may be cached, or a function from the file's name to that;
        :meth:`Flask.get_send_file_max_age` unless given.
    :return: a response of the application's class.
    :raises TypeError: for a keyword that older editions had, with the name that replaced it.
    """
    options = {
        "mimetype": mimetype,
        "as_attachment": as_attachment,
        "download_name": download_name,
        "conditional": conditional,
        "etag": etag,
        "last_modified": last_modified,
        "max_age": max_age,
    }
    if isinstance(path_or_file, (str, os.PathLike)):
        path = os.fspath(path_or_file)
        if isinstance(path, str):
            ctx, app = _active()
            path = os.path.join(app.root_path, path)
            return _send(ctx, app, path, partial(_send_file, path_or_file), options)
    return _send_file(path_or_file, options)


def _send_file(path_or_file: PathOrFile, options: dict[str, t.Any]) -> Response:
    """Have Werkzeug send a file."""
    return werkzeug.utils.send_file(
        **_prepare_send_file_kwargs(path_or_file=path_or_file, **options)
    )


@refuses_removed("send_from_directory")
def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **kwargs: t.Any
) -> Response:
    """Send a file from a folder, chosen by the client and confined to the folder.

    For example, in a view of the rule ``/uploads/<path:name>``::

        return send_from_directory(app.config["UPLOAD_FOLDER"], name, as_attachment=True)

    Symbolic links inside the folder are followed: whoever may put them there may publish with them.

    :param directory: the folder, trusted; a relative one begins at the application's root path.
    :param path: the file's path in the folder, which may come from the URL.
    :param kwargs: as for :func:`send_file`.
    :return: a response of the application's class.
    :raises NotFound: if there is no such file in the folder, or the path leads out of it.
    """
    ctx, app = _active()
    joined = _joined(app.root_path, directory, path)
    if joined is None:
        return _send_from_directory(directory, path, kwargs)
    return _send(ctx, app, joined, partial(_send_from_directory, directory, path), kwargs)


def _send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, options: dict[str, t.Any]
) -> Response:
    """Have Werkzeug send a file of a folder."""
    return werkzeug.utils.send_from_directory(
        directory, path, **_prepare_send_file_kwargs(**options)
    )


def _active() -> tuple[t.Any, t.Any]:
    """Return the context of the active request, and the active application."""
    # The first says more than that there is no application.
    ctx = get_request_ctx() or require_request()
    return ctx, (get_app_ctx(None) or require_app()).app


# -- what is known of files --------------------------------------------------------------------

_ONLY_MAX_AGE = frozenset({"max_age"})

#: The methods whose answers say how long they are true.
_READING = frozenset({"GET", "HEAD"})

#: From which length on paths are not remembered: anybody may ask for any.
_LONG = 256

# No segment is empty or begins with a dot, and no character means anything to a file system.
_ORDINARY = r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*"


def _joined(root: str, directory: t.Any, path: t.Any) -> str | None:
    """Return the path of a file in a folder, or ``None`` where only Werkzeug can tell.

    :param root: the folder that a relative folder begins at.
    :param directory: the folder.
    :param path: the file's path in the folder, from the client.
    """
    # PERF: an ordinary name leads nowhere else, so it is joined as it is (benchmarks: "static
    # file"). On Windows some ordinary names are devices.
    if os.name == "posix" and type(path) is type(directory) is str and len(path) < _LONG:
        return _joined_text(root, directory, path)
    return None


@lru_cache(maxsize=1024)
def _joined_text(root: str, directory: str, path: str) -> str | None:
    ordinary = directory and re.fullmatch(_ORDINARY, path, re.ASCII)
    return os.path.join(root, directory, path) if ordinary else None


def _send(
    ctx: t.Any,
    app: t.Any,
    path: str,
    plainly: Callable[[dict[str, t.Any]], Response],
    options: dict[str, t.Any],
) -> Response:
    """Send a file with the headers that it was sent with before, if nothing has changed since.

    :param ctx: the context of the active request.
    :param app: the active application.
    :param path: the absolute path.
    :param plainly: has Werkzeug send the file, given the options.
    :param options: what the functions above take by name.
    """
    environ, kind = ctx.environ, app.response_class
    if (
        environ["REQUEST_METHOD"] not in _READING
        or app.config["USE_X_SENDFILE"]
        or not (options.keys() <= _ONLY_MAX_AGE or _is_remembered(options))
        or not is_sent_alike(kind)
    ):
        return plainly(options)
    max_age = options.pop("max_age", None)
    if max_age is None:
        max_age = app.get_send_file_max_age
    if callable(max_age):
        max_age = max_age(path)
    files: KnownFiles = ctx.plans.files
    return files.send(path, options, max_age, kind, environ, plainly)


def _is_remembered(options: dict[str, t.Any]) -> bool:
    """Say whether headers are kept of files that are sent with these options."""
    return options.get("conditional", True) is True and options.get("last_modified") is None
