"""What every template can see without being told: ``request``, ``session`` and ``g``."""

from __future__ import annotations

import typing as t

from .active import _cv_app, _cv_request


def _default_template_ctx_processor() -> dict[str, t.Any]:
    """Return the names that the active context gives to every template."""
    names: dict[str, t.Any] = {}
    ctx = _cv_app.get(None)
    if ctx is not None:
        names["g"] = ctx.g
    ctx = _cv_request.get(None)
    if ctx is not None:
        names["request"] = ctx.request
        names["session"] = ctx.session
    return names
