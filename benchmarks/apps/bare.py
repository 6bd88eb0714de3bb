"""A WSGI callable without any framework: the floor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NAME = "bare callable"

_BODY = b"Hello, World!"
_HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(_BODY)))]


def version() -> str:
    """Return what stands in the table's head."""
    return ""


def _plain(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", list(_HEADERS))
    return [_BODY]


def build(kind: str) -> Callable[..., Any] | None:
    """Return the application for a kind of scenario."""
    return _plain if kind == "plain" else None
