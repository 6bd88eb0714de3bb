"""Files as responses, and paths that must not lead out of their folder."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import werkzeug.utils
from werkzeug.exceptions import NotFound

from fw_app.app import Flask
from fw_app.sending import send_file, send_from_directory
from fw_app.wrappers import Response


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "files" / "sub").mkdir(parents=True)
    (tmp_path / "files" / "a.txt").write_text("0123456789")
    (tmp_path / "files" / "sub" / "b.txt").write_text("b")
    (tmp_path / "files-secret").mkdir()
    (tmp_path / "files-secret" / "key.txt").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    app = Flask(__name__, root_path=str(tmp_path), static_folder="files", static_url_path="/static")

    @app.get("/file")
    def file() -> Response:
        return send_file("files/a.txt")  # type: ignore[return-value]

    @app.get("/get/<path:name>")
    def get(name: str) -> Response:
        return send_from_directory("files", name)  # type: ignore[return-value]

    return app


def test_a_path_is_relative_to_the_application_and_conditional(app: Flask) -> None:
    client = app.test_client()
    response = client.get("/file", buffered=True)
    assert response.text == "0123456789"
    assert response.mimetype == "text/plain"
    assert response.cache_control.no_cache
    etag = response.headers["ETag"]
    assert client.get("/file", headers={"If-None-Match": etag}, buffered=True).status_code == 304
    partial = client.get("/file", headers={"Range": "bytes=2-4"}, buffered=True)
    assert (partial.status_code, partial.text) == (206, "234")


def test_the_response_is_the_applications(app: Flask) -> None:
    class Own(Response):
        pass

    app.response_class = Own
    with app.test_request_context():
        response = send_file("files/a.txt")
        assert type(response) is Own
        response.close()


def test_how_long_it_is_cached(app: Flask) -> None:
    client = app.test_client()
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    assert client.get("/file", buffered=True).cache_control.max_age == 3600
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = None
    assert client.get("/file", buffered=True).cache_control.max_age is None
    with app.test_request_context():
        response = send_file("files/a.txt", max_age=5)
        assert response.cache_control.max_age == 5
        response.close()


def test_a_subclass_says_how_long(tmp_path: Path) -> None:
    class Own(Flask):
        def get_send_file_max_age(self, filename: str | None) -> int | None:
            return 7 if filename and filename.endswith(".css") else None

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.css").write_text("")
    app = Own(__name__, root_path=str(tmp_path))
    response = app.test_client().get("/static/a.css", buffered=True)
    assert response.cache_control.max_age == 7
    response.close()


def test_files_in_memory_and_downloads(app: Flask) -> None:
    with app.test_request_context():
        response = send_file(io.BytesIO(b"x"), download_name="ü.pdf", as_attachment=True)
        assert response.mimetype == "application/pdf"
        assert "attachment" in response.headers["Content-Disposition"]
        assert "filename*=UTF-8''%C3%BC.pdf" in response.headers["Content-Disposition"]
        response.close()
        with pytest.raises(ValueError, match="binary mode"):
            send_file(io.StringIO("x"), download_name="a.txt")  # type: ignore[arg-type]


def test_x_sendfile(app: Flask, tmp_path: Path) -> None:
    app.config["USE_X_SENDFILE"] = True
    response = app.test_client().get("/file", buffered=True)
    assert response.headers["X-Sendfile"] == str(tmp_path / "files" / "a.txt")
    assert response.data == b""


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "sub/../../secret.txt",
        "../files-secret/key.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "..\\secret.txt",
        "/etc/passwd",
        "//etc/passwd",
        "sub",
        "missing.txt",
        "a.txt%00",
        ".",
        "..",
    ],
)
def test_no_path_leads_out_of_the_folder(app: Flask, name: str) -> None:
    """CVE-2024-23334 and kin; a sibling folder with the same beginning; NUL and separators."""
    client = app.test_client()
    for prefix in ("/get/", "/static/"):
        response = client.get(prefix + name, follow_redirects=True, buffered=True)
        assert response.status_code == 404, (prefix, response.text)


def test_files_in_the_folder_are_served(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/get/sub/b.txt", buffered=True).text == "b"
    assert client.get("/static/sub/b.txt", buffered=True).text == "b"


@pytest.mark.parametrize(
    "name",
    ["CON", "con", "NUL.txt", "aux .txt", "COM1", "LPT9.tar.gz", "sub/PRN", "a.txt:s", "NUL."],
)
def test_windows_devices_are_refused_on_windows(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """CVE-2025-66221, CVE-2026-21860, CVE-2026-27199: opening such a name hangs or reaches a device."""
    # Only around the call: pytest itself makes paths, of the kind that os.name names.
    with app.test_request_context(), monkeypatch.context() as patched:
        patched.setattr("os.name", "nt")
        with pytest.raises(NotFound):
            send_from_directory("files", name)


def test_links_are_followed(app: Flask, tmp_path: Path) -> None:
    """The policy: whoever may put a link into the folder may publish with it."""
    (tmp_path / "files" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert app.test_client().get("/get/link.txt", buffered=True).text == "secret"


@pytest.mark.parametrize(
    ("argument", "instead"),
    [("attachment_filename", "download_name"), ("cache_timeout", "max_age"), ("add_etags", "etag")],
)
def test_arguments_of_older_editions_name_their_replacement(
    app: Flask, argument: str, instead: str
) -> None:
    options: dict[str, Any] = {argument: "x"}
    with app.test_request_context():
        with pytest.raises(TypeError, match=f"no longer has the argument.*Write '{instead}'"):
            send_file("files/a.txt", **options)
        with pytest.raises(TypeError, match=f"no longer has the argument.*Write '{instead}'"):
            send_from_directory("files", "a.txt", **options)
        with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
            send_file("files/a.txt", size=3)  # type: ignore[call-arg]


def test_werkzeugs_function_may_be_replaced(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(werkzeug.utils, "send_file", lambda **options: Response("replaced"))
    assert app.test_client().get("/file", buffered=True).text == "replaced"


def test_outside_a_request() -> None:
    with pytest.raises(RuntimeError, match="Working outside of request context"):
        send_file("files/a.txt")
