"""The ends of URLs."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

# What RFC 3986 section 3.5 lets stand in a fragment, without the percent sign.
_FRAGMENT = "%!#$&'()*+,/:;=?@"


def anchored(url: str, anchor: str | None) -> str:
    """Return a URL with an anchor.

    :param url: the URL.
    :param anchor: what comes after ``#``; ``None`` for nothing.
    """
    return url if anchor is None else f"{url}#{quote(anchor, safe=_FRAGMENT)}"


def path_at_once(ctx: t.Any, endpoint: str, values: dict[str, t.Any], method: str | None) -> str:
    """Return the URL of an endpoint of the same host, or nothing: ask the URL adapter.

    PERF: without an adapter, which takes longer to make than ten URLs (benchmarks: "url_for",
    "template"). See :mod:`fw_app.matching` for the applications where this is the same.

    :param ctx: the context of the request, whose adapter nobody has asked for.
    :param endpoint: the endpoint.
    :param values: the rule's variables; further ones become the query.
    :param method: prefer the rule for this method.
    """
    environ = ctx.environ
    url_map = ctx.app.url_map
    built = url_map.build_path(endpoint, values, method, default_method=environ["REQUEST_METHOD"])
    if built is None or built[2] or built[0] != url_map.default_subdomain:
        return ""
    path: str = built[1]
    root: str = environ.get("SCRIPT_NAME") or ""
    if root:
        if not root.isascii():
            return ""
        root = root.rstrip("/")
    return f"{root}/{path.lstrip('/')}"
