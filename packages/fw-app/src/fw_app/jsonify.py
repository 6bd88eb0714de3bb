"""Responses with a JSON body. Above :mod:`fw_app.wrappers`, which needs :mod:`fw_app.json`."""

from __future__ import annotations

import typing as t

from .active import require_app
from .wrappers import Response


def jsonify(*args: t.Any, **kwargs: t.Any) -> Response:
    """Return a response with data as its JSON body.

    A view that returns a ``dict`` or a ``list`` gets one without asking. In debug mode the body is
    indented.

    :param args: one value, or several to become a list.
    :param kwargs: or else, the items of an object.
    :return: an instance of the application's response class.
    :raises TypeError: if both are given.
    :raises RuntimeError: outside an application context.
    """
    return t.cast(Response, require_app().app.json.response(*args, **kwargs))
