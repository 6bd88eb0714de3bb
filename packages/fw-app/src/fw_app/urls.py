"""Building URLs: the short way for those of the request's own host, and the adapter's for others."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from werkzeug.routing import BuildError
from werkzeug.routing import MapAdapter as PlainAdapter

from fw_routing import LocalPaths, Map, MapAdapter

from .active import get_app_ctx, get_other_request_ctx, get_request_ctx
from .sansio.app import App

# What RFC 3986 section 3.5 lets stand in a fragment, without the percent sign.
_FRAGMENT = "%!#$&'()*+,/:;=?@"

# The methods that the short way stands for, as long as nobody replaces them.
_build_by_adapter = MapAdapter.build
_build_by_map = Map.build_path

#: What a request builds the URLs of its own host from: the script name without its last slash, what
#: writes the paths of the endpoints, and the method whose rules are preferred.
LocalUrls = tuple[str, LocalPaths, str]


def anchored(url: str, anchor: str | None) -> str:
    """Return a URL with an anchor.

    :param url: the URL.
    :param anchor: what comes after ``#``; ``None`` for nothing.
    """
    return url if anchor is None else f"{url}#{quote(anchor, safe=_FRAGMENT)}"


class UrlBuilding(App):
    """An application that builds URLs."""

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _external: bool | None = None,
        _scheme: str | None = None,
        _method: str | None = None,
        _anchor: str | None = None,
        **values: t.Any,
    ) -> str:
        """Build the URL of an endpoint. Called by :func:`url_for`.

        :param endpoint: the endpoint; one that begins with a dot is in the current blueprint.
        :param _anchor: what comes after ``#``.
        :param _method: prefer the rule for this method.
        :param _scheme: the scheme of an external URL.
        :param _external: whether the URL has a scheme and a host; without a request it has.
        :param values: the rule's variables; further ones become the query.
        :raises BuildError: where no rule fits.
        :raises RuntimeError: without a request, when ``SERVER_NAME`` is not set.
        """
        active = get_app_ctx(None)
        return build_url(self, active, endpoint, values, _anchor, _method, _scheme, _external)


def build_url(
    app: App,
    active: t.Any,
    endpoint: str,
    values: dict[str, t.Any],
    anchor: str | None,
    method: str | None,
    scheme: str | None,
    external: bool | None,
) -> str:
    """Build the URL of an endpoint: what :meth:`UrlBuilding.url_for` does.

    PERF: a function with positional parameters, because handing keywords on takes as long as
    building the URL (benchmarks: "url_for", "template").

    :param active: the active application context, nearly always the request's too, or ``None``.
    """
    ctx = active
    if ctx is None or not ctx.is_of_request or get_other_request_ctx(None) is not None:
        ctx = get_request_ctx()
    if ctx is None:
        return _build_outside_request(app, endpoint, values, anchor, method, scheme, external)
    if "." in endpoint and endpoint[0] == ".":
        blueprint = ctx.request.blueprint
        endpoint = endpoint[1:] if blueprint is None else f"{blueprint}{endpoint}"
    if external or scheme is not None:
        adapter, external = ctx.own_url_adapter, external is None or external
        return _build(app, adapter, endpoint, values, anchor, method, scheme, external)
    app.inject_url_defaults(endpoint, values)
    local = ctx.local_urls
    if local is None:
        local = ctx.local_urls = find_local_urls(ctx)
    if local and method is None:
        root, paths, default_method = local
        path = paths[endpoint](values, default_method)
        if path is not None:
            return root + path if anchor is None else anchored(root + path, anchor)
    return _ask_adapter(app, ctx.own_url_adapter, endpoint, values, anchor, method, None, False)


def _build_outside_request(
    app: App,
    endpoint: str,
    values: dict[str, t.Any],
    anchor: str | None,
    method: str | None,
    scheme: str | None,
    external: bool | None,
) -> str:
    ctx = get_app_ctx(None)
    adapter = app.create_url_adapter(None) if ctx is None else ctx.url_adapter
    if adapter is None:
        raise RuntimeError(
            "Unable to build URLs outside an active request without 'SERVER_NAME'"
            " configured. Also configure 'APPLICATION_ROOT' and 'PREFERRED_URL_SCHEME' as"
            " needed."
        )
    external = external is None or external
    return _build(app, adapter, endpoint, values, anchor, method, scheme, external)


def _build(
    app: App,
    adapter: PlainAdapter,
    endpoint: str,
    values: dict[str, t.Any],
    anchor: str | None,
    method: str | None,
    scheme: str | None,
    external: bool,
) -> str:
    if scheme is not None and not external:
        raise ValueError(
            "When specifying '_scheme', '_external' must be True: a URL without a host has"
            f" no scheme. Got _scheme={scheme!r}."
        )
    app.inject_url_defaults(endpoint, values)
    return _ask_adapter(app, adapter, endpoint, values, anchor, method, scheme, external)


def _ask_adapter(
    app: App,
    adapter: PlainAdapter | None,
    endpoint: str,
    values: dict[str, t.Any],
    anchor: str | None,
    method: str | None,
    scheme: str | None,
    external: bool,
) -> str:
    """Build a URL the plain way, from values that have the defaults."""
    if adapter is None:
        raise RuntimeError(
            f"No URL of {endpoint!r} can be built during this request: its host is malformed, or not"
            " among TRUSTED_HOSTS. Write the path itself where such a request is answered."
        )
    try:
        url = adapter.build(
            endpoint, values, method=method, url_scheme=scheme, force_external=external
        )
    except BuildError as error:
        values.update(_anchor=anchor, _method=method, _scheme=scheme, _external=external)
        return app.handle_url_build_error(error, endpoint, values)
    return anchored(url, anchor)


def find_local_urls(ctx: t.Any) -> LocalUrls | t.Literal[False]:
    """Return what a request builds the URLs of its own host from; ``False``: ask its URL adapter.

    PERF: an adapter takes longer to make than twenty URLs (benchmarks: "url_for", "template"). See
    :mod:`fw_app.matching` for the applications where URLs are the same without one.

    :param ctx: the context of the request.
    """
    app = ctx.app
    environ = ctx.environ
    url_map = app.url_map
    root: str = environ.get("SCRIPT_NAME") or ""
    if (
        not ctx.plans.matches_at_once
        or url_map.host_matching
        or "HTTP_UPGRADE" in environ
        or not ctx.knows_host
        or not root.isascii()
        or url_map.adapter_class.build is not _build_by_adapter
        or type(url_map).build_path is not _build_by_map
    ):
        return False
    return root.rstrip("/"), url_map.local_paths, environ["REQUEST_METHOD"]
