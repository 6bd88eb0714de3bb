"""Between an application and its sessions: opened from a request, saved into a response."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from fw_sessions.cookie_session import NullSession, SecureCookieSession
from fw_sessions.mixin import SessionMixin

if TYPE_CHECKING:
    from fw_sessions.set_cookie import CookieAttributes

# What these three have to have is written down in `fw_sessions.protocols`. A method that is made
# to be overridden takes Any here, so that an override may name its own framework's classes.
App: TypeAlias = Any
Request: TypeAlias = Any
Response: TypeAlias = Any


class _LazyUnlessPatched:
    """``lazy = True`` of a class, as long as it opens and saves the way that it was written to.

    Tests and extensions replace ``open_session`` or ``save_session`` on a finished class or on one
    interface, and expect every request to pass through there. An instance's own ``lazy`` goes
    before this one.
    """

    __slots__ = ("_open", "_save")

    def __init__(self, cls: type[SessionInterface]) -> None:
        self._open = cls.open_session
        self._save = cls.save_session

    def __get__(self, instance: SessionInterface | None, owner: type[SessionInterface]) -> bool:
        if owner.open_session is not self._open or owner.save_session is not self._save:
            return False
        own = None if instance is None else instance.__dict__
        return not own or ("open_session" not in own and "save_session" not in own)


class SessionInterface:
    """How sessions are opened and saved; the base class for implementations of one's own.

    Override :meth:`open_session` and :meth:`save_session`; the rest has useful defaults. What
    ``open_session`` returns is a mapping with the attributes of
    :class:`~fw_sessions.mixin.SessionMixin`. If it returns ``None``, the application takes
    :meth:`make_null_session` instead.

    Requests of one browser may run at the same time, so a store has to expect that a session is
    opened twice before it is saved once.
    """

    #: The class that :meth:`make_null_session` makes and :meth:`is_null_session` asks for.
    null_session_class: type[NullSession] = NullSession

    #: Whether sessions may hold anything that pickle takes. Nothing in this package uses pickle.
    pickle_based: bool = False

    #: Whether opening may wait until somebody touches the session. A subclass that overrides
    #: ``open_session`` or ``save_session`` gets ``False``, since what it does there may be
    #: meant to happen for every request, unless it says ``lazy = True`` itself. Replacing one of
    #: the two later, on the class or on one interface, makes it ``False`` as well.
    lazy: bool = False

    # The cookie's attributes that were asked for last, and what they were made of.
    _latest_cookie: tuple[tuple[Any, ...], CookieAttributes] | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for base in cls.__mro__:
            own = vars(base)
            if "lazy" in own:
                if base is cls and cls.lazy is True:
                    said: Any = _LazyUnlessPatched(cls)
                    cls.lazy = said
                return
            if "open_session" in own or "save_session" in own:
                cls.lazy = False
                return

    def refreshes(self, app: App, request: Request) -> bool:
        """Return whether a session that nobody touched has to be opened and saved all the same.

        Asked at the end of a request when :attr:`lazy` is set. ``True`` is always right, and
        ``False`` saves the work.

        :param app: The application.
        :param request: The request that ends.
        """
        return True

    def make_null_session(self, app: App) -> NullSession:
        """Return the session for when there can be none, which explains itself when written to."""
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Return whether ``obj`` is such a session. It is not saved."""
        null = self.null_session_class
        # PERF: `isinstance` asks a class that is derived from an abstract one in Python
        # (benchmarks: "session read and written").
        if null is NullSession and type(obj) is SecureCookieSession:
            return False
        return isinstance(obj, null)

    def get_cookie_name(self, app: App) -> str:
        """Return the cookie's name, ``SESSION_COOKIE_NAME``."""
        name: str = app.config["SESSION_COOKIE_NAME"]
        return name

    def get_cookie_domain(self, app: App) -> str | None:
        """Return the domain, ``SESSION_COOKIE_DOMAIN``; ``None`` is the request's own host only."""
        domain: str | None = app.config["SESSION_COOKIE_DOMAIN"]
        return domain

    def get_cookie_path(self, app: App) -> str:
        """Return the path, ``SESSION_COOKIE_PATH``, or else ``APPLICATION_ROOT``."""
        config: Mapping[str, Any] = app.config
        path: str = config["SESSION_COOKIE_PATH"] or config["APPLICATION_ROOT"]
        return path

    def get_cookie_httponly(self, app: App) -> bool:
        """Return whether scripts cannot see the cookie, ``SESSION_COOKIE_HTTPONLY``."""
        httponly: bool = app.config["SESSION_COOKIE_HTTPONLY"]
        return httponly

    def get_cookie_secure(self, app: App) -> bool:
        """Return whether the cookie goes over HTTPS only, ``SESSION_COOKIE_SECURE``."""
        secure: bool = app.config["SESSION_COOKIE_SECURE"]
        return secure

    def get_cookie_samesite(self, app: App) -> str | None:
        """Return ``'Strict'``, ``'Lax'``, ``'None'`` or ``None``, ``SESSION_COOKIE_SAMESITE``."""
        samesite: str | None = app.config["SESSION_COOKIE_SAMESITE"]
        return samesite

    def get_cookie_partitioned(self, app: App) -> bool:
        """Return whether the cookie is kept per top-level site, ``SESSION_COOKIE_PARTITIONED``."""
        partitioned: bool = app.config["SESSION_COOKIE_PARTITIONED"]
        return partitioned

    def get_cookie(self, app: App) -> CookieAttributes:
        """Return all of the above together, checked.

        :raises CookieAttributeError: if one of them would break out of the header.
        """
        # PERF: the configuration is read at once where none of the methods was overridden, which
        # takes a quarter of the time (benchmarks: "session read and written").
        if _readers(type(self)) == _STOCK_READERS and _READERS.isdisjoint(self.__dict__):
            settings = _settings(app.config)
            latest = self._latest_cookie
            if latest is None or latest[0] != settings:
                latest = self._latest_cookie = settings, _attributes_of(*settings)
            return latest[1]
        # An interface is there in applications without sessions too, which write no cookies.
        from fw_sessions.set_cookie import cookie_attributes  # noqa: PLC0415

        return cookie_attributes(
            self.get_cookie_name(app),
            self.get_cookie_domain(app),
            self.get_cookie_path(app),
            self.get_cookie_secure(app),
            self.get_cookie_httponly(app),
            self.get_cookie_samesite(app),
            self.get_cookie_partitioned(app),
        )

    def get_expiration_time(self, app: App, session: SessionMixin) -> datetime | None:
        """Return when the browser forgets a permanent session; ``None``: with its window."""
        if not session.permanent:
            return None
        expires: datetime = datetime.now(timezone.utc) + app.permanent_session_lifetime
        return expires

    def should_set_cookie(self, app: App, session: SessionMixin) -> bool:
        """Return whether the response sets the cookie.

        It does when the session was modified, and for a permanent session each time unless
        ``SESSION_REFRESH_EACH_REQUEST`` is off.
        """
        if session.modified:
            return True
        return bool(session.permanent and app.config["SESSION_REFRESH_EACH_REQUEST"])

    def open_session(self, app: App, request: Request) -> SessionMixin | None:
        """Return the session of ``request``, or ``None`` if there can be none.

        Called before the request is matched to a route, or later when :attr:`lazy` is set.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no open_session(app, request): every session interface"
            " has to say how a session is opened."
        )

    def save_session(self, app: App, session: SessionMixin, response: Response) -> None:
        """Save ``session`` and tell the browser through ``response``.

        Called when the response is there. Null sessions are not saved.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no save_session(app, session, response): every session"
            " interface has to say how a session is saved."
        )


_READERS = frozenset(name for name in vars(SessionInterface) if name.startswith("get_cookie_"))
_readers = attrgetter(*sorted(_READERS))
_STOCK_READERS = _readers(SessionInterface)
_settings = itemgetter(
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_DOMAIN",
    "SESSION_COOKIE_PATH",
    "APPLICATION_ROOT",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_PARTITIONED",
)


def configured_cookie(config: Mapping[str, Any]) -> CookieAttributes:
    """Return the attributes that a configuration gives to session cookies, checked.

    :raises CookieAttributeError: if one of them would break out of the header.
    """
    return _attributes_of(*_settings(config))


def _attributes_of(
    name: str,
    domain: str | None,
    path: str | None,
    root: str,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
) -> CookieAttributes:
    from fw_sessions.set_cookie import cookie_attributes  # noqa: PLC0415 - see above

    return cookie_attributes(name, domain, path or root, secure, httponly, samesite, partitioned)
