"""Werkzeug's interactive debugger, with its secrets compared in constant time.

The debugger runs code that its page sends. It is guarded by a secret in the page, a PIN printed on the terminal, and
the Host header. Each secret is held as :class:`ConstantTimeText`, so that no comparison tells by its duration how much of
a guess was right.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import Any, SupportsIndex

from werkzeug.debug import PIN_TIME, hash_pin
from werkzeug.debug import DebuggedApplication as WerkzeugDebuggedApplication
from werkzeug.http import parse_cookie

#: As many wrong PINs lock the debugger until the server is started again.
PIN_TRIES = 10


class ConstantTimeText(str):
    """Text whose comparison takes as long for a good guess as for a bad one of the same length."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return NotImplemented
        return hmac.compare_digest(self.encode(), other.encode("utf-8", "surrogatepass"))

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> ConstantTimeText:
        """Replace as ``str.replace`` does; the result is a secret too."""
        return ConstantTimeText(super().replace(old, new, count))


class DebuggedApplication(WerkzeugDebuggedApplication):
    """Show the interactive debugger for errors of an application.

    :param app: The WSGI application.
    :param evalex: Let the page run code in the frames of a traceback.
    :param options: For ``werkzeug.debug.DebuggedApplication``.
    """

    #: How a wrong PIN is slowed down; takes seconds.
    pause: Callable[[float], None] = staticmethod(time.sleep)

    def __init__(self, app: Any, evalex: bool = False, **options: Any) -> None:
        super().__init__(app, evalex, **options)
        self.secret = ConstantTimeText(self.secret)

    @property
    def pin(self) -> str | None:
        """The PIN that unlocks the console; None where it is switched off."""
        pin = super().pin
        return None if pin is None else ConstantTimeText(pin)

    @pin.setter
    def pin(self, value: str | None) -> None:
        self._pin = value

    def check_pin_trust(self, environ: dict[str, Any]) -> bool | None:
        """Tell whether a request has passed the PIN test.

        :param environ: The request's environ.
        :return: None where its cookie belongs to another PIN.
        """
        pin = self.pin
        if pin is None:
            return True
        if self._failed_pin_auth.value >= PIN_TRIES:
            return False
        stamp, mark, digest = parse_cookie(environ).get(self.pin_cookie_name, "").partition("|")
        if not mark or not stamp.isdecimal():
            return False
        if ConstantTimeText(hash_pin(pin)) != digest:
            return None
        return time.time() - PIN_TIME < int(stamp)

    def _fail_pin_auth(self) -> None:
        # The counter is one byte: it stops at the limit, so that a flood of guesses cannot wrap it round to zero.
        with self._failed_pin_auth.get_lock():
            count = self._failed_pin_auth.value
            self._failed_pin_auth.value = min(count + 1, PIN_TRIES)
        self.pause(5.0 if count > PIN_TRIES // 2 else 0.5)
