"""The builtin configuration values; the docs on configuration say what each is for."""

from __future__ import annotations

from datetime import timedelta

from werkzeug.datastructures import ImmutableDict

_DEVELOPMENT = {
    "DEBUG": None,  # FLASK_DEBUG decides
    "TESTING": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "TEMPLATES_AUTO_RELOAD": None,  # in debug mode
}

_ERRORS = {
    "PROPAGATE_EXCEPTIONS": None,  # in debug and testing mode
    "TRAP_HTTP_EXCEPTIONS": False,
    "TRAP_BAD_REQUEST_ERRORS": None,  # in debug mode, for missing keys
}

_SESSIONS = {
    "SECRET_KEY": None,
    "SECRET_KEY_FALLBACKS": None,
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_PATH": None,  # APPLICATION_ROOT
    "SESSION_COOKIE_DOMAIN": None,  # this host alone
    "SESSION_COOKIE_SECURE": False,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": None,
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_REFRESH_EACH_REQUEST": True,
    "SESSION_STORE": None,  # in the cookie; a URL keeps them on the server
    "SESSION_LIFETIME": None,  # on the server: PERMANENT_SESSION_LIFETIME
    "SESSION_IDLE_LIFETIME": None,  # on the server: no limit of its own
    "SESSION_NAMESPACE": None,  # on the server: the application's name
    "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
}

_URLS = {
    "SERVER_NAME": None,
    "TRUSTED_HOSTS": None,  # any host that is well-formed
    "APPLICATION_ROOT": "/",
    "PREFERRED_URL_SCHEME": "http",
    "PROVIDE_AUTOMATIC_OPTIONS": True,
}

_LIMITS = {
    "MAX_COOKIE_SIZE": 4093,
    "MAX_FORM_PARTS": 1_000,
    "MAX_FORM_MEMORY_SIZE": 500_000,  # of one field, or of an urlencoded form
    "MAX_FORM_TOTAL_SIZE": 5_000_000,  # of all text of a multipart form
    "MAX_CONTENT_LENGTH": None,
}

_EDITIONS = {
    # Whether what differs in the next edition of the interface is done its way: `redirect` sends
    # 303 unless told, and each request has an application context of its own.
    "NEXT_EDITION": False,
}

_FILES = {
    "USE_X_SENDFILE": False,
    "SEND_FILE_MAX_AGE_DEFAULT": None,  # ask each time whether the file has changed
}

DEFAULT_CONFIG: ImmutableDict[str, object] = ImmutableDict(
    {**_DEVELOPMENT, **_ERRORS, **_SESSIONS, **_URLS, **_LIMITS, **_FILES, **_EDITIONS}
)
