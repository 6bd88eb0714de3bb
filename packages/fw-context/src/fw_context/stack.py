"""A stack of values, one stack for each thread, task and greenlet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any, Generic, TypeVar, cast, final, overload

from .endings import Ending, Endings
from .errors import ContextError, UnboundError, WrongContextError
from .proxy import Message, Proxy

T = TypeVar("T")
D = TypeVar("D")


@final
class Binding(Generic[T]):
    """A value on a stack: the token that :meth:`ContextStack.push` gives and ``pop`` takes."""

    __slots__ = ("_token", "previous", "value")

    value: T
    """The value that was pushed."""
    previous: Binding[T] | None
    """What was on top before."""
    _token: Token[Binding[T]]

    def __repr__(self) -> str:
        return f"<Binding of {self.value!r}>"


class ContextStack(Generic[T]):
    """A typed stack over one :class:`~contextvars.ContextVar`.

    Each thread, task and greenlet sees its own stack. What is started with a copy of the context
    (an asyncio task, :func:`.carry`) begins with the same values, and what it pushes stays its own.

    Make stacks at module level, once: context variables are never given back.

    >>> current: ContextStack[str] = ContextStack("current")
    >>> with current.bound("ada"):
    ...     current.top
    'ada'

    :param name: What the stack holds; errors say it.
    :param unbound_message: The text of the error where nothing is bound, or a function that makes
        it when it is needed.
    :param trace: Remember where the last value was popped, and tell it in the errors. It looks at
        the calling frame at each pop, so it is for development.
    """

    __slots__ = ("_endings", "_message", "_var", "name")

    def __init__(
        self, name: str, *, unbound_message: Message | None = None, trace: bool = False
    ) -> None:
        self.name = name
        self._var: ContextVar[Binding[T]] = ContextVar(name)
        self._message = unbound_message
        self._endings = Endings(f"{name} endings") if trace else None

    def push(self, value: T) -> Binding[T]:
        """Put *value* on top.

        :return: What :meth:`pop` takes to remove exactly this.
        """
        binding: Binding[T] = Binding()
        binding.value = value
        binding.previous = self._var.get(None)
        binding._token = self._var.set(binding)
        return binding

    def pop(self, binding: Binding[T]) -> T:
        """Remove what :meth:`push` put on top.

        :param binding: What ``push`` returned.
        :return: The value.
        :raises WrongContextError: Something else is on top here, or nothing; both are shown.
        :raises ContextError: It was pushed in another context, of which this one is a copy.
        """
        current = self._var.get(None)
        if current is not binding:
            raise self._wrong(binding, current)
        try:
            self._var.reset(binding._token)
        except ValueError:
            raise ContextError(
                f"{binding.value!r} was pushed on {self.name!r} in another context (a thread,"
                " task or generator) and is only inherited here. Pop it where it was pushed."
            ) from None
        if self._endings is not None:
            self._endings.record(binding.value)
        return binding.value

    @property
    def top(self) -> T:
        """The value on top.

        :raises UnboundError: Nothing is bound here.
        """
        try:
            return self._var.get().value
        except LookupError:
            raise UnboundError(self._unbound()) from None

    @overload
    def get(self, default: None = None) -> T | None: ...

    @overload
    def get(self, default: D) -> T | D: ...

    def get(self, default: D | None = None) -> T | D | None:
        """Return the value on top, or *default* where nothing is bound."""
        current = self._var.get(None)
        return default if current is None else current.value

    @contextmanager
    def bound(self, value: T) -> Iterator[T]:
        """Have *value* on top for the length of a ``with`` block, which gets it."""
        binding = self.push(value)
        try:
            yield value
        finally:
            self.pop(binding)

    @property
    def ended(self) -> Ending | None:
        """Where the last value was popped here; None without ``trace``, or if none was."""
        return None if self._endings is None else self._endings.last

    @overload
    def proxy(self, attribute: None = None, *, unbound_message: Message | None = None) -> T: ...

    @overload
    def proxy(self, attribute: str, *, unbound_message: Message | None = None) -> Any: ...

    def proxy(self, attribute: str | None = None, *, unbound_message: Message | None = None) -> Any:
        """Make an object that stands for the value on top.

        Type checkers take it for the value: ``current_user = users.proxy()`` is a ``User`` for a
        ``ContextStack[User]``.

        :param attribute: Stand for this attribute of the value instead. It cannot be known to type
            checkers: annotate the name that you assign the proxy to.
        :param unbound_message: In place of the stack's.
        """
        message = self._unbound if unbound_message is None else unbound_message
        return cast(Any, Proxy(self, attribute, unbound_message=message))

    def proxied(self) -> tuple[ContextVar[Any], str]:
        """Tell proxies where the value is."""
        return self._var, "value"

    def __iter__(self) -> Iterator[T]:
        """Go through the values from the top down."""
        binding = self._var.get(None)
        while binding is not None:
            yield binding.value
            binding = binding.previous

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        """Whether anything is bound here."""
        return self._var.get(None) is not None

    def __repr__(self) -> str:
        top = self._var.get(None)
        return f"<ContextStack {self.name!r} {'unbound' if top is None else repr(top.value)}>"

    def _unbound(self) -> str:
        message = self._message
        if message is None:
            text = (
                f"Nothing is bound to {self.name!r} here. Push a value first, in this thread,"
                " task or greenlet, or carry the context into it with fw_context.carry()."
            )
        else:
            text = message if isinstance(message, str) else message()
        ending = "" if self._endings is None else self._endings.describe()
        return f"{text} {ending}" if ending else text

    def _wrong(self, binding: Binding[T], current: Binding[T] | None) -> WrongContextError:
        found = "nothing" if current is None else repr(current.value)
        text = f"Cannot pop {binding.value!r} off {self.name!r}: {found} is on top here."
        if self._endings is not None and current is None and self._endings.last is not None:
            text = f"{text} {self._endings.describe()}"
        return WrongContextError(binding.value, None if current is None else current.value, text)
