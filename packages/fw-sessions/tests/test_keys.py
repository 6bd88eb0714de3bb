from __future__ import annotations

from typing import Any

import pytest

from fw_sessions import KeyConfigurationError, SessionError, check_fallbacks, check_key, key_ring


@pytest.mark.parametrize("key", ["", "   ", "\n", b"", b" \t"])
def test_g8_blank_keys_are_refused(key: Any) -> None:
    """G8: a cookie forged with the empty key verified."""
    with pytest.raises(KeyConfigurationError, match=r"SECRET_KEY_FALLBACKS\[1\] is (empty|blank)"):
        check_fallbacks(["a good one", key])
    with pytest.raises(ValueError, match=r"token_hex"):
        check_key(key)


@pytest.mark.parametrize("key", [None, 42, ["key"]])
def test_keys_are_text_or_bytes(key: Any) -> None:
    with pytest.raises(SessionError, match=rf"is a {type(key).__name__}, and a key has to be"):
        check_key(key)


@pytest.mark.parametrize("keys", ["secret", b"secret"])
def test_a_single_key_is_no_list_of_its_letters(keys: Any) -> None:
    with pytest.raises(KeyConfigurationError, match=r"SECRET_KEY_FALLBACKS = \[OLD_KEY\]"):
        check_fallbacks(keys)


def test_a_message_never_holds_a_key() -> None:
    with pytest.raises(KeyConfigurationError) as caught:
        check_fallbacks("hunter2 hunter2")

    assert "hunter2" not in str(caught.value)
    assert caught.value.setting == "SECRET_KEY_FALLBACKS"


def test_no_fallbacks_are_fine() -> None:
    assert check_fallbacks(None) == check_fallbacks([]) == check_fallbacks("") == ()


def test_the_current_key_comes_last() -> None:
    assert key_ring("now", ["oldest", b"older"]) == ("oldest", b"older", "now")
    assert key_ring(bytearray(b"now")) == (b"now",)
