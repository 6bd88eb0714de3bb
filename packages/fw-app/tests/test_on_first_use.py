"""Attributes that are made when somebody asks for them."""

from __future__ import annotations

from fw_app.on_first_use import MadeOnFirstUse, OnFirstUse


def test_class_attributes() -> None:
    loads: list[int] = []

    def load() -> str:
        loads.append(1)
        return "loaded"

    class Holder:
        value = OnFirstUse(load)

    assert not loads
    assert Holder.value == Holder().value == "loaded"
    assert "load" in repr(vars(Holder)["value"])


def test_instance_attributes() -> None:
    made: list[object] = []

    def number(holder: object) -> int:
        """The number."""
        made.append(holder)
        return 3

    class Holder:
        value = MadeOnFirstUse(number)

    holder = Holder()
    assert not made
    assert holder.value == holder.value == 3
    assert made == [holder]
    assert Holder.value.__doc__ == "The number."
    other = Holder()
    other.value = 4
    assert vars(other)["value"] == 4
    del other.value
    assert other.value == 3


def test_a_property_of_a_subclass_may_ask_for_the_value() -> None:
    class Base:
        value = MadeOnFirstUse(lambda holder: [holder])

    class Derived(Base):
        @property
        def value(self) -> list[object]:  # type: ignore[override]
            return [*super().value, "more"]

    derived = Derived()
    assert derived.value == derived.value == [derived, "more"]
