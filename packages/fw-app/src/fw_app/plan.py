"""Request plans: what set-up means for a request, worked out once per endpoint.

A plan names the view and exactly the callbacks that apply to an endpoint, in the order in which
they run. It binds the public lists rather than copying them, so that a callback appended later is
seen. When a public table gets other values, or a method that plans depend on is replaced, the
application drops its plans and the next request compiles new ones. A request reads
``app._plans`` once, so it never mixes two states of the set-up.
"""

from __future__ import annotations

import typing as t

from .blueprint_names import _split_blueprint_path
from .sansio.app import App

Callbacks = tuple[list[t.Callable[..., t.Any]], ...]


@t.final
class RequestPlan:
    """How requests for one endpoint are handled; ``endpoint`` is ``None`` where no rule matched.

    The callbacks are tuples of the public lists: the application's first and then the blueprints'
    from the outermost in, or for what runs after the view the other way round.
    """

    __slots__ = (
        "after_request",
        "before_request",
        "blueprints",
        "call",
        "endpoint",
        "teardown_request",
        "url_value_preprocessors",
        "view",
    )

    def __init__(self, app: App, endpoint: str | None) -> None:
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


class Plans(dict[str | None, RequestPlan]):
    """The compiled plans of an application, and what they were compiled for."""

    def __init__(self, app: App, *, matches_at_once: bool, has_own_app_context: bool) -> None:
        super().__init__()
        #: What the class of the application had for the methods that plans depend on.
        self.methods = depended_on(type(app))
        #: Whether a rule may be looked up without a URL adapter; see :mod:`fw_app.matching`.
        self.matches_at_once = matches_at_once
        #: Whether the application makes application contexts in a way of its own.
        self.has_own_app_context = has_own_app_context
        #: Callbacks as plain functions, by the functions that were registered.
        self.sync: dict[t.Any, t.Callable[..., t.Any]] = {}
        #: The plan of requests that no rule matches.
        self.no_rule = self.of(app, None)

    def of(self, app: App, endpoint: str | None) -> RequestPlan:
        """Return the plan of an endpoint, compiled where it is new."""
        plan = self.get(endpoint)
        if plan is None:
            plan = self[endpoint] = RequestPlan(app, endpoint)
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


def depended_on(cls: type[App]) -> tuple[t.Any, ...]:
    """Return the methods of an application's class that its plans depend on.

    Whoever replaces one on the class announces it to nobody, so it is compared for each request;
    one that is replaced on the application itself drops the plans.
    """
    return (cls.ensure_sync, cls.create_url_adapter, cls.app_context)


def _blueprints_of(endpoint: str | None) -> tuple[str, ...]:
    if endpoint is None or "." not in endpoint:
        return ()
    return tuple(_split_blueprint_path(endpoint.rpartition(".")[0]))


def _bound(table: t.Any, names: tuple[str | None, ...]) -> Callbacks:
    return tuple(table.bound(name) for name in names)


def _in_order(callbacks: Callbacks) -> list[str]:
    return [_name_of(func) for functions in callbacks for func in functions]


def _in_reverse(callbacks: Callbacks) -> list[str]:
    return [_name_of(func) for functions in callbacks for func in reversed(functions)]


def _name_of(func: t.Any) -> str:
    module, name = getattr(func, "__module__", None), getattr(func, "__qualname__", None)
    return f"{module}.{name}" if module and name else repr(func)
