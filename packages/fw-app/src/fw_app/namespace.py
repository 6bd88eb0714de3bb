"""The object behind ``g``."""

from __future__ import annotations

from fw_context import Namespace

from .active import get_app_ctx


class _AppCtxGlobals(Namespace):
    """A plain namespace for what a request or command shares; one an application context."""

    def __repr__(self) -> str:
        ctx = get_app_ctx(None)
        if ctx is not None:
            return f"<flask.g of {ctx.app.name!r}>"
        return object.__repr__(self)
