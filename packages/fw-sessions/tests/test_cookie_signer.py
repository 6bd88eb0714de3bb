from __future__ import annotations

import base64
import hashlib
import os
import random
import string
import subprocess
import sys
import zlib
from contextlib import suppress
from typing import Any

import pytest
from itsdangerous import BadPayload, BadSignature, URLSafeTimedSerializer

from fw_sessions import CanonicalSerializer, CookieSigner, KeyConfigurationError, PayloadTooLarge
from fw_sessions.cookie_signer import compress, decompress, is_canonical_cookie

DATA = {"user_id": 42, "name": "someone", "t": (1, 2)}


def reference(keys: Any = "key", **options: Any) -> URLSafeTimedSerializer:
    from fw_sessions import tagged_json_serializer

    kwargs = {"key_derivation": "hmac", **options}
    return URLSafeTimedSerializer(
        keys, salt="cookie-session", serializer=tagged_json_serializer, signer_kwargs=kwargs
    )


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512", "md5", "blake2b"])
@pytest.mark.parametrize("derivation", ["hmac", "concat", "django-concat", "none"])
def test_itsdangerous_and_we_read_each_other(digest: str, derivation: str) -> None:
    method = getattr(hashlib, digest)
    signer = CookieSigner("key", digest_method=method, key_derivation=derivation)
    other = reference(digest_method=method, key_derivation=derivation)

    assert signer.load(other.dumps(DATA), max_age=60) == DATA
    assert other.loads(signer.dump(DATA), max_age=60) == DATA


def test_the_current_key_signs_and_fallbacks_only_verify() -> None:
    """CVE-2025-47278: the order of the keys was the other way round."""
    old, new = CookieSigner("old"), CookieSigner("new", ["older", "old"])

    assert new.load(old.dump(DATA)) == DATA
    assert CookieSigner("new").load(new.dump(DATA)) == DATA
    assert old.load(new.dump(DATA)) is None


def test_keys_are_checked() -> None:
    with pytest.raises(KeyConfigurationError, match="SECRET_KEY is empty"):
        CookieSigner("")
    with pytest.raises(KeyConfigurationError, match=r"FALLBACKS\[0\] is blank"):
        CookieSigner("key", [" "])


def test_age() -> None:
    now = [1_700_000_000.0]
    signer = CookieSigner("key", clock=lambda: now[0])
    text = signer.dump(DATA)

    now[0] += 60
    assert signer.load(text, max_age=60) == DATA
    now[0] += 1
    assert signer.load(text, max_age=60) is None
    assert signer.load(text) == DATA
    now[0] -= 100
    assert signer.load(text, max_age=60) is None  # signed in the future


def test_salt_and_key_tell_cookies_apart() -> None:
    text = CookieSigner("key", salt="a").dump(DATA)

    assert CookieSigner("key", salt="a").load(text) == DATA
    assert CookieSigner("key", salt="b").load(text) is None
    assert CookieSigner("yek", salt="a").load(text) is None


def spellings(text: str) -> list[str]:
    """Return other spellings of a signature that decode to the same bytes."""
    head, _, signature = text.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    same = []
    for letter in alphabet:
        other = signature[:-1] + letter
        if base64.urlsafe_b64decode(other + "=" * (-len(other) % 4)) == raw and other != signature:
            same.append(other)
    same += [signature + "=", signature + "==", signature + "====", signature + "\n"]
    same += [signature[:5] + "!" + signature[5:], signature[:5] + " " + signature[5:]]
    same += [signature.replace("-", "+").replace("_", "/"), signature[:5] + "é" + signature[5:]]
    return [f"{head}.{other}" for other in same if other != signature]


def test_g11_only_the_canonical_form_verifies() -> None:
    """G11: trailing bits, padding and ignored letters made other valid cookies of one."""
    signer = CookieSigner("key")
    serializer = CanonicalSerializer(
        "key", salt="cookie-session", signer_kwargs={"key_derivation": "hmac"}
    )
    text = signer.dump({"user_id": 42, "n": "-_" * 3})
    assert serializer.loads(text)

    accepted_by_stock = 0
    for other in spellings(text):
        assert signer.load(other) is None, other
        assert not is_canonical_cookie(other), other
        with pytest.raises(BadSignature):
            serializer.loads(other)
        with suppress(BadSignature):
            accepted_by_stock += bool(reference().loads(other))
    assert accepted_by_stock > 3


def mutated(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    letter = chance.choice(string.printable + "é€\x00")
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at] + letter + text[at + 1 :]
    if kind == 1:
        return text[:at] + letter + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1 :]
    if kind == 3:
        return text[: -chance.randrange(1, 5)] + chance.choice(["", letter, "=", "=="])
    other = chance.randrange(len(text))
    return text[:at] + text[other] + text[at + 1 :]


def test_mutated_cookies_never_open_and_never_raise() -> None:
    """Figure 2, a million of them with ``FW_SESSIONS_SOAK=1``."""
    signer = CookieSigner("key", ["old key"])
    chance = random.Random(11)
    texts = [signer.dump(DATA), signer.dump({"long": "abc" * 200}), signer.dump({"u": "x" * 30})]

    for _ in range(1_000_000 if os.environ.get("FW_SESSIONS_SOAK") else 20_000):
        text = chance.choice(texts)
        other = mutated(text, chance)
        assert other == text or signer.load(other, max_age=60) is None, other


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        "a.b.c",
        "....",
        "\x00",
        "é.é.é",
        "\udcff.a.b",
        "=.=.=",
        "a" * 100_000,
    ],
)
def test_malformed_cookies_never_raise(text: str) -> None:
    assert CookieSigner("key").load(text, max_age=60) is None


def signed(payload: bytes, stamp: bytes = b"ZVQKAA") -> str:
    signer = reference().make_signer()
    value = payload + b"." + stamp
    return (value + b"." + signer.get_signature(value)).decode()


def b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b".",
        b"a",
        b"!!",
        b64(b"no json"),
        b64(b"\xff\xfe"),
        b64(b"[" * 100_000),
        b64(b'{" u":"no uuid"}'),
        b64(b'{" di":1}'),
        b64(b'{" di":{}}'),
        b64(b'{" b":"x"}'),
        b"." + b64(b"no zlib"),
        b"." + b64(zlib.compress(b'{"a":1}')[:-2]),
        b"." + b64(zlib.compress(b'{"a":1}') + b"more"),
    ],
)
def test_signed_rubbish_never_raises(payload: bytes) -> None:
    assert CookieSigner("key").load(signed(payload)) is None


@pytest.mark.parametrize("stamp", [b"", b"!", b"a", b"AAAA" * 20])
def test_signed_rubbish_as_time_never_raises(stamp: bytes) -> None:
    assert CookieSigner("key").load(signed(b64(b"{}"), stamp), max_age=10) is None


def test_a_compressed_bomb_is_not_unpacked() -> None:
    bomb = zlib.compress(b'{"a":"' + b" " * 30_000_000 + b'"}', 9)
    text = signed(b"." + b64(bomb))

    assert CookieSigner("key").load(text) is None
    with pytest.raises(BadPayload):
        CanonicalSerializer(
            "key", salt="cookie-session", signer_kwargs={"key_derivation": "hmac"}
        ).loads(text)
    assert CookieSigner("key", max_payload_size=0).load(text) is not None


def test_what_would_not_be_read_back_is_not_written() -> None:
    signer = CookieSigner("key", max_payload_size=1000)
    fits = {"a": "x" * 900}

    assert signer.load(signer.dump(fits)) == fits
    with pytest.raises(
        PayloadTooLarge, match="takes 1208 bytes as JSON, and at most 1000"
    ) as caught:
        signer.dump({"a": "x" * 1200})
    assert caught.value.limit == 1000


def test_compression_is_what_zlib_does() -> None:
    chance = random.Random(5)
    words = ['"user_id":', "1234", "true,", "{", "}", "abc", "\\u00fc"]
    for _ in range(1000):
        size = chance.randrange(1, 900)
        if chance.random() < 0.5:
            data = "".join(chance.choices(words, k=size // 4)).encode()
        else:
            data = "".join(chance.choices(string.printable, k=size)).encode()
        whole = zlib.compress(data)
        packed = compress(data)
        if packed is None:
            assert len(whole) >= len(data) - 1 or len(data) < 64  # too short to try
        else:
            assert packed == whole
            assert decompress(packed, 0) == data


def test_any_serializer_of_text_or_bytes() -> None:
    class Raw:
        def dumps(self, value: Any) -> bytes:
            return repr(sorted(value.items())).encode()

        def loads(self, value: Any) -> Any:
            return {"read": value}

    signer = CookieSigner("key", serializer=Raw())

    assert signer.load(signer.dump({"a": 1})) == {"read": b"[('a', 1)]"}


def test_only_a_mapping_is_a_session() -> None:
    signer = CookieSigner("key")

    assert signer.load_mapping(signer.dump({"a": 1})) == {"a": 1}
    assert signer.load_mapping(signer.dump([1])) is None
    assert signer.load_mapping("rubbish") is None


def test_the_repr_holds_no_key() -> None:
    assert "hunter2" not in repr(CookieSigner("hunter2"))


def test_sha1_is_not_needed_until_used() -> None:
    """FIPS builds of Python have no SHA-1: signing with another hash does not ask for it."""
    code = (
        "import hashlib\n"
        "from fw_sessions import CookieSigner, SecureCookieSessionInterface\n"
        "del hashlib.sha1\n"
        "signer = CookieSigner('key', digest_method=hashlib.sha256)\n"
        "assert signer.load(signer.dump({'a': 1})) == {'a': 1}\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
