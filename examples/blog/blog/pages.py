"""What every page shares: error pages, security headers, and the filters that templates use."""

from __future__ import annotations

import re
from datetime import datetime

from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from fw_core import Flask, Response, render_template
from fw_core.typing import ResponseReturnValue

__all__ = ["init_app"]

WORDS_PER_MINUTE = 220
BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

EXPLANATIONS = {
    403: "This belongs to somebody else, so only they can change it.",
    404: "There is nothing at this address. It may have been deleted, or the link has a typo.",
    405: "This address does not answer to that kind of request.",
    413: "That is more text than this blog accepts in one go.",
    500: "Something broke on our side. It has been written to the log; please try again in a while.",
}


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Render the page for an HTTP error, with its headers; redirects and ready responses pass as they are."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    explanation = EXPLANATIONS.get(error.code) or error.description
    page = render_template("error.html", code=error.code, name=error.name, explanation=explanation)
    return page, error.code, error.get_headers()


def add_headers(response: Response) -> Response:
    """Tell browsers to load, frame and send nothing beyond this site."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def paragraphs(text: str) -> Markup:
    """Turn plain text into paragraphs: a blank line ends one, a single line break is kept."""
    blocks = BLANK_LINES.split(text.replace("\r\n", "\n").strip())
    lines = (Markup("<br>\n").join(escape(line) for line in block.split("\n")) for block in blocks)
    return Markup("\n").join(Markup("<p>{}</p>").format(block) for block in lines)


def excerpt(text: str, length: int = 220) -> str:
    """Return the beginning of a text, cut between two words."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    start = text[:length].rpartition(" ")[0] or text[:length]
    return start.rstrip(" .,;:!?-") + "…"


def long_date(moment: str) -> str:
    """Write a stored moment as a person would: ``3 May 2031``."""
    date = datetime.fromisoformat(moment)
    return f"{date.day} {date:%B %Y}"


def reading_time(text: str) -> str:
    """Say how long a text takes to read."""
    return f"{max(1, round(len(text.split()) / WORDS_PER_MINUTE))} min read"


def init_app(app: Flask) -> None:
    """Add error pages, headers and filters to the application."""
    app.register_error_handler(HTTPException, show_error)
    app.after_request(add_headers)
    for template_filter in (paragraphs, excerpt, long_date, reading_time):
        app.add_template_filter(template_filter)
