"""The modules named ``flask`` that stand for fw-core's, and what finds them.

Each familiar module (``flask``, ``flask.cli``, …) becomes a :class:`AliasModule`: it holds every
name of the fw-core module that it stands for. Setting a name on it (``monkeypatch.setattr(
"flask.helpers.request", …)``) also sets it in the modules that implement it, so that a patch
reaches the code that looks the name up. fw-core's own modules are not changed by any of this.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final, final

from fw_cli import program
from fw_core._names import ModuleNames
from fw_core._removed import REMOVED
from fw_core._version import __version__
from fw_routing import Map

__all__ = [
    "REFERENCE_VERSION",
    "AliasModule",
    "AlreadyImported",
    "activate",
    "alias_path",
    "child_environment",
    "for_child_processes",
    "is_active",
]

#: The version of Flask whose interface this is, and which is answered where Flask is not installed.
REFERENCE_VERSION: Final = "3.1.3"

#: The submodules, each after the ones that it needs.
SUBMODULES: Final = (
    "globals",
    "signals",
    "typing",
    "config",
    "json",
    "json.provider",
    "json.tag",
    "logging",
    "sansio",
    "sansio.scaffold",
    "sansio.blueprints",
    "sansio.app",
    "helpers",
    "wrappers",
    "ctx",
    "sessions",
    "templating",
    "debughelpers",
    "views",
    "cli",
    "testing",
    "blueprints",
    "app",
)

#: The modules where the code behind a familiar module looks its names up, beside the one of the
#: same name in fw_app. A name that ends in a dot means everything below.
IMPLEMENTATIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "app": ("fw_app.sansio.app", "fw_app.pipeline", "fw_app.plan"),
        "cli": ("fw_cli", "fw_cli."),
        "globals": ("fw_app.active", "fw_app.context_proxy"),
        "helpers": (
            "fw_app.environment",
            "fw_app.flashing",
            "fw_app.resources",
            "fw_app.sending",
            "fw_app.streaming",
        ),
        "json": ("fw_app.jsonify",),
        "json.tag": ("fw_sessions", "fw_sessions."),
        "sessions": ("fw_sessions", "fw_sessions."),
        "templating": ("fw_app.template_context", "fw_templating", "fw_templating."),
        "testing": ("fw_testing", "fw_testing."),
    }
)

_MISSING: Final = object()
_ANY: Final = importlib.metadata.DistributionFinder.Context()


class AlreadyImported(ImportError):
    """Flask itself is already imported, so that its classes are in use by now."""


class AliasModule(ModuleType):
    """A module named ``flask…`` that holds the names of one of fw-core's.

    :param name: the familiar name, as in ``"flask.cli"``.
    :param target: the module that it stands for.
    """

    def __init__(self, name: str, target: ModuleType) -> None:
        super().__init__(name, target.__doc__)
        below = name.partition(".")[2]
        namespace = vars(self)
        namespace["_below"] = below
        for module in (target, *implementing(below)):
            for key, value in vars(module).items():
                if not key.startswith("__") and key != "annotations":
                    namespace.setdefault(key, value)
        own_getattr = vars(target).get("__getattr__")
        if isinstance(own_getattr, ModuleNames):
            for key in own_getattr.lazy:
                if not own_getattr.lazy[key].startswith("fw_core"):
                    namespace.setdefault(key, getattr(target, key))
        namespace["__getattr__"] = own_getattr or ModuleNames(target.__name__)
        namespace["__file__"] = target.__file__
        if hasattr(target, "__path__"):
            namespace["__path__"] = target.__path__

    @property
    def __all__(self) -> list[str]:
        """What ``from flask import *`` takes: it is all here, and nothing is imported late."""
        return [name for name in vars(self) if not name.startswith("_")]

    def __setattr__(self, name: str, value: object) -> None:
        """Set a name here and wherever the code behind this module looks it up."""
        namespace = vars(self)
        previous = namespace.get(name, _MISSING)
        if previous is not _MISSING and not name.startswith("__"):
            for module in implementing(namespace["_below"]):
                if vars(module).get(name, _MISSING) is previous:
                    setattr(module, name, value)
        super().__setattr__(name, value)


def implementing(below: str) -> Iterator[ModuleType]:
    """Yield the loaded modules where the code behind a familiar module looks names up.

    :param below: the part after ``flask.``, empty for the package.
    """
    if not below:
        return
    names = (f"fw_app.{below}", *IMPLEMENTATIONS.get(below, ()))
    for key, module in tuple(sys.modules.items()):
        if key in names or any(name[-1] == "." and key.startswith(name) for name in names):
            yield module


@final
class AliasFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds ``flask`` and everything below it, and nothing else.

    It stands first in :data:`sys.meta_path`, so that Flask is never found where it is installed.
    """

    def __init__(self) -> None:
        self.modules: dict[str, AliasModule] = {}

    def add(self, name: str, target: ModuleType) -> AliasModule:
        """Make the module of a familiar name and put it where imports find it.

        :param name: the familiar name.
        :param target: the module of ours that it stands for.
        """
        module = self.modules[name] = AliasModule(name, target)
        module.__spec__ = self.find_spec(name)
        module.__loader__ = self
        module.__package__ = name if hasattr(target, "__path__") else name.rpartition(".")[0]
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            vars(self.modules[parent])[child] = module
        return module

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module by its familiar name.

        :raises ModuleNotFoundError: Flask has no such module, or it is not to be imported.
        """
        if fullname.partition(".")[0] != "flask":
            return None
        if fullname in self.modules:
            module = self.modules[fullname]
            return importlib.machinery.ModuleSpec(
                fullname, self, origin=module.__file__, is_package=hasattr(module, "__path__")
            )
        if fullname == "flask.__main__":
            main = Path(__file__).with_name("__main__.py")
            return importlib.util.spec_from_file_location(fullname, main)
        raise ModuleNotFoundError(
            f"No module named {fullname!r}: {why_it_is_none(fullname)}", name=fullname
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Give the one module of that name."""
        return self.modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the module is filled when it is made."""


def why_it_is_none(fullname: str) -> str:
    """Say what to import in place of a module that older editions had, or where one is looked for.

    :param fullname: the familiar name of a module that there is not.
    """
    parent, _, child = fullname.rpartition(".")
    advice = REMOVED.get(parent.replace("flask", "fw_core", 1), {}).get(child)
    if advice is not None:
        return f"it was removed; {advice.replace('fw_core.', 'flask.')}"
    return (
        "'flask' means fw-core in this process (by fw_core.as_flask), which has the modules of"
        f" Flask {REFERENCE_VERSION}"
    )


@final
class ReferenceDistribution(importlib.metadata.Distribution):
    """Answers for the distribution "flask" where none is installed."""

    def read_text(self, filename: str) -> str | None:
        """Give the metadata: the name and the version."""
        if filename != "METADATA":
            return None
        return f"Metadata-Version: 2.1\nName: Flask\nVersion: {REFERENCE_VERSION}\n"

    def locate_file(self, path: str | os.PathLike[str]) -> Path:
        """Give a path beside this file: there are no files of that distribution."""
        return Path(__file__).parent / path


@final
class ReferenceMetadata(importlib.metadata.DistributionFinder):
    """Finds :class:`ReferenceDistribution` by name.

    It stands last in :data:`sys.meta_path`: an installed Flask is found first.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        """Find no module: this is for metadata only."""

    def find_distributions(
        self,
        context: importlib.metadata.DistributionFinder.Context = _ANY,
    ) -> Iterable[importlib.metadata.Distribution]:
        """Find the distribution "flask", where it is asked for by name."""
        if (context.name or "").lower() == "flask":
            yield ReferenceDistribution()


@final
class PackageNames:
    """The ``__getattr__`` of the package ``flask``: ``__version__``, then fw-core's own."""

    def __init__(self, names: ModuleNames) -> None:
        self.names = names

    def __call__(self, name: str) -> object:
        """Give a name that the module does not hold.

        :raises AttributeError: there is no such name.
        """
        if name != "__version__":
            return self.names(name, depth=3)
        warnings.warn(
            "flask.__version__ goes away with Flask 3.2: test for the feature, or ask"
            " importlib.metadata.version('flask')",
            DeprecationWarning,
            stacklevel=2,
        )
        return importlib.metadata.version("flask")


def is_active() -> bool:
    """Tell whether ``flask`` means fw-core in this process."""
    return isinstance(sys.modules.get("flask"), AliasModule)


def activate() -> None:
    """Make ``flask`` and everything below it mean fw-core in this process; once is enough.

    :raises AlreadyImported: Flask itself was imported before.
    """
    if is_active():
        return
    shim = str(alias_path())
    for name, module in sys.modules.items():
        origin = getattr(module, "__file__", None) or ""
        if (name == "flask" or name.startswith("flask.")) and not origin.startswith(shim):
            raise AlreadyImported(
                f"Flask is already imported ({name!r} from {origin!r}), and its classes with it:"
                " import fw_core.as_flask before anything that imports flask, or start with"
                " 'python -m fw_core.as_flask' or 'pytest -p fw_core.as_flask'",
                name="flask",
            )
    finder = AliasFinder()
    # All at once, as `import flask` itself does: a module that a test imports late and drops from
    # sys.modules again would otherwise be made a second time, with other classes.
    targets = {name: importlib.import_module(f"fw_core.{name}") for name in SUBMODULES}
    package = finder.add("flask", importlib.import_module("fw_core"))
    for name, target in targets.items():
        finder.add(f"flask.{name}", target)
    namespace = vars(package)
    namespace.pop("__version__", None)
    namespace["__getattr__"] = PackageNames(namespace["__getattr__"])
    program.product = "Flask"
    program.product_version = lambda: (
        f"{importlib.metadata.version('flask')} (fw-core {__version__})"
    )
    # Filters of warnings that name the module find it under the name that they know.
    Map.warns_as = "flask.app"
    sys.meta_path.insert(0, finder)
    sys.meta_path.append(ReferenceMetadata())


def alias_path() -> Path:
    """Give the folder whose ``flask`` package activates the alias.

    A Python process that has it on ``PYTHONPATH`` imports fw-core as ``flask``. It also holds the
    type stubs that make a type checker do the same (``MYPYPATH``).
    """
    return Path(__file__).with_name("alias_path")


def child_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give an environment in which Python processes import fw-core as ``flask``.

    :param base: the environment to start from; this process's own if not given.
    :return: a copy, with the folder of :func:`alias_path` first in ``PYTHONPATH``.
    """
    environment = dict(os.environ if base is None else base)
    shim = str(alias_path())
    others = [p for p in environment.get("PYTHONPATH", "").split(os.pathsep) if p and p != shim]
    environment["PYTHONPATH"] = os.pathsep.join([shim, *others])
    return environment


def for_child_processes() -> None:
    """Let the Python processes that this one starts from now on see the alias too."""
    os.environ.update(child_environment())
