"""Importing Werkzeug without what only some applications use of it.

``import werkzeug`` loads its development server, its test client and its form parser, and of the
standard library what they and a few functions need: the HTTP server and client, ``email``, ``hashlib``,
``tempfile``, ``uuid``. That is more than half of what an application takes to import, and a service
that answers with JSON uses none of it. Here these modules are left out until somebody asks for them,
by whatever name: ``werkzeug.Client``, ``import werkzeug.test``, ``from werkzeug.formparser import …``
are what they always were, and so is every module of the standard library in ``sys.modules``.

While Werkzeug is imported, a :class:`_StandIn` takes the place of each. One that is a part of
Werkzeug is taken away again; one of the standard library stays in Werkzeug's own modules, loads the
real module at its first use and puts it into its place. A stand-in that is asked for more than was
foreseen here loads the real module at once, so another edition of Werkzeug may be slower to import, but is
never another Werkzeug. Where Werkzeug has been imported before, nothing is done.

PERF: benchmarks: "import fw_app", "service of JSON".
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

#: Parts of Werkzeug, each with the names that others of its modules take from it.
_PARTS = {
    "werkzeug.serving": ("run_simple",),
    "werkzeug.test": ("Client",),
    "werkzeug.formparser": ("FormDataParser", "default_stream_factory"),
    "werkzeug.routing.matcher": ("StateMachineMatcher",),
}

#: By module: names that are found in it although they were left out, and where they are.
_NAMES = {
    "werkzeug": {
        "run_simple": "werkzeug.serving",
        "serving": "werkzeug.serving",
        "Client": "werkzeug.test",
        "test": "werkzeug.test",
        "formparser": "werkzeug.formparser",
    },
    "werkzeug.routing": {
        "StateMachineMatcher": "werkzeug.routing.matcher",
        "matcher": "werkzeug.routing.matcher",
    },
    "werkzeug.sansio": {"multipart": "werkzeug.sansio.multipart"},
    "werkzeug.wrappers.request": {"FormDataParser": "werkzeug.formparser"},
}

#: Modules of the standard library of which Werkzeug makes use in functions only, each with the functions
#: that it takes from them by ``from … import``.
_LIBRARY: dict[str, tuple[str, ...]] = {
    "base64": (),
    "difflib": (),
    "email.utils": (),
    "hashlib": ("sha1",),
    "hmac": (),
    "mimetypes": (),
    "pkgutil": (),
    "pprint": ("pformat",),
    "secrets": (),
    "unicodedata": (),
    "urllib.request": ("parse_http_list",),
    "uuid": (),
    "zlib": ("adler32",),
}


class _StandIn(ModuleType):
    """Stands in for a module until it is used.

    :param name: the full name of the module.
    :param functions: what may be taken from it without loading it.
    :param submodule: a module in it that is imported with it.
    """

    def __init__(self, name: str, functions: tuple[str, ...] = (), submodule: str = "") -> None:
        super().__init__(name)
        self._functions = functions
        self._imported = submodule or name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for some
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name)
        if name in self._functions:
            return _Function(self, name)
        return getattr(self._load(), name)

    def _load(self) -> ModuleType:
        """Import the real module and put it where this one is."""
        self._leave()
        import_module(self._imported)
        module = sys.modules[self.__name__]
        _replace(self, module)
        return module

    def _leave(self) -> None:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


class _Function:
    """Stands in for a function until it is called.

    :param module: what stands in for its module.
    :param name: the function's name.
    """

    def __init__(self, module: _StandIn, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        function = getattr(self._module._load(), self._name)
        _replace(self, function)
        return function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{self._module.__name__}.{self._name}, not imported yet>"


def _replace(stand_in: object, real: object) -> None:
    """Put the real thing into those of Werkzeug's modules that hold what stands in for it."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "werkzeug":
            names = vars(module)
            names.update({key: real for key, value in names.items() if value is stand_in})


class _Parts:
    """The ``__getattr__`` of a module: names that are imported when somebody asks for them.

    :param module: the module.
    :param names: the module that each name is in, or which it is.
    """

    def __init__(self, module: ModuleType, names: dict[str, str]) -> None:
        self._module = module
        self._names = names
        for name in names:
            vars(module).pop(name, None)
        vars(module)["__getattr__"] = self

    def __call__(self, name: str) -> Any:
        if name not in self._names:
            raise AttributeError(
                f"module {self._module.__name__!r} has no attribute {name!r}", name=name
            )
        value: Any = import_module(self._names[name])
        if value.__name__ != f"{self._module.__name__}.{name}":
            value = getattr(value, name)
        setattr(self._module, name, value)
        return value


class _FormDataParserClass:
    """The default of :attr:`werkzeug.wrappers.Request.form_data_parser_class`."""

    def __get__(self, instance: object, owner: type) -> Any:
        return import_module("werkzeug.formparser").FormDataParser


def _import_without_parts() -> None:
    """Import Werkzeug while empty modules stand in for what is left out."""
    left_out = {**_PARTS, **_LIBRARY}
    stand_ins = {n: _StandIn(n, left_out[n]) for n in left_out if n not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        import_module("werkzeug")
        import_module("werkzeug.routing")
    finally:
        for stand_in in stand_ins.values():
            stand_in._leave()
    for module, names in _NAMES.items():
        _Parts(sys.modules[module], names)
    request: Any = sys.modules["werkzeug.wrappers.request"].Request
    request.form_data_parser_class = _FormDataParserClass()
    if "email.utils" in stand_ins:
        # Werkzeug says `email.utils.formatdate`, so what it holds is the package.
        http: Any = sys.modules["werkzeug.http"]
        http.email = _StandIn("email", submodule="email.utils")


if "werkzeug" not in sys.modules and not any(part in sys.modules for part in _PARTS):
    _import_without_parts()
