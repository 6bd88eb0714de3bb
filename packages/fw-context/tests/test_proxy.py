from __future__ import annotations

import asyncio
import copy
import math
import operator
import pickle
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextvars import ContextVar, Token, copy_context
from decimal import Decimal
from types import TracebackType
from typing import Any, Generic, TypeVar

import pytest

from fw_context import ContextStack, Proxy, UnboundError

T = TypeVar("T")

value_var: ContextVar[Any] = ContextVar("value")
empty_var: ContextVar[Any] = ContextVar("empty")


class User:
    """A person."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tags: list[str] = []

    def __repr__(self) -> str:
        return f"<User {self.name}>"

    def greet(self) -> str:
        return f"Hello, {self.name}!"


class Session:
    def __init__(self, user: User) -> None:
        self.user = user


users: ContextStack[User] = ContextStack("user", unbound_message="Nobody is logged in.")
current_user: User = users.proxy()
current_name: str = users.proxy("name")


@pytest.fixture
def value() -> Any:
    """A proxy over ``value_var``; tests bind what they want."""
    return Proxy(value_var)


@pytest.fixture(autouse=True)
def _reset() -> Iterator[None]:
    token: Token[Any] = value_var.set(None)
    yield
    value_var.reset(token)


SPECIAL_METHODS = (
    "repr str bytes format lt le eq ne gt ge hash bool setattr delattr dir instancecheck "
    "subclasscheck call len length_hint getitem setitem delitem iter next reversed contains "
    "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or radd rsub "
    "rmul rmatmul rtruediv rfloordiv rmod rdivmod rpow rlshift rrshift rand rxor ror iadd "
    "isub imul imatmul itruediv ifloordiv imod ipow ilshift irshift iand ixor ior neg pos abs "
    "invert complex int float index round trunc floor ceil enter exit await aiter anext "
    "aenter aexit copy deepcopy"
)


@pytest.mark.parametrize("name", SPECIAL_METHODS.split(" "))
def test_every_special_method_is_defined_by_the_proxy_itself(name: str) -> None:
    assert f"__{name}__" in vars(Proxy)


def test_attributes_are_read_set_and_deleted_on_the_object(value: Any) -> None:
    user = User("ada")
    value_var.set(user)
    assert value.name == "ada"
    assert value.greet() == "Hello, ada!"
    value.name = "bob"
    value.age = 3
    assert (user.name, vars(user)["age"]) == ("bob", 3)
    del value.age
    assert not hasattr(user, "age")
    assert vars(value) == vars(user)
    assert "greet" in dir(value)
    with pytest.raises(AttributeError, match="'User' object has no attribute 'nope'"):
        _ = value.nope


def test_it_passes_for_the_object(value: Any) -> None:
    user = User("ada")
    value_var.set(user)
    assert value._get_current_object() is user
    assert isinstance(value, User)
    assert value.__class__ is User
    assert value.__doc__ == "A person."
    assert repr(value) == str(value) == "<User ada>"
    assert value == user
    assert user == value
    assert hash(value) == hash(user)
    assert {user: 1}[value] == 1
    assert not hasattr(value, "__wrapped__")
    assert issubclass(type(value), Proxy)


def test_wrapped_is_that_of_a_decorated_function(value: Any) -> None:
    def inner() -> None: ...

    def outer() -> None: ...

    outer.__wrapped__ = inner  # type: ignore[attr-defined]
    value_var.set(outer)
    assert value.__wrapped__ is inner


def test_unbound() -> None:
    proxy: Any = Proxy(empty_var, unbound_message="Nothing here.")
    assert repr(proxy) == "<Proxy unbound>"
    assert not proxy
    assert dir(proxy) == []
    assert proxy.__class__ is type(proxy)
    assert isinstance(proxy, Proxy)
    assert proxy.__doc__ == Proxy.__doc__
    assert proxy.__wrapped__ is empty_var
    for use in (
        lambda: proxy.name,
        lambda: setattr(proxy, "name", 1),
        lambda: delattr(proxy, "name"),
        lambda: proxy["x"],
        lambda: proxy(),
        lambda: proxy + 1,
        lambda: proxy == 1,
        lambda: str(proxy),
        lambda: hash(proxy),
        lambda: hasattr(proxy, "name"),
        lambda: list(proxy),
        lambda: copy.copy(proxy),
        lambda: proxy._get_current_object(),
    ):
        with pytest.raises(RuntimeError, match=r"^Nothing here\.$") as info:
            use()
        assert info.type is UnboundError
        assert info.value.__suppress_context__


def test_unbound_message_made_when_needed() -> None:
    asked = []

    def message() -> str:
        asked.append(1)
        return f"asked {len(asked)}"

    proxy: Any = Proxy(empty_var, unbound_message=message)
    assert asked == []
    with pytest.raises(UnboundError, match="asked 1"):
        proxy.x()
    default: Any = Proxy(empty_var)
    with pytest.raises(UnboundError, match="Nothing is bound to 'empty' in this context"):
        default.x()


def test_a_proxy_for_an_attribute() -> None:
    ada = User("ada")
    user: Any = Proxy(value_var, "user")
    name: Any = Proxy(value_var, "user.name")
    value_var.set(Session(ada))
    assert user._get_current_object() is ada
    assert (user.name, name.upper(), name) == ("ada", "ADA", "ada")
    value_var.set(Session(User("bob")))
    assert (user.name, name + "!") == ("bob", "bob!")
    value_var.set(object())
    with pytest.raises(AttributeError, match="user"):
        _ = user.name
    unbound: Any = Proxy(empty_var, "user", unbound_message="no session")
    dotted: Any = Proxy(empty_var, "user.name", unbound_message="no session")
    for proxy in (unbound, dotted):
        assert not proxy
        assert proxy.__class__ is type(proxy)
        with pytest.raises(UnboundError, match="no session"):
            _ = proxy.name
        with pytest.raises(UnboundError, match="no session"):
            proxy._get_current_object()


def test_two_attribute_proxies_do_not_get_mixed_up() -> None:
    class Context:
        request = "r"
        session = "s"

    request: Any = Proxy(value_var, "request")
    session: Any = Proxy(value_var, "session")
    value_var.set(Context())
    assert (request.upper(), session.upper(), str(request), str(session)) == ("R", "S", "r", "s")


def test_a_proxy_for_the_top_of_a_typed_stack() -> None:
    assert bool(current_user) is False
    with pytest.raises(RuntimeError, match=r"Nobody is logged in\."):
        current_user.greet()
    with users.bound(User("ada")):
        assert current_user.greet() == "Hello, ada!"
        assert isinstance(current_user, User)
        assert current_name.upper() == "ADA"
        with users.bound(User("bob")):
            assert current_user.name == "bob"
        assert current_user.name == "ada"
    assert repr(current_user) == "<Proxy unbound>"


def test_a_message_of_the_proxy_goes_before_that_of_its_stack() -> None:
    proxy = users.proxy(unbound_message="Log in at /login.")
    with pytest.raises(UnboundError, match=r"^Log in at /login\.$"):
        proxy.greet()


def test_a_proxy_for_the_result_of_a_function() -> None:
    state: dict[str, Any] = {}

    def find() -> Any:
        if "user" not in state:
            raise RuntimeError("no user in the state")
        return state["user"]

    user: Any = Proxy(find)
    name: Any = Proxy(find, "name", unbound_message="own words")
    assert not user
    assert user.__wrapped__ is find
    with pytest.raises(RuntimeError, match="no user in the state"):
        _ = user.name
    with pytest.raises(UnboundError, match="own words"):
        name.upper()
    state["user"] = User("ada")
    assert user.name == "ada"
    assert name == "ada"


def test_errors_of_the_object_are_not_taken_for_unbound(value: Any) -> None:
    class Broken:
        @property
        def key(self) -> str:
            raise KeyError("inside")

        @property
        def state(self) -> str:
            raise RuntimeError("inside")

    value_var.set(Broken())
    with pytest.raises(KeyError, match="inside"):
        _ = value.key
    with pytest.raises(RuntimeError, match="inside"):
        _ = value.state


def test_what_cannot_be_proxied_is_refused() -> None:
    with pytest.raises(
        TypeError, match=r"needs a ContextVar, an Overlay, a ContextStack or a function.*not 3"
    ):
        Proxy(3)  # type: ignore[arg-type]


def test_numbers(value: Any) -> None:
    value_var.set(7)
    assert [value + 1, value - 1, value * 2, value / 2, value // 2, value % 4] == [
        8,
        6,
        14,
        3.5,
        3,
        3,
    ]
    assert [1 + value, 1 - value, 2 * value, 14 / value, 15 // value, 15 % value] == [
        8,
        -6,
        14,
        2,
        2,
        1,
    ]
    assert [divmod(value, 2), divmod(15, value)] == [(3, 1), (2, 1)]
    assert [value**2, 2**value, pow(value, 2, 5)] == [49, 128, 4]
    assert [value << 1, value >> 1, value & 3, value | 8, value ^ 1] == [14, 3, 3, 15, 6]
    assert [1 << value, 256 >> value, 3 & value, 8 | value, 1 ^ value] == [128, 2, 3, 15, 6]
    assert [-value, +value, abs(value), ~value] == [-7, 7, 7, -8]
    assert [int(value), float(value), complex(value), operator.index(value)] == [7, 7.0, 7 + 0j, 7]
    assert [value < 8, value <= 7, value > 8, value >= 7, value == 7, value != 7] == [
        *(True, True, False, True, True, False)
    ]
    assert f"{value:03d} {value}" == "007 7"
    value_var.set(2.55)
    assert [
        round(value),
        round(value, 1),
        math.trunc(value),
        math.floor(value),
        math.ceil(value),
    ] == [*(3, round(2.55, 1), 2, 2, 3)]
    value_var.set(Decimal("1.5"))
    assert value + 1 == Decimal("2.5")


class Matrix:
    def __init__(self, log: list[str]) -> None:
        self.log = log

    def __matmul__(self, other: object) -> str:
        return "left"

    def __rmatmul__(self, other: object) -> str:
        return "right"

    def __imatmul__(self, other: object) -> Any:
        self.log.append("in place")
        return self


def test_matrix_multiplication(value: Any) -> None:
    log: list[str] = []
    value_var.set(Matrix(log))
    assert [value @ 1, 1 @ value] == ["left", "right"]
    proxy = value
    proxy @= 2
    assert proxy is value
    assert log == ["in place"]


IN_PLACE: list[tuple[Callable[[Any, Any], Any], int]] = [
    (operator.iadd, 9),
    (operator.isub, 5),
    (operator.imul, 14),
    (operator.itruediv, 3),
    (operator.ifloordiv, 3),
    (operator.imod, 1),
    (operator.ipow, 49),
    (operator.ilshift, 28),
    (operator.irshift, 1),
    (operator.iand, 2),
    (operator.ixor, 5),
    (operator.ior, 7),
]


@pytest.mark.parametrize(("operation", "result"), IN_PLACE)
def test_in_place_operators_give_the_new_value(
    value: Any, operation: Callable[[Any, Any], Any], result: int
) -> None:
    value_var.set(7)
    assert int(operation(value, 2)) == result
    assert value == 7


def test_in_place_operators_keep_the_proxy_where_the_object_was_changed(value: Any) -> None:
    items = [1]
    value_var.set(items)
    proxy = value
    proxy += [2]
    assert proxy is value
    assert items == [1, 2]
    value_var.set({1})
    proxy |= {2}
    assert proxy is value
    assert proxy == {1, 2}


def test_containers(value: Any) -> None:
    value_var.set([1, 2, 3])
    assert [len(value), value[0], value[-1], 2 in value, 9 in value] == [3, 1, 3, True, False]
    assert [list(value), list(reversed(value)), operator.length_hint(value)] == [
        [1, 2, 3],
        [3, 2, 1],
        3,
    ]
    value[0] = 5
    del value[1]
    assert value == [5, 3]
    assert [0, *value] == [0, 5, 3]
    value_var.set({"a": 1})
    assert [{**value}, value | {"b": 2}, {"b": 2} | value] == [
        {"a": 1},
        {"a": 1, "b": 2},
        {"b": 2, "a": 1},
    ]
    value_var.set(iter("xy"))
    assert [next(value), list(value)] == ["x", ["y"]]
    value_var.set(b"raw")
    assert bytes(value) == b"raw"
    value_var.set("")
    assert not value


def test_calls_and_classes(value: Any) -> None:
    value_var.set(lambda *args, **kwargs: (args, kwargs))
    assert value(1, x=2) == ((1,), {"x": 2})
    value_var.set(int)
    assert isinstance(3, value)
    assert issubclass(bool, value)
    assert not isinstance("3", value)


def test_copies_are_of_the_object(value: Any) -> None:
    value_var.set([[1]])
    shallow, deep = copy.copy(value), copy.deepcopy(value)
    assert type(shallow) is type(deep) is list
    assert shallow[0] is value[0]
    assert deep[0] is not value[0]
    assert pickle.loads(pickle.dumps(value)) == [[1]]


class Resource:
    def __init__(self) -> None:
        self.log: list[str] = []

    def __enter__(self) -> str:
        return "entered"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.log.append("exit")

    async def __aenter__(self) -> str:
        return "entered, async"

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.log.append("async exit")

    def __await__(self) -> Generator[None, None, str]:
        yield
        return "awaited"

    async def __aiter__(self) -> AsyncIterator[int]:
        yield 1
        yield 2


def test_with_await_and_async_for(value: Any) -> None:
    resource = Resource()
    value_var.set(resource)

    async def main() -> list[Any]:
        async with value as entered:
            return [entered, await value, [item async for item in value], await anext(aiter(value))]

    with value as entered:
        assert entered == "entered"
    assert asyncio.run(main()) == ["entered, async", "awaited", [1, 2], 1]
    assert resource.log == ["exit", "async exit"]


def test_anext_on_an_async_iterator(value: Any) -> None:
    async def main() -> int:
        async def numbers() -> AsyncIterator[int]:
            yield 5

        value_var.set(numbers())
        first: int = await anext(value)
        await value.aclose()
        return first

    assert asyncio.run(main()) == 5


class Slotted(Generic[T]):
    """A base with a layout of its own, a constructor and a fallback for attributes."""

    __slots__ = ("__wrapped", "_get_current_object")

    def __init__(self, source: object, attribute: str | None = None) -> None:
        raise AssertionError("mixed-in bases are not initialised")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._get_current_object(), name)


class Mixed(Proxy[T], Slotted[T]):
    """Both."""

    __slots__ = ()


def test_a_subclass_may_mix_in_another_base(value: Any) -> None:
    proxy: Any = Mixed(value_var, "user", unbound_message="none")
    value_var.set(Session(User("ada")))
    assert isinstance(proxy, Slotted)
    assert isinstance(proxy, Mixed)
    assert isinstance(proxy, User)
    assert proxy.greet() == "Hello, ada!"
    assert proxy._get_current_object().name == "ada"
    with pytest.raises(AttributeError, match="'User' object has no attribute 'nope'"):
        _ = proxy.nope
    unbound: Any = Mixed(empty_var, unbound_message="none")
    assert repr(unbound) == "<Mixed unbound>"
    assert unbound.__doc__ == "Both."
    assert type(unbound).__module__ == __name__


def test_a_subscripted_class_leaves_no_mark_on_the_object() -> None:
    user = User("ada")
    value_var.set(user)
    assert Proxy[User](value_var).name == "ada"
    assert vars(user) == {"name": "ada", "tags": []}
    assert repr(Proxy[User](empty_var)) == "<Proxy unbound>"


def test_it_follows_the_context(value: Any) -> None:
    value_var.set("outside")

    def inside() -> str:
        value_var.set("inside")
        return str(value)

    assert copy_context().run(inside) == "inside"
    assert value == "outside"
