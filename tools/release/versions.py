"""Semantic versions: how far a change moves one, and which range is compatible with it.

Below 1.0 the second number plays the first one's part: 0.2 may break what 0.1 promised, and 0.1.3 may not.
"""

from __future__ import annotations

from enum import IntEnum

from packaging.specifiers import SpecifierSet
from packaging.version import Version


class Change(IntEnum):
    """How much a change asks of the next version; the greatest of several counts."""

    NONE = 0
    FIX = 1
    FEATURE = 2
    BREAK = 3


def next_breaking(version: Version) -> Version:
    """Return the first version that may break what this one promises."""
    if version.major:
        return Version(f"{version.major + 1}.0.0")
    return Version(f"0.{version.minor + 1}.0")


def next_version(version: Version, change: Change) -> Version:
    """Return the smallest version that may follow.

    :param version: the last released one.
    :param change: the greatest change since.
    """
    if change is Change.NONE:
        return version
    if change is Change.BREAK:
        return next_breaking(version)
    if change is Change.FEATURE and version.major:
        return Version(f"{version.major}.{version.minor + 1}.0")
    return Version(f"{version.major}.{version.minor}.{version.micro + 1}")


def compatible_range(floor: Version) -> SpecifierSet:
    """Return the range that begins at a version and ends before the next that may break."""
    end = next_breaking(floor)
    short = f"{end.major}" if end.major else f"{end.major}.{end.minor}"
    return SpecifierSet(f">={floor},<{short}")


def shown(specifier: SpecifierSet) -> str:
    """Return a range as people write it: each bound once, the lower first; by itself a specifier set sorts ``<`` before ``>=``."""
    return ",".join(sorted(set(map(str, specifier)), key=lambda one: (one[0] in "!<", one)))


def floor_of(specifier: SpecifierSet) -> Version | None:
    """Return the lowest version that a range names, or None when it is open below."""
    bounds = [Version(one.version) for one in specifier if one.operator in (">=", "==", "~=")]
    return max(bounds, default=None)


def ceiling_of(specifier: SpecifierSet) -> Version | None:
    """Return the first version above a range, or None when it is open above."""
    bounds = [Version(one.version) for one in specifier if one.operator == "<"]
    return min(bounds, default=None)
