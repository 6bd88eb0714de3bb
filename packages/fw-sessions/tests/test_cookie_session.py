from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import CallbackDict

from fw_sessions import NullSession, SecureCookieSession, SessionMixin

LOOKS: dict[str, Callable[[Any], object]] = {
    "item": lambda s: s["a"],
    "get": lambda s: s.get("nothing"),
    "in": lambda s: "nothing" in s,
    "len": len,
    "bool": bool,
    "iter": iter,
    "reversed": reversed,
    "keys": lambda s: s.keys(),
    "values": lambda s: s.values(),
    "items": lambda s: s.items(),
    "copy": lambda s: s.copy(),
    "dict": dict,
    "unpacked": lambda s: {**s},
    "==": lambda s: s == {},
    "!=": lambda s: s != {},
    "|": lambda s: s | {},
    "r|": lambda s: {} | s,
    "permanent": lambda s: s.permanent,
    "repr": repr,
}

CHANGES: dict[str, Callable[[Any], object]] = {
    "set": lambda s: s.__setitem__("b", 2),
    "del": lambda s: s.__delitem__("a"),
    "setdefault": lambda s: s.setdefault("b", 2),
    "pop": lambda s: s.pop("a"),
    "popitem": lambda s: s.popitem(),
    "clear": lambda s: s.clear(),
    "update": lambda s: s.update({"b": 2}),
    "update with keywords": lambda s: s.update(b=2),
    "|=": lambda s: s.__ior__({"b": 2}),
    "permanent": lambda s: setattr(s, "permanent", True),
}


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_counts_as_access(name: str) -> None:
    """CVE-2023-30861, CVE-2026-27205: what was looked at decides ``Vary``."""
    session: Any = SecureCookieSession({"a": 1})
    assert not session.accessed

    LOOKS[name](session)

    assert session.accessed
    assert not session.modified


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_counts_as_both(name: str) -> None:
    session = SecureCookieSession({"a": 1})

    CHANGES[name](session)

    assert session.accessed
    assert session.modified


def test_a_new_session_is_neither_accessed_nor_modified() -> None:
    for session in (SecureCookieSession(), SecureCookieSession({"a": 1})):
        assert not session.accessed
        assert not session.modified
        assert not session.new


def test_changes_that_change_nothing_are_not_modifications() -> None:
    session = SecureCookieSession({"a": 1})

    session.setdefault("a", 5)
    session.pop("nothing", None)

    assert not session.modified
    with pytest.raises(KeyError):
        session.pop("nothing")


def test_it_is_a_dict_and_a_mapping_with_the_mixin() -> None:
    session = SecureCookieSession({"a": 1})

    assert isinstance(session, (dict, CallbackDict, SessionMixin))
    assert session == {"a": 1}
    assert session.copy() == {"a": 1}
    assert {**session} == dict(session) == {"a": 1}
    assert list(session) == ["a"]
    assert list(reversed(session)) == ["a"]
    assert session | {"b": 2} == {"a": 1, "b": 2}
    assert repr(session) == "<SecureCookieSession {'a': 1}>"


def test_permanent_is_kept_inside() -> None:
    session = SecureCookieSession()
    assert session.permanent is False

    session.permanent = True

    assert session == {"_permanent": True}


def test_a_mapping_of_ones_own_with_the_mixin() -> None:
    class Session(dict[str, Any], SessionMixin):
        pass

    session = Session(a=1)

    assert session.modified
    assert not session.new
    session.permanent = True
    assert session["_permanent"] is True


@pytest.mark.parametrize("name", CHANGES)
def test_a_null_session_says_how_to_make_a_key(name: str) -> None:
    session = NullSession()

    with pytest.raises(RuntimeError, match=r"(?s)session is unavailable.*secrets\.token_hex"):
        CHANGES[name](session)

    assert session.get("a") is None
    assert not session


def test_a_session_is_copied_whole_and_apart() -> None:
    session = SecureCookieSession({"a": [1], "b": 2})

    copy = session.copy()
    copy["a"].append(2)
    copy["b"] = 3

    assert type(copy) is dict
    assert session == {"a": [1, 2], "b": 2}
    assert session.accessed
    assert not session.modified
