"""Signed cookie values, without a framework: keys in, text out, and back.

The bytes are those of :class:`itsdangerous.URLSafeTimedSerializer`: ``payload.timestamp.signature``,
each in URL-safe base64 without padding, the payload compressed where that makes one of some length
shorter and then marked with a leading dot. What is accepted is narrower (see :meth:`CookieSigner.load`).
"""

from __future__ import annotations

import time
import zlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest
from typing import Any

from itsdangerous import BadData, BadPayload, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode, want_bytes

from fw_sessions.errors import PayloadTooLarge
from fw_sessions.keys import Key, key_ring
from fw_sessions.protocols import PayloadSerializer
from fw_sessions.signing_defaults import MAX_PAYLOAD_SIZE, sha1
from fw_sessions.tagged_json import tagged_json_serializer

# Shorter payloads are not compressed: at best that would save less than this, and trying takes
# longer than the signature.
_WORTH_PACKING = 64

_TO_URLSAFE = bytes.maketrans(b"+/", b"-_")
_FROM_URLSAFE = bytes.maketrans(b"-_", b"+/")
_from_bytes = int.from_bytes


def _encode(data: bytes) -> bytes:
    return b2a_base64(data).rstrip(b"=\n").translate(_TO_URLSAFE)


def _decode(text: bytes) -> bytes:
    return a2b_base64(text.translate(_FROM_URLSAFE) + b"==")  # more padding than needed is fine


def compress(data: bytes) -> bytes | None:
    """Return ``data`` compressed as ``zlib.compress`` does, or ``None`` if that is not worth it.

    It is worth it where the result is shorter, of what is not short anyway: a reader opens both.

    PERF: a compressor for any length allocates 256 KiB, which takes ten times as long as the work
    on a short text. With a window just wide enough the stream is the same but for its two header
    bytes, and with a small hash table it is nearly of the same length, which rules out most texts.
    """
    size = len(data)
    if size < _WORTH_PACKING:
        return None
    if size > 3800:
        packed = zlib.compress(data)
    else:
        if size < 1024 and len(_deflate(data, 5)) > size + 2:
            return None
        packed = b"\x78\x9c" + _deflate(data, 8)[2:]
    return packed if len(packed) < size - 1 else None


def _deflate(data: bytes, memory: int) -> bytes:
    packer = zlib.compressobj(-1, zlib.DEFLATED, 12, memory)
    return packer.compress(data) + packer.flush()


def decompress(data: bytes, limit: int) -> bytes:
    """Return ``data`` decompressed.

    :param data: A complete zlib stream and nothing behind it.
    :param limit: Bytes that are produced at most; 0 for any number.
    :raises ValueError: if it is no such stream or holds more.
    """
    unpacker = zlib.decompressobj()
    try:
        result = unpacker.decompress(data, limit + 1 if limit else 0)
    except zlib.error as error:
        raise ValueError("not a zlib stream") from error
    if limit and len(result) > limit:
        raise ValueError(f"the payload holds more than {limit} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("the zlib stream is cut off or has something behind it")
    return result


class CanonicalTimestampSigner(TimestampSigner):
    """itsdangerous' signer, accepting a signature only as it writes it.

    Base64 has several spellings for the same bytes (unused trailing bits, padding, both
    alphabets, ignored characters), and each would pass as another valid cookie.
    """

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Return whether ``sig`` is the canonical signature of ``value`` under one of the keys."""
        given = want_bytes(sig)
        return _is_canonical(given) and super().verify_signature(value, given)


def _is_canonical(text: bytes) -> bool:
    try:
        return compare_digest(base64_encode(base64_decode(text)), text)
    except BadData:
        return False


class CanonicalSerializer(URLSafeTimedSerializer):
    """itsdangerous' serializer that accepts only canonical signatures and bounded payloads."""

    default_signer = CanonicalTimestampSigner

    #: Bytes of decompressed payload that are read; 0 for any number.
    max_payload_size = MAX_PAYLOAD_SIZE

    def load_payload(
        self, payload: bytes, *args: Any, serializer: Any | None = None, **kwargs: Any
    ) -> Any:
        """Return what ``payload`` stands for.

        :raises itsdangerous.BadPayload: if it cannot be decoded or is too long.
        """
        if payload.startswith(b"."):
            try:
                payload = base64_encode(decompress(_decode(payload[1:]), self.max_payload_size))
            except ValueError as error:
                raise BadPayload("The payload does not decompress", original_error=error) from error
        return super().load_payload(payload, *args, serializer=serializer, **kwargs)


def is_canonical_cookie(value: str) -> bool:
    """Return whether the signature at the end of ``value`` is written as a signer writes it.

    For values that another serializer than ours verifies.
    """
    head, dot, signature = value.rpartition(".")
    return bool(head and dot) and signature.isascii() and _is_canonical(signature.encode())


def _padded(key: bytes, mask: int, digest_method: Callable[..., Any]) -> Any:
    """Return a hash that has read the key, padded and masked as RFC 2104 says."""
    state = digest_method()
    if len(key) > state.block_size:
        key = digest_method(key).digest()
    state.update(bytes(byte ^ mask for byte in key.ljust(state.block_size, b"\0")))
    return state


class _Mac:
    """An HMAC under one key, with the key's part of the work done."""

    __slots__ = ("_inner", "_outer", "_without_padding")

    def __init__(self, key: bytes, digest_method: Callable[..., Any]) -> None:
        # PERF: hashing the padded key is half of an HMAC, so it is done once per key; copies of the
        # two states are quicker than a copy of OpenSSL's HMAC (benchmarks: "session read and written").
        self._inner = _padded(key, 0x36, digest_method)
        self._outer = _padded(key, 0x5C, digest_method)
        self._without_padding = slice(len(_encode(self._outer.digest())))

    def signature(self, message: bytes) -> bytes:
        """Return the signature of ``message``, in base64."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return b2a_base64(outer.digest())[self._without_padding].translate(_TO_URLSAFE)


class CookieSigner:
    """Writes data into signed text and reads it back; safe to share between threads.

    :param secret_key: The key that signs.
    :param fallbacks: Earlier keys that still verify, so that changing the key logs nobody out.
    :param salt: Sets these signatures apart from others under the same key.
    :param serializer: Turns data into text; tagged JSON unless given.
    :param digest_method: The hash inside the HMAC.
    :param key_derivation: How the signing key is made from key and salt: ``hmac``, ``concat``,
        ``django-concat`` or ``none``.
    :param max_payload_size: Bytes of JSON that a compressed payload may hold; 0 for any number.
    :param clock: Returns seconds since 1970; the system's unless given.
    :raises KeyConfigurationError: if a key is blank.

    ::

        signer = CookieSigner("a key from secrets.token_hex()")
        text = signer.dump({"user": 7})
        assert signer.load(text, max_age=3600) == {"user": 7}
    """

    __slots__ = (
        "_clock",
        "_dumps",
        "_loads",
        "_mac",
        "_macs",
        "_max_payload_size",
        "_stamp",
        "_text",
        "serializer",
    )

    def __init__(
        self,
        secret_key: Key,
        fallbacks: Iterable[Key] = (),
        *,
        salt: str | bytes = "cookie-session",
        serializer: PayloadSerializer = tagged_json_serializer,
        digest_method: Callable[..., Any] = sha1,
        key_derivation: str = "hmac",
        max_payload_size: int = MAX_PAYLOAD_SIZE,
        clock: Callable[[], float] | None = None,
    ) -> None:
        keys = key_ring(secret_key, fallbacks)
        deriver = Signer(
            list(keys),  # type: ignore[arg-type]  # text and bytes mixed is fine at run time
            salt=salt,
            key_derivation=key_derivation,
            digest_method=digest_method,
        )
        # The current key first: most cookies are signed with it.
        self._macs = [
            _Mac(deriver.derive_key(key), digest_method) for key in reversed(deriver.secret_keys)
        ]
        self._mac = self._macs[0]
        self.serializer = serializer
        self._dumps: Callable[[Any], Any] = serializer.dumps
        self._loads: Callable[[Any], Any] = serializer.loads
        self._text = isinstance(serializer.dumps({}), str)
        self._max_payload_size = max_payload_size
        self._clock = clock
        self._stamp: tuple[int, bytes] = (0, b"")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} keys={len(self._macs)} serializer={self.serializer!r}>"

    def _timestamp(self) -> bytes:
        # PERF: written once a second. One tuple, so that threads never see half of it.
        now = int(time.time() if self._clock is None else self._clock())
        seconds, text = self._stamp
        if seconds != now:
            text = _encode(now.to_bytes(8, "big").lstrip(b"\0"))
            self._stamp = (now, text)
        return text

    def dump(self, data: Any) -> str:
        """Return ``data`` as signed text with the present time in it.

        :raises PayloadTooLarge: if :meth:`load` would refuse it.
        """
        dumps = self._dumps  # PERF: what lies in a slot is found quicker than a method of that name
        dumped = dumps(data)
        raw = dumped.encode() if isinstance(dumped, str) else dumped
        packed = None if len(raw) < _WORTH_PACKING else compress(raw)
        if packed is None:
            payload = _encode(raw)
        else:
            if self._max_payload_size and len(raw) > self._max_payload_size:
                raise PayloadTooLarge(len(raw), self._max_payload_size)
            payload = b"." + _encode(packed)
        signed = payload + b"." + self._timestamp()
        return (signed + b"." + self._mac.signature(signed)).decode()

    def load(self, value: str, max_age: float | None = None) -> Any | None:
        """Return the data in signed text, or ``None`` if it is not to be trusted.

        Whatever is wrong with ``value`` (forged, expired, from the future, cut off, unreadable,
        or merely spelled in another way than :meth:`dump` spells it), it is ``None`` and no
        error: cookies come from anywhere.

        :param value: The cookie's value.
        :param max_age: Seconds after which it has expired.
        """
        if not value.isascii():
            return None
        signed, _, signature = value.encode().rpartition(b".")
        payload, dot, stamp = signed.rpartition(b".")
        # Comparing as text, not as decoded bytes, leaves one accepted spelling. The rest of the
        # cookie is what is signed, byte for byte, so that has one spelling as well.
        # PERF: most cookies are signed with the current key, so that there is no loop for them.
        if not dot or not (
            compare_digest(self._mac.signature(signed), signature)
            or self._is_by_fallback(signed, signature)
        ):
            return None
        return self._load_payload(payload) if self._in_time(stamp, max_age) else None

    def _is_by_fallback(self, signed: bytes, signature: bytes) -> bool:
        return any(compare_digest(mac.signature(signed), signature) for mac in self._macs[1:])

    def _in_time(self, stamp: bytes, max_age: float | None) -> bool:
        try:
            signed_at = _from_bytes(_decode(stamp), "big")
        except ValueError:
            return False
        if max_age is None:
            return True
        now = int(time.time() if self._clock is None else self._clock())
        return 0 <= now - signed_at <= max_age

    def _load_payload(self, payload: bytes) -> Any | None:
        # A signed payload may still be unreadable: written by another serializer, or by another
        # edition of this one. RecursionError and MemoryError are among what a parser may raise.
        try:
            if payload.startswith(b"."):
                raw = decompress(_decode(payload[1:]), self._max_payload_size)
            else:
                raw = _decode(payload)
            loads = self._loads
            return loads(raw.decode() if self._text else raw)
        except Exception:
            return None

    def load_mapping(self, value: str, max_age: float | None = None) -> dict[str, Any] | None:
        """Return the dict in signed text, or ``None`` if it is not to be trusted or no dict."""
        data = self.load(value, max_age)
        return dict(data) if isinstance(data, Mapping) else None
