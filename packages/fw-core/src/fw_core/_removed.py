"""Names that older editions of the interface had, and what to write in their place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["REMOVED"]

_PROVIDER = (
    "subclass fw_core.json.provider.DefaultJSONProvider and set it as app.json_provider_class"
)
_CONTEXTS = "use fw_core.g for data of one's own, {} for the context itself"
_SAFE_JOIN = "write 'from werkzeug.utils import safe_join'"
_CACHED = "write 'from werkzeug.utils import cached_property'"
_SIGNALS = "signals are always available: remove the check"
_HTMLSAFE = "write 'from jinja2.utils import htmlsafe_json_dumps'"
_DEBUG = "there is no environment name any more: use app.debug, FLASK_DEBUG or 'fw run --debug'"

_PACKAGE = {
    "escape": "write 'from markupsafe import escape'",
    "Markup": "write 'from markupsafe import Markup'",
    "safe_join": _SAFE_JOIN,
    "_app_ctx_stack": _CONTEXTS.format("fw_core.globals.app_ctx"),
    "_request_ctx_stack": _CONTEXTS.format("fw_core.globals.request_ctx"),
    "json_available": "JSON is always available: remove the check",
    "signals_available": _SIGNALS,
    "Module": "use fw_core.Blueprint",
    "JSONEncoder": _PROVIDER,
    "JSONDecoder": _PROVIDER,
    "ext": "import the extension by its own name: 'flask.ext.sqlalchemy' is 'flask_sqlalchemy'",
    "exthook": "there is no 'flask.ext' any more: import the extension by its own name",
    "_compat": "it was for Python 2: write 'str', 'dict.items()' and the like as they are",
    "scaffold": "its classes are in fw_core.sansio.scaffold",
    "before_first_request": "do that work where the app is made, before it serves",
}

REMOVED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "fw_core": _PACKAGE,
        "fw_core.app": {
            "before_first_request": _PACKAGE["before_first_request"],
            "setupmethod": "it is in fw_core.sansio.scaffold",
            "_request_ctx_stack": _PACKAGE["_request_ctx_stack"],
        },
        "fw_core.cli": {
            "DispatchingApp": "pass --app to 'fw run', which loads the application by itself",
            "get_env": _DEBUG,
        },
        "fw_core.ctx": {
            "_app_ctx_stack": _PACKAGE["_app_ctx_stack"],
            "_request_ctx_stack": _PACKAGE["_request_ctx_stack"],
        },
        "fw_core.globals": {
            "_app_ctx_stack": _PACKAGE["_app_ctx_stack"],
            "_request_ctx_stack": _PACKAGE["_request_ctx_stack"],
            "_app_ctx_err_msg": "catch RuntimeError; the message is not part of the interface",
            "_request_ctx_err_msg": "catch RuntimeError; the message is not part of the interface",
        },
        "fw_core.helpers": {
            "safe_join": _SAFE_JOIN,
            "locked_cached_property": _CACHED,
            "total_seconds": "call the timedelta's own total_seconds()",
            "get_env": _DEBUG,
            "is_ip": "write 'ipaddress.ip_address(value)' and catch ValueError",
            "find_package": "it is in fw_core.sansio.scaffold",
        },
        "fw_core.json": {
            "JSONEncoder": _PROVIDER,
            "JSONDecoder": _PROVIDER,
            "htmlsafe_dumps": _HTMLSAFE,
            "htmlsafe_dump": _HTMLSAFE,
            "tojson_filter": "use the template filter 'tojson' that every app has",
            "detect_encoding": "write 'json.detect_encoding' of the standard library",
        },
        "fw_core.sansio.scaffold": {"locked_cached_property": _CACHED},
        "fw_core.sessions": {
            "UpgradingSecureCookieSession": "use fw_core.sessions.SecureCookieSession",
        },
        "fw_core.signals": {"signals_available": _SIGNALS},
        "fw_core.testing": {
            "make_test_environ_builder": "use fw_core.testing.EnvironBuilder(app, …)",
        },
        "fw_core.typing": {
            "StatusCode": "annotate with int",
            "GenericException": "annotate the handler with the exception's own class",
        },
        "fw_core.views": {"MethodViewType": "subclass fw_core.views.MethodView, a plain class now"},
    }
)
