"""Multipart forms as browsers and HTTP clients write them, read in one go.

A form may be written in many ways: with text before the first boundary, with other line ends, with
headers in any order, folded or encoded. Those are Werkzeug's to read. Nearly every form that is sent is
written in one way, so narrow that looking for the boundaries reads it. What is not written in exactly
this way is no form here, so that whoever finds a form has found what Werkzeug finds in it.
"""

from __future__ import annotations

import re
import typing as t
from string import ascii_letters, digits

# What clients separate parts with: the characters of RFC 2046, but for blanks.
_OF_BOUNDARIES = (ascii_letters + digits + "'()+_,./:=?-").encode()

# The headers of a field, and of a file. Quotes, percent signs and control characters in a name are
# written in several ways; a field's content type might tell its charset: none of them is read here.
_HEADERS = re.compile(
    rb'\r\nContent-Disposition: form-data; name="([^"\\%\0-\x1f]*)"'
    rb'(?:; filename="([^"\\%\0-\x1f]*)"\r\nContent-Type: ([!-~]+(?: [!-~]+)*))?'
    rb"\r\n\r\n"
)

_ENDS = (b"--\r\n", b"--")

# The content type, with a boundary of characters that mean nothing in a header.
_CONTENT_TYPE = re.compile(r'multipart/form-data; ?boundary=("?)([0-9A-Za-z_-]+)\1')


#: A field or a file: its name; the name of the file, which may be empty, and its type, which are
#: ``None`` for a field; its content.
Part: t.TypeAlias = tuple[str, "str | None", "str | None", bytes]


def boundary_of(content_type: str) -> bytes | None:
    """Return what separates the parts of a form, or ``None`` for a type written in another way.

    PERF: each form that a browser sends has another boundary, so that remembering content types would
    not help (benchmarks: "multipart upload").

    :param content_type: the ``Content-Type`` header.
    """
    found = _CONTENT_TYPE.fullmatch(content_type)
    return None if found is None else found[2].encode()


def browser_parts(body: bytes, boundary: bytes) -> list[Part] | None:
    """Return the fields and files of a form, or ``None`` for one that is written in another way.

    :param body: the whole form.
    :param boundary: what separates the parts.
    """
    if not boundary or boundary.translate(None, _OF_BOUNDARIES):
        return None
    before, *pieces = body.split(b"--" + boundary)
    if before or not pieces or pieces.pop() not in _ENDS:
        return None
    parts: list[Part] = []
    for piece in pieces:
        # Each boundary stands at the beginning of a line. This line end is not of the content.
        end = len(piece) - 2
        headers = _HEADERS.match(piece, 0, end) if piece.endswith(b"\r\n") else None
        if headers is None:
            return None
        name, filename, content_type = headers.groups()
        content = piece[headers.end() : end]
        try:
            if filename is None:
                parts.append((name.decode(), None, None, content))
            else:
                parts.append((name.decode(), filename.decode(), content_type.decode(), content))
        except UnicodeDecodeError:
            return None
    return parts
