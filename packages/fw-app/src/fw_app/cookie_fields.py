"""Refusing cookies whose name or attributes would be read as something else."""

from __future__ import annotations

import re

# RFC 6265 section 4.1.1: what ends a name or an attribute, and control characters.
_NOT_IN_NAME = re.compile(r"[\x00-\x20\x7f-\x9f=;,]")
_NOT_IN_ATTRIBUTE = re.compile(r"[\x00-\x1f\x7f-\x9f;]")


def check_cookie(name: str, *, domain: str | None, path: str | None, samesite: str | None) -> None:
    """Refuse a cookie that would end early or bring attributes of its own.

    :raises ValueError: naming the part, its value and the character.
    """
    if not name:
        raise ValueError("A cookie needs a name, and the name given is empty.")
    _check("name", name, _NOT_IN_NAME, name)
    for attribute, value in (("domain", domain), ("path", path), ("samesite", samesite)):
        if value is not None:
            _check(attribute, value, _NOT_IN_ATTRIBUTE, name)


def _check(part: str, value: str, forbidden: re.Pattern[str], cookie: str) -> None:
    found = forbidden.search(value)
    if found is not None:
        raise ValueError(
            f"The cookie {cookie!r} cannot have the {part} {value!r}: the character"
            f" {found.group()!r} at position {found.start()} would end the {part} there. Leave it"
            " out, or encode it as urllib.parse.quote does."
        )
