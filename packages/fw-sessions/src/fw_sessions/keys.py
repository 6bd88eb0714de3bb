"""Which keys may sign, and which may only verify."""

from __future__ import annotations

from collections.abc import Iterable

from fw_sessions.errors import KeyConfigurationError

Key = str | bytes
_HOW = "Make one with: python -c 'import secrets; print(secrets.token_hex())'"


def check_key(key: object, setting: str = "SECRET_KEY") -> Key:
    """Return ``key`` if it may be used.

    :param key: A key, as text or bytes.
    :param setting: What the message calls it.
    :raises KeyConfigurationError: if it is no text or bytes, or nothing but blanks.
    """
    if isinstance(key, bytearray):
        key = bytes(key)
    if not isinstance(key, (str, bytes)):
        raise KeyConfigurationError(
            f"{setting} is a {type(key).__name__}, and a key has to be text or bytes. {_HOW}",
            setting,
        )
    if not key.strip():
        raise KeyConfigurationError(
            f"{setting} is {'empty' if not key else 'blank'}: whoever tries that key could sign"
            f" cookies of their own. Remove it or put a real key there. {_HOW}",
            setting,
        )
    return key


def check_fallbacks(
    fallbacks: Iterable[object] | None, setting: str = "SECRET_KEY_FALLBACKS"
) -> tuple[Key, ...]:
    """Return the old keys that may still verify, oldest first, as they were given.

    To be called when an application is configured: a blank key among them would let anybody
    forge a session.

    :param fallbacks: A list of keys, or ``None``.
    :param setting: What the message calls it.
    :raises KeyConfigurationError: if one of them must not be used, or a single key was given
        where a list is wanted.
    """
    if fallbacks is None:
        return ()
    if isinstance(fallbacks, (str, bytes, bytearray)):
        if not fallbacks:
            return ()
        raise KeyConfigurationError(
            f"{setting} is a single {type(fallbacks).__name__}, so each of its characters would"
            f" be a key. Put the old key into a list: {setting} = [OLD_KEY]",
            setting,
        )
    return tuple(check_key(key, f"{setting}[{n}]") for n, key in enumerate(fallbacks))


def key_ring(secret_key: object, fallbacks: Iterable[object] | None = None) -> tuple[Key, ...]:
    """Return all keys, the signing one last, as itsdangerous expects them.

    :param secret_key: The current key, which signs.
    :param fallbacks: Earlier keys, which only verify.
    :raises KeyConfigurationError: if one of them must not be used.
    """
    return (*check_fallbacks(fallbacks), check_key(secret_key))
