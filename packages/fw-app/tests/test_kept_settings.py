"""Settings of sessions that are kept: whatever changes, the answers are those of settings that are read."""

from __future__ import annotations

import copy
import hashlib
import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import Client

from fw_app import Flask, Request, Response
from fw_app.config import Config, ConfigAttribute
from fw_app.globals import session
from fw_app.json.tag import TaggedJSONSerializer
from fw_app.sessions import SecureCookieSession, SecureCookieSessionInterface

Patch = pytest.MonkeyPatch


class ReadsEachTime(SecureCookieSessionInterface):
    """The plain way: nothing is kept."""

    def prepared_settings(self, app: Any) -> None:
        return None


class App(Flask):
    pass


@dataclass
class Service:
    """An application that counts in the session, and what its browser was sent last."""

    app: Flask
    attributes: str = ""
    cookies: list[str] = field(default_factory=list)

    def get(self, path: str, cookie: str = "") -> str:
        headers = {"Cookie": cookie} if cookie else {}
        response = Client(self.app, use_cookies=False).get(path, headers=headers)
        sent = response.headers.get("Set-Cookie", "").partition("; ")
        self.attributes = f"{sent[2]} Vary: {response.headers.get('Vary')}"
        if sent[0]:
            self.cookies.append(sent[0])
        return response.text


def make(interface: SecureCookieSessionInterface, base: type[Flask] = App) -> Service:
    # Each has classes of its own, to be changed.
    own = {"response_class": type("OwnResponse", (Response,), {})}
    app: Flask = type("Derived", (base,), own)(__name__)
    app.secret_key = "a key"
    app.session_interface = interface

    @app.get("/count")
    def count() -> str:
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    @app.get("/stay")
    def stay() -> str:
        session.permanent = True
        return ""

    @app.get("/look")
    def look() -> str:
        return str(session.get("count"))

    @app.get("/leave")
    def leave() -> str:
        session.clear()
        return ""

    @app.get("/other")
    def other() -> str:
        return ""

    return Service(app)


def _fast() -> Service:
    return make(type("Interface", (SecureCookieSessionInterface,), {})())


def _plain() -> Service:
    return make(type("Interface", (ReadsEachTime,), {})())


def change_config(**config: Any) -> Callable[[Flask, Patch], None]:
    return lambda app, patch: app.config.update(config)


def change(of: Callable[[Flask], Any], **attributes: Any) -> Callable[[Flask, Patch], None]:
    def apply(app: Flask, patch: Patch) -> None:
        for name, value in attributes.items():
            patch.setattr(of(app), name, value)

    return apply


def interface_of(app: Flask) -> Any:
    return app.session_interface


def class_of_interface(app: Flask) -> Any:
    return type(app.session_interface)


def replace_config(app: Flask, patch: Patch) -> None:
    app.config = Config(app.root_path, {**app.config, "SESSION_COOKIE_NAME": "replaced"})


def set_cookie(self: Any, key: str, value: str = "", **options: Any) -> None:
    Response.set_cookie(self, key, value, **{**options, "path": "/patched"})


class Restless(SecureCookieSession):
    """A session that is always new to the browser."""

    modified = True


def save_with_a_mark(self: Any, app: Any, session: Any, response: Any) -> None:
    session["mark"] = True
    SecureCookieSessionInterface.save_session(self, app, session, response)


CHANGES: dict[str, Callable[[Flask, Patch], Any]] = {
    "name": change_config(SESSION_COOKIE_NAME="other"),
    "domain": change_config(SESSION_COOKIE_DOMAIN="example.com"),
    "path": change_config(SESSION_COOKIE_PATH="/shop"),
    "root": change_config(APPLICATION_ROOT="/shop"),
    "secure": change_config(SESSION_COOKIE_SECURE=True),
    "httponly": change_config(SESSION_COOKIE_HTTPONLY=False),
    "samesite": change_config(SESSION_COOKIE_SAMESITE="Lax"),
    "partitioned": change_config(SESSION_COOKIE_PARTITIONED=True),
    "refresh": change_config(SESSION_REFRESH_EACH_REQUEST=False),
    "lifetime": change_config(PERMANENT_SESSION_LIFETIME=timedelta(seconds=-5)),
    "lifetime in seconds": change_config(PERMANENT_SESSION_LIFETIME=7),
    "key": change_config(SECRET_KEY="another"),
    "key in bytes": change_config(SECRET_KEY=b"another"),
    "no key": change_config(SECRET_KEY=None),
    "rotated": change_config(SECRET_KEY="another", SECRET_KEY_FALLBACKS=["a key"]),
    "key of the application": change(lambda app: app, secret_key="another"),
    "key by pop": lambda app, patch: app.config.pop("SECRET_KEY") and None,
    "config": replace_config,
    "salt of the class": change(class_of_interface, salt="other"),
    "salt": change(interface_of, salt="other"),
    "digest of the class": change(class_of_interface, digest_method=staticmethod(hashlib.sha256)),
    "digest": change(interface_of, digest_method=hashlib.sha256),
    "derivation": change(interface_of, key_derivation="concat"),
    "serializer": change(interface_of, serializer=TaggedJSONSerializer()),
    "sessions": change(interface_of, session_class=Restless),
    "sessions of the class": change(class_of_interface, session_class=Restless),
    "saving": change(class_of_interface, save_session=save_with_a_mark),
    "saving here": change(interface_of, save_session=lambda *_: None),
    "domain of the class": change(class_of_interface, get_cookie_domain=lambda *_: "example.com"),
    "domain of the interface": change(interface_of, get_cookie_domain=lambda app: "example.com"),
    "name of the class": change(class_of_interface, get_cookie_name=lambda *_: "own"),
    "never": change(class_of_interface, should_set_cookie=lambda *_: False),
    "always": change(interface_of, should_set_cookie=lambda app, session: True),
    "expiry": change(interface_of, get_expiration_time=lambda app, session: 0),
    "no serializer": change(interface_of, get_signing_serializer=lambda app: None),
    "key of the class": change(type, secret_key="the class's"),
    "lifetime of the class": change(type, permanent_session_lifetime=timedelta(seconds=9)),
    "response": change(lambda app: app.response_class, set_cookie=set_cookie),
}


def walk(service: Service, others: list[str]) -> list[tuple[str, str]]:
    """Return what a browser sees, with its own cookie and with those of another service."""
    seen = []
    for path in ("/count", "/look", "/stay", "/look", "/other", "/leave", "/other"):
        for cookie in ("", *service.cookies[-1:], *others):
            seen.append((service.get(path, cookie), _undated(service.attributes)))
    return seen


def _undated(attributes: str) -> str:
    """Leave the time of day out of a date in the future."""
    before, expires, rest = attributes.partition("Expires=")
    return attributes if not expires else f"{before}{expires}{rest[:16]}{rest[29:]}"


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen_at_once(name: str, monkeypatch: Patch) -> None:
    fast, plain = _fast(), _plain()
    assert walk(fast, []) == walk(plain, [])
    for service in (fast, plain):
        service.get("/count")
    kept = fast.app.session_interface.prepared_settings(fast.app)  # type: ignore[attr-defined]
    assert kept is not None
    before = plain.cookies[-1:]
    with monkeypatch.context() as patch:
        seen = []
        for service in (fast, plain):
            CHANGES[name](service.app, patch)
            seen.append(_outcome(service, before))
        assert seen[0] == seen[1]
    # And that the change is undone, where it was one of classes or interfaces.
    assert _outcome(fast, before) == _outcome(plain, before)


def _outcome(service: Service, others: list[str]) -> Any:
    try:
        return walk(service, others)
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("service", [_fast(), _plain()], ids=["kept", "read"])
def test_a_list_of_keys_changed_in_place(service: Service) -> None:
    fallbacks: list[str] = []
    service.app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    service.get("/count")
    cookie = service.cookies[-1]
    service.app.secret_key = "new"
    assert service.get("/look", cookie) == "None"
    fallbacks.append("a key")
    assert service.get("/look", cookie) == "1"
    fallbacks[0] = "none of ours"
    assert service.get("/look", cookie) == "None"
    fallbacks[0] = "a key"
    assert service.get("/look", cookie) == "1"
    fallbacks.clear()
    assert service.get("/look", cookie) == "None"


def test_nothing_is_kept_where_changes_would_not_show() -> None:
    service = _fast()
    app, interface = service.app, service.app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    assert interface.prepared_settings(app) is interface.prepared_settings(app) is not None

    app.config["SECRET_KEY"] = bytearray(b"a key")
    assert interface.prepared_settings(app) is None
    service.get("/count")
    app.config["SECRET_KEY"][0] = ord("b")
    assert service.get("/look", service.cookies[-1]) == "None"

    app.config["SECRET_KEY"] = "a key"
    assert interface.prepared_settings(app) is not None
    assert service.get("/look", service.cookies[-1]) == "1"

    class Elsewhere(Config):
        def __getitem__(self, key: str) -> Any:
            return {"SESSION_COOKIE_NAME": names[-1]}.get(key) or super().__getitem__(key)

    names = ["first"]
    app.config = Elsewhere(app.root_path, dict(app.config))
    assert interface.prepared_settings(app) is None
    service.get("/count")
    names.append("second")
    service.get("/count")
    assert [cookie.partition("=")[0] for cookie in service.cookies[-2:]] == names


@pytest.mark.parametrize("how", ["property", "converter"])
def test_a_key_that_comes_from_elsewhere(how: str) -> None:
    keys = ["first"]
    found: Any = (
        property(lambda self: keys[-1], lambda self, value: None)
        if how == "property"
        else ConfigAttribute("SECRET_KEY", get_converter=lambda value: keys[-1])
    )

    class Rotating(Flask):
        secret_key = found

    service = make(SecureCookieSessionInterface(), Rotating)
    service.get("/count")
    assert service.get("/look", service.cookies[-1]) == "1"
    keys.append("second")
    assert service.get("/look", service.cookies[-1]) == "None"


def test_mistakes_are_told_where_they_matter() -> None:
    service = _fast()
    service.app.testing = True
    service.app.config["SESSION_COOKIE_PATH"] = "/;x"
    assert service.get("/look") == "None"
    with pytest.raises(ValueError, match="path '/;x' holds ';'"):
        service.get("/count")


def test_applications_that_share_an_interface_keep_their_own() -> None:
    shared = SecureCookieSessionInterface()
    services = [make(shared), make(shared)]
    services[1].app.config.update(SECRET_KEY="another", SESSION_COOKIE_NAME="second")
    for _ in range(2):
        for service in services:
            service.get("/count")
    first, second = services
    assert first.get("/look", first.cookies[-1]) == second.get("/look", second.cookies[-1]) == "1"
    assert second.cookies[-1].startswith("second=")
    kept = [shared.prepared_settings(service.app) for service in services]
    assert kept == [shared.prepared_settings(service.app) for service in services]
    assert kept[0] is not kept[1]


def test_a_configuration_is_copied_without_what_was_kept() -> None:
    service = _fast()
    service.get("/count")
    assert service.app.config.derived
    for copied in (
        copy.deepcopy(service.app.config),
        pickle.loads(pickle.dumps(service.app.config)),
    ):
        assert copied == service.app.config
        assert not copied.derived
    service.app.config["ANYTHING"] = 1
    assert not service.app.config.derived


def test_a_key_changed_while_requests_are_handled() -> None:
    service = _fast()
    app, stop = service.app, threading.Event()
    broken: list[str] = []

    def visit() -> None:
        own = Service(app)
        while not stop.is_set():
            own.get("/count")
            if own.get("/look", own.cookies[-1]) not in {"1", "None"}:
                broken.append(own.cookies[-1])

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(200):
        app.secret_key = f"key {number}"
    stop.set()
    for thread in threads:
        thread.join()

    service.get("/count")
    assert not broken
    assert service.get("/look", service.cookies[-1]) == "1"
    fresh = make(ReadsEachTime())
    fresh.app.secret_key = "key 199"
    assert fresh.get("/look", service.cookies[-1]) == "1"


def test_any_application_with_such_a_configuration_will_do() -> None:
    @dataclass
    class Other:
        config: Config
        secret_key: str = "a key"
        permanent_session_lifetime: timedelta = timedelta(days=1)

    service = _fast()
    service.get("/count")
    other = Other(service.app.config)
    interface = SecureCookieSessionInterface()
    assert interface.prepared_settings(other) is None
    for key, count in (("a key", 1), ("another", None)):
        other.secret_key = key
        request = Request({"HTTP_COOKIE": service.cookies[-1]})
        opened = interface.open_session(other, request)
        assert opened is not None
        assert opened.get("count") == count
