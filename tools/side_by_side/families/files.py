"""Files: static folders, ``send_file``, conditional requests and ranges."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.side_by_side.case import Call, Case, Log

FOLDER = Path(tempfile.gettempdir()) / "side-by-side-files"
CONTENT = bytes(range(256)) * 40
MODIFIED = 1_600_000_000

HEADERS: dict[str, dict[str, str]] = {
    "plain": {},
    "since_equal": {"If-Modified-Since": "Sun, 13 Sep 2020 12:26:40 GMT"},
    "since_before": {"If-Modified-Since": "Sat, 12 Sep 2020 12:26:40 GMT"},
    "since_odd": {"If-Modified-Since": "yesterday"},
    "unmodified_before": {"If-Unmodified-Since": "Sat, 12 Sep 2020 12:26:40 GMT"},
    "none_match_any": {"If-None-Match": "*"},
    "none_match_other": {"If-None-Match": '"x", W/"y"'},
    "match_other": {"If-Match": '"x"'},
    "range_first": {"Range": "bytes=0-9"},
    "range_open": {"Range": "bytes=10230-"},
    "range_last": {"Range": "bytes=-5"},
    "range_all": {"Range": "bytes=0-"},
    "range_two": {"Range": "bytes=0-1,5-6"},
    "range_beyond": {"Range": "bytes=99999-"},
    "range_wrong": {"Range": "bytes=9-1"},
    "range_unit": {"Range": "lines=0-1"},
    "range_if_old": {"Range": "bytes=0-9", "If-Range": "Sat, 12 Sep 2020 12:26:40 GMT"},
    "range_if_equal": {"Range": "bytes=0-9", "If-Range": "Sun, 13 Sep 2020 12:26:40 GMT"},
}

PATHS = (
    "/static/a.txt", "/static/b.bin", "/static/sub/c.html", "/static/none", "/static/../x",
    "/static/sub/", "/static/%2e%2e/x", "/send", "/memory", "/attachment", "/named", "/folder/a.txt",
    "/folder/sub", "/page/static/a.txt", "/made", "/made_range",
)  # fmt: skip


def files() -> Path:
    """Write the files, always with the same times."""
    (FOLDER / "sub").mkdir(parents=True, exist_ok=True)
    for name, content in {
        "a.txt": b"some text\n",
        "b.bin": CONTENT,
        "sub/c.html": b"<p>page</p>",
        "ü name.txt": b"named",
    }.items():
        path = FOLDER / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
        os.utime(path, (MODIFIED, MODIFIED))
    return FOLDER


def application(settings: dict[str, Any]) -> Callable[[Any, Log], Any]:
    """Make the builder of an application that sends files.

    :param settings: its configuration.
    """

    def build(module: Any, log: Log) -> Any:
        folder = files()
        app = module.Flask("case", root_path=str(folder), static_folder=str(folder))
        app.config.update(settings)
        blueprint = module.Blueprint(
            "page", "case", static_folder=str(folder), static_url_path="/page/static"
        )
        app.register_blueprint(blueprint)
        app.add_url_rule("/send", "send", lambda: module.send_file(folder / "b.bin"))
        app.add_url_rule(
            "/memory",
            "memory",
            lambda: module.send_file(io.BytesIO(CONTENT), mimetype="a/b", etag="own"),
        )
        app.add_url_rule(
            "/attachment",
            "attachment",
            lambda: module.send_file("ü name.txt", as_attachment=True, max_age=7),
        )
        app.add_url_rule(
            "/named",
            "named",
            lambda: module.send_file(
                "a.txt",
                download_name="other.csv",
                conditional=False,
                last_modified=MODIFIED,
                etag=False,
            ),
        )
        app.add_url_rule(
            "/folder/<path:name>",
            "folder",
            lambda name: module.send_from_directory(".", name),
        )
        app.add_url_rule("/made", "made", lambda: made(module, False))
        app.add_url_rule("/made_range", "made_range", lambda: made(module, True))
        return app

    return build


def made(module: Any, ranges: bool) -> Any:
    """Make a response that answers conditions by itself.

    :param ranges: accept ranges.
    """
    response = module.Response(CONTENT)
    response.last_modified = MODIFIED
    response.add_etag()
    if ranges:
        response.make_conditional(
            module.request.environ, accept_ranges=True, complete_length=len(CONTENT)
        )
    else:
        response.make_conditional(module.request)
    return response


def cases() -> Iterator[Case]:
    """Make the cases: every condition on every file, and every setting."""
    for title, headers in HEADERS.items():
        calls = tuple(
            Call(method, path, {"headers": headers}) for path in PATHS for method in ("GET", "HEAD")
        )
        yield Case(f"files.{title}", application({}), calls)
    plain = tuple(Call("GET", path) for path in PATHS)
    configurations: dict[str, dict[str, Any]] = {
        "max_age": {"SEND_FILE_MAX_AGE_DEFAULT": 3600},
        "x_sendfile": {"USE_X_SENDFILE": True},
    }
    for title, settings in configurations.items():
        yield Case(f"files.{title}", application(settings), plain)
    others = tuple(Call(method, path) for path in PATHS for method in ("POST", "OPTIONS"))
    yield Case("files.methods", application({}), others)
    yield Case("files.own_max_age", own_max_age, plain[:3])


def own_max_age(module: Any, log: Log) -> Any:
    """Build an application that chooses how long files are kept."""
    folder = files()

    class App(module.Flask):
        def get_send_file_max_age(self, filename: str | None) -> int | None:
            log("max age", filename and Path(filename).name)
            return 10 if filename and filename.endswith(".txt") else None

    return App("case", root_path=str(folder), static_folder=str(folder))
