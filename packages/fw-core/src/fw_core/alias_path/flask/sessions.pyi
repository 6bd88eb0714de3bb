# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.sessions import BadSignature as BadSignature
from fw_core.sessions import CallbackDict as CallbackDict
from fw_core.sessions import NullSession as NullSession
from fw_core.sessions import SecureCookieSession as SecureCookieSession
from fw_core.sessions import SecureCookieSessionInterface as SecureCookieSessionInterface
from fw_core.sessions import SessionInterface as SessionInterface
from fw_core.sessions import SessionMixin as SessionMixin
from fw_core.sessions import TaggedJSONSerializer as TaggedJSONSerializer
from fw_core.sessions import URLSafeTimedSerializer as URLSafeTimedSerializer
from fw_core.sessions import _lazy_sha1 as _lazy_sha1
from fw_core.sessions import session_json_serializer as session_json_serializer
