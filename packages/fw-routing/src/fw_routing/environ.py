"""What binding reads of a WSGI environment: the host, the scheme and the path."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

from werkzeug.exceptions import BadHost

_STANDARD_PORTS = {"http": ":80", "ws": ":80", "https": ":443", "wss": ":443"}


@lru_cache(maxsize=256)
def ascii_host(name: str) -> str:
    """Return a host name as it stands in URLs, international names in IDNA.

    :param name: the host name, with or without a port.
    :raises BadHost: where it is no host name.
    """
    # The port is no part of the name, whose labels have at most 63 octets.
    host, colon, port = name.partition(":")
    try:
        encoded = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadHost from error
    return f"{encoded}{colon}{port}"


def decoded(environ: dict[str, Any], key: str) -> str | None:
    """Return a value of a WSGI environment as text; bytes that are no UTF-8 are replaced.

    :param environ: the WSGI environment.
    :param key: its key.
    """
    value = environ.get(key)
    return None if value is None else value.encode("latin-1").decode(errors="replace")


def scheme_of(environ: dict[str, Any]) -> str:
    """Return the scheme of a request, ``ws`` or ``wss`` where it asks for a websocket.

    :param environ: the WSGI environment.
    """
    scheme: str = environ["wsgi.url_scheme"]
    options = environ.get("HTTP_CONNECTION", "").lower().split(",")
    if "upgrade" not in (option.strip(" \t") for option in options):
        return scheme
    if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
        return scheme
    return "wss" if scheme == "https" else "ws"


def without_port(host: str, scheme: str) -> str:
    """Return a host without the port that its scheme has anyway.

    :param host: the host.
    :param scheme: the scheme.
    """
    port = _STANDARD_PORTS.get(scheme)
    return host.removesuffix(port) if port else host


def subdomain_of(actual: str, name: str, warns_as: str | None = None) -> str:
    """Return what a request's host has before the server name.

    :param actual: the request's host.
    :param name: the server name.
    :param warns_as: the module that a warning is attributed to; by default the caller's caller.
    :return: the subdomain; one that matches nothing, with a warning, where the host is another.
    """
    labels, wanted = actual.split("."), name.split(".")
    offset = -len(wanted)
    if labels[offset:] != wanted:
        # It happens with a sound configuration too, where a server is visited by its address:
        # a subdomain that matches nothing makes it a 404.
        message = f"Current server name {actual!r} doesn't match configured server name {name!r}"
        if warns_as is None:
            warnings.warn(message, stacklevel=3)
        else:
            warnings.warn_explicit(message, UserWarning, __file__, 0, warns_as)
        return "<invalid>"
    return ".".join(filter(None, labels[:offset]))
