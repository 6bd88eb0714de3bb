"""The cases that differ on purpose: which lines, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

__all__ = ["LISTED", "Listed", "listed"]


@dataclass(frozen=True)
class Listed:
    """A difference that is to be.

    :param names: a pattern of the names of cases.
    :param lines: the beginnings of the lines that may differ. All others have to be the same.
    :param reason: why fw-core does something else.
    """

    names: str
    lines: tuple[str, ...]
    reason: str

    def rest(self, seen: Sequence[str]) -> list[str]:
        """Give what has to be the same.

        :param seen: everything that a side did.
        """
        return [line for line in seen if not line.startswith(self.lines)]


_ENDINGS: Final = (
    "teardown",
    "signal request_tearing_down",
    "signal appcontext_",
)

LISTED: Final = (
    Listed(
        "streaming.*",
        _ENDINGS,
        "A stream keeps the context of its request, which ends once, with the stream. The reference"
        " ends it when the view has returned, and ends it again with the stream, on whatever thread"
        " that is.",
    ),
    Listed(
        "requests.form_parts",
        ("missing", "files", "form", "values", "signal request_finished"),
        "MAX_FORM_PARTS and MAX_FORM_MEMORY_SIZE hold for urlencoded forms too, whose fields the"
        " reference takes without end.",
    ),
    Listed("templates.stream.*", _ENDINGS, "As above: a template that is streamed is a stream."),
    Listed(
        "changes.*ensure_sync",
        ("patched ensure_sync", "overridden ensure_sync"),
        "ensure_sync is asked once for each function, and the reference asks at each call.",
    ),
    Listed(
        "changes.*create_url_adapter",
        ("patched create_url_adapter", "overridden create_url_adapter", "signal appcontext_pushed"),
        "A request has one context and so one adapter, made after that context is pushed. The"
        " reference makes a second one, for the application's context, that nothing asks.",
    ),
    Listed(
        "blueprints.nested_*00",
        ("warning UserWarning",),
        "A rule that is registered twice for one method is warned of; its second view is never called.",
    ),
    Listed(
        "configuration.defaults",
        (
            "default MAX_FORM_TOTAL_SIZE",
            "default NEXT_EDITION",
            "default SESSION_IDLE_LIFETIME",
            "default SESSION_LIFETIME",
            "default SESSION_NAMESPACE",
            "default SESSION_STORE",
        ),
        "The switch to what the next edition does, the server-side sessions and the bound of all text in"
        " a multipart form (G10) are fw-core's own.",
    ),
    Listed(
        "requests.form_parts",
        (
            "form 413",
            "form 200",
            "values ",
            "files ",
            "missing 4",
            "missing_file ",
            "signal request_finished",
        ),
        "MAX_FORM_PARTS bounds the fields of both kinds of forms. The reference bounds those of"
        " multipart forms alone (G2).",
    ),
    Listed("routing.own_adapter", ("adapter", "signal appcontext_pushed"), "As above."),
)


def listed(name: str) -> Listed | None:
    """Find what is listed for a case.

    :param name: the case's.
    """
    return next((entry for entry in LISTED if fnmatchcase(name, entry.names)), None)
