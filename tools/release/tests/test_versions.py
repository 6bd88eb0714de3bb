from __future__ import annotations

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tools.release.versions import Change, compatible_range, next_version, shown


@pytest.mark.parametrize(
    ("version", "change", "expected"),
    [
        ("1.4.2", Change.NONE, "1.4.2"),
        ("1.4.2", Change.FIX, "1.4.3"),
        ("1.4.2", Change.FEATURE, "1.5.0"),
        ("1.4.2", Change.BREAK, "2.0.0"),
        ("0.4.2", Change.FIX, "0.4.3"),
        ("0.4.2", Change.FEATURE, "0.4.3"),
        ("0.4.2", Change.BREAK, "0.5.0"),
    ],
)
def test_the_smallest_next_version(version: str, change: Change, expected: str) -> None:
    assert next_version(Version(version), change) == Version(expected)


@pytest.mark.parametrize(
    ("floor", "expected"), [("0.1.2", ">=0.1.2,<0.2"), ("1.4.2", ">=1.4.2,<2")]
)
def test_the_compatible_range(floor: str, expected: str) -> None:
    assert compatible_range(Version(floor)) == SpecifierSet(expected)


@pytest.mark.parametrize("text", [">=0.1.0,<0.2", ">=1.4,!=1.5.0,<2", "~=1.4", "==1.4.0", "<2", ""])
def test_a_range_is_shown_with_its_lower_bound_first(text: str) -> None:
    assert shown(SpecifierSet(text)) == text


def test_a_bound_that_two_requirements_name_is_shown_once() -> None:
    assert shown(SpecifierSet(">=1.4,<2") & SpecifierSet(">=1.4,<2")) == ">=1.4,<2"
