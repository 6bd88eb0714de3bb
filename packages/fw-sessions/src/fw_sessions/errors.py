"""What can go wrong with sessions.

::

    SessionError
    ├── KeyConfigurationError (ValueError)      a signing key that must not be used
    ├── CookieAttributeError (ValueError)       a name, domain, path or samesite that cannot be sent
    ├── PayloadTooLarge (ValueError)            a session that would never open again
    ├── StoreConfigurationError (ValueError)    a store that is not known or not installed
    └── StoreUnavailable (ServiceUnavailable)   the store did not answer: a 503 for whoever asked
"""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import ServiceUnavailable


class SessionError(Exception):
    """The base of every error that this package raises by itself."""


class KeyConfigurationError(SessionError, ValueError):
    """A signing key that is empty, blank or of the wrong type.

    :param message: What is wrong, and what to do. It never holds a key.
    :param setting: The setting the key came from, such as ``SECRET_KEY_FALLBACKS``.
    """

    def __init__(self, message: str, setting: str = "SECRET_KEY") -> None:
        super().__init__(message)
        self.setting = setting


class CookieAttributeError(SessionError, ValueError):
    """A cookie name or attribute that would break, or break out of, its header.

    :param message: What is wrong, and what to do.
    :param attribute: ``name``, ``domain``, ``path`` or ``samesite``.
    :param value: The refused value.
    """

    def __init__(self, message: str, attribute: str, value: object) -> None:
        super().__init__(message)
        self.attribute = attribute
        self.value = value


class PayloadTooLarge(SessionError, ValueError):
    """A session whose JSON is longer than what would be accepted back.

    :param size: Bytes of JSON that the session takes.
    :param limit: Bytes that are allowed.
    """

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"The session takes {size} bytes as JSON, and at most {limit} are read back from a"
            " cookie, so it was not written. Keep an identifier in the session and the data"
            " itself in a database, or use a server-side session store."
        )
        self.size = size
        self.limit = limit


class StoreConfigurationError(SessionError, ValueError):
    """A session store that is not known, not installed, or wrongly addressed."""


class StoreUnavailable(SessionError, ServiceUnavailable):
    """The session store did not answer, or answered with an error.

    It is a :class:`werkzeug.exceptions.ServiceUnavailable`, so a framework that knows Werkzeug's
    exceptions answers 503 by itself. The cause is in ``__cause__`` and never in the response.

    :param store: What could not be reached, for the log: a description without passwords.
    :param operation: ``load``, ``save``, ``delete`` or another word for what was attempted.
    """

    def __init__(self, store: str, operation: str) -> None:
        ServiceUnavailable.__init__(
            self, "Sessions are not available for the moment. Please try again shortly."
        )
        self.store = store
        self.operation = operation

    def __str__(self) -> str:
        return f"session store {self.store} failed to {self.operation}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.store, self.operation)
