"""Sessions of an application.

Written in :mod:`fw_sessions`; here the cookie interface is given a serializer that reads and writes
JSON as the active application does.
"""

from __future__ import annotations

import typing as t

import fw_sessions
from fw_sessions import NullSession, SecureCookieSession, SessionInterface, SessionMixin
from fw_sessions.signing_defaults import sha1

from .json.tag import TaggedJSONSerializer

if t.TYPE_CHECKING:
    from itsdangerous import BadSignature, URLSafeTimedSerializer

__all__ = [
    "BadSignature",
    "NullSession",
    "SecureCookieSession",
    "SecureCookieSessionInterface",
    "SessionInterface",
    "SessionMixin",
    "TaggedJSONSerializer",
    "URLSafeTimedSerializer",
    "_lazy_sha1",
    "session_json_serializer",
]


if not t.TYPE_CHECKING:

    def __getattr__(name: str) -> t.Any:
        """Import itsdangerous for whoever looks for its names here; see :mod:`fw_core.sessions`."""
        if name not in {"BadSignature", "URLSafeTimedSerializer"}:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        import itsdangerous  # noqa: PLC0415 - imported by applications that have sessions

        value = globals()[name] = getattr(itsdangerous, name)
        return value


def _lazy_sha1(string: bytes = b"") -> t.Any:
    """Return a SHA-1, which a system in FIPS mode only refuses when it is first asked for."""
    return sha1(string)


#: Turns sessions into text and back; a type of one's own is added by its ``register``.
session_json_serializer = TaggedJSONSerializer()


class SecureCookieSessionInterface(fw_sessions.SecureCookieSessionInterface):
    """Keeps sessions in signed cookies, with the JSON of the active application."""

    #: Turns a session into text.
    serializer = session_json_serializer


def server_side_sessions() -> SessionInterface:
    """Return an interface that keeps sessions in the store that ``SESSION_STORE`` names."""
    # Only applications with such a store import what is behind it.
    from fw_sessions.server_interface import ServerSideSessionInterface  # noqa: PLC0415

    return ServerSideSessionInterface()
