"""The import picture: which distribution may know which, and no cycle inside any of them.

Every import counts, in functions and under ``TYPE_CHECKING`` too (see :mod:`tools.checks.module_graph`). An import of something
that only an extra brings must be out of the way of ``import PACKAGE``: in a function, guarded, or in a module that the package's
``__init__`` does not reach.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.checks.module_graph import Import, cycles, edges, imports_of, module_names, resolve
from tools.checks.report import conclude
from tools.checks.repository import ROOT, Package, packages

_COMPONENTS = {"fw_context", "fw_routing", "fw_sessions", "fw_templating"}
PICTURE: dict[str, set[str]] = {
    "fw_context": set(),
    "fw_routing": set(),
    "fw_sessions": set(),
    "fw_templating": set(),
    "fw_cli": set(),
    "fw_testing": set(),
    "fw_app": _COMPONENTS | {"fw_cli", "fw_testing"},
    "fw_core": _COMPONENTS | {"fw_app", "fw_cli", "fw_testing"},
}
"""Which of our packages each may import."""

MODULES = {"python-dotenv": "dotenv"}
"""The import names of distributions that are not named like them."""

TYPING_ONLY = frozenset({"_typeshed", "typing_extensions"})
"""What type checkers know without its being installed."""


def _required(package: Package) -> tuple[set[str], set[str]]:
    """Return the import names of what a package always requires, and of what its extras bring."""

    def module(name: str) -> str:
        return MODULES.get(name.lower(), name.lower().replace("-", "_"))

    always = {module(requirement.name) for requirement in package.requirements}
    extras = {module(one.name) for extra in package.extras.values() for one in extra}
    if "pytest11" in package.project.get("entry-points", {}):
        extras |= {"pytest", "_pytest"}
    return always, extras


def _loaded_at_import(package: Package, found: list[Import]) -> set[str]:
    """Return the modules that ``import PACKAGE`` runs."""
    modules = module_names(package.source)
    loaded: set[str] = set()
    waiting = [package.module]
    while waiting:
        name = waiting.pop()
        if name in loaded:
            continue
        loaded.add(name)
        if "." in name:
            waiting.append(name.rpartition(".")[0])
        for one in found:
            if one.importer == name and not (one.deferred or one.typing_only):
                target = resolve(one.target, modules)
                waiting += [target] if target else []
    return loaded


def forbidden(package: Package, found: list[Import]) -> Iterator[str]:
    """Yield the imports that go beyond what a package declares or the picture allows.

    :param package: whose imports these are.
    :param found: the imports.
    """
    ours = {other for other in PICTURE if other != package.module}
    allowed = PICTURE.get(package.module, set())
    always, extras = _required(package)
    loaded = _loaded_at_import(package, found)
    for one in found:
        name = one.distribution_module
        where = f"{one.importer}:{one.line}"
        if name == package.module or name in sys.stdlib_module_names:
            continue
        if name in ours and name not in allowed:
            knows = ", ".join(sorted(allowed)) or "none of ours"
            yield f"{where}: imports {name}, but {package.module} may know {knows}: declare a Protocol instead"
        elif name in always or (one.typing_only and name in TYPING_ONLY):
            continue
        elif name in extras:
            if one.importer in loaded and not (one.deferred or one.guarded or one.typing_only):
                yield f"{where}: imports {name}, which only an extra brings, at `import {package.module}`: defer it"
        elif not one.guarded:
            yield f"{where}: imports {name}, which {package.folder.name} does not declare: add it to its dependencies"


def unused_picture(root: Path) -> Iterator[str]:
    """Yield the packages that the picture does not know.

    :param root: the repository.
    """
    for package in packages(root):
        if package.module not in PICTURE:
            yield f"{package.folder.name}: is not in PICTURE of tools/checks/imports.py: say which packages it may know"


def refusals(root: Path = ROOT) -> Iterator[str]:
    """Yield every import of a repository that breaks the picture, and every cycle.

    :param root: the repository.
    """
    yield from unused_picture(root)
    for package in packages(root):
        yield from forbidden(package, imports_of(package.source))
        for way in cycles(edges(package.source)):
            yield f"{package.folder.name}: import cycle {' -> '.join(way)}: a third thing is missing; find it and name it"


if __name__ == "__main__":
    sys.exit(conclude("imports", refusals()))
