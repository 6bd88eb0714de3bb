"""Files that are sent again: what is remembered of them, and that it is what Werkzeug says."""

from __future__ import annotations

import io
import mimetypes
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import werkzeug.utils
from werkzeug.http import parse_date
from werkzeug.test import Client, TestResponse, create_environ
from werkzeug.wsgi import FileWrapper

from fw_app import Flask, Response, request, send_file, send_from_directory

OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "attachment": {"as_attachment": True, "download_name": "Übersicht.txt"},
    "type": {"mimetype": "application/x-own"},
    "no-etag": {"etag": False},
    "own-etag": {"etag": "seven"},
    "kept": {"max_age": 60},
    "not-kept": {"max_age": 0},
    "callable": {"max_age": lambda path: len(os.path.basename(path))},
    "unconditional": {"conditional": False},
    "old": {"last_modified": 1_000_000_000},
}

REQUESTS: dict[str, dict[str, Any]] = {
    "GET": {},
    "HEAD": {"method": "HEAD"},
    "POST": {"method": "POST"},
    "not modified": {"headers": {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}},
    "another tag": {"headers": {"If-None-Match": '"other"'}},
    "part": {"headers": {"Range": "bytes=2-4"}},
    "no such part": {"headers": {"Range": "bytes=700-"}},
    "failed": {"headers": {"If-Match": '"other"'}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    folder.joinpath("sub").mkdir(parents=True)
    for name in ("a.txt", "style.css", "data.tar.gz", "noend", "sub/b.js", "ü.txt", ".hidden"):
        folder.joinpath(name).write_text("0123456789")
    return folder


@pytest.fixture
def app(folder: Path) -> Flask:
    app = Flask(__name__, root_path=str(folder.parent))

    @app.route("/one/<which>", methods=["GET", "POST"])
    def one(which: str) -> Any:
        return send_file("static/a.txt", **OPTIONS[which])

    @app.route("/of/<which>/<path:name>", methods=["GET", "POST"])
    def of(which: str, name: str) -> Any:
        return send_from_directory("static", name, **OPTIONS[which])

    return app


def get(app: Flask, path: str, **options: Any) -> TestResponse:
    response = Client(app).open(path, **options)
    response.get_data()
    response.close()
    return response


def told(response: TestResponse) -> tuple[int, dict[str, str], bytes]:
    """Return what an answer says, but for the time at which it does."""
    headers = {name: value for name, value in response.headers if name != "Date"}
    if "Expires" in headers:
        headers["Expires"] = "some time"
    return response.status_code, headers, response.get_data()


@pytest.mark.parametrize("how", REQUESTS)
@pytest.mark.parametrize(
    "path",
    [
        *(f"/one/{which}" for which in OPTIONS),
        *(f"/of/{which}/sub/b.js" for which in OPTIONS),
        *(f"/static/{name}" for name in ("a.txt", "data.tar.gz", "noend", "ü.txt", ".hidden")),
    ],
)
def test_the_answer_is_werkzeugs_each_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch, path: str, how: str
) -> None:
    options = REQUESTS[how]
    get(app, path)
    again = told(get(app, path, **options))
    third = told(get(app, path, **options))
    original = werkzeug.utils.send_file
    monkeypatch.setattr(werkzeug.utils, "send_file", lambda *a, **k: original(*a, **k))
    assert again == third == told(get(app, path, **options))


def test_the_order_of_the_headers_is_werkzeugs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (list(get(app, "/of/kept/a.txt").headers.keys()) for _ in range(2))
    assert first == second


def test_a_file_that_changes_is_looked_at_again(app: Flask, folder: Path) -> None:
    first = get(app, "/static/a.txt")
    assert get(app, "/static/a.txt").headers["ETag"] == first.headers["ETag"]
    folder.joinpath("a.txt").write_text("other")
    changed = get(app, "/static/a.txt")
    assert changed.text == "other"
    assert changed.content_length == 5
    assert changed.headers["ETag"] != first.headers["ETag"]
    folder.joinpath("a.txt").unlink()
    assert get(app, "/static/a.txt").status_code == 404


def test_a_folder_or_a_pipe_in_place_of_a_file_is_no_file(app: Flask, folder: Path) -> None:
    assert get(app, "/static/a.txt").status_code == 200
    folder.joinpath("a.txt").unlink()
    os.mkfifo(folder / "a.txt")
    assert get(app, "/static/a.txt").status_code == 404


def test_a_type_that_is_added_counts_at_once(app: Flask, folder: Path) -> None:
    folder.joinpath("a.unheard").write_text("x")
    assert get(app, "/static/a.unheard").mimetype == "application/octet-stream"
    types = dict(mimetypes.types_map)
    try:
        mimetypes.add_type("text/x-unheard", ".unheard")
        assert get(app, "/static/a.unheard").mimetype == "text/x-unheard"
        mimetypes.add_type("text/x-plain", ".txt")
        assert get(app, "/static/a.txt").mimetype == "text/x-plain"
    finally:
        mimetypes.types_map.clear()
        mimetypes.types_map.update(types)
    assert get(app, "/static/a.txt").mimetype == "text/plain"


def test_dates_are_those_of_the_answer(app: Flask) -> None:
    get(app, "/one/kept")
    response = get(app, "/one/kept")
    assert response.date is not None
    assert response.expires is not None
    assert (response.expires - response.date).total_seconds() in (60, 61)
    assert parse_date(response.headers["Last-Modified"]) is not None


def test_how_long_a_file_is_kept_may_change(app: Flask) -> None:
    assert get(app, "/static/a.txt").cache_control.max_age is None
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 5
    assert get(app, "/static/a.txt").cache_control.max_age == 5
    app.get_send_file_max_age = lambda filename: 9  # type: ignore[method-assign]
    assert get(app, "/static/a.txt").cache_control.max_age == 9


def test_headers_that_a_hook_sets_stay_with_their_answer(app: Flask) -> None:
    @app.after_request
    def mark(response: Response) -> Response:
        response.headers["X-Mark"] = request.args.get("mark", "none")
        return response

    assert get(app, "/static/a.txt?mark=one").headers["X-Mark"] == "one"
    assert get(app, "/static/a.txt?mark=two").headers["X-Mark"] == "two"
    assert get(app, "/static/a.txt").headers.getlist("X-Mark") == ["none"]


def test_a_class_of_ones_own_is_asked_each_time(app: Flask) -> None:
    class Counted(Response):
        made = 0

        def set_etag(self, etag: str, weak: bool = False) -> None:
            type(self).made += 1
            super().set_etag(f"{etag}-{self.made}", weak)

    app.response_class = Counted
    tags = {get(app, "/static/a.txt").headers["ETag"] for _ in range(3)}
    assert len(tags) == 3


def test_a_method_that_is_replaced_on_the_class_is_called(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    get(app, "/static/a.txt")
    monkeypatch.setattr(Response, "set_etag", lambda self, etag, weak=False: None)
    assert "ETag" not in get(app, "/static/a.txt").headers


def test_the_servers_way_to_send_files_is_used(app: Flask) -> None:
    class Wrapper(FileWrapper):
        """A server's own: it knows its objects again, and sends their files without reading them."""

    for _ in range(2):
        environ = create_environ("/static/a.txt")
        environ["wsgi.file_wrapper"] = Wrapper
        body: Any = app(environ, lambda status, headers, exc_info=None: print)
        assert type(body) is Wrapper
        assert body.file.read() == b"0123456789"
        body.close()


def test_what_waits_for_the_end_of_the_answer_is_called(app: Flask) -> None:
    ended = []

    @app.after_request
    def wait(response: Response) -> Response:
        response.call_on_close(lambda: ended.append(True))
        return response

    for _ in range(2):
        with Client(app).get("/static/a.txt") as response:
            assert response.get_data() == b"0123456789"
    assert len(ended) == 2


def test_a_large_file_comes_in_pieces(app: Flask, folder: Path) -> None:
    folder.joinpath("large.txt").write_bytes(b"x" * 300_000)
    get(app, "/static/large.txt")
    with Client(app).get("/static/large.txt") as response:
        pieces = list(response.iter_encoded())
    assert sum(map(len, pieces)) == 300_000
    assert len(pieces) > 1


@pytest.mark.parametrize(
    ("found", "sent"),
    [("0123456789abc", "0123456789"), ("01234", "01234"), ("", ""), ("0123456789", "0123456789")],
)
def test_a_file_that_changes_while_it_is_sent(
    app: Flask, folder: Path, found: str, sent: str
) -> None:
    get(app, "/one/plain")
    body: Any = app(create_environ("/one/plain"), lambda *args: print)
    folder.joinpath("a.txt").write_text(found)
    assert b"".join(body) == sent.encode()
    body.close()


@pytest.fixture
def descriptors() -> Iterator[None]:
    before = len(os.listdir("/proc/self/fd"))
    yield
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files the Linux way")
@pytest.mark.usefixtures("descriptors")
def test_no_file_stays_open(app: Flask) -> None:
    for options in REQUESTS.values():
        for _ in range(2):
            get(app, "/static/a.txt", **options)


def test_files_of_many_options_take_bounded_memory(app: Flask) -> None:
    with app.test_request_context() as ctx:
        for second in range(3000):
            send_file("static/a.txt", max_age=second).close()
        assert len(ctx.plans.files._headers) <= 1024


def test_files_in_memory_are_not_remembered(app: Flask) -> None:
    with app.test_request_context():
        for text in (b"one", b"two"):
            response = send_file(io.BytesIO(text), download_name="a.txt")
            assert response.content_length == 3
            assert response.get_etag() == (None, None)
            response.close()
