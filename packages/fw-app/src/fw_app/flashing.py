"""Messages for the next page that the user sees, kept in the session."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable

from .active import require_request
from .signals import message_flashed


def flash(message: str, category: str = "message") -> None:
    """Keep a message until :func:`get_flashed_messages` fetches it, most often in the next request.

    :param message: the text; with the cookie session, anything that fits in one.
    :param category: for a template to tell kinds apart: commonly ``message``, ``info``, ``warning``
        or ``error``.
    """
    ctx = require_request()
    session, app = ctx.session, ctx.app
    # Assigned anew: a session kept on a server may not see a change inside its values.
    session["_flashes"] = [*session.get("_flashes", ()), (category, message)]
    if message_flashed.receivers:
        message_flashed.send(
            app, _async_wrapper=app.ensure_sync, message=message, category=category
        )


def get_flashed_messages(
    with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]:
    """Fetch the flashed messages, which removes them from the session.

    Within one request every call finds the same messages.

    :param with_categories: return pairs of category and message instead of messages.
    :param category_filter: return only the messages of these categories.
    :return: the messages in the order they were flashed.
    """
    ctx: t.Any = require_request()
    flashes: list[tuple[str, str]] | None = ctx.flashes
    if flashes is None:
        session = ctx.session
        flashes = session.pop("_flashes") if "_flashes" in session else []
        ctx.flashes = flashes
    if category_filter:
        wanted = tuple(category_filter)
        flashes = [flashed for flashed in flashes if flashed[0] in wanted]
    return flashes if with_categories else [flashed[1] for flashed in flashes]
