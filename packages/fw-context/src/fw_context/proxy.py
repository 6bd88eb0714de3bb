"""Objects that stand for whatever is bound in the current context.

Every operation on a proxy is done to the object it stands for now, in this thread, task or
greenlet. The module is long because it names each special method that Python looks up on types.
"""

from __future__ import annotations

import copy
import math
import operator
from collections.abc import Callable
from contextvars import ContextVar
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .errors import UnboundError
from .overlay import Overlay

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Message = str | Callable[[], str]
"""The text of the error where nothing is bound; a callable is asked each time it is needed."""


class Proxied(Protocol[T_co]):
    """Something that keeps its values in a :class:`~contextvars.ContextVar`, wrapped or bare."""

    def proxied(self) -> tuple[ContextVar[Any], str]:
        """Tell the variable, and the dotted attribute of its value that proxies stand for."""
        ...


# What an unbound proxy answers by itself; any other name is an error. These are what Python,
# debuggers and copying ask of every object.
_ANSWERED_UNBOUND = frozenset(
    (
        *("__repr__", "__bool__", "__dir__", "__sizeof__", "__reduce__", "__reduce_ex__"),
        *("__init__", "__new__", "__module__", "__slots__", "__getattribute__"),
        *("__init_subclass__", "__subclasshook__"),
    )
)


class _Absence:
    """What a proxy answers where nothing is bound."""

    __slots__ = ("message", "proxy", "source")

    def __init__(self, source: Any, message: Message | None) -> None:
        self.source = source
        self.message = message
        self.proxy: Any = None

    def attribute(self, name: str) -> Any:
        """Answer the few names that any object has, refuse the rest."""
        if name == "__class__":
            return type(self.proxy)
        if name == "__doc__":
            return type(self.proxy).__doc__
        if name == "__wrapped__":
            return self.source
        if name in _ANSWERED_UNBOUND:
            return object.__getattribute__(self.proxy, name)
        return self.refuse()

    def refuse(self) -> Any:
        """Raise the error. It is called while the look-up's own exception is being handled."""
        if self.message is None:
            raise  # a function's own RuntimeError says it best
        text = self.message if isinstance(self.message, str) else self.message()
        raise UnboundError(text) from None


_Pair = tuple[Callable[[], Any], Callable[[str], Any]]

# PERF: three designs of attribute access were measured (benchmarks: "proxy attribute access"):
# a ``__getattr__`` fallback makes Python 3.11 and older raise and swallow an AttributeError first
# (400 ns); a ``__getattribute__`` method shared by all proxies has to look up its variable on the
# instance, through itself; a ``__getattribute__`` that closes over ``ContextVar.get``, on a class
# made for the one proxy, needs neither (80 ns on 3.11). It is a static method because, where a
# class further down the MRO has a ``__getattr__`` (Werkzeug's LocalProxy), Python would make a
# bound method for each access. The price: a class for each proxy, of which there are few.


def _plain(get: Callable[[], Any], missing: type[Exception], absence: _Absence) -> _Pair:
    """Make the look-ups of a proxy for the value itself."""

    def current() -> Any:
        try:
            return get()
        except missing:
            return absence.refuse()

    def attribute(name: str) -> Any:
        if name == "_get_current_object":
            return current
        try:
            value = get()
        except missing:
            return absence.attribute(name)
        return getattr(value, name)

    return current, attribute


def _through(get: Callable[[], Any], missing: type[Exception], absence: _Absence) -> _Pair:
    """Make the look-ups of a proxy for an attribute of the value, called ``ATTRIBUTE`` here."""

    def current() -> Any:
        try:
            value = get()
        except missing:
            return absence.refuse()
        return value.ATTRIBUTE

    def attribute(name: str) -> Any:
        if name == "_get_current_object":
            return current
        try:
            value = get()
        except missing:
            return absence.attribute(name)
        return getattr(value.ATTRIBUTE, name)

    return current, attribute


def _over(get: Callable[[], Any], missing: type[Exception], absence: _Absence) -> _Pair:
    """Make the look-ups for an attribute of what an :class:`.Overlay` shows, ``get`` being the lower.

    A value that does not count says so by its attribute.
    """
    upper = absence.source.upper.get

    def current() -> Any:
        value = upper(None)
        if value is None:
            try:
                value = get()
            except missing:
                return absence.refuse()
        return value.ATTRIBUTE

    def attribute(name: str) -> Any:
        if name == "_get_current_object":
            return current
        value = upper(None)
        try:
            if value is None:
                value = get()
        except missing:
            return absence.attribute(name)
        try:
            target = value.ATTRIBUTE
        except UnboundError:
            return absence.attribute(name)
        return getattr(target, name)

    return current, attribute


def _through_path(
    get: Callable[[], Any], missing: type[Exception], absence: _Absence, path: str
) -> _Pair:
    """Make the look-ups of a proxy for an attribute of an attribute of the value."""
    follow = attrgetter(path)

    def current() -> Any:
        try:
            value = get()
        except missing:
            return absence.refuse()
        return follow(value)

    def attribute(name: str) -> Any:
        if name == "_get_current_object":
            return current
        try:
            value = get()
        except missing:
            return absence.attribute(name)
        return getattr(follow(value), name)

    return current, attribute


def _renamed(code: CodeType, name: str) -> CodeType:
    """Return *code* with its attribute ``ATTRIBUTE`` called *name*, in inner functions too."""
    return code.replace(
        co_names=tuple(name if other == "ATTRIBUTE" else other for other in code.co_names),
        co_consts=tuple(
            _renamed(constant, name) if isinstance(constant, CodeType) else constant
            for constant in code.co_consts
        ),
    )


def _look_ups(
    get: Callable[[], Any], missing: type[Exception], absence: _Absence, path: str
) -> _Pair:
    if not path:
        return _plain(get, missing, absence)
    if not path.isidentifier():
        return _through_path(get, missing, absence, path)
    # PERF: the name stands in the code, where the interpreter's inline caches work for it;
    # ``operator.attrgetter`` costs 30 to 40 ns more an access (3.11).
    template = _over if isinstance(absence.source, Overlay) else _through
    made = FunctionType(_renamed(template.__code__, path), globals())
    pair: _Pair = made(get, missing, absence)
    return pair


def _resolve(source: Any, attribute: str | None) -> tuple[Callable[[], Any], type[Exception], str]:
    """Tell how to get the value, what error means that there is none, and the path from it."""
    path = attribute or ""
    if isinstance(source, ContextVar):
        return source.get, LookupError, path
    if isinstance(source, Overlay):
        return source.lower.get if path.isidentifier() else source.get, LookupError, path
    if hasattr(source, "proxied"):
        variable, inner = source.proxied()
        return variable.get, LookupError, f"{inner}.{path}".strip(".")
    if callable(source):
        return source, RuntimeError, path
    raise TypeError(
        f"A proxy needs a ContextVar, an Overlay, a ContextStack or a function without parameters, not"
        f" {source!r}."
    )


# The makers of special methods. ``_target`` is the static method of each proxy's own class that
# returns the object it stands for.


def _unary(function: Callable[[Any], Any]) -> Any:
    def method(self: Any) -> Any:
        return function(type(self)._target())

    return method


def _binary(function: Callable[[Any, Any], Any]) -> Any:
    def method(self: Any, other: Any) -> Any:
        return function(type(self)._target(), other)

    return method


def _reflected(function: Callable[[Any, Any], Any]) -> Any:
    def method(self: Any, other: Any) -> Any:
        return function(other, type(self)._target())

    return method


def _in_place(function: Callable[[Any, Any], Any]) -> Any:
    def method(self: Any, other: Any) -> Any:
        target = type(self)._target()
        result = function(target, other)
        # What was changed in place leaves the name bound to the proxy, so that no context's
        # object gets stuck in a global; a new value is not lost.
        return self if result is target else result

    return method


def _called(name: str) -> Any:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(type(self)._target(), name)(*args, **kwargs)

    return method


class Proxy(Generic[T]):
    """Stands for the object that is bound in the current context.

    ``isinstance(proxy, User)`` is true where the object is a ``User``, and ``repr``, comparison,
    hashing, operators, iteration, ``with`` and ``await`` are the object's. To tell a proxy from
    its object, ask ``issubclass(type(x), Proxy)``. Where nothing is bound, a proxy is false, has a
    repr, and raises :exc:`.UnboundError` for anything else.

    An operator such as ``+=`` leaves the proxy in place where the object was changed in place, and
    gives the result where there is a new one (numbers, strings).

    Subclasses may mix in a base with other slots; each proxy gets a class of its own under the
    class that was called.

    :param source: A :class:`~contextvars.ContextVar`, an :class:`.Overlay` over one, a
        :class:`.ContextStack`, or a function that returns the object and raises :exc:`RuntimeError`
        where there is none.
    :param attribute: Stand for this (dotted) attribute of the object instead. Of a value that does
        not count for an overlay it raises :exc:`.UnboundError`.
    :param unbound_message: The text of the error where nothing is bound, or a function that makes
        it when it is needed.
    """

    __slots__ = ()

    def __new__(
        cls,
        source: ContextVar[T] | Overlay[T] | Proxied[T] | Callable[[], T],
        attribute: str | None = None,
        *,
        unbound_message: Message | None = None,
    ) -> Proxy[T]:
        """Make the proxy, of a class of its own."""
        get, missing, path = _resolve(source, attribute)
        if unbound_message is None and missing is LookupError:
            unbound_message = f"Nothing is bound to {_name_of(source)} in this context."
        absence = _Absence(source, unbound_message)
        current, look_up = _look_ups(get, missing, absence, path)
        own = {
            "__slots__": (),
            "__module__": cls.__module__,
            "__qualname__": cls.__qualname__,
            "__doc__": cls.__doc__,
            "__getattribute__": staticmethod(look_up),
            "_get_current_object": staticmethod(current),
            "_target": staticmethod(current),
        }
        metaclass: Any = type(cls)
        proxy: Proxy[T] = object.__new__(metaclass(cls.__name__, (cls,), own))
        absence.proxy = proxy
        return proxy

    def __init__(
        self,
        source: ContextVar[T] | Overlay[T] | Proxied[T] | Callable[[], T],
        attribute: str | None = None,
        *,
        unbound_message: Message | None = None,
    ) -> None:
        """Do nothing; without it, a base that is mixed in would be initialised."""

    if TYPE_CHECKING:

        def _get_current_object(self) -> T:
            """Return the object itself, to hand to code that does not know proxies.

            :raises UnboundError: Nothing is bound here.
            """

        def __getattr__(self, name: str) -> Any: ...

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "__orig_class__":  # ``Proxy[User](...)`` wants to leave its mark
            setattr(type(self)._target(), name, value)  # type: ignore[attr-defined]

    def __delattr__(self, name: str) -> None:
        delattr(type(self)._target(), name)  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        try:
            target = type(self)._target()  # type: ignore[attr-defined]
        except RuntimeError:
            return f"<{type(self).__name__} unbound>"
        return repr(target)

    def __bool__(self) -> bool:
        try:
            target = type(self)._target()  # type: ignore[attr-defined]
        except RuntimeError:
            return False
        return bool(target)

    def __dir__(self) -> list[str]:
        try:
            target = type(self)._target()  # type: ignore[attr-defined]
        except RuntimeError:
            return []
        return dir(target)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object."""
        return type(self)._target()(*args, **kwargs)  # type: ignore[attr-defined]

    def __getitem__(self, key: Any) -> Any:
        return type(self)._target()[key]  # type: ignore[attr-defined]

    def __setitem__(self, key: Any, value: Any) -> None:
        type(self)._target()[key] = value  # type: ignore[attr-defined]

    def __delitem__(self, key: Any) -> None:
        del type(self)._target()[key]  # type: ignore[attr-defined]

    def __contains__(self, item: Any) -> bool:
        return item in type(self)._target()  # type: ignore[attr-defined]

    def __pow__(self, exponent: Any, modulus: Any = None) -> Any:
        return pow(type(self)._target(), exponent, modulus)  # type: ignore[attr-defined]

    def __round__(self, digits: int | None = None) -> Any:
        return round(type(self)._target(), digits)  # type: ignore[attr-defined]

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, type(self)._target())  # type: ignore[attr-defined]

    def __subclasscheck__(self, subclass: Any) -> bool:
        return issubclass(subclass, type(self)._target())  # type: ignore[attr-defined]

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return copy.deepcopy(type(self)._target(), memo)  # type: ignore[attr-defined]

    __str__ = _unary(str)
    __bytes__ = _unary(bytes)
    __format__ = _binary(format)
    __hash__ = _unary(hash)
    __lt__ = _binary(operator.lt)
    __le__ = _binary(operator.le)
    __eq__ = _binary(operator.eq)
    __ne__ = _binary(operator.ne)
    __gt__ = _binary(operator.gt)
    __ge__ = _binary(operator.ge)
    __len__ = _unary(len)
    __length_hint__ = _unary(operator.length_hint)
    __iter__ = _unary(iter)
    __next__ = _unary(next)
    __reversed__ = _unary(reversed)
    __add__ = _binary(operator.add)
    __sub__ = _binary(operator.sub)
    __mul__ = _binary(operator.mul)
    __matmul__ = _binary(operator.matmul)
    __truediv__ = _binary(operator.truediv)
    __floordiv__ = _binary(operator.floordiv)
    __mod__ = _binary(operator.mod)
    __divmod__ = _binary(divmod)
    __lshift__ = _binary(operator.lshift)
    __rshift__ = _binary(operator.rshift)
    __and__ = _binary(operator.and_)
    __xor__ = _binary(operator.xor)
    __or__ = _binary(operator.or_)
    __radd__ = _reflected(operator.add)
    __rsub__ = _reflected(operator.sub)
    __rmul__ = _reflected(operator.mul)
    __rmatmul__ = _reflected(operator.matmul)
    __rtruediv__ = _reflected(operator.truediv)
    __rfloordiv__ = _reflected(operator.floordiv)
    __rmod__ = _reflected(operator.mod)
    __rdivmod__ = _reflected(divmod)
    __rpow__ = _reflected(pow)
    __rlshift__ = _reflected(operator.lshift)
    __rrshift__ = _reflected(operator.rshift)
    __rand__ = _reflected(operator.and_)
    __rxor__ = _reflected(operator.xor)
    __ror__ = _reflected(operator.or_)
    __iadd__ = _in_place(operator.iadd)
    __isub__ = _in_place(operator.isub)
    __imul__ = _in_place(operator.imul)
    __imatmul__ = _in_place(operator.imatmul)
    __itruediv__ = _in_place(operator.itruediv)
    __ifloordiv__ = _in_place(operator.ifloordiv)
    __imod__ = _in_place(operator.imod)
    __ipow__ = _in_place(operator.ipow)
    __ilshift__ = _in_place(operator.ilshift)
    __irshift__ = _in_place(operator.irshift)
    __iand__ = _in_place(operator.iand)
    __ixor__ = _in_place(operator.ixor)
    __ior__ = _in_place(operator.ior)
    __neg__ = _unary(operator.neg)
    __pos__ = _unary(operator.pos)
    __abs__ = _unary(abs)
    __invert__ = _unary(operator.invert)
    __complex__ = _unary(complex)
    __int__ = _unary(int)
    __float__ = _unary(float)
    __index__ = _unary(operator.index)
    __trunc__ = _unary(math.trunc)
    __floor__ = _unary(math.floor)
    __ceil__ = _unary(math.ceil)
    __copy__ = _unary(copy.copy)
    __enter__ = _called("__enter__")
    __exit__ = _called("__exit__")
    __await__ = _called("__await__")
    __aiter__ = _called("__aiter__")
    __anext__ = _called("__anext__")
    __aenter__ = _called("__aenter__")
    __aexit__ = _called("__aexit__")


def _name_of(source: Any) -> str:
    return repr(getattr(source, "name", source))
