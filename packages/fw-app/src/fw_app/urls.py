"""The ends of URLs."""

from __future__ import annotations

from urllib.parse import quote

# What RFC 3986 section 3.5 lets stand in a fragment, without the percent sign.
_FRAGMENT = "%!#$&'()*+,/:;=?@"


def anchored(url: str, anchor: str | None) -> str:
    """Return a URL with an anchor.

    :param url: the URL.
    :param anchor: what comes after ``#``; ``None`` for nothing.
    """
    return url if anchor is None else f"{url}#{quote(anchor, safe=_FRAGMENT)}"
