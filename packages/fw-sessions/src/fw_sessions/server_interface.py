"""Server-side sessions as an application's session interface."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Lock
from typing import Any

from fw_sessions.errors import StoreConfigurationError, StoreUnavailable
from fw_sessions.interface import App, Request, Response, SessionInterface
from fw_sessions.mixin import SessionMixin
from fw_sessions.request_cookie import request_cookie
from fw_sessions.server_session import ServerSession
from fw_sessions.session_manager import SessionManager
from fw_sessions.set_cookie import send_cookie, vary_on_cookie
from fw_sessions.store import SessionStore
from fw_sessions.store_url import store_from_url
from fw_sessions.tagged_json import tagged_json_serializer

logger = logging.getLogger("fw_sessions")

# How long a browser is asked to wait for a store that does not answer, in seconds.
_RETRY_AFTER = "10"


class ServerSideSessionInterface(SessionInterface):
    """Keeps sessions in a store, and only a random identifier in the browser's cookie.

    Settings, besides those of the cookie: ``SESSION_STORE``, a URL for
    :func:`~fw_sessions.store_from_url`; ``SESSION_LIFETIME``, absolute expiry, the application's
    ``permanent_session_lifetime`` unless set; ``SESSION_IDLE_LIFETIME``, idle expiry, none unless
    set, both as timedeltas or seconds; ``SESSION_NAMESPACE``, which keeps applications that share a
    store apart, the application's ``name`` unless set.

    :param store: A store, instead of the one that ``SESSION_STORE`` names.
    """

    #: Turns a session into text.
    serializer: Any = tagged_json_serializer

    lazy = True

    def __init__(self, store: SessionStore | None = None) -> None:
        self._store = store
        self._managers: dict[tuple[Any, ...], SessionManager] = {}
        self._stores: dict[str, SessionStore] = {}
        self._lock = Lock()

    def manager(self, app: App) -> SessionManager:
        """Return what opens, saves and revokes an application's sessions."""
        config = app.config
        url = None if self._store is not None else config.get("SESSION_STORE")
        lifetime = config.get("SESSION_LIFETIME")
        idle = config.get("SESSION_IDLE_LIFETIME")
        namespace = config.get("SESSION_NAMESPACE")
        if namespace is None:
            namespace = getattr(app, "name", "")
        settings = (
            url,
            namespace,
            lifetime,
            idle,
            app.permanent_session_lifetime,
            id(self.serializer),
        )
        found = self._managers.get(settings)
        if found is None:
            with self._lock:
                found = self._managers[settings] = SessionManager(
                    self._store_for(url),
                    lifetime=_period(lifetime, "SESSION_LIFETIME")
                    or app.permanent_session_lifetime,
                    idle=_period(idle, "SESSION_IDLE_LIFETIME"),
                    namespace=str(namespace),
                    serializer=self.serializer,
                )
        return found

    def _store_for(self, url: object) -> SessionStore:
        if self._store is not None:
            return self._store
        if not isinstance(url, str) or not url:
            raise StoreConfigurationError(
                f"SESSION_STORE is {url!r}, so there is nowhere to keep sessions. Set it to"
                " something like 'redis://localhost:6379/0' or 'file:sessions', or give the"
                " interface a store."
            )
        if url not in self._stores:
            self._stores[url] = store_from_url(url)
        return self._stores[url]

    def refreshes(self, app: App, request: Request) -> bool:
        """Return ``False``: a session that nobody looked into costs no round trip."""
        return False

    def open_session(self, app: App, request: Request) -> ServerSession:
        """Return the session of the request. The store is asked when somebody looks into it."""
        return self.manager(app).open(request_cookie(request, self.get_cookie_name(app)))

    def save_session(self, app: App, session: SessionMixin, response: Response) -> None:
        """Write what changed. If the store does not answer, the response becomes a 503."""
        varies = session.accessed
        if not isinstance(session, ServerSession):
            raise TypeError(
                f"{type(self).__name__} saves a ServerSession, not a {type(session).__name__}."
            )
        try:
            update = self.manager(app).save(session)
        except StoreUnavailable as error:
            _become_unavailable(response, error)
            return
        if varies or update is not None:
            vary_on_cookie(response)
        if update is None:
            return
        cookie = self.get_cookie(app)
        if update.value is None:
            response.delete_cookie(cookie.name, **cookie.options())
        else:
            send_cookie(response, cookie, update.value, update.expires)


def _become_unavailable(response: Response, error: StoreUnavailable) -> None:
    """Make ``response`` the 503 for a session that could not be saved.

    What it said may be untrue now, a redirect after log-in for instance, and so are its headers.
    """
    told = error.get_response()
    response.headers.clear()
    response.status_code = told.status_code
    response.headers["Content-Type"] = told.headers["Content-Type"]
    response.headers["Retry-After"] = _RETRY_AFTER
    response.set_data(told.get_data())


def _period(value: object, setting: str) -> timedelta | None:
    if value is None or isinstance(value, timedelta):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return timedelta(seconds=value)
    raise StoreConfigurationError(
        f"{setting} is {value!r}. Give a timedelta or a number of seconds, or None."
    )
