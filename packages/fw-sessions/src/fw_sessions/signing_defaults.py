"""What session cookies are signed with, unless an application says otherwise.

Apart from the signer, so that a session interface can be made, and its settings be read, without
importing what signs.
"""

from __future__ import annotations

from typing import Any

#: Bytes of JSON that are read from a compressed payload: zlib shrinks up to a thousandfold.
MAX_PAYLOAD_SIZE = 1 << 20


def sha1(string: bytes = b"") -> Any:
    """Return a SHA-1 hash; looked up only when used, since FIPS builds may not have it."""
    import hashlib  # noqa: PLC0415 - OpenSSL is loaded by applications that sign

    return hashlib.sha1(string)  # noqa: S324 - as an HMAC, and what existing cookies are signed with
