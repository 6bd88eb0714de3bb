"""The two switches in the environment."""

from __future__ import annotations

import pytest

from fw_app.environment import get_debug_flag, get_load_dotenv


@pytest.mark.parametrize(
    ("value", "debug", "dotenv"),
    [
        (None, False, True),
        ("", False, True),
        ("0", False, True),
        ("False", False, True),
        ("NO", False, True),
        ("1", True, False),
        ("true", True, False),
        ("anything", True, False),
    ],
)
def test_switches(
    monkeypatch: pytest.MonkeyPatch, value: str | None, debug: bool, dotenv: bool
) -> None:
    for name in ("FLASK_DEBUG", "FLASK_SKIP_DOTENV"):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert get_debug_flag() is debug
    assert get_load_dotenv() is dotenv
    if not value:
        assert get_load_dotenv(default=False) is False
