from __future__ import annotations

import sys
from typing import Any

import click
import pytest

from fw_cli import serve_asgi

HELLO = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"Hello, ASGI!"})
"""


async def app(scope: Any, receive: Any, send: Any) -> None: ...


def test_without_uvicorn_the_message_says_what_to_install(project: Any) -> None:
    project.write("modern.py", HELLO)
    project.write("uvicorn.py", "raise ImportError\n")
    failed = project.command("--app", "modern", "run")
    assert failed.returncode == 1
    assert "pip install uvicorn" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_certificate_must_be_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", sys)
    with pytest.raises(click.ClickException, match="'--cert' and '--key' as files"):
        serve_asgi("127.0.0.1", 0, app, cert="adhoc")


def test_served_through_uvicorn_and_reloaded(project: Any) -> None:
    pytest.importorskip("uvicorn", reason="uvicorn is optional")
    file = project.write("modern.py", HELLO)
    with project.serve("--app", "modern", "run") as server:
        assert server.get("/").text == "Hello, ASGI!"
        server.wait_for("Serving ASGI app 'modern'")
    port = str(server.port)
    with project.serve("--app", "modern", "run", "--debug", port=port) as server:
        server.get_until("/", lambda reply: reply.status == 200)
        file.write_text(HELLO + "\n1 / 0\n")
        server.get_until("/", lambda reply: reply.status == 500)
        server.wait_for("ZeroDivisionError")
        file.write_text(HELLO.replace("Hello", "Again"))
        server.get_until("/", lambda reply: reply.text == "Again, ASGI!")
