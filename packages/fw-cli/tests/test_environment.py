from __future__ import annotations

import pytest

from fw_cli import get_debug_flag, get_load_dotenv


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("", False),
        ("0", False),
        ("False", False),
        ("no", False),
        ("1", True),
        ("true", True),
        ("on", True),
    ],
)
def test_debug_flag(monkeypatch: pytest.MonkeyPatch, value: str, flag: bool) -> None:
    monkeypatch.setenv("FLASK_DEBUG", value)
    assert get_debug_flag() is flag


@pytest.mark.parametrize(
    ("value", "default", "load"),
    [
        ("", True, True),
        ("", False, False),
        ("1", True, False),
        ("0", False, True),
        ("no", False, True),
    ],
)
def test_skip_dotenv(
    monkeypatch: pytest.MonkeyPatch, value: str, default: bool, load: bool
) -> None:
    monkeypatch.setenv("FLASK_SKIP_DOTENV", value)
    assert get_load_dotenv(default) is load
