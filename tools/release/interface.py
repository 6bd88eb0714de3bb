"""The public interface of a package, and how it changed since a tag: read by griffe, without running any of it."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import griffe

from tools.release.members import Member
from tools.release.versions import Change

logging.getLogger("griffe").setLevel(logging.CRITICAL)

_NOT_BREAKING = {griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE}
"""A constant may take another value, as ``__version__`` does each time."""


@dataclass(frozen=True)
class InterfaceChange:
    """How an interface changed.

    :param broken: what was promised and no longer holds, a line each.
    :param added: the public names that are new.
    """

    broken: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def change(self) -> Change:
        """What it asks of the next version."""
        if self.broken:
            return Change.BREAK
        return Change.FEATURE if self.added else Change.NONE


def load(module: str, source: Path) -> griffe.Module:
    """Read an import package.

    :param module: its import name.
    :param source: the folder that it is in.
    """
    loaded = griffe.load(module, search_paths=[source], allow_inspection=False)
    assert isinstance(loaded, griffe.Module)
    return loaded


@lru_cache(maxsize=64)
def load_tree(member: Member) -> griffe.Module:
    """Read a package as it is in the tree.

    :param member: the package; one that is found anew is read anew.
    """
    return load(member.module, member.source.parent)


@lru_cache(maxsize=64)
def load_at(member: Member, ref: str) -> griffe.Module:
    """Read a package as it was at a ref.

    :param member: the package.
    :param ref: a tag or commit.
    """
    with tempfile.TemporaryDirectory() as folder:
        return load(member.module, member.git.export(ref, f"{member.path}/src", Path(folder)))


def names(module: griffe.Object | griffe.Alias) -> Iterator[str]:
    """Yield the paths of everything that is public in a module, methods and attributes too."""
    for member in module.members.values():
        if member.is_public:
            yield member.path
            if not member.is_alias:
                yield from names(member)


def has(module: griffe.Module, path: str) -> bool:
    """Return whether a package has a name, public or not.

    :param module: the package.
    :param path: a dotted path that begins with the package's name.
    """
    _, _, inside = path.partition(".")
    if not inside:
        return True
    try:
        found = module[inside]
    except (KeyError, griffe.AliasResolutionError, griffe.CyclicAliasError):
        return False
    return found is not None


def change_since(member: Member, ref: str | None) -> InterfaceChange:
    """Return how a package's interface changed.

    :param member: the package, as it is in the tree.
    :param ref: the tag to compare with; None for a first release, which changes nothing.
    """
    if ref is None:
        return InterfaceChange()
    old, new = load_at(member, ref), load_tree(member)
    broken = [
        f"{one.obj.path}: {one.kind.value}"
        for one in griffe.find_breaking_changes(old, new)
        if one.kind not in _NOT_BREAKING
    ]
    added = sorted(set(names(new)) - set(names(old)))
    return InterfaceChange(broken, added)
