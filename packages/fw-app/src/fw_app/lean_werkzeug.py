"""Importing Werkzeug without what only some applications use of it.

``import werkzeug`` loads its development server, its test client, its form parser and a class for
each of the rarer headers, and of the standard library what these and a few functions need: the HTTP
server and client, ``email``, ``hashlib``, ``inspect``, ``logging``, ``tempfile``, ``uuid``. That is more than half of what an application takes to import, and
a service that answers with JSON uses none of it. Here these modules are left out until somebody asks for
them, by whatever name: ``werkzeug.Client``, ``import werkzeug.test``, ``from werkzeug.formparser
import …`` are what they always were, and so is every module of the standard library in
``sys.modules``. Blinker, which signals are made of, is imported the same way.

While Werkzeug is imported, a :class:`.StandIn` takes the place of each. One that is a part of Werkzeug
is taken away again; one of the standard library stays in the modules that import it, loads the real
module at its first use and puts it into its place. A stand-in that is asked for more than was
foreseen here loads the real module at once, so another edition of Werkzeug may be slower to import, but is
never another Werkzeug. Where Werkzeug has been imported before, nothing is done.

PERF: benchmarks: "import fw_app", "service of JSON".
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

from .stand_ins import Name, StandIn, base, note_places

_Foreseen = dict[str, Callable[[StandIn, str], Any]]


def _names(*names: str) -> _Foreseen:
    return dict.fromkeys(names, Name)


#: The parts of :mod:`werkzeug.datastructures` that are left out, with the classes in them.
_STRUCTURES = {
    "accept": ("Accept", "CharsetAccept", "LanguageAccept", "MIMEAccept"),
    "auth": ("Authorization", "WWWAuthenticate"),
    "cache_control": ("RequestCacheControl", "ResponseCacheControl"),
    "csp": ("ContentSecurityPolicy",),
    "etag": ("ETags",),
    "file_storage": ("FileMultiDict", "FileStorage"),
    "range": ("ContentRange", "IfRange", "Range"),
}
_DATASTRUCTURES = "werkzeug.datastructures"

#: Parts of Werkzeug, each with what others of its modules take from it.
_PARTS: dict[str, _Foreseen] = {
    "werkzeug.serving": _names("run_simple"),
    "werkzeug.test": _names("Client"),
    "werkzeug.formparser": _names("FormDataParser", "default_stream_factory"),
    "werkzeug.routing.matcher": _names("StateMachineMatcher"),
    **{f"{_DATASTRUCTURES}.{part}": _names(*names) for part, names in _STRUCTURES.items()},
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
    _DATASTRUCTURES: {
        name: f"{_DATASTRUCTURES}.{part}"
        for part, names in _STRUCTURES.items()
        for name in (part, *names)
    },
}

#: Modules of the standard library of which Werkzeug and Blinker make use in functions only, or nearly, each with
#: what they take from them at once.
_LIBRARY: dict[str, _Foreseen] = {
    "base64": {},
    "difflib": {},
    "email.utils": {},
    "hashlib": _names("sha1"),
    "hmac": {},
    "http": _names("HTTPStatus"),
    "inspect": _names("iscoroutinefunction"),
    "ipaddress": {},  # of `urllib.parse`
    "logging": {"StreamHandler": base},
    "mimetypes": {},
    "pkgutil": {},
    "pprint": _names("pformat"),
    "secrets": {},
    "unicodedata": {},
    "urllib.request": _names("parse_http_list"),
    "uuid": {},
    "zlib": _names("adler32"),
}
_PACKAGES = {"http", "logging"}


class _Parts:
    """The ``__getattr__`` of a module: names that are imported when somebody asks for them.

    :param module: the module.
    :param names: the module that each name is in, or which it is.
    """

    def __init__(self, module: ModuleType, names: dict[str, str]) -> None:
        self._module = module
        self._names = names
        own = vars(module)
        for name in names:
            own.pop(name, None)
        #: What the module itself says of names that it has not.
        self._otherwise: Callable[[str], Any] = own.get("__getattr__", self._refuse)
        own["__getattr__"] = self
        own["__dir__"] = self._all

    def __call__(self, name: str) -> Any:
        if name not in self._names:
            return self._public() if name == "__all__" else self._otherwise(name)
        value: Any = import_module(self._names[name])
        if value.__name__ != f"{self._module.__name__}.{name}":
            value = getattr(value, name)
        setattr(self._module, name, value)
        return value

    def _refuse(self, name: str) -> Any:
        raise AttributeError(
            f"module {self._module.__name__!r} has no attribute {name!r}", name=name
        )

    def _all(self) -> list[str]:
        return sorted({*vars(self._module), *self._names} - {"__dir__"})

    def _public(self) -> list[str]:
        """Return what ``from … import *`` takes."""
        return [name for name in self._all() if not name.startswith("_")]


class _FormDataParserClass:
    """The default of :attr:`werkzeug.wrappers.Request.form_data_parser_class`."""

    def __get__(self, instance: object, owner: type) -> Any:
        return import_module("werkzeug.formparser").FormDataParser


def _import_without_parts() -> None:
    """Import Werkzeug while empty modules stand in for what is left out."""
    left_out = {**_PARTS, **_LIBRARY}
    before = set(sys.modules)
    stand_ins = [
        StandIn(n, left_out[n], package=n in _PACKAGES) for n in left_out if n not in before
    ]
    for stand_in in stand_ins:
        stand_in.enter()
    try:
        for name in ("werkzeug", "werkzeug.routing", "blinker"):
            import_module(name)
    finally:
        note_places([sys.modules[name] for name in set(sys.modules) - before])
        for stand_in in stand_ins:
            stand_in.leave()
    for name, names in _NAMES.items():
        _Parts(sys.modules[name], names)
    request: Any = sys.modules["werkzeug.wrappers.request"].Request
    request.form_data_parser_class = _FormDataParserClass()
    if "email.utils" not in before:
        # Werkzeug says `email.utils.formatdate`, so what it holds is the package.
        http: Any = sys.modules["werkzeug.http"]
        http.email = StandIn("email", {}, submodule="email.utils")
        note_places([http])


if "werkzeug" not in sys.modules and not any(part in sys.modules for part in _PARTS):
    _import_without_parts()
else:
    import_module("werkzeug")  # another thread may be at it: modules inside would not wait
