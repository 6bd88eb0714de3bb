"""The status of a redirect where nobody names one."""

from __future__ import annotations

import typing as t


@t.final
class UntoldStatus(int):
    """A status code that is a default, as opposed to the same one that somebody asked for."""


#: What ``code`` is in ``redirect(location)``.
UNTOLD: int = UntoldStatus(302)


def redirect_status(code: int, config: t.Mapping[str, t.Any]) -> int:
    """Return the status that a redirect is sent with.

    After a form was posted, 303 is the one that says plainly "fetch the next page by GET". The next
    edition of the interface has it as the default, and so has the config key ``NEXT_EDITION``.

    :param code: the status asked for, or :data:`UNTOLD`.
    :param config: the application's configuration.
    """
    return 303 if code is UNTOLD and config.get("NEXT_EDITION") else int(code)
