"""What every template can see without being told: ``request`` and ``g``.

The session is a global of the environment: a template that does not use it does not touch it.
"""

from __future__ import annotations

import typing as t

from .active import get_app_ctx, get_request_ctx


def _default_template_ctx_processor() -> dict[str, t.Any]:
    """Return the names that the active context gives to every template."""
    names: dict[str, t.Any] = {}
    ctx = get_app_ctx(None)
    if ctx is not None:
        names["g"] = ctx.g
    ctx = get_request_ctx()
    if ctx is not None:
        names["request"] = ctx.request
    return names
