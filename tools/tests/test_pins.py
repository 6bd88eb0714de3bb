from __future__ import annotations

from collections import defaultdict

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools.pins import PINS, wanted


def pinned() -> dict[str, list[SpecifierSet]]:
    """Return what each name is pinned to; several where Pythons differ."""
    found: defaultdict[str, list[SpecifierSet]] = defaultdict(list)
    for line in PINS.read_text().splitlines():
        if not line.startswith("#"):
            one = Requirement(line)
            found[canonicalize_name(one.name)].append(one.specifier)
    return found


def test_each_pin_is_one_version() -> None:
    for name, specifiers in pinned().items():
        for specifier in specifiers:
            (only,) = specifier
            assert only.operator == "==", f"{name}{specifier}: run `hatch run pins`"


@pytest.mark.parametrize("asked", sorted(set(map(str, wanted()))))
def test_what_is_asked_for_is_pinned_to_what_will_do(asked: str) -> None:
    one = Requirement(asked)
    pins = pinned()[canonicalize_name(one.name)]
    assert pins, f"{one.name} is not pinned: run `hatch run pins`"
    for specifier in pins:
        (only,) = specifier
        assert only.version in one.specifier, f"{only} is not {one}: run `hatch run pins`"
