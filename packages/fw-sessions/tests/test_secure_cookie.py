from __future__ import annotations

import hashlib
import itertools
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from werkzeug.http import parse_date
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fw_sessions import (
    CookieSigner,
    KeyConfigurationError,
    NullSession,
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionInterface,
    SessionMixin,
    TaggedJSONSerializer,
)

Make = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("settings")


def log_in(session: Any) -> None:
    session["user"] = 7


def log_in_for_long(session: Any) -> None:
    session["user"] = 7
    session.permanent = True


def test_a_session_is_kept(browser: Any) -> None:
    browser.visit(log_in)
    browser.visit(lambda session: session.setdefault("cart", (1, b"x")))

    seen: list[Any] = []
    browser.visit(lambda session: seen.append(dict(session)))

    assert seen == [{"user": 7, "cart": (1, b"x")}]


def test_without_a_key_there_is_a_null_session(make_app: Make, make_browser: Make) -> None:
    for key in (None, ""):
        browser = make_browser(make_app(key))
        response = browser.visit(lambda session: session.get("user"))
        assert isinstance(browser.session, NullSession)
        assert "Set-Cookie" not in response.headers
        assert browser.interface.get_signing_serializer(browser.app) is None


def test_what_is_set_and_varied(browser: Any) -> None:
    untouched = browser.visit()
    looked = browser.visit(lambda session: "user" in session)
    written = browser.visit(log_in)
    untouched_later = browser.visit()
    looked_later = browser.visit(len)
    emptied = browser.visit(lambda session: session.clear())

    assert [r.headers.get("Vary") for r in (untouched, untouched_later)] == [None, None]
    assert [r.headers.get("Vary") for r in (looked, written, looked_later, emptied)] == [
        "Cookie"
    ] * 4
    assert [len(r.headers.getlist("Set-Cookie")) for r in (untouched, looked, written)] == [0, 0, 1]
    assert [len(r.headers.getlist("Set-Cookie")) for r in (untouched_later, looked_later)] == [0, 0]
    assert emptied.headers["Set-Cookie"] == (
        "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/"
    )


def test_a_permanent_session_is_refreshed(make_app: Make, make_browser: Make) -> None:
    app = make_app()
    browser = make_browser(app)
    first = browser.visit(log_in_for_long)
    again = browser.visit()
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    quiet = browser.visit()

    assert "Expires=" in first.headers["Set-Cookie"]
    assert again.headers["Vary"] == "Cookie"
    assert "Expires=" in again.headers["Set-Cookie"]
    assert "Set-Cookie" not in quiet.headers


def test_cookie_options(make_app: Make, make_browser: Make) -> None:
    app = make_app(
        SESSION_COOKIE_NAME="sid",
        SESSION_COOKIE_DOMAIN="example.com",
        SESSION_COOKIE_PATH="/shop",
        SESSION_COOKIE_HTTPONLY=False,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PARTITIONED=True,
    )
    header = make_browser(app).visit(log_in).headers["Set-Cookie"]

    name, *attributes = header.split("; ")
    assert name.startswith("sid=")
    assert attributes == [
        "Domain=example.com",
        "Secure",
        "Path=/shop",
        "SameSite=Lax",
        "Partitioned",
    ]


def test_the_path_falls_back_to_the_root(make_app: Make, make_browser: Make) -> None:
    header = make_browser(make_app(APPLICATION_ROOT="/app")).visit(log_in).headers["Set-Cookie"]

    assert "Path=/app" in header


def test_a_bad_option_is_refused_when_the_cookie_is_set(make_app: Make, make_browser: Make) -> None:
    browser = make_browser(make_app(SESSION_COOKIE_DOMAIN="x;Path=/z"))

    browser.visit()
    with pytest.raises(ValueError, match="session cookie's domain 'x;Path=/z'"):
        browser.visit(log_in)


def test_an_expired_session_is_empty(make_app: Make, make_browser: Make, at_time: Make) -> None:
    app = make_app()
    app.permanent_session_lifetime = timedelta(minutes=10)
    browser = make_browser(app)
    with at_time(1_700_000_000):
        browser.visit(log_in)
    with at_time(1_700_000_600):
        browser.visit()
        assert dict(browser.session) == {"user": 7}
    with at_time(1_700_000_601):
        browser.visit()
        assert dict(browser.session) == {}


def test_expiry_follows_the_lifetime(make_app: Make) -> None:
    app = make_app()
    interface = SecureCookieSessionInterface()
    session = SecureCookieSession()
    assert interface.get_expiration_time(app, session) is None

    session.permanent = True
    expires = interface.get_expiration_time(app, session)

    assert expires is not None
    assert expires.utcoffset() == timedelta(0)


def test_keys_rotate(make_app: Make, make_browser: Make) -> None:
    app = make_app("first")
    browser = make_browser(app)
    browser.visit(log_in)

    app.secret_key, app.config["SECRET_KEY_FALLBACKS"] = "second", ["first"]
    browser.visit(lambda session: session.update(seen=True))
    assert dict(browser.session) == {"user": 7, "seen": True}

    app.config["SECRET_KEY_FALLBACKS"] = []
    browser.visit()
    assert dict(browser.session) == {"user": 7, "seen": True}

    app.secret_key = "third"
    browser.visit()
    assert dict(browser.session) == {}


def test_a_fallback_list_changed_in_place_is_noticed(make_app: Make, make_browser: Make) -> None:
    fallbacks = ["first"]
    app = make_app("second", SECRET_KEY_FALLBACKS=fallbacks)
    browser = make_browser(app)
    browser.cookie = f"session={CookieSigner('first').dump({'user': 7})}"
    browser.visit()
    assert dict(browser.session) == {"user": 7}

    fallbacks.clear()
    browser.visit()
    assert dict(browser.session) == {}


def test_g8_a_blank_fallback_is_refused(make_app: Make, make_browser: Make) -> None:
    """G8: with ``SECRET_KEY_FALLBACKS=['']`` a cookie forged with the empty key verified."""
    forged = URLSafeTimedSerializer(
        "",
        salt="cookie-session",
        serializer=TaggedJSONSerializer(),
        signer_kwargs={"key_derivation": "hmac"},
    ).dumps({"user": "admin"})
    for fallbacks in ([""], [" "], [b""], ["good", "\t"], "good"):
        browser = make_browser(make_app(SECRET_KEY_FALLBACKS=fallbacks))
        browser.cookie = f"session={forged}"
        with pytest.raises(KeyConfigurationError, match="SECRET_KEY_FALLBACKS"):
            browser.visit()
        with pytest.raises(KeyConfigurationError):
            browser.interface.get_signing_serializer(browser.app)


@pytest.mark.parametrize("key", [42, object()])
def test_a_key_of_another_type_is_told(make_app: Make, make_browser: Make, key: Any) -> None:
    with pytest.raises(KeyConfigurationError, match="has to be text or bytes"):
        make_browser(make_app(key)).visit()


def test_settings_of_a_subclass_count(make_app: Make, make_browser: Make) -> None:
    class Own(SecureCookieSessionInterface):
        salt = "mine"
        digest_method = staticmethod(hashlib.sha256)
        key_derivation = "concat"
        serializer = TaggedJSONSerializer()

    app = make_app()
    browser = make_browser(app, Own())
    browser.visit(log_in)
    value = browser.cookie.partition("=")[2]

    serializer = browser.interface.get_signing_serializer(app)
    assert isinstance(serializer, URLSafeTimedSerializer)
    assert serializer.loads(value) == {"user": 7}
    assert CookieSigner("a test key").load(value) is None
    browser.interface.salt = "other"
    browser.visit()
    assert dict(browser.session) == {}


def test_an_overridden_serializer_is_used_for_everything(
    make_app: Make, make_browser: Make
) -> None:
    class Own(SecureCookieSessionInterface):
        def get_signing_serializer(self, app: Any) -> URLSafeTimedSerializer | None:
            return URLSafeTimedSerializer("its own key", salt="own")

    for interface in (Own(), SecureCookieSessionInterface()):
        if type(interface) is SecureCookieSessionInterface:
            interface.get_signing_serializer = Own().get_signing_serializer  # type: ignore[method-assign]
        browser = make_browser(make_app(), interface)
        browser.visit(log_in)
        value = browser.cookie.partition("=")[2]
        assert URLSafeTimedSerializer("its own key", salt="own").loads(value) == {"user": 7}
        browser.visit()
        assert dict(browser.session) == {"user": 7}
        for bad in (value + "=", value[:-1], "x", "é", "a.b.c"):
            browser.cookie = f"session={bad}"
            browser.visit()
            assert dict(browser.session) == {}


def test_many_applications_share_an_interface(make_app: Make, make_browser: Make) -> None:
    interface = SecureCookieSessionInterface()
    browsers = [make_browser(make_app(f"key {n}"), interface) for n in range(100)]
    for n, browser in enumerate(browsers):
        browser.visit(lambda session, n=n: session.update(n=n))
    for n, browser in enumerate(browsers):
        browser.visit()
        assert dict(browser.session) == {"n": n}
    browsers[0].cookie = browsers[1].cookie
    browsers[0].visit()
    assert dict(browsers[0].session) == {}


def test_the_key_may_not_vanish_in_between(make_app: Make) -> None:
    app = make_app()
    interface = SecureCookieSessionInterface()
    session = SecureCookieSession()
    session["a"] = 1
    app.secret_key = None

    from werkzeug.wrappers import Response

    with pytest.raises(RuntimeError, match="secret key is gone since it was opened"):
        interface.save_session(app, session, Response())


def test_a_session_class_of_ones_own(make_app: Make, make_browser: Make) -> None:
    class Counted(SecureCookieSession):
        opened = 0

        def __init__(self, initial: Any = None) -> None:
            super().__init__(initial)
            type(self).opened += 1

    class Own(SecureCookieSessionInterface):
        session_class = Counted

    browser = make_browser(make_app(), Own())
    browser.visit(log_in)
    browser.visit()

    assert Counted.opened == 2
    assert isinstance(browser.session, Counted)


# -- lazy opening


def test_who_is_lazy() -> None:
    class Renamed(SecureCookieSessionInterface):
        def get_cookie_name(self, app: Any) -> str:
            return "other"

    class Watching(SecureCookieSessionInterface):
        def open_session(self, app: Any, request: Any) -> SecureCookieSession | None:
            return super().open_session(app, request)

    class Saving(SecureCookieSessionInterface):
        def save_session(self, app: Any, session: SessionMixin, response: Any) -> None:
            super().save_session(app, session, response)

    class Mixin:
        def open_session(self, app: Any, request: Any) -> Any:
            return None

    class Mixed(Mixin, SecureCookieSessionInterface):
        pass

    class Willing(Watching):
        lazy = True

    class Child(Willing):
        pass

    class Grandchild(Willing):
        def open_session(self, app: Any, request: Any) -> SecureCookieSession | None:
            return None

    assert [c.lazy for c in (SessionInterface, Watching, Saving, Mixed, Grandchild)] == [False] * 5
    assert [c.lazy for c in (SecureCookieSessionInterface, Renamed, Willing, Child)] == [True] * 4


def needs_refresh(browser: Any) -> bool:
    """Ask ``refreshes``, and hold it to what opening and saving really does."""
    answer: bool = browser.interface.refreshes(browser.app, browser.request())
    response = browser.visit()
    changes = "Set-Cookie" in response.headers or "Vary" in response.headers
    assert answer or not changes
    return answer


def test_refreshes_is_true_only_for_permanent_sessions(make_app: Make, make_browser: Make) -> None:
    app = make_app()
    browser = make_browser(app)
    assert not needs_refresh(browser)

    browser.visit(log_in)
    assert not needs_refresh(browser)
    kept = browser.cookie
    browser.cookie = f"other=1; {kept}; more=2"
    assert not needs_refresh(browser)
    browser.cookie = "sessions=1"
    assert not needs_refresh(browser)
    browser.cookie = kept

    browser.visit(lambda session: setattr(session, "permanent", True))
    assert needs_refresh(browser)
    kept = browser.cookie
    browser.cookie = f"other=1; {kept}; more=2"
    assert needs_refresh(browser)
    name, _, value = kept.partition("=")
    browser.cookie = f'{name}="{value}"'
    assert needs_refresh(browser)
    browser.cookie = kept

    browser.visit(lambda session: session.update(long="abc" * 200))
    assert browser.cookie.startswith("session=.")
    assert needs_refresh(browser)

    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    assert not needs_refresh(browser)


@pytest.mark.parametrize("value", ["x", "é", "!!!", "a.b.c", ".", "..", "=", "\xff"])
def test_refreshes_never_raises(browser: Any, value: str) -> None:
    browser.cookie = f"session={value}"

    needs_refresh(browser)


def test_refreshes_asks_overrides(make_app: Make, make_browser: Make) -> None:
    class Always(SecureCookieSessionInterface):
        def should_set_cookie(self, app: Any, session: SessionMixin) -> bool:
            return True

    class Eager(SecureCookieSession):
        def __init__(self, initial: Any = None) -> None:
            super().__init__(initial)
            self["visits"] = self.get("visits", 0) + 1

    class Counting(SecureCookieSessionInterface):
        session_class = Eager

    class Secret:
        def dumps(self, value: Any) -> bytes:
            return bytes(b ^ 1 for b in TaggedJSONSerializer().dumps(value).encode())

        def loads(self, value: Any) -> Any:
            return TaggedJSONSerializer().loads(bytes(b ^ 1 for b in value).decode())

    class Encrypted(SecureCookieSessionInterface):
        serializer = Secret()

    assert needs_refresh(make_browser(None, Counting()))
    for interface in (Always(), Encrypted()):
        browser = make_browser(make_app(), interface)
        assert not needs_refresh(browser)
        browser.visit(lambda session: setattr(session, "permanent", True))
        assert needs_refresh(browser)


def test_refreshes_of_any_request_object(make_app: Make) -> None:
    class OtherRequest:
        def __init__(self, **cookies: str) -> None:
            self.cookies = cookies

    app, interface = make_app(), SecureCookieSessionInterface()
    permanent = CookieSigner("a test key").dump({"_permanent": True})

    assert not interface.refreshes(app, OtherRequest())
    assert interface.refreshes(app, OtherRequest(session=permanent))
    assert SessionInterface().refreshes(app, OtherRequest())


def test_the_peek_at_the_header_is_what_werkzeug_reads(make_app: Make) -> None:
    interface, app = SecureCookieSessionInterface(), make_app()
    permanent = CookieSigner("a test key").dump({"_permanent": True})
    for header in (
        f"session={permanent}",
        f" session = {permanent} ;",
        f"a=session; session={permanent}",
    ):
        request = Request(EnvironBuilder(headers=[("Cookie", header)]).get_environ())
        opened = interface.open_session(app, request)
        assert opened is not None
        assert interface.refreshes(app, request) >= opened.permanent


def test_expires_is_readable(make_app: Make, make_browser: Make) -> None:
    browser = make_browser(make_app())
    header = browser.visit(lambda s: setattr(s, "permanent", True)).headers["Set-Cookie"]
    expires = next(p.partition("=")[2] for p in header.split("; ") if p.startswith("Expires="))

    assert parse_date(expires) is not None


@pytest.mark.parametrize("word", ["_permanent", "\\u005fpermanent", "_\\u0070ermanent"])
def test_a_peek_sees_the_word_wherever_it_stands(make_app: Make, word: str) -> None:
    app, interface = make_app("key"), SecureCookieSessionInterface()
    for before, after in itertools.product(range(6), repeat=2):
        json = f'{{"{"x" * before}":0,"{word}":true,"y":"{"?>~" * after}"}}'
        payload = urlsafe_b64encode(json.encode()).rstrip(b"=").decode()
        request = Request(
            EnvironBuilder(headers=[("Cookie", f"session={payload}.x.y")]).get_environ()
        )
        assert interface.refreshes(app, request)


def test_cookie_settings_are_read_for_every_cookie(browser: Any) -> None:
    cookies = [browser.visit(log_in).headers["Set-Cookie"]]
    browser.app.config.update(SESSION_COOKIE_PATH="/shop", SESSION_COOKIE_SECURE=True)
    cookies.append(browser.visit(log_in).headers["Set-Cookie"])
    browser.interface.get_cookie_path = lambda app: "/own"
    cookies.append(browser.visit(log_in).headers["Set-Cookie"])
    del browser.interface.get_cookie_path
    cookies.append(browser.visit(log_in).headers["Set-Cookie"])

    assert [cookie.partition("; ")[2] for cookie in cookies] == [
        "HttpOnly; Path=/",
        "Secure; HttpOnly; Path=/shop",
        "Secure; HttpOnly; Path=/own",
        "Secure; HttpOnly; Path=/shop",
    ]


def test_methods_replaced_on_the_class_are_asked(
    browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.visit(log_in)
    monkeypatch.setattr(SessionInterface, "get_cookie_httponly", lambda self, app: False)

    assert "HttpOnly" not in browser.visit(log_in).headers["Set-Cookie"]


def test_fallbacks_changed_in_place_are_seen(make_app: Make, make_browser: Make) -> None:
    app = make_app("old")
    browser = make_browser(app)
    browser.visit(log_in)
    app.secret_key = "new"
    fallbacks: list[str] = []
    app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    seen: list[Any] = []
    cookie = browser.cookie
    for _ in range(2):
        browser.cookie = cookie
        browser.visit(lambda session: seen.append(session.get("user")))
        fallbacks.append("old")

    assert seen == [None, 7]
