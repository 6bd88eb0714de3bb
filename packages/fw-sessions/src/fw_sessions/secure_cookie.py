"""Sessions that live in a signed cookie, the default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from fw_sessions.cookie_session import SecureCookieSession, plain_copy
from fw_sessions.interface import (
    App,
    Request,
    Response,
    SessionInterface,
    configured_cookie,
)
from fw_sessions.keys import Key, key_ring
from fw_sessions.mixin import SessionMixin
from fw_sessions.request_cookie import request_cookie
from fw_sessions.signing_defaults import MAX_PAYLOAD_SIZE, sha1

# What signs and writes cookies and JSON, and itsdangerous and OpenSSL with it, is imported when the first
# session is opened or written: an application without sessions has an interface too.
if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer

    from fw_sessions.cookie_signer import CookieSigner
    from fw_sessions.prepared_settings import PreparedSettings

# What JSON text holds in its base64 if it holds "_permanent", at each of the three places that
# the word may have in a group of three bytes. Letters may also be written as escapes, such as
# `\u0070`, by a JSON writer of one's own.
_SIGNS_OF_PERMANENCE = ("X3Blcm1hbmVud", "9wZXJtYW5lbn", "fcGVybWFuZW50", "XHUwM", "x1MD", "cdTAw")

_HOW_TO_SIGN = "salt", "key_derivation", "max_payload_size", "serializer", "digest_method"

# PERF: all by one call (benchmarks: "session read and written").
_how_to_sign = attrgetter(*_HOW_TO_SIGN)


class _TaggedJSON:
    """The serializer that there is unless a class or an instance has its own."""

    def __get__(self, instance: object, owner: type) -> Any:
        return _tagged_json().tagged_json_serializer


@lru_cache(maxsize=1)
def _tagged_json() -> Any:
    from fw_sessions import tagged_json  # noqa: PLC0415 - see above

    return tagged_json


# Signers kept per interface. More than one application may share it, each with its own key.
_KEPT_SIGNERS = 32


class SecureCookieSessionInterface(SessionInterface):
    """Keeps the session itself, signed but readable, in the browser's cookie.

    The bytes are Flask's: a cookie written by one opens in the other with the same key.
    """

    #: Sets these signatures apart from others under the same key.
    salt = "cookie-session"

    #: The hash inside the signature.
    digest_method: Callable[..., Any] = staticmethod(sha1)

    #: How the signing key is made from key and salt, in itsdangerous' words.
    key_derivation = "hmac"

    #: Turns a session into text.
    serializer: Any = _TaggedJSON()

    #: The class of the sessions.
    session_class = SecureCookieSession

    #: Bytes of JSON that a compressed cookie may hold; 0 for any number.
    max_payload_size: int = MAX_PAYLOAD_SIZE

    lazy = True

    _signers: dict[tuple[Any, ...], CookieSigner] | None = None
    _latest: tuple[tuple[Any, ...] | None, CookieSigner | None] = None, None

    def get_signing_serializer(self, app: App) -> URLSafeTimedSerializer | None:
        """Return what signs and verifies, or ``None`` without a secret key.

        An override is used for every cookie; what is not overridden takes a faster way to the
        same bytes.
        """
        from fw_sessions.cookie_signer import CanonicalSerializer  # noqa: PLC0415 - see above

        if not app.secret_key:
            return None
        serializer = CanonicalSerializer(
            list(self._keys(app)),  # type: ignore[arg-type]  # text and bytes mixed is fine
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "digest_method": self.digest_method,
                "key_derivation": self.key_derivation,
            },
        )
        serializer.max_payload_size = self.max_payload_size
        return serializer

    def _keys(self, app: App) -> tuple[Key, ...]:
        return key_ring(app.secret_key, app.config.get("SECRET_KEY_FALLBACKS"))

    def _has_own_serializer(self) -> bool:
        return (
            type(self).get_signing_serializer is not _STOCK_GET_SIGNING_SERIALIZER
            or "get_signing_serializer" in self.__dict__
        )

    def _signer(self, app: App) -> CookieSigner | None:
        """Return the signer for the present settings, the same one as long as they are the same."""
        secret_key = app.secret_key
        if not secret_key:
            return None
        fallbacks: Any = app.config.get("SECRET_KEY_FALLBACKS")
        if fallbacks is not None and not isinstance(fallbacks, (str, bytes)):
            fallbacks = (*fallbacks,)
        # PERF: compared by value, since a key may be changed at any time.
        settings = secret_key, fallbacks, _how_to_sign(self)
        latest, signer = self._latest
        return signer if latest == settings else self._signer_of(app, settings)

    def _signer_of(self, app: App, settings: tuple[Any, ...]) -> CookieSigner:
        """Return the signer that was made for these settings, or make one."""
        if self._signers is None:
            self._signers = {}
        try:
            signer = self._signers.get(settings)
        except TypeError:  # a key that is no text or bytes: told below, or a bytearray
            return self._make_signer(app)
        if signer is None:
            signer = self._make_signer(app)
            if len(self._signers) >= _KEPT_SIGNERS:
                self._signers = {}
            self._signers[settings] = signer
        self._latest = settings, signer
        return signer

    def _make_signer(self, app: App) -> CookieSigner:
        from fw_sessions.cookie_signer import CookieSigner  # noqa: PLC0415 - see above

        *fallbacks, secret_key = self._keys(app)
        return CookieSigner(
            secret_key,
            fallbacks,
            salt=self.salt,
            serializer=self.serializer,
            digest_method=self.digest_method,
            key_derivation=self.key_derivation,
            max_payload_size=self.max_payload_size,
        )

    def prepared_settings(self, app: App) -> PreparedSettings | None:
        """Return what the settings of ``app`` mean, if it is known that they have not changed.

        Asked for each session that is opened or saved. Here it is ``None``: settings are read and
        compared each time, since they may be changed at any time. A framework that notices such
        changes overrides this, and returns what :meth:`prepare_settings` returned before.
        """
        return None

    def prepare_settings(self, app: App) -> PreparedSettings | None:
        """Work out what the settings of ``app`` mean.

        :return: That; ``None`` where there is more to it than settings: methods of one's own, or a
            mistake that is told when the setting is used.
        """
        from fw_sessions.prepared_settings import PreparedSettings  # noqa: PLC0415 - see above
        from fw_sessions.set_cookie import is_plain  # noqa: PLC0415 - see above

        if _deciders(type(self)) != _STOCK_DECIDERS or not DECIDERS.isdisjoint(self.__dict__):
            return None
        writes = type(self).save_session is _STOCK_SAVE and self._writes_tagged_json()
        response_class = getattr(app, "response_class", None)
        try:
            return PreparedSettings(
                self._make_signer(app) if app.secret_key else None,
                configured_cookie(app.config),
                app.permanent_session_lifetime,
                self.session_class,
                refreshes=bool(app.config["SESSION_REFRESH_EACH_REQUEST"]),
                peeks=writes and self.session_class is SecureCookieSession,
                max_size=app.config.get("MAX_COOKIE_SIZE"),
                response_class=response_class if is_plain(response_class) else None,
            )
        except Exception:  # whoever uses the setting is told
            return None

    def refreshes(self, app: App, request: Request) -> bool:
        """Return whether an untouched session has to be written anew.

        It has when it is permanent and ``SESSION_REFRESH_EACH_REQUEST`` is on. That is peeked at
        without verifying anything: if the peek says yes, the session is opened properly.
        """
        prepared = self.prepared_settings(app)
        if prepared is None or not prepared.peeks:
            return self._refreshes_by_settings(app, request)
        # PERF: most requests have no cookie at all, or not this one (benchmarks: "plain text",
        # "cookies"). The attribute is for requests that can tell without parsing.
        header: str | None = getattr(request, "unparsed_cookies", None)
        name = prepared.name
        if not prepared.refreshes or (header is not None and name not in header and name.isascii()):
            return False
        value = request_cookie(request, name)
        return value is not None and _may_be_permanent(value)

    def _refreshes_by_settings(self, app: App, request: Request) -> bool:
        kind = type(self)
        if self.session_class is not SecureCookieSession or kind.save_session is not _STOCK_SAVE:
            return True  # sessions of another class may be modified from the start
        own_rule = (
            kind.should_set_cookie is not SessionInterface.should_set_cookie
            or "should_set_cookie" in self.__dict__
        )
        if not own_rule and not app.config["SESSION_REFRESH_EACH_REQUEST"]:
            return False
        value = request_cookie(request, self.get_cookie_name(app))
        if not value:
            return False
        own = own_rule or self._has_own_serializer() or not self._writes_tagged_json()
        return own or _may_be_permanent(value)

    def _writes_tagged_json(self) -> bool:
        dumps = getattr(type(self.serializer), "dumps", None)
        return dumps is _tagged_json().TaggedJSONSerializer.dumps

    def open_session(self, app: App, request: Request) -> SecureCookieSession | None:
        """Return the session in the request's cookie, an empty one, or ``None`` without a key."""
        prepared = self.prepared_settings(app)
        if prepared is None or prepared.signer is None:
            return self._open_by_settings(app, request)
        value = request_cookie(request, prepared.name)
        if not value:
            return self.session_class()
        data = prepared.signer.load(value, prepared.max_age)
        return prepared.session_class(data) if type(data) is dict else self._session(data)

    def _open_by_settings(self, app: App, request: Request) -> SecureCookieSession | None:
        if self._has_own_serializer():
            return self._open_with_own_serializer(app, request)
        signer = self._signer(app)
        if signer is None:
            return None
        value = request_cookie(request, self.get_cookie_name(app))
        if not value:
            return self.session_class()
        max_age = int(app.permanent_session_lifetime.total_seconds())
        data = signer.load(value, max_age)
        return self._session(data)

    def _session(self, data: object) -> SecureCookieSession:
        if type(data) is dict or isinstance(data, Mapping):
            return self.session_class(data)
        return self.session_class()

    def _open_with_own_serializer(self, app: App, request: Request) -> SecureCookieSession | None:
        from itsdangerous import BadData, URLSafeTimedSerializer  # noqa: PLC0415 - see above

        from fw_sessions.cookie_signer import is_canonical_cookie  # noqa: PLC0415 - see above

        serializer: Any = self.get_signing_serializer(app)
        if serializer is None:
            return None
        value = request_cookie(request, self.get_cookie_name(app))
        if not value:
            return self.session_class()
        if isinstance(serializer, URLSafeTimedSerializer) and not is_canonical_cookie(value):
            return self.session_class()
        max_age = int(app.permanent_session_lifetime.total_seconds())
        try:
            return self._session(serializer.loads(value, max_age=max_age))
        except (BadData, UnicodeError):
            return self.session_class()

    def save_session(self, app: App, session: SessionMixin, response: Response) -> None:
        """Write, refresh or delete the cookie, or leave it alone; and say ``Vary: Cookie``."""
        prepared = self.prepared_settings(app)
        # Without a key there is nothing to sign with, which is told where that is needed.
        if prepared is None or prepared.signer is None or type(session) is not SecureCookieSession:
            self._save_by_settings(app, session, response)
        else:
            prepared.save(session, response)

    def _save_by_settings(self, app: App, session: SessionMixin, response: Response) -> None:
        send_cookie, vary_on_cookie = _writers()
        varies = session.accessed
        if not session or not self.should_set_cookie(app, session):
            if varies:
                vary_on_cookie(response)
            if session.modified and not session:
                cookie = self.get_cookie(app)
                response.delete_cookie(cookie.name, **cookie.options())
                vary_on_cookie(response)
            return
        expires = self.get_expiration_time(app, session)
        value = self._dump(app, session)
        max_size = app.config.get("MAX_COOKIE_SIZE")
        send_cookie(response, self.get_cookie(app), value, expires, max_size, varies)
        if not varies:
            vary_on_cookie(response)

    def _dump(self, app: App, session: SessionMixin) -> str:
        # PERF: a session of our own class is copied without asking it for each key.
        kind: type = type(session)
        data = plain_copy(cast(Any, session)) if kind is SecureCookieSession else dict(session)
        own = self._has_own_serializer()
        signer: Any = self.get_signing_serializer(app) if own else self._signer(app)
        if signer is None:
            raise RuntimeError(
                "The session was changed, and the secret key is gone since it was opened, so the"
                " change cannot be signed. Leave secret_key alone while requests are handled."
            )
        # What is no serializer of itsdangerous' kind is a signer of ours.
        write = signer.dump if not own else getattr(signer, "dumps", None) or signer.dump
        return cast(str, write(data))


def _may_be_permanent(value: str) -> bool:
    """Return whether a cookie may hold a permanent session, without reading it."""
    # A compressed payload begins with a dot. What is behind the payload cannot be mistaken for
    # a sign, or only to the effect that the session is opened.
    if value.startswith("."):
        return True
    return any(map(value.__contains__, _SIGNS_OF_PERMANENCE))


@lru_cache(maxsize=1)
def _writers() -> tuple[Callable[..., None], Callable[..., None]]:
    # PERF: an import statement in `save_session` would take 1 µs for each session that is saved
    # (benchmarks: "session read and written").
    from fw_sessions.set_cookie import send_cookie, vary_on_cookie  # noqa: PLC0415 - see above

    return send_cookie, vary_on_cookie


_STOCK_GET_SIGNING_SERIALIZER = SecureCookieSessionInterface.get_signing_serializer
_STOCK_SAVE = SecureCookieSessionInterface.save_session

#: The methods of an interface that decide about its cookies, for subclasses to override.
DECIDERS = frozenset(
    (
        *(name for name in vars(SessionInterface) if name.startswith("get_cookie")),
        *("get_expiration_time", "get_signing_serializer", "should_set_cookie"),
    )
)

#: The attributes of an interface that do the same.
SETTINGS = frozenset((*_HOW_TO_SIGN, "session_class"))

_deciders = attrgetter(*DECIDERS)
_STOCK_DECIDERS = _deciders(SecureCookieSessionInterface)
