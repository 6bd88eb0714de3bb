"""Warning of rules that never match, because another view has the same URL and method."""

from __future__ import annotations

import sys
import typing as t
import warnings

from werkzeug.routing import Rule


def warn_of_conflicts(
    rule: Rule, earlier: t.Iterable[Rule], views: t.Mapping[str, t.Any], view: t.Any
) -> None:
    """Warn, in the name of the line that registers a rule, of rules that take its requests.

    Rules of one endpoint are no conflict: the same view answers. Nor are static folders that share
    a prefix, which many applications have without knowing.

    :param rule: the new rule.
    :param earlier: the rules that take the same requests.
    :param views: the registered views by endpoint.
    :param view: the view of the new rule, if any.
    """
    for other in earlier:
        if other.endpoint == rule.endpoint or rule.build_only or other.build_only:
            continue
        if _is_static(rule) or _is_static(other):
            continue
        shared = sorted((rule.methods or set()) & (other.methods or set()) - {"HEAD", "OPTIONS"})
        warnings.warn(
            f"The rule {rule.rule!r} is registered twice for {', '.join(shared) or 'all methods'}:"
            f" first for {_described(other.endpoint, views.get(other.endpoint))}, now for"
            f" {_described(rule.endpoint, view)}. Only the first will ever be called; give one of"
            " them another rule or other methods.",
            UserWarning,
            stacklevel=_level_of_user(),
        )


def _is_static(rule: Rule) -> bool:
    return str(rule.endpoint).rpartition(".")[2] == "static"


def _described(endpoint: str, view: t.Any) -> str:
    """Return an endpoint with the file and line of its view."""
    import inspect  # noqa: PLC0415 - for a warning only

    view = getattr(view, "view_class", view)
    try:
        source = inspect.unwrap(view)
        file = inspect.getsourcefile(source)
        line = inspect.getsourcelines(source)[1]
    except (OSError, TypeError, ValueError):  # no view yet, or one that is not written in Python
        return repr(endpoint)
    return f"{endpoint!r} ({file}:{line})"


def _level_of_user() -> int:
    """Return the ``stacklevel``, for the caller's warning, of the nearest line outside of us."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    return level


_PACKAGE = __name__.partition(".")[0]
