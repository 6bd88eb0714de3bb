from __future__ import annotations

import socket
import sys
from typing import Any

import pytest
import werkzeug.serving

from fw_cli import DebuggedApplication, serve, show_server_banner
from fw_cli.server import suggest_port


def app(environ: Any, start_response: Any) -> list[bytes]:
    return []


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What reached Werkzeug's server."""
    seen: dict[str, Any] = {}

    def run_simple(hostname: str, port: int, application: Any, **options: Any) -> None:
        seen.update(hostname=hostname, port=port, application=application, **options)

    monkeypatch.setattr(werkzeug.serving, "run_simple", run_simple)
    return seen


def test_serve_hands_over_to_werkzeug(served: dict[str, Any]) -> None:
    serve("localhost", 8000, app, threaded=True)
    assert (served["hostname"], served["port"], served["threaded"]) == ("localhost", 8000, True)
    assert served["application"] is app


@pytest.mark.parametrize("evalex", [True, False])
def test_serve_wraps_in_our_debugger(served: dict[str, Any], evalex: bool) -> None:
    serve("dev.example", 8000, app, use_debugger=True, use_evalex=evalex)
    wrapped = served["application"]
    assert isinstance(wrapped, DebuggedApplication)
    assert wrapped.evalex is evalex
    assert served["use_debugger"] is False
    assert wrapped.check_host_trust({"HTTP_HOST": "dev.example"})
    assert not wrapped.check_host_trust({"HTTP_HOST": "other.example"})


def test_banner(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    show_server_banner(True, "hello")
    show_server_banner(None, None)
    assert capsys.readouterr().out == " * Serving Flask app 'hello'\n * Debug mode: on\n"
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    show_server_banner(True, "hello")
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.platform == "win32", reason="SO_REUSEADDR means something else")
def test_suggested_port_is_free(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        suggest_port("127.0.0.1", port)
    hint = capsys.readouterr().err
    assert hint.startswith("Choose another port with '--port'")
    assert f"--port {port} " not in hint
    suggest_port("127.0.0.1", port)
    suggest_port("unix:///tmp/socket", port)
    assert capsys.readouterr().err == ""
