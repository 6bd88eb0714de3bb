"""Whether the host that a client names can be one."""

from __future__ import annotations

import re
from functools import lru_cache

# A name, an IPv4 address or a bracketed IPv6 address, and a port (RFC 3986 section 3.2.2, without
# the escapes and delimiters that no host needs). Underscores are common in container networks.
_HOST = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*)|\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\])(?::(\d{1,5}))?"
_LONGEST_HOST = 253 + len(":65535")


def ascii_host(host: str) -> str:
    """Return an international host as it is written in ASCII, or an empty string (RFC 3490).

    :param host: the host, with or without a port.
    """
    name, colon, port = host.partition(":")
    try:
        return name.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        return ""


@lru_cache(maxsize=512)
def is_well_formed_host(host: str) -> bool:
    """Say whether the value of a ``Host`` header is a host, with or without a port.

    :param host: the value.
    """
    # PERF: a server sees few hosts; the cache answers in 50 ns (benchmarks: "plain text").
    if len(host) > _LONGEST_HOST:
        return False
    # PERF: no expression is compiled for most hosts (benchmarks: "service of JSON").
    if host.isascii() and host[:1].isalnum() and host.replace(".", "").replace("-", "").isalnum():
        return True
    match = re.fullmatch(_HOST, host if host.isascii() else ascii_host(host))
    if match is None:
        return False
    return match[1] is None or int(match[1]) < 65536
