from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fw_sessions import (
    NullSession,
    SecureCookieSessionInterface,
    ServerSideSessionInterface,
    SessionInterface,
    SessionMixin,
)


def test_a_minimal_interface(make_browser: Callable[..., Any]) -> None:
    kept: dict[str, Any] = {}

    class Session(dict[str, Any], SessionMixin):
        pass

    class InMemory(SessionInterface):
        def open_session(self, app: Any, request: Any) -> Session:
            return Session(kept)

        def save_session(self, app: Any, session: SessionMixin, response: Any) -> None:
            kept.clear()
            kept.update(session)

    browser = make_browser(None, InMemory())
    browser.visit(lambda session: session.update(user=7))
    browser.visit()

    assert browser.session == {"user": 7}
    assert browser.interface.lazy is False
    assert browser.interface.refreshes(browser.app, browser.request())


def test_what_must_be_overridden_says_so(make_browser: Callable[..., Any]) -> None:
    class Half(SessionInterface):
        pass

    with pytest.raises(NotImplementedError, match=r"Half has no open_session\(app, request\)"):
        make_browser(None, Half()).visit()
    with pytest.raises(NotImplementedError, match="Half has no save_session"):
        Half().save_session(None, NullSession(), None)


def test_null_sessions() -> None:
    class Own(NullSession):
        pass

    class WithOwn(SessionInterface):
        null_session_class = Own

    interface = WithOwn()

    assert type(interface.make_null_session(None)) is Own
    assert interface.is_null_session(Own())
    assert not interface.is_null_session(NullSession())
    assert not interface.pickle_based


@pytest.mark.parametrize("builtin", [SecureCookieSessionInterface, ServerSideSessionInterface])
@pytest.mark.parametrize("name", ["open_session", "save_session"])
def test_replacing_a_method_later_ends_laziness(
    monkeypatch: pytest.MonkeyPatch, builtin: type[SessionInterface], name: str
) -> None:
    class Derived(builtin):  # type: ignore[valid-type, misc]
        pass

    patched: Any = Derived()
    other: Any = Derived()
    assert Derived.lazy
    assert patched.lazy

    setattr(patched, name, lambda *arguments: None)
    assert not patched.lazy
    assert other.lazy
    delattr(patched, name)
    assert patched.lazy

    for cls in (Derived, builtin):
        with monkeypatch.context() as patch:
            patch.setattr(cls, name, lambda *arguments: None)
            assert not other.lazy
        assert other.lazy


def test_an_interface_may_say_itself_that_it_is_lazy() -> None:
    class Says(SecureCookieSessionInterface):
        lazy = True

        def open_session(self, app: Any, request: Any) -> None:
            return None

    class Overrides(Says):
        def save_session(self, app: Any, session: Any, response: Any) -> None:
            return None

    interface: Any = Overrides()

    assert Says().lazy is True
    assert interface.lazy is False
    interface.lazy = True
    assert interface.lazy is True
