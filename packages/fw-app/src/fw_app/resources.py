"""Where a module or package lies on the disk."""

from __future__ import annotations

import os
import sys
import typing as t

if t.TYPE_CHECKING:
    from importlib.machinery import ModuleSpec


def _find_spec(name: str) -> ModuleSpec | None:
    if name in sys.modules:
        return getattr(sys.modules[name], "__spec__", None)
    # Only names that are not imported are looked for.
    from importlib.util import find_spec  # noqa: PLC0415

    return find_spec(name)


def get_root_path(import_name: str) -> str:
    """Return the folder of a module or package, or the working folder where it has none.

    :param import_name: the name of a module or package, as in ``__name__``.
    :raises RuntimeError: for a namespace package, which has no folder of its own.
    """
    file: str | None = getattr(sys.modules.get(import_name), "__file__", None)
    if file is not None:
        return os.path.dirname(os.path.abspath(file))
    try:
        spec = _find_spec(import_name)
    except (ImportError, ValueError):
        spec = None
    if spec is None or (spec.loader is None and not spec.submodule_search_locations):
        return os.getcwd()  # an interactive session, or a name that cannot be imported
    get_filename = getattr(spec.loader, "get_filename", None)
    if get_filename is not None:
        file = str(get_filename(import_name))
        return os.path.dirname(os.path.abspath(file))
    raise RuntimeError(
        f"No root path can be found for the provided module {import_name!r}. It may come from an"
        " import hook that gives no file name, or be a namespace package. Pass root_path explicitly."
    )


def find_package_path(import_name: str) -> str:
    """Return the folder that the top-level package of a module is imported from.

    :param import_name: the name of a module or package.
    """
    root_name = import_name.partition(".")[0]
    try:
        spec = _find_spec(root_name)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return os.getcwd()
    locations = spec.submodule_search_locations
    if not locations:
        return os.getcwd() if spec.origin is None else os.path.dirname(spec.origin)
    if spec.origin not in (None, "namespace"):  # a regular package
        return os.path.dirname(os.path.dirname(str(spec.origin)))
    return os.path.dirname(_portion_of(import_name, root_name, list(locations)))


def _portion_of(import_name: str, root_name: str, locations: list[str]) -> str:
    """Return that folder of a namespace package which holds the module."""
    if import_name != root_name:
        spec = _find_spec(import_name)
        origin = None if spec is None else spec.origin
        for location in locations:
            if origin is not None and os.path.commonpath([location, origin]) == location:
                return location
    return locations[0]
