"""What every session has besides being a mapping."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any


class SessionMixin(MutableMapping[str, Any]):
    """The attributes of a session, to mix into any mapping.

    A minimal session of one's own is ``class Session(dict, SessionMixin): pass``.
    """

    #: Whether the session did not exist before this request. Only some implementations can tell;
    #: here it is always ``False``.
    new: bool = False

    #: Whether there is something to save. An implementation that cannot tell says ``True``.
    modified: bool = True

    #: Whether the session was looked at in this request, so that what was answered may depend on
    #: the cookie. The response then says ``Vary: Cookie``.
    accessed: bool = False

    @property
    def permanent(self) -> bool:
        """Whether the session outlives the browser window; kept in the session as ``_permanent``."""
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)
