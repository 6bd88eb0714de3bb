"""A map bound to a host: matching that ends in redirects, and building whole URLs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Protocol
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter as _MapAdapter
from werkzeug.routing import Rule

from .building import BuiltPath, unfold
from .errors import (
    BuildError,
    MethodNotAllowed,
    NoMatch,
    NotFound,
    RequestAliasRedirect,
    RequestPath,
    RequestRedirect,
    WebsocketMismatch,
)
from .quoting import encode_query, quote_controls
from .rules import pattern_of

_PATH_SAFE = "!$&'()*+,/:;=@"
_SECURE = frozenset({"https", "wss"})


class RoutingTable(Protocol):
    """What an adapter needs of a map."""

    host_matching: bool
    redirect_defaults: bool

    def lookup(
        self, domain: str, path: str, method: str, websocket: bool
    ) -> tuple[Rule, dict[str, Any]]:
        """Match a path; raise `NoMatch`, `RequestPath` or `RequestAliasRedirect`."""

    def build_path(
        self,
        endpoint: Any,
        values: Mapping[str, Any] | None = None,
        method: str | None = None,
        append_unknown: bool = True,
        *,
        default_method: str | None = "GET",
        host: str | None = None,
    ) -> BuiltPath | None:
        """Build the domain and the path."""

    def iter_rules(self, endpoint: Any | None = None) -> Iterable[Rule]:
        """Iterate over the rules."""

    def defaults_rule(self, rule: Rule, method: str, values: Mapping[str, Any]) -> Rule | None:
        """Find the rule whose defaults stand for the values."""


def error_of(allowed: Iterable[str], mismatch: bool) -> HTTPException:
    """Return the HTTP error for a path that no rule matches.

    :param allowed: the methods for which one matches.
    :param mismatch: whether a rule matches in all but being for websockets.
    :return: a :class:`MethodNotAllowed`, a :class:`WebsocketMismatch`, or else a :class:`NotFound`.
    """
    methods = list(allowed)
    if methods:
        return MethodNotAllowed(valid_methods=methods)
    return WebsocketMismatch() if mismatch else NotFound()


class MapAdapter(_MapAdapter):
    """Matches and builds URLs for one host, script name and scheme.

    Made by :meth:`Map.bind` and :meth:`Map.bind_to_environ`; the attributes are those of
    :class:`werkzeug.routing.MapAdapter`.
    """

    map: RoutingTable  # type: ignore[assignment]

    def match(
        self,
        path_info: str | None = None,
        method: str | None = None,
        return_rule: bool = False,
        query_args: Mapping[str, Any] | str | None = None,
        websocket: bool | None = None,
    ) -> tuple[Any, Mapping[str, Any]]:
        """Find what a path leads to.

        :param path_info: the path; by default the one that was bound.
        :param method: the HTTP method; by default the one that was bound.
        :param return_rule: return the rule instead of its endpoint.
        :param query_args: the query for the target of a redirect.
        :param websocket: whether to match rules for websockets; by default the scheme decides.
        :return: the endpoint or rule, and the values of its variables.
        :raises RequestRedirect: where the resource lives at another URL.
        :raises MethodNotAllowed: where the path matches for other methods only.
        :raises WebsocketMismatch: where one side speaks websocket and the other does not.
        :raises NotFound: where nothing matches.
        """
        path_info = self.path_info if path_info is None else path_info
        query = (self.query_args or {}) if query_args is None else query_args
        method = (method or self.default_method).upper()
        websocket = self.websocket if websocket is None else websocket
        rule, values = self._find(path_info, method, query, websocket)
        target = self._redirect_target(rule, method, values, query)
        if target is not None:
            raise RequestRedirect(target)
        return (rule if return_rule else rule.endpoint), values

    def _find(
        self, path_info: str, method: str, query: Mapping[str, Any] | str, websocket: bool
    ) -> tuple[Rule, dict[str, Any]]:
        # However many slashes the path begins with, it is one for matching, and a redirect
        # never has a second: `//host` would lead away.
        path = f"/{path_info.lstrip('/')}" if path_info else ""
        domain = self.server_name
        if not self.map.host_matching and self.subdomain is not None:
            domain = self.subdomain
        try:
            return self.map.lookup(domain, path, method, websocket)
        except RequestPath as other:
            url = self.make_redirect_url(quote(other.path_info, safe=_PATH_SAFE), query)
            error: HTTPException = RequestRedirect(url)
        except RequestAliasRedirect as alias:
            url = self.make_alias_redirect_url(
                f"{domain}|{path}", alias.endpoint, alias.matched_values, method, query
            )
            error = RequestRedirect(url)
        except NoMatch as none:
            error = error_of(none.have_match_for, none.websocket_mismatch)
        try:
            # Out here, where it does not keep the matcher's exception, and with it all frames.
            raise error
        finally:
            del error

    def _redirect_target(
        self, rule: Rule, method: str, values: dict[str, Any], query: Mapping[str, Any] | str
    ) -> str | None:
        if self.map.redirect_defaults:
            url = self.get_default_redirect(rule, method, values, query)
            if url is not None:
                return url
        if rule.redirect_to is None:
            return None
        host = f"{self.subdomain}.{self.server_name}" if self.subdomain else self.server_name
        base = f"{self.url_scheme or 'http'}://{host}{self.script_name}"
        if isinstance(rule.redirect_to, str):
            return urljoin(base, _fill(rule.redirect_to, rule, values))
        return urljoin(base, rule.redirect_to(self, **values))

    def get_default_redirect(
        self,
        rule: Rule,
        method: str,
        values: MutableMapping[str, Any],
        query_args: Mapping[str, Any] | str,
    ) -> str | None:
        """Return the URL of the rule whose defaults stand for the values, if there is one.

        :param rule: the rule that matched.
        :param method: the HTTP method.
        :param values: the values; the defaults are added to them.
        :param query_args: the query for the target.
        """
        better = self.map.defaults_rule(rule, method, values)
        if better is None:
            return None
        values.update(better.defaults or {})
        built = better.build(values)
        if built is None:
            return None
        return self.make_redirect_url(built[1], query_args, domain_part=built[0])

    def encode_query_args(self, query_args: Mapping[str, Any] | str) -> str:
        """Return the query as text."""
        return query_args if isinstance(query_args, str) else encode_query(query_args)

    def make_redirect_url(
        self,
        path_info: str,
        query_args: Mapping[str, Any] | str | None = None,
        domain_part: str | None = None,
    ) -> str:
        """Return the whole URL of a path below the script name; its host is always our own.

        :param path_info: the path, percent-encoded.
        :param query_args: the query; by default the one that was bound.
        :param domain_part: the subdomain or host; by default the one that was bound.
        """
        if query_args is None:
            query_args = self.query_args
        query = self.encode_query_args(query_args) if query_args else ""
        path = f"{self.script_name.strip('/')}/{path_info.lstrip('/')}"
        scheme = self.url_scheme or "http"
        url = urlunsplit((scheme, self.get_host(domain_part), path, query, ""))
        return quote_controls(url)

    def make_alias_redirect_url(
        self,
        path: str,
        endpoint: Any,
        values: Mapping[str, Any],
        method: str,
        query_args: Mapping[str, Any] | str,
    ) -> str:
        """Return the URL of the rule that an alias stands for.

        :param path: what was asked for, as ``domain|path``.
        :param endpoint: the endpoint of the alias.
        :param values: its values.
        :param method: the HTTP method.
        :param query_args: the query for the target.
        """
        url = self.build(endpoint, values, method, append_unknown=False, force_external=True)
        return quote_controls(f"{url}?{self.encode_query_args(query_args)}") if query_args else url

    def build(
        self,
        endpoint: Any,
        values: Mapping[str, Any] | None = None,
        method: str | None = None,
        force_external: bool = False,
        append_unknown: bool = True,
        url_scheme: str | None = None,
    ) -> str:
        """Build the URL that leads to an endpoint.

        :param endpoint: the endpoint.
        :param values: the values of the rule's variables; others make the query string.
        :param method: take a rule for this HTTP method; by default one for the bound method is
            preferred.
        :param force_external: return a whole URL even where the path would do.
        :param append_unknown: leave values out that the rule does not know if false.
        :param url_scheme: the scheme for a whole URL; by default the one that was bound.
        :raises BuildError: where no rule fits.
        """
        urls = self.map
        own_host = self.server_name if urls.host_matching else None
        built = urls.build_path(
            endpoint,
            values,
            method,
            append_unknown,
            default_method=self.default_method,
            host=own_host,
        )
        if built is None:
            raise BuildError(endpoint, _given(values), method, self)
        domain, path, websocket = built
        if not (force_external or websocket):
            # PERF: the path alone, for nearly every URL.
            here = self.subdomain if own_host is None else own_host
            if domain == here:
                return f"{self.script_name.rstrip('/')}/{path.lstrip('/')}"
        scheme = _scheme(self.url_scheme if url_scheme is None else url_scheme, websocket)
        return f"{scheme}//{self.get_host(domain)}{self.script_name[:-1]}/{path.lstrip('/')}"


def _given(values: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the values that count, for the message of an error."""
    if isinstance(values, MultiDict):
        return unfold(values)
    return {name: value for name, value in (values or {}).items() if value is not None}


def _scheme(scheme: str, websocket: bool) -> str:
    """Return the scheme with its colon: one for websockets if the rule is, else one for HTTP."""
    secure = scheme in _SECURE
    if websocket:
        return "wss:" if secure else "ws:"
    if not scheme:
        return ""
    return "https:" if secure else "http:"


def _fill(target: str, rule: Rule, values: Mapping[str, Any]) -> str:
    """Fill values into the target of ``redirect_to``; they never choose the scheme or the host."""

    def write(match: re.Match[str]) -> str:
        name = match[1]
        return pattern_of(rule).converters[name].to_url(values[name])

    filled = re.sub("<([^>]+)>", write, target)
    if not target.startswith("<"):
        return filled
    parts = urlsplit(filled)
    return f"./{filled.lstrip('/')}" if parts.scheme or parts.netloc else filled
