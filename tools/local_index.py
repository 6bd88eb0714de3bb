"""A package index on loopback: the simple API to install from and the upload API to publish to.

It keeps its files in a folder and lives in a thread, so that a test can publish and install over real HTTP::

    with LocalIndex(folder) as index:
        subprocess.run(["pip", "install", "--extra-index-url", index.simple_url, "fw-routing"])
"""

from __future__ import annotations

import hashlib
import html
import threading
from email import message_from_bytes
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name


def _distribution(filename: str) -> str:
    """Return the normalized name of the project that a wheel or sdist belongs to."""
    return canonicalize_name(filename.removesuffix(".tar.gz").split("-")[0])


def _fields(content_type: str, body: bytes) -> dict[str, Message]:
    """Return the parts of a multipart form, by field name."""
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = [part for part in whole.walk() if not part.is_multipart()]
    return {str(part.get_param("name", header="content-disposition")): part for part in parts}


class _Handler(BaseHTTPRequestHandler):
    """Answers for the index that the server belongs to."""

    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        kind, _, rest = self.path.strip("/").partition("/")
        index = self.server.index
        if kind == "files" and (index.folder / Path(rest).name).is_file():
            content = (index.folder / Path(rest).name).read_bytes()
            self._answer(HTTPStatus.OK, content, "application/octet-stream")
        elif kind == "simple":
            files = [name for name in index.files() if not rest or _distribution(name) == rest]
            names = files if rest else sorted({_distribution(name) for name in files})
            links = "".join(self._link(name, is_file=bool(rest)) for name in names)
            found = HTTPStatus.OK if names or not rest else HTTPStatus.NOT_FOUND
            self._answer(found, f"<!doctype html><title>index</title>{links}".encode())
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"nothing here")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        index = self.server.index
        if index.uploads_left == 0:
            self.close_connection = True
            return
        content = _fields(self.headers["Content-Type"], body)["content"]
        name = Path(str(content.get_filename())).name
        if (index.folder / name).exists():
            self._answer(HTTPStatus.BAD_REQUEST, f"{name} already exists".encode())
            return
        payload = content.get_payload(decode=True)
        assert isinstance(payload, bytes)
        (index.folder / name).write_bytes(payload)
        index.uploaded.append(name)
        if index.uploads_left is not None:
            index.uploads_left -= 1
        self._answer(HTTPStatus.OK, b"taken")

    def _link(self, name: str, *, is_file: bool) -> str:
        if not is_file:
            return f'<a href="/simple/{name}/">{name}</a>\n'
        digest = hashlib.sha256((self.server.index.folder / name).read_bytes()).hexdigest()
        return f'<a href="/files/{html.escape(name)}#sha256={digest}">{html.escape(name)}</a>\n'

    def _answer(self, status: HTTPStatus, body: bytes, kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests assert on what was uploaded."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, index: LocalIndex) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.index = index


class LocalIndex:
    """A package index in a thread, from ``with`` until its end.

    :param folder: where its files are; what is there already is served.
    :ivar uploaded: the files that were published, in order.
    :ivar uploads_left: after how many more uploads it breaks the connection, as a network does; None for never.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.uploaded: list[str] = []
        self.uploads_left: int | None = None
        self._server = _Server(self)

    def files(self) -> list[str]:
        """Return the names of all files, sorted."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def simple_url(self) -> str:
        """What to give to ``pip install --index-url``."""
        return f"{self.url}/simple/"

    @property
    def upload_url(self) -> str:
        """What to give to ``twine upload --repository-url``."""
        return f"{self.url}/legacy/"

    def __enter__(self) -> LocalIndex:  # noqa: PYI034  # it is not made for subclassing
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._server.shutdown()
        self._server.server_close()
