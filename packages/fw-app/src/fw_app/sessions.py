"""Sessions of an application.

Written in :mod:`fw_sessions`; here the cookie interface is given a serializer that reads and writes
JSON as the active application does, and told when settings have changed.
"""

from __future__ import annotations

import typing as t
from importlib import import_module
from operator import attrgetter

import fw_sessions
from fw_sessions import NullSession, SecureCookieSession, SessionInterface, SessionMixin
from fw_sessions.secure_cookie import DECIDERS, SETTINGS
from fw_sessions.signing_defaults import sha1

from .class_watch import UNCHANGED, renew, sentinel_of
from .config import Config, ConfigAttribute
from .on_first_use import OnFirstUse

if t.TYPE_CHECKING:
    from itsdangerous import BadSignature, URLSafeTimedSerializer

    from fw_sessions.prepared_settings import PreparedSettings

    from .json.tag import TaggedJSONSerializer

    #: Turns sessions into text and back; a type of one's own is added by its ``register``.
    session_json_serializer: TaggedJSONSerializer

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
        """Import what writes and signs sessions for whoever looks for its names here."""
        if name == "session_json_serializer":
            return _session_json_serializer()
        if name == "TaggedJSONSerializer":
            module = ".json.tag"
        elif name in {"BadSignature", "URLSafeTimedSerializer"}:  # see :mod:`fw_core.sessions`
            module = "itsdangerous"
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        value = globals()[name] = getattr(import_module(module, __package__), name)
        return value


def _lazy_sha1(string: bytes = b"") -> t.Any:
    """Return a SHA-1, which a system in FIPS mode only refuses when it is first asked for."""
    return sha1(string)


def _session_json_serializer() -> TaggedJSONSerializer:
    """Return :data:`session_json_serializer`, the same to all."""
    names = globals()
    if "session_json_serializer" not in names:
        from .json.tag import TaggedJSONSerializer  # noqa: PLC0415 - for applications with sessions

        # Another thread may be faster.
        names.setdefault("session_json_serializer", TaggedJSONSerializer())
    found: TaggedJSONSerializer = names["session_json_serializer"]
    return found


class SecureCookieSessionInterface(fw_sessions.SecureCookieSessionInterface):
    """Keeps sessions in signed cookies, with the JSON of the active application."""

    #: Turns a session into text.
    serializer = OnFirstUse(_session_json_serializer)

    def prepared_settings(self, app: t.Any) -> PreparedSettings | None:
        """Return what the settings of ``app`` mean, prepared once and kept until one changes.

        A configuration of another class than :class:`~fw_app.config.Config` may hide its changes,
        and then nothing is kept.
        """
        config = app.config
        if type(config) is not Config:
            return None
        # PERF: comparing all settings takes as long as a signature (benchmarks: "session read and
        # written").
        kept: _Kept | None = config.derived.get(_Kept)
        if (
            kept is None
            or kept.interface is not self
            or kept.app_class is not type(app)
            or not kept.sentinel.__flags__ & UNCHANGED
            or (kept.fallbacks is not None and kept.fallbacks != kept.seen_fallbacks)
        ):
            kept = self._keep(app)
        return None if kept.own and not _say_nothing(kept.own) else kept.settings

    def _keep(self, app: t.Any) -> _Kept:
        derived = app.config.derived
        kept: _Kept | None = derived.get(_Kept)
        if kept is None or not kept.holds_for(self, app):
            kept = derived[_Kept] = _Kept(self, app)
        return kept


class _Kept:
    """Prepared settings, right until the configuration changes or :meth:`holds_for` says no.

    :param interface: the interface that asks.
    :param app: the application.
    """

    __slots__ = (
        *("app_class", "fallbacks", "interface", "own", "seen_fallbacks", "sentinel", "settings"),
        "_state",
    )

    def __init__(self, interface: SecureCookieSessionInterface, app: t.Any) -> None:
        self.interface = interface
        #: What is set on the interface itself, now and later.
        self.own = interface.__dict__
        self.app_class = type(app)
        # First: what changes while the rest is read then makes the mark vanish.
        self.sentinel = sentinel_of(type(app), type(interface), _response_class_of(app))
        self._state = _state_of(interface, app)
        #: The keys, which may be a list that is changed in place, and what they were.
        self.fallbacks: t.Any = app.config.get("SECRET_KEY_FALLBACKS")
        is_list = type(self.fallbacks) is list
        self.seen_fallbacks = [*self.fallbacks] if is_list else self.fallbacks
        #: ``None`` where the settings have to be compared each time.
        self.settings = interface.prepare_settings(app) if self._tells_changes(app) else None

    def _tells_changes(self, app: t.Any) -> bool:
        """Say whether all settings come from the configuration, and none of them changes unseen."""
        keys = [] if self.fallbacks is None else self.fallbacks
        return (
            _say_nothing(self.own)
            and all(_reads(type(app), name) for name in _OF_APP)
            and type(keys) is list
            and {str, bytes}.issuperset(map(type, keys))
            and type(app.config.get("SECRET_KEY")) in {str, bytes, type(None)}
        )

    def holds_for(self, interface: SecureCookieSessionInterface, app: t.Any) -> bool:
        """Say whether the settings are right still after a change of one of the classes."""
        renew(self.sentinel)
        return (
            self.interface is interface
            and self._state == _state_of(interface, app)
            and self.fallbacks == self.seen_fallbacks
        )


# Whether what was set on an interface leaves its cookies as they are.
_say_nothing = (DECIDERS | SETTINGS).isdisjoint
_of_interface = attrgetter(*DECIDERS, *SETTINGS, "save_session")


def _state_of(interface: SecureCookieSessionInterface, app: t.Any) -> tuple[t.Any, ...]:
    """Return what the classes have that decides about the cookies of an application."""
    kind, response = type(app), _response_class_of(app)
    return (
        *(kind, *(getattr(kind, name, None) for name in _OF_APP)),
        *(response, *(getattr(response, name, None) for name in _OF_RESPONSE)),
        _of_interface(type(interface)),
    )


_OF_APP = ("secret_key", "permanent_session_lifetime")
_OF_RESPONSE = ("set_cookie", "vary", "session_cookies_checked")


def _response_class_of(app: t.Any) -> type:
    response_class: type = getattr(app, "response_class", object)
    return response_class


def _reads(kind: t.Any, name: str) -> bool:
    """Say whether an attribute of an application is the setting of that name, and no subclass's own."""
    found = getattr(kind, name, None)
    if type(found) is not ConfigAttribute or found.__name__ != name.upper():
        return False
    return found is next(vars(base)[name] for base in reversed(kind.__mro__) if name in vars(base))


def server_side_sessions() -> SessionInterface:
    """Return an interface that keeps sessions in the store that ``SESSION_STORE`` names."""
    # Only applications with such a store import what is behind it.
    from fw_sessions.server_interface import ServerSideSessionInterface  # noqa: PLC0415

    return ServerSideSessionInterface()
