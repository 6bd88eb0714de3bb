"""Request plans: what set-up means for a request, worked out once per endpoint.

A plan names the view and exactly the callbacks that apply to an endpoint, in the order in which
they run. When a public table or one of its lists changes, or a method that plans depend on is replaced,
the application drops its plans and the next request compiles new ones; so does one that is being
handled, for what it has still to call.
"""

from __future__ import annotations

import typing as t
from itertools import chain

import fw_sessions

from .blueprint_names import _split_blueprint_path
from .class_watch import UNCHANGED, renew, sentinel_of
from .known_files import KnownFiles
from .matching import Routes
from .registries import WatchedList
from .sansio.app import App
from .steps import classes_of, of_request, state_of
from .wrappers import Request

Callbacks = tuple[list[t.Callable[..., t.Any]], ...]


@t.final
class RequestPlan:
    """How requests for one endpoint are handled; ``endpoint`` is ``None`` where no rule matched.

    The callbacks are there twice: as tuples of the public lists, the application's first and then the
    blueprints' from the outermost in, or for what runs after the view the other way round; and as the
    plain functions that are called, in the order in which that happens.
    """

    __slots__ = (
        "_seen",
        "after",
        "after_request",
        "before",
        "before_request",
        "blueprints",
        "call",
        "endpoint",
        "first",
        "preprocessors",
        "teardown",
        "teardown_request",
        "url_value_preprocessors",
        "view",
    )

    def __init__(
        self, app: App, endpoint: str | None, plain: t.Callable[..., t.Callable[..., t.Any]]
    ) -> None:
        self.endpoint = endpoint
        #: The registered view, and the same as a plain function; ``None`` without a view.
        self.view: t.Any = app.view_functions.get(endpoint) if endpoint is not None else None
        self.call = None if self.view is None else app.ensure_sync(self.view)
        #: The names of the endpoint's blueprints, the innermost first.
        self.blueprints = _blueprints_of(endpoint)
        inwards = (None, *reversed(self.blueprints))
        outwards = (*self.blueprints, None)
        self.url_value_preprocessors = _bound(app.url_value_preprocessors, inwards)
        self.before_request = _bound(app.before_request_funcs, inwards)
        self.after_request = _bound(app.after_request_funcs, outwards)
        self.teardown_request = _bound(app.teardown_request_funcs, outwards)
        # PERF: what runs is known beforehand, and with it whether anything does (benchmarks: "hooks",
        # "plain text").
        self.preprocessors = (*chain(*self.url_value_preprocessors),)
        self.before = tuple(plain(app, func) for func in chain(*self.before_request))
        self.after = tuple(plain(app, func) for func in _backwards(self.after_request))
        self.teardown = tuple(plain(app, func) for func in _backwards(self.teardown_request))
        #: Whether anything runs before the view.
        self.first = bool(self.preprocessors or self.before)
        self._seen = self._functions()

    def _functions(self) -> tuple[tuple[t.Callable[..., t.Any], ...], ...]:
        lists = self.url_value_preprocessors + self.before_request
        return tuple(map(tuple, lists + self.after_request + self.teardown_request))

    def is_current(self) -> bool:
        """Say whether the lists of callbacks hold what they held when the plan was compiled."""
        return self._functions() == self._seen

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.endpoint!r}: {' > '.join(self.steps())}>"

    def steps(self) -> list[str]:
        """Return the names of what runs, in order."""
        first = [*_in_order(self.url_value_preprocessors), *_in_order(self.before_request)]
        view = [] if self.view is None else [_name_of(self.view)]
        last = [*_in_reverse(self.after_request), *_in_reverse(self.teardown_request)]
        return [*first, *view, *last]

    def __str__(self) -> str:
        """Describe the plan over several lines, as the command line prints it."""
        rows = (
            ("endpoint", [self.endpoint or "(no rule matched)"]),
            ("blueprints", list(self.blueprints)),
            ("url values", _in_order(self.url_value_preprocessors)),
            ("before", _in_order(self.before_request)),
            ("view", [] if self.view is None else [_name_of(self.view)]),
            ("after", _in_reverse(self.after_request)),
            ("teardown", _in_reverse(self.teardown_request)),
        )
        return "\n".join(f"{title:<11} {', '.join(names) or '-'}" for title, names in rows)


#: What may be set on one session interface and then counts for how its sessions are treated.
ON_INTERFACES = frozenset({"lazy", "open_session", "refreshes", "save_session", "session_class"})

#: How requests are made and closed here; somebody may replace it there.
_OURS = of_request(Request)


@t.final
class Plans:
    """The compiled plans of an application, and what they were compiled for."""

    # PERF: slots are read in a quarter of the time of other attributes (benchmarks: "plain text").
    __slots__ = (
        *("by_endpoint", "config_tells", "config_version", "files", "has_own_app_context", "last"),
        *("matches_at_once", "next_edition", "no_rule", "own_close", "own_errors", "own_steps"),
        *(
            "records_endings",
            "requests_wait",
            "routes",
            "sentinel",
            "sessions_own",
            "sessions_wait",
        ),
        *("sync", "text_type", "usual", "_classes"),
    )

    def __init__(
        self,
        app: App,
        *,
        matches_at_once: bool,
        has_own_app_context: bool,
        own_steps: bool,
        own_errors: bool,
        text_type: str,
    ) -> None:
        #: The plans by their endpoints.
        self.by_endpoint: dict[str | None, RequestPlan] = {}
        config = app.config
        #: Which state of the configuration the plans were compiled for, where it tells: a mapping
        #: that somebody put in its place may not.
        self.config_tells = hasattr(config, "version")
        self.config_version = getattr(config, "version", 0)
        #: What shows that none of the classes was changed; see :mod:`fw_app.class_watch`.
        self.sentinel = sentinel_of(*classes_of(app))
        self._classes = state_of(app)
        #: Whether debug and testing mode ask for where contexts have ended.
        self.records_endings = bool(config["DEBUG"] or config["TESTING"])
        #: Whether what the next Flask does differently is switched on.
        self.next_edition = bool(config.get("NEXT_EDITION"))
        #: Finds rules without a URL adapter, and whether it may: see :mod:`fw_app.matching`.
        self.routes = Routes()
        self.matches_at_once = matches_at_once
        #: Whether the application makes application contexts in a way of its own.
        self.has_own_app_context = has_own_app_context
        #: Whether all lists of callbacks say when they change, so that plans hold until one does.
        self.last = all(map(_watched, _lists_of(app)))
        #: Whether the application does one of the :data:`~fw_app.steps.STEPS` in a way of its own, or may
        #: get another callback without a word.
        self.own_steps = own_steps or not self.last
        #: Whether it decides on errors in a way of its own, or more is to be done for them.
        traps = config["TRAP_HTTP_EXCEPTIONS"] or config["TRAP_BAD_REQUEST_ERRORS"]
        self.own_errors = own_errors or bool(traps or config["DEBUG"])
        #: The content type of text that needs no response; see :mod:`fw_app.text_answers`.
        self.text_type = text_type
        #: Whether the session interface has nothing to do for a request without a cookie that does
        #: not look at the session; and what the interface object itself was given, for it to say no.
        self.sessions_wait, self.sessions_own = _waits_for_cookie(app.session_interface)
        made_by, closed_by = of_request(app.request_class)
        #: Whether making a request does nothing that shows, so that it can wait.
        self.requests_wait = made_by == _OURS[0]
        #: Whether closing a request does more than close its files.
        self.own_close = closed_by != _OURS[1]
        #: Callbacks as plain functions, by the functions that were registered.
        self.sync: dict[t.Any, t.Callable[..., t.Any]] = {}
        #: What is known of the files that were sent.
        self.files = KnownFiles()
        #: The plan of requests that no rule matches.
        self.no_rule = self.of(app, None)
        #: Whether all of the above is as it is in most applications, outside debug and testing mode.
        self.usual = (
            matches_at_once
            and self.sessions_wait
            and self.requests_wait
            and not (has_own_app_context or self.own_steps or self.own_close)
            and not self.records_endings
        )

    def hold_for(self, app: App) -> bool:
        """Say whether the plans are still right after a change of one of the classes.

        :param app: the application.
        """
        if self._classes != state_of(app):
            return False
        renew(self.sentinel)
        return True

    def of(self, app: App, endpoint: str | None) -> RequestPlan:
        """Return the plan of an endpoint, compiled where it is new."""
        plan = self.by_endpoint.get(endpoint)
        if plan is None or not (self.last or plan.is_current()):
            plan = self.by_endpoint[endpoint] = RequestPlan(app, endpoint, self.plain)
        return plan

    def plain(self, app: App, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """Return a registered callback as a plain function, made once."""
        # PERF: asking each time whether a function is a coroutine function costs 0.3 µs a
        # callback (benchmarks: "hooks").
        try:
            return self.sync[func]
        except KeyError:
            plain = self.sync[func] = app.ensure_sync(func)
            return plain
        except TypeError:  # a callable object without a hash
            return app.ensure_sync(func)


def current_plans(app: App) -> Plans:
    """Return the plans of the set-up as it is now.

    :param app: the application.
    """
    plans: Plans | None = app._plans
    if (
        plans is None
        or plans.config_version != app.config.version
        # PERF: instead of comparing all that the plans depend on, which takes 1 µs (benchmarks:
        # "plain text").
        or not (plans.sentinel.__flags__ & UNCHANGED or plans.hold_for(app))
    ):
        plans = app._compile_plans()
    return plans


def _blueprints_of(endpoint: str | None) -> tuple[str, ...]:
    if endpoint is None or "." not in endpoint:
        return ()
    return tuple(_split_blueprint_path(endpoint.rpartition(".")[0]))


def _bound(table: t.Any, names: tuple[str | None, ...]) -> Callbacks:
    return tuple(table.bound(name) for name in names)


def _lists_of(app: t.Any) -> t.Iterator[t.Any]:
    return chain(
        app.url_value_preprocessors.values(),
        app.before_request_funcs.values(),
        app.after_request_funcs.values(),
        app.teardown_request_funcs.values(),
    )


def _watched(functions: t.Any) -> bool:
    return isinstance(functions, WatchedList)


def _backwards(callbacks: Callbacks) -> t.Iterator[t.Callable[..., t.Any]]:
    return chain(*map(reversed, callbacks))


def _in_order(callbacks: Callbacks) -> list[str]:
    return [_name_of(func) for func in chain(*callbacks)]


def _in_reverse(callbacks: Callbacks) -> list[str]:
    return [_name_of(func) for func in _backwards(callbacks)]


def _name_of(func: t.Any) -> str:
    module, name = getattr(func, "__module__", None), getattr(func, "__qualname__", None)
    return f"{module}.{name}" if module and name else repr(func)


def _waits_for_cookie(interface: t.Any) -> tuple[bool, dict[str, t.Any]]:
    """Say whether sessions can wait until there is a cookie, and return what may change that."""
    kind = type(interface)
    stock = fw_sessions.SecureCookieSessionInterface
    own: dict[str, t.Any] = getattr(interface, "__dict__", {})
    waits = (
        getattr(kind, "refreshes", None) is stock.refreshes
        and kind.session_class is stock.session_class
        and kind.save_session is stock.save_session
        and interface.lazy
    )
    return waits, own
