"""Cookies whose name or attributes would be read as something else."""

from __future__ import annotations

import pytest

from fw_app.cookie_fields import check_cookie


def check(name: str = "a", part: str | None = None, value: str | None = None) -> None:
    attributes: dict[str, str | None] = {"domain": None, "path": None, "samesite": None}
    if part is not None:
        attributes[part] = value
    check_cookie(name, **attributes)


def test_g5_names() -> None:
    """G5: ``set_cookie`` wrote an unchecked name."""
    for code in range(0x100):
        name = f"a{chr(code)}b"
        if code <= 0x20 or 0x7F <= code <= 0x9F or chr(code) in "=;,":
            with pytest.raises(ValueError, match="cannot have the name"):
                check(name)
        else:
            check(name)
    with pytest.raises(ValueError, match="needs a name"):
        check("")


@pytest.mark.parametrize("part", ["domain", "path", "samesite"])
def test_g5_attributes(part: str) -> None:
    """G5: ``set_cookie`` wrote an unchecked domain (``x;Path=/z``)."""
    for bad in ("x;Path=/z", "x\r\n", "\x00", "x\x7f"):
        with pytest.raises(ValueError) as info:  # noqa: PT011
            check("a", part, bad)
        assert f"The cookie 'a' cannot have the {part} {bad!r}" in str(info.value)
    check("a", part, "x/y.example")
