"""Protection against forged forms: each form carries a token that only the visitor's session knows."""

from __future__ import annotations

import hmac
import secrets

from markupsafe import Markup

from fw_core import Flask, abort, request, session

__all__ = ["csrf_field", "csrf_token", "init_app"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def csrf_token() -> str:
    """Return the session's token; the first call makes one."""
    token: str = session.setdefault("csrf_token", secrets.token_urlsafe(32))
    return token


def csrf_field() -> Markup:
    """Return the hidden input that a form needs."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())


def check() -> None:
    """Refuse a request that changes something without the token of its own session.

    A request that leads nowhere is left alone, so that it gets its 404 or 405.
    """
    if request.method in SAFE_METHODS or request.routing_exception is not None:
        return
    expected = session.get("csrf_token", "")
    given = request.form.get("csrf_token", "")
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        abort(
            400,
            "This form is no longer valid. Go back, load the page again, and send it once more.",
        )


def init_app(app: Flask) -> None:
    """Check every request of the application, and give its templates ``csrf_field()``."""
    app.before_request(check)
    app.jinja_env.globals["csrf_field"] = csrf_field
