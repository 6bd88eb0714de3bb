"""Requests whose defaults come from the application."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import werkzeug.test

from fw_testing.errors import ConflictingAddress


def json_provider_of(app: Any) -> Any | None:
    """Return the application's ``json`` object, or None where it has none with ``dumps`` and ``loads``.

    :param app: Any application.
    """
    provider = getattr(app, "json", None)
    return provider if hasattr(provider, "dumps") and hasattr(provider, "loads") else None


def _setting(app: Any, key: str, default: str) -> str:
    """Read a config value that decides about addresses, for applications with and without such a config."""
    config = getattr(app, "config", None)
    value = config.get(key) if isinstance(config, Mapping) else None
    return default if value is None else str(value)


class EnvironBuilder(werkzeug.test.EnvironBuilder):
    """Build a WSGI environ, with the application's host, root and scheme as defaults.

    :param app: The application: its config's ``SERVER_NAME``, ``APPLICATION_ROOT`` and ``PREFERRED_URL_SCHEME`` are
        used where it has them, else ``localhost``, ``/`` and ``http``.
    :param path: The path, with a query perhaps; or a whole URL, whose scheme and host then win.
    :param base_url: Where the application is mounted, instead of what the config says.
    :param subdomain: Put before the host.
    :param url_scheme: Used instead of the config's.
    :param args: For ``werkzeug.test.EnvironBuilder``.
    :param kwargs: For ``werkzeug.test.EnvironBuilder``.
    :raises ConflictingAddress: ``base_url`` together with ``subdomain`` or ``url_scheme``.
    """

    def __init__(
        self,
        app: Any,
        path: str = "/",
        base_url: str | None = None,
        subdomain: str | None = None,
        url_scheme: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if base_url is not None and (subdomain or url_scheme):
            part = "subdomain" if subdomain else "url_scheme"
            raise ConflictingAddress(
                f'Cannot pass "{part}" with "base_url": {base_url!r} names the scheme and the whole host already.'
            )
        self.app = app
        if base_url is None:
            path, base_url = self._address(path, subdomain, url_scheme)
        super().__init__(path, base_url, *args, **kwargs)

    def _address(self, path: str, subdomain: str | None, url_scheme: str | None) -> tuple[str, str]:
        """Return the path relative to the application, and the application's base URL."""
        if not isinstance(path, str):
            raise TypeError(f"A request's path is text, not {path!r}.")
        asked = urlsplit(path)
        host = _setting(self.app, "SERVER_NAME", "") or "localhost"
        if subdomain:
            host = f"{subdomain}.{host}"
        scheme = asked.scheme or url_scheme or _setting(self.app, "PREFERRED_URL_SCHEME", "http")
        root = _setting(self.app, "APPLICATION_ROOT", "/").lstrip("/")
        query = f"?{asked.query}" if asked.query else ""
        return f"{asked.path}{query}", f"{scheme}://{asked.netloc or host}/{root}"

    def json_dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialise ``obj``, by the application's JSON provider where it has one.

        :param obj: The value.
        :param kwargs: For the serialiser.
        """
        provider = json_provider_of(self.app)
        dumps = json.dumps if provider is None else provider.dumps
        return str(dumps(obj, **kwargs))
