"""Files as responses.

Werkzeug does the work: conditional and range requests, entity tags, ``X-Sendfile``, and joining paths
without leaving the folder. Here it is told what the active application and request say about that.
"""

from __future__ import annotations

import typing as t

# By its full name, so that a test that replaces ``werkzeug.utils.send_file`` is obeyed.
import werkzeug.utils

from .active import require_app, require_request
from .removed import refuses_removed

if t.TYPE_CHECKING:
    import os
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
    arguments = {
        "path_or_file": path_or_file,
        "mimetype": mimetype,
        "as_attachment": as_attachment,
        "download_name": download_name,
        "conditional": conditional,
        "etag": etag,
        "last_modified": last_modified,
        "max_age": max_age,
    }
    return werkzeug.utils.send_file(**_prepare_send_file_kwargs(**arguments))


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
    return werkzeug.utils.send_from_directory(
        directory, path, **_prepare_send_file_kwargs(**kwargs)
    )
