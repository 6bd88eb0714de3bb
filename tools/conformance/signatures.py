"""``python -m tools.conformance.signatures``: what the reference offers and fw-core does not.

Compares every name of every module of the reference, and every attribute of its classes and of a
few objects made from them, with fw-core's. Parameters may be added where they have a default; none
may be lost, moved or made stricter. It needs the reference installed beside fw-core.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any, Final

import click

__all__ = ["MODULES", "differences"]

#: The modules of the reference, without the leading ``flask.``.
MODULES: Final = (
    "",
    "app",
    "blueprints",
    "cli",
    "config",
    "ctx",
    "debughelpers",
    "globals",
    "helpers",
    "json",
    "json.provider",
    "json.tag",
    "logging",
    "sansio.app",
    "sansio.blueprints",
    "sansio.scaffold",
    "sessions",
    "signals",
    "templating",
    "testing",
    "typing",
    "views",
    "wrappers",
)

#: Names that are the reference's own imports of the standard library, no part of its interface.
STANDARD: Final = frozenset(sys.stdlib_module_names) | {"annotations", "t", "ft", "cabc", "_json"}

#: What differs and is to differ: ``place: reason``.
LISTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fw_core.testing._werkzeug_version": "a place to cache in; the function beside it is there",
        "fw_core.ctx._AppCtxGlobals.__getattr__": "Python finds attributes without it, faster",
    }
)

Signature = inspect.Signature
Parameter = inspect.Parameter


def differences() -> Iterator[str]:
    """Yield what is missing or stricter, one line each, except for what is :data:`LISTED`."""
    for place, problem in everything():
        if place not in LISTED:
            yield f"{place}: {problem}"


def everything() -> Iterator[tuple[str, str]]:
    """Yield every difference: the place, and what is wrong there."""
    seen: set[type] = set()
    for name in MODULES:
        reference = importlib.import_module(f"flask.{name}".rstrip("."))
        ours = importlib.import_module(f"fw_core.{name}".rstrip("."))
        yield from of_modules(reference, ours, seen)
    yield from of_objects()


def of_modules(
    reference: ModuleType, ours: ModuleType, seen: set[type]
) -> Iterator[tuple[str, str]]:
    """Compare two modules.

    :param reference: the reference's.
    :param ours: fw-core's.
    :param seen: classes of the reference that were compared already.
    """
    for name, value in vars(reference).items():
        place = f"{ours.__name__}.{name}"
        if name.startswith("__") or name in STANDARD or from_standard_library(value):
            continue
        try:
            other = getattr(ours, name)
        except (AttributeError, ImportError) as error:
            yield place, f"missing ({error})"
            continue
        own = str(getattr(value, "__module__", "")).partition(".")[0] == "flask"
        if inspect.isclass(value) and own and value not in seen:
            seen.add(value)
            yield from of_classes(place, value, other)
        elif inspect.isfunction(value) and own:
            yield from of_callables(place, value, other)
        elif isinstance(value, click.Command):
            yield from of_commands(place, value, other)


def from_standard_library(value: object) -> bool:
    """Tell whether an object is the standard library's.

    :param value: a module's, class's or function's own object.
    """
    if isinstance(value, ModuleType):
        home: object = value.__name__
    elif inspect.isclass(value) or inspect.isroutine(value):
        home = value.__module__
    else:
        return False
    return str(home).partition(".")[0] in sys.stdlib_module_names


def of_classes(place: str, reference: type, ours: Any) -> Iterator[tuple[str, str]]:
    """Compare two classes: every attribute, and the parameters of every method.

    :param place: what to call ours.
    :param reference: the reference's class.
    :param ours: fw-core's.
    """
    if not inspect.isclass(ours):
        yield place, f"a class there, {ours!r} here"
        return
    for name in dir(reference):
        if hasattr(object, name) and name != "__init__":
            continue
        theirs = inspect.getattr_static(reference, name)
        if not name.startswith("__") or name in vars(reference):
            if not hasattr(ours, name):
                yield f"{place}.{name}", "missing"
                continue
            if inspect.isfunction(plain(theirs)):
                yield from of_callables(
                    f"{place}.{name}", getattr(reference, name), getattr(ours, name)
                )


def plain(attribute: object) -> object:
    """Give the function in a static or class method.

    :param attribute: what stands in the class.
    """
    return getattr(attribute, "__func__", attribute)


def of_callables(place: str, reference: Callable[..., Any], ours: Any) -> Iterator[tuple[str, str]]:
    """Compare the parameters of two functions.

    :param place: what to call ours.
    :param reference: the reference's.
    :param ours: fw-core's.
    """
    if not callable(ours):
        yield place, f"a function there, {ours!r} here"
        return
    expected, found = Signature.from_callable(reference), Signature.from_callable(ours)
    # Python passes the arguments of its special methods by position.
    special = place.endswith("__") and not place.endswith((".__init__", ".__call__"))
    for problem in of_signatures(expected, found) if not special else ():
        yield place, f"{problem}: {expected} there, {found} here"


def of_signatures(reference: Signature, ours: Signature) -> Iterator[str]:
    """Compare two signatures.

    :param reference: the reference's.
    :param ours: fw-core's.
    """
    positions = [name for name, p in ours.parameters.items() if positional(p)]
    index = 0
    for name, expected in reference.parameters.items():
        found = ours.parameters.get(name)
        if expected.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
            if not any(p.kind is expected.kind for p in ours.parameters.values()):
                yield f"no {expected}"
            continue
        if found is None:
            yield f"parameter {name!r} is lost"
        elif positional(expected) and (len(positions) <= index or positions[index] != name):
            yield f"parameter {name!r} is not the positional parameter {index}"
        elif expected.kind is not Parameter.POSITIONAL_ONLY and found.kind is (
            Parameter.POSITIONAL_ONLY
        ):
            yield f"parameter {name!r} is not to be named"
        elif expected.default is not Parameter.empty and found.default is Parameter.empty:
            yield f"parameter {name!r} has no default"
        elif comparable(expected.default) and expected.default != found.default:
            yield f"parameter {name!r} has another default"
        index += positional(expected)
    for name, added in ours.parameters.items():
        optional = added.default is not Parameter.empty or added.kind in (
            Parameter.VAR_POSITIONAL,
            Parameter.VAR_KEYWORD,
        )
        if name not in reference.parameters and not optional:
            yield f"parameter {name!r} is new and has no default"


def positional(parameter: Parameter) -> bool:
    """Tell whether a parameter can be given by its position.

    :param parameter: any.
    """
    return parameter.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def comparable(default: object) -> bool:
    """Tell whether a default is a plain value, and no marker object.

    :param default: a parameter's default.
    """
    return isinstance(default, str | int | bool | float | tuple | type(None))


def of_commands(place: str, reference: Any, ours: Any) -> Iterator[tuple[str, str]]:
    """Compare the options of two commands of the command line.

    :param place: what to call ours.
    :param reference: the reference's.
    :param ours: fw-core's.
    """
    found = {option for param in ours.params for option in (*param.opts, *param.secondary_opts)}
    for param in reference.params:
        for option in (*param.opts, *param.secondary_opts):
            if option not in found:
                yield place, f"option {option!r} is lost"
    for name in getattr(reference, "commands", {}):
        if name not in ours.commands:
            yield place, f"command {name!r} is lost"
        else:
            yield from of_commands(f"{place} {name}", reference.commands[name], ours.commands[name])


def of_objects() -> Iterator[tuple[str, str]]:
    """Compare what objects hold by themselves, made by the same steps on both sides."""
    made = made_with(importlib.import_module("fw_core"))
    for name, theirs in made_with(importlib.import_module("flask")).items():
        ours = made[name]
        for attribute in vars(theirs):
            if not hasattr(ours, attribute):
                yield f"{name} object.{attribute}", "missing"


def made_with(module: Any) -> dict[str, object]:
    """Make one object of each kind that extensions reach into.

    :param module: ``flask`` or ``fw_core``.
    """
    app = module.Flask("made")
    app.secret_key = "made"  # noqa: S105  # no secret
    blueprint = module.Blueprint("part", "made")
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "127.0.0.1"}) as context:
        return {
            "Flask": app,
            "Blueprint": blueprint,
            "BlueprintSetupState": blueprint.make_setup_state(app, {}),
            "RequestContext": context,
            "AppContext": app.app_context(),
            "ScriptInfo": module.cli.ScriptInfo(),
            "Request": module.request._get_current_object(),
            "Response": app.make_response("text"),
            "FlaskClient": app.test_client(),
            "session": module.session._get_current_object(),
        }


if __name__ == "__main__":
    lines = list(differences())
    print("\n".join(lines))
    print(f"{len(lines)} differences")
    sys.exit(bool(lines))
