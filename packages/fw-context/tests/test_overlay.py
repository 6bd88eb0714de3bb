"""A variable that lies over another."""

from __future__ import annotations

import contextvars
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pytest

from fw_context import Overlay, Proxy, UnboundError


@dataclass
class Page:
    """What is shown, and by whom it was written, if anybody has signed it."""

    title: str
    signed_by: str = ""

    @property
    def author(self) -> str:
        if not self.signed_by:
            raise UnboundError("Nobody signed it.")
        return self.signed_by


page: ContextVar[Page] = ContextVar("page")
signed: Overlay[Any] = Overlay("signed", page, counts=lambda page: bool(page.signed_by))
author: Proxy[str] = Proxy(signed, "author", unbound_message="Nobody wrote anything.")
signed_page: Proxy[Page] = Proxy(signed)


@pytest.fixture(autouse=True)
def _outside() -> None:
    assert page.get(None) is None
    assert signed.get(None) is None


def alone(test: object) -> object:
    """Let a test leave no values behind."""

    def run() -> None:
        contextvars.Context().run(test)  # type: ignore[arg-type]

    run.__name__ = getattr(test, "__name__", "")
    return run


@alone
def test_what_lies_below_shows_if_it_counts() -> None:
    page.set(Page("Notes", "ada"))
    assert signed.get().title == "Notes"
    page.set(Page("Draft"))
    assert signed.get(None) is None
    assert signed.get(1) == 1
    with pytest.raises(LookupError, match="Nothing is bound to 'signed'"):
        signed.get()
    with pytest.raises(RuntimeError, match="Nothing is bound to 'signed'"):
        signed()


@alone
def test_what_is_set_hides_what_lies_below_until_it_is_taken_back() -> None:
    page.set(Page("Notes", "ada"))
    token = signed.set(Page("Letters", "grace"))
    assert (signed.get().title, signed().title, page.get().title) == ("Letters", "Letters", "Notes")
    page.set(Page("Draft"))
    assert signed.get().title == "Letters"
    signed.reset(token)
    assert signed.get(None) is None
    page.set(Page("Notes", "ada"))
    assert signed.get().title == "Notes"


def test_an_overlay_says_what_it_is() -> None:
    assert repr(signed) == "<Overlay 'signed' over 'page'>"
    assert signed.name == "signed"


@alone
def test_a_proxy_of_an_attribute() -> None:
    assert repr(author) == "<Proxy unbound>"
    assert not isinstance(author, str)
    page.set(Page("Notes", "ada"))
    assert isinstance(author, str)
    assert author.upper() == "ADA"
    assert author._get_current_object() == "ada"
    signed.set(Page("Letters", "grace"))
    assert author.upper() == "GRACE"
    assert str(author) == "grace"
    assert signed_page.title == "Letters"


@alone
def test_a_proxy_is_unbound_where_what_lies_below_does_not_count() -> None:
    page.set(Page("Draft"))
    for proxy in (author, signed_page):
        assert not proxy
        assert not isinstance(proxy, (str, Page))
        assert repr(proxy) == "<Proxy unbound>"
        with pytest.raises(UnboundError):
            proxy._get_current_object()
    with pytest.raises(UnboundError, match="Nobody wrote anything"):
        author.upper()
    with pytest.raises(UnboundError, match="Nothing is bound to 'signed'"):
        signed_page.title  # noqa: B018


@alone
def test_a_proxy_of_an_attribute_of_an_attribute() -> None:
    kind: Proxy[str] = Proxy(signed, "author.__class__.__name__")
    assert not kind
    page.set(Page("Notes", "ada"))
    assert kind.lower() == "str"
    page.set(Page("Draft"))
    assert not kind
