"""Signed cookie sessions and server-side session stores behind one interface."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from fw_sessions._version import __version__
from fw_sessions.cookie_session import NullSession, SecureCookieSession
from fw_sessions.errors import (
    CookieAttributeError,
    KeyConfigurationError,
    PayloadTooLarge,
    SessionError,
    StoreConfigurationError,
    StoreUnavailable,
)
from fw_sessions.interface import SessionInterface
from fw_sessions.keys import check_fallbacks, check_key, key_ring
from fw_sessions.mixin import SessionMixin
from fw_sessions.secure_cookie import SecureCookieSessionInterface

if TYPE_CHECKING:
    from fw_sessions.backend import CookieBackend, CookieUpdate, SessionBackend
    from fw_sessions.cookie_signer import CanonicalSerializer, CookieSigner
    from fw_sessions.protocols import CookieRequest, CookieResponse, SessionApp
    from fw_sessions.server_interface import ServerSideSessionInterface
    from fw_sessions.server_session import ServerSession
    from fw_sessions.session_manager import SessionInfo, SessionManager
    from fw_sessions.set_cookie import CookieAttributes
    from fw_sessions.store import Entry, SessionStore
    from fw_sessions.store_url import store_from_url
    from fw_sessions.tagged_json import (
        JSONTag,
        PassDict,
        PassList,
        TagBytes,
        TagDateTime,
        TagDict,
        TaggedJSONSerializer,
        TagMarkup,
        TagTuple,
        TagUUID,
        tagged_json_serializer,
    )
else:  # what signs and writes, what keeps sessions on the server and what is for types: on first use
    _MODULES = {
        "CanonicalSerializer": "cookie_signer",
        "CookieAttributes": "set_cookie",
        "CookieBackend": "backend",
        "CookieRequest": "protocols",
        "CookieResponse": "protocols",
        "CookieSigner": "cookie_signer",
        "CookieUpdate": "backend",
        "Entry": "store",
        "JSONTag": "tagged_json",
        "PassDict": "tagged_json",
        "PassList": "tagged_json",
        "ServerSession": "server_session",
        "ServerSideSessionInterface": "server_interface",
        "SessionApp": "protocols",
        "SessionBackend": "backend",
        "SessionInfo": "session_manager",
        "SessionManager": "session_manager",
        "SessionStore": "store",
        "TagBytes": "tagged_json",
        "TagDateTime": "tagged_json",
        "TagDict": "tagged_json",
        "TagMarkup": "tagged_json",
        "TagTuple": "tagged_json",
        "TagUUID": "tagged_json",
        "TaggedJSONSerializer": "tagged_json",
        "store_from_url": "store_url",
        "tagged_json_serializer": "tagged_json",
    }

    def __getattr__(name: str) -> Any:
        """Import what is only imported on first use."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
        setattr(sys.modules[__name__], name, value)
        return value


__all__ = [
    "CanonicalSerializer",
    "CookieAttributeError",
    "CookieAttributes",
    "CookieBackend",
    "CookieRequest",
    "CookieResponse",
    "CookieSigner",
    "CookieUpdate",
    "Entry",
    "JSONTag",
    "KeyConfigurationError",
    "NullSession",
    "PassDict",
    "PassList",
    "PayloadTooLarge",
    "SecureCookieSession",
    "SecureCookieSessionInterface",
    "ServerSession",
    "ServerSideSessionInterface",
    "SessionApp",
    "SessionBackend",
    "SessionError",
    "SessionInfo",
    "SessionInterface",
    "SessionManager",
    "SessionMixin",
    "SessionStore",
    "StoreConfigurationError",
    "StoreUnavailable",
    "TagBytes",
    "TagDateTime",
    "TagDict",
    "TagMarkup",
    "TagTuple",
    "TagUUID",
    "TaggedJSONSerializer",
    "__version__",
    "check_fallbacks",
    "check_key",
    "key_ring",
    "store_from_url",
    "tagged_json_serializer",
]
