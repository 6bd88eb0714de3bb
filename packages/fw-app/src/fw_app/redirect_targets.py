"""Whether a place that a client asked to be sent to is one of ours.

Browsers read addresses more generously than servers do: they drop tabs and newlines, strip spaces and
controls at the ends, take backslashes for slashes and forgive missing ones. So what is not written
plainly is refused, rather than parsed the way a browser might.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .active import get_request_ctx

#: A path from the root: one slash. Dot segments and then an empty one are a second slash to whoever
#: normalizes the path.
_PATH = r"/(?!(?:(?:\.|%2e){1,2}/)*/)"

#: A whole address: scheme, host and port, and nothing in front of the host.
_ADDRESS = r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?=[/?#]|\Z)"

_DEFAULT_PORTS = {"http": "80", "https": "443"}


def safe_redirect_target(
    target: str | None, default: str = "/", *, hosts: Iterable[str] = ()
) -> str:
    """Return where to redirect to: the target that a client gave, if it leads to this application.

    ::

        @app.post("/login")
        def login():
            ...
            return redirect(safe_redirect_target(request.args.get("next"), url_for("index")))

    A target is accepted if it is a path from the root (``/orders?page=2``), or a whole address with
    the scheme ``http`` or ``https``, without a user, and with the host and port of the current request;
    an address that goes from HTTPS back to HTTP is not. Anything else might lead elsewhere.

    :param target: what the client gave, such as ``request.args.get("next")``.
    :param default: what is returned instead of a target that is missing or refused; it is trusted.
    :param hosts: further hosts that may be redirected to, such as ``"shop.example"`` or
        ``"shop.example:8080"``.
    :return: the target, unchanged, or the default.
    """
    if target and _is_plain(target) and (_begins(_PATH, target) or _leads_to(target, hosts)):
        return target
    return default


def _begins(pattern: str, target: str) -> re.Match[str] | None:
    """Match the beginning of a target, in either case."""
    return re.match(pattern, target, re.IGNORECASE)  # compiled when it is first used


def _is_plain(target: str) -> bool:
    """Say whether every browser reads a target as it is written."""
    path = re.split("[?#]", target, maxsplit=1)[0]
    return target.isprintable() and target == target.strip() and "\\" not in path


def _leads_to(target: str, hosts: Iterable[str]) -> bool:
    """Say whether a whole address has one of the hosts, or that of the current request."""
    found = _begins(_ADDRESS, target)
    if found is None:
        return False
    scheme, name, port = (part and part.lower() for part in found.groups())
    own = {host.lower() for host in hosts}
    ctx = get_request_ctx()
    if ctx is not None and (scheme == "https" or ctx.request.scheme != "https"):
        own.add(ctx.request.host.lower())
    default_port = _DEFAULT_PORTS[scheme]
    return f"{name}:{port or default_port}" in own or (port in {None, default_port} and name in own)
