"""Rules in ASGI applications: an adapter for a scope, and an application that dispatches by rule.

>>> from fw_routing import Map, Rule
>>> urls = Map([Rule("/user/<int:id>", endpoint="user")])
>>> scope = {"type": "http", "method": "GET", "path": "/user/7", "headers": [(b"host", b"a.test")]}
>>> adapter = bind_to_scope(urls, scope)
>>> adapter.match()
('user', {'id': 7})
>>> adapter.build("user", {"id": 8}, force_external=True)
'http://a.test/user/8'
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

from werkzeug.exceptions import HTTPException

from .adapter import MapAdapter
from .map import Map

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
ASGIApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Where :class:`Dispatcher` leaves the adapter of a request, in its scope.
ADAPTER_KEY = "fw_routing.adapter"

_POLICY_VIOLATION = 1008  # the WebSocket close code; before the acceptance, servers answer 403


def bind_to_scope(
    urls: Map, scope: Scope, server_name: str | None = None, subdomain: str | None = None
) -> MapAdapter:
    """Return an adapter for an ASGI request or WebSocket, as ``urls.bind_to_environ`` does for WSGI.

    :param urls: the map.
    :param scope: the scope, of type ``http`` or ``websocket``.
    :param server_name: the host without the subdomain; by default that of the request.
    :param subdomain: the current subdomain; by default what the request's host has more than
        ``server_name``.
    """
    return urls.bind_to_environ(_environ(scope), server_name, subdomain)


class Dispatcher:
    """An ASGI application that hands each request to the application that its rule leads to.

    That one finds the values of the variables in ``scope["path_params"]``, where Starlette and
    FastAPI look for them too, and the adapter in ``scope["fw_routing.adapter"]`` to build URLs
    with. Where nothing matches, the answer is the one that Werkzeug has for it: 404, 405 with the
    allowed methods, or a redirect; a WebSocket is closed.

    :param urls: the map. It may be added to at any time.
    :param applications: the ASGI application of each endpoint; by default the endpoints are
        applications themselves.
    """

    def __init__(self, urls: Map, applications: Mapping[Any, ASGIApp] | None = None) -> None:
        self.urls = urls
        self.applications = applications

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {sum(1 for _ in self.urls.iter_rules())} rules>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request. Other connections, such as the lifespan, are left alone."""
        if scope["type"] not in ("http", "websocket"):
            return
        try:
            adapter = bind_to_scope(self.urls, scope)
            endpoint, values = adapter.match()
        except HTTPException as error:
            await _refuse(error, scope, send)
            return
        application = endpoint if self.applications is None else self.applications[endpoint]
        params = {**scope.get("path_params", {}), **values}
        await application(
            {**scope, "path_params": params, "endpoint": endpoint, ADAPTER_KEY: adapter},
            receive,
            send,
        )


async def _refuse(error: HTTPException, scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    environ = _environ(scope)
    body, status, headers = error.get_response(environ).get_wsgi_response(environ)
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": int(status[:3]), "headers": raw})
    await send({"type": "http.response.body", "body": b"".join(body)})


def _environ(scope: Scope) -> dict[str, Any]:
    """Return what of a WSGI environment matching reads, so that there is one way of reading it."""
    root, path = scope.get("root_path", ""), scope["path"]
    if path.startswith(root):  # since version 2.4 of the HTTP scope, the path begins with the root
        path = path[len(root) :]
    host, port = scope.get("server") or ("localhost", None)
    secure = scope.get("scheme") in ("https", "wss")
    environ = {
        "REQUEST_METHOD": scope.get("method", "GET"),
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or (443 if secure else 80)),
        "wsgi.url_scheme": "https" if secure else "http",
    }
    for name, value in scope["headers"]:
        if name == b"host":
            environ["HTTP_HOST"] = value.decode("latin-1")
    if scope["type"] == "websocket":
        environ.update(HTTP_CONNECTION="Upgrade", HTTP_UPGRADE="websocket")
    return environ
