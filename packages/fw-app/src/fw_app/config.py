"""Configuration: a dictionary that can be filled from files, objects and the environment."""

from __future__ import annotations

import errno
import json
import os
import types
import typing as t
from collections.abc import Callable, Iterable, Mapping, MutableMapping

from werkzeug.utils import import_string

from fw_sessions import check_fallbacks

from .removed import refuse_attributes

if t.TYPE_CHECKING:
    from typing_extensions import Self

T = t.TypeVar("T")

_MISSING: t.Any = object()


class Configured(t.Protocol):
    """An object with a configuration, such as an application."""

    @property
    def config(self) -> Config:
        """The configuration that :class:`ConfigAttribute` reads and writes."""


class ConfigAttribute(t.Generic[T]):
    """An attribute that lives in the configuration of its object.

    :param name: the key in ``config``.
    :param get_converter: applied to the value on reading.
    """

    def __init__(self, name: str, get_converter: Callable[[t.Any], T] | None = None) -> None:
        self.__name__ = name
        self.get_converter = get_converter

    @t.overload
    def __get__(self, obj: None, owner: type[t.Any] | None = None) -> ConfigAttribute[T]: ...

    @t.overload
    def __get__(self, obj: Configured, owner: type[t.Any] | None = None) -> T: ...

    def __get__(
        self, obj: Configured | None, owner: type[t.Any] | None = None
    ) -> T | ConfigAttribute[T]:
        if obj is None:
            return self
        value: T = obj.config[self.__name__]
        convert = self.get_converter
        return value if convert is None else convert(value)

    def __set__(self, obj: Configured, value: t.Any) -> None:
        obj.config[self.__name__] = value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.__name__}>"


def _check_fallbacks(value: t.Any) -> None:
    """Refuse fallback keys with which anybody could sign (G8 of the security page)."""
    if isinstance(value, (str, bytes, list, tuple, set, frozenset)):
        check_fallbacks(value)


_CHECKS: dict[str, Callable[[t.Any], None]] = {"SECRET_KEY_FALLBACKS": _check_fallbacks}


class _Derived(dict[t.Any, t.Any]):
    """What was worked out from a configuration; copies of the configuration begin without it."""

    def __reduce__(self) -> tuple[type[_Derived], tuple[()]]:
        return _Derived, ()


class Config(dict[str, t.Any]):
    """A ``dict`` that can also be filled from files, objects and environment variables.

    Only upper-case names are taken from files and objects, so that what else stands there stays
    out of the configuration::

        app.config.from_object("shop.default_settings")
        app.config.from_envvar("SHOP_SETTINGS", silent=True)
        app.config.from_prefixed_env()

    :param root_path: relative file names begin here; an application passes its own.
    :param defaults: the values to begin with.
    """

    #: Where relative file names begin.
    root_path: str | os.PathLike[str]

    #: Grows with every change of the dictionary itself, whichever method made it. What was computed
    #: from the configuration is still right while this is what it was. Changing a value in place
    #: (``config["ITEMS"].append(1)``) does not show.
    #:
    #: PERF: kept by writing, which happens at set-up, so that reading stays ``dict``'s own.
    version: int = 0

    #: What others have worked out from the configuration, by keys of their own. Every change puts
    #: an empty one in its place, so what is found here is right. Whoever adds to it takes it
    #: before reading the configuration: what a change made wrong meanwhile then goes with it.
    derived: dict[t.Any, t.Any]

    def __init__(
        self, root_path: str | os.PathLike[str], defaults: dict[str, t.Any] | None = None
    ) -> None:
        super().__init__(defaults or {})
        # PERF: Python 3.11 and 3.12 find the attributes of dicts slowly unless they lie in a dict that
        # was made elsewhere (benchmarks: "plain text").
        own = {"root_path": root_path, "version": 0, "derived": _Derived()}
        self.__dict__ = {**self.__dict__, **own}

    def _changed(self) -> None:
        self.version += 1
        self.derived = _Derived()

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """Load the Python file that an environment variable names.

        :param variable_name: the variable that holds the file's name.
        :param silent: return ``False`` where the variable is unset or the file missing.
        :return: whether a file was loaded.
        :raises RuntimeError: if the variable is unset or empty.
        """
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise RuntimeError(
            f"The environment variable {variable_name!r} is not set, so there is no configuration"
            f" to load. Point it to a file: {variable_name}=/path/to/settings.cfg"
        )

    def from_prefixed_env(
        self, prefix: str = "FLASK", *, loads: Callable[[str], t.Any] = json.loads
    ) -> bool:
        """Load every environment variable that begins with a prefix.

        ``FLASK_DEBUG=true`` sets ``DEBUG`` to ``True``: values are JSON where they can be read as
        such, and text otherwise. A double underscore reaches into dictionaries, which are made
        where missing: ``FLASK_MAIL__PORT=25`` sets ``config["MAIL"]["PORT"]``.

        :param prefix: what the names begin with; the underscore after it is added.
        :param loads: makes a value of the text; if it raises, the text is the value.
        :return: always ``True``.
        :raises ValueError: if a variable reaches into a value that is not a dictionary.
        """
        start = f"{prefix}_"
        # In this order ``FOO`` is set before anything reaches into it.
        for variable in sorted(os.environ):
            if variable.startswith(start):
                text = os.environ[variable]
                try:
                    value = loads(text)
                except Exception:
                    value = text
                self._set_nested(variable, variable[len(start) :], value)
        return True

    def _set_nested(self, variable: str, key: str, value: t.Any) -> None:
        *parents, last = key.split("__")
        target: MutableMapping[str, t.Any] = self
        for depth, name in enumerate(parents):
            if name not in target:
                target[name] = {}
            inner = target[name]
            if not isinstance(inner, MutableMapping):
                outer = "__".join(parents[: depth + 1])
                raise ValueError(
                    f"The environment variable {variable!r} sets a key inside {outer!r}, which is"
                    f" {inner!r} and not a dictionary. Remove {variable.removesuffix(key)}{outer},"
                    " or make it a JSON object."
                )
            target = inner
        target[last] = value
        self._changed()

    def from_pyfile(self, filename: str | os.PathLike[str], silent: bool = False) -> bool:
        """Run a Python file and take its upper-case names.

        :param filename: the file; a relative name begins at :attr:`root_path`.
        :param silent: return ``False`` where there is no such file.
        :return: whether the file was loaded.
        :raises OSError: if the file cannot be read.
        """
        path = os.path.join(self.root_path, filename)
        source = self._read(path, "rb", lambda file: t.cast(bytes, file.read()), silent)
        if source is _MISSING:
            return False
        module = types.ModuleType("config")
        module.__file__ = path
        exec(compile(source, path, "exec"), module.__dict__)  # noqa: S102 - that is its purpose
        self.from_object(module)
        return True

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[t.IO[t.Any]], Mapping[str, t.Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Load a file with a function that returns a mapping, and take its upper-case keys.

        For example ``config.from_file("config.json", load=json.load)``, or
        ``config.from_file("config.toml", load=tomllib.load, text=False)``.

        :param filename: the file; a relative name begins at :attr:`root_path`.
        :param load: called with the open file.
        :param silent: return ``False`` where there is no such file.
        :param text: whether the file is opened as text rather than as bytes.
        :return: whether the file was loaded.
        :raises OSError: if the file cannot be read.
        """
        path = os.path.join(self.root_path, filename)
        mapping = self._read(path, "r" if text else "rb", load, silent)
        return mapping is not _MISSING and self.from_mapping(mapping)

    @staticmethod
    def _read(path: str, mode: str, load: Callable[[t.IO[t.Any]], t.Any], silent: bool) -> t.Any:
        try:
            with open(path, mode) as file:
                return load(file)
        except OSError as error:
            if silent and error.errno in {errno.ENOENT, errno.EISDIR, errno.ENOTDIR}:
                return _MISSING
            error.strerror = f"Unable to load configuration file ({error.strerror})"
            raise

    def from_object(self, obj: object | str) -> None:
        """Take the upper-case attributes of an object, most often a module or a class.

        The object is used as it is: a class whose settings are properties has to be instantiated
        first, and the keys of a ``dict`` are no attributes (see :meth:`from_mapping`).

        :param obj: the object, or the dotted name to import it by.
        """
        source = import_string(obj) if isinstance(obj, str) else obj
        for name in dir(source):
            if name.isupper():
                self[name] = getattr(source, name)

    def from_mapping(self, mapping: Mapping[str, t.Any] | None = None, **kwargs: t.Any) -> bool:
        """Take the items of a mapping, and the keyword arguments, whose keys are upper-case.

        :param mapping: anything that a ``dict`` can be made of.
        :param kwargs: further items, which win.
        :return: always ``True``.
        """
        for key, value in {**dict(mapping or {}), **kwargs}.items():
            if key.isupper():
                self[key] = value
        return True

    def get_namespace(
        self, namespace: str, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, t.Any]:
        """Return the items whose keys begin alike, ready to be keyword arguments.

        With ``MAIL_HOST`` and ``MAIL_PORT`` set, ``get_namespace("MAIL_")`` has ``host`` and ``port``.

        :param namespace: what the keys begin with.
        :param lowercase: lower the keys of the result.
        :param trim_namespace: leave the namespace out of the keys of the result.
        :return: a new dictionary.
        """
        start = len(namespace) if trim_namespace else 0
        return {
            key[start:].lower() if lowercase else key[start:]: value
            for key, value in self.items()
            if key.startswith(namespace)
        }

    def __setitem__(self, key: str, value: t.Any) -> None:
        if key in _CHECKS:
            _CHECKS[key](value)
        super().__setitem__(key, value)
        self._changed()

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._changed()

    def update(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Set several items at once, like :meth:`dict.update`."""
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def __ior__(  # type: ignore[override,misc]
        self, other: Mapping[str, t.Any] | Iterable[tuple[str, t.Any]]
    ) -> Self:
        self.update(other)
        return self

    def setdefault(self, key: str, default: t.Any = None) -> t.Any:
        """Return the value of a key, which is set to ``default`` first where it is missing."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: str, *default: t.Any) -> t.Any:
        """Remove a key and return its value, like :meth:`dict.pop`."""
        value = super().pop(key, *default)
        self._changed()
        return value

    def popitem(self) -> tuple[str, t.Any]:
        """Remove and return the newest item."""
        item = super().popitem()
        self._changed()
        return item

    def clear(self) -> None:
        """Remove every item."""
        super().clear()
        self._changed()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {super().__repr__()}>"


refuse_attributes(Config, "Config")
