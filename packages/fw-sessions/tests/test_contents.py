"""What the package hands on, and what it leaves unimported."""

from __future__ import annotations

import subprocess
import sys

import pytest

import fw_sessions


def imported(code: str) -> set[str]:
    """Run a program in a new interpreter and return the modules that it imported."""
    program = f"import sys; before = set(sys.modules)\n{code}\nprint(*set(sys.modules) - before)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("name", fw_sessions.__all__)
def test_names(name: str) -> None:
    assert getattr(fw_sessions, name) is not None


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match="'fw_sessions' has no attribute 'nothing'"):
        fw_sessions.nothing  # type: ignore[attr-defined] # noqa: B018


def test_what_signs_and_what_stores_is_imported_by_who_uses_it() -> None:
    late = {"itsdangerous", "fw_sessions.cookie_signer", "fw_sessions.store", "fw_sessions.backend"}
    assert not imported("import fw_sessions; fw_sessions.SecureCookieSessionInterface()") & late
    assert late - {"fw_sessions.store"} <= imported("from fw_sessions import CookieBackend")
    assert "fw_sessions.store" in imported("import fw_sessions; fw_sessions.SessionStore")
    assert late <= imported("from fw_sessions import *")
