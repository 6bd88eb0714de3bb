"""Sessions in signed cookies, and the interface for others; written in :mod:`fw_sessions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.datastructures import CallbackDict as CallbackDict

from fw_app.json.tag import TaggedJSONSerializer as TaggedJSONSerializer
from fw_app.sessions import NullSession as NullSession
from fw_app.sessions import SecureCookieSession as SecureCookieSession
from fw_app.sessions import SecureCookieSessionInterface as SecureCookieSessionInterface
from fw_app.sessions import SessionInterface as SessionInterface
from fw_app.sessions import SessionMixin as SessionMixin
from fw_app.sessions import _lazy_sha1 as _lazy_sha1
from fw_app.sessions import session_json_serializer as session_json_serializer
from fw_core._names import module_getattr

if TYPE_CHECKING:
    from itsdangerous import BadSignature as BadSignature
    from itsdangerous import URLSafeTimedSerializer as URLSafeTimedSerializer
else:  # what is heavy is imported on first use
    __getattr__ = module_getattr(
        __name__, {"BadSignature": "itsdangerous", "URLSafeTimedSerializer": "itsdangerous"}
    )
