"""From what the user typed after ``--app`` to the application object."""

from __future__ import annotations

import ast
import inspect
import os
import sys
from collections.abc import Callable
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, overload

from fw_cli.errors import NoAppException
from fw_cli.import_report import format_error, import_cycle
from fw_cli.recognition import accepts, is_application, is_asgi, is_recognised, is_wsgi
from fw_cli.suggestions import importable_names, nearest

_INSTANCE_NAMES = ("app", "application")
_FACTORY_NAMES = ("create_app", "make_app")
_FACTORY_WORDS = ("create", "make", "build", "factory")


def _called_with_wrong_args(f: Callable[..., Any]) -> bool:
    """Tell whether the ``TypeError`` being handled came from the call of ``f`` itself, not from its body."""
    tb = sys.exc_info()[2]
    code = getattr(f, "__code__", None)
    while tb is not None:
        if tb.tb_frame.f_code is code:
            return False
        tb = tb.tb_next
    return True


def _call_factory(factory: Callable[..., Any], complaint: str, *args: Any, **kwargs: Any) -> Any:
    try:
        return factory(*args, **kwargs)
    except TypeError as error:
        if _called_with_wrong_args(factory):
            hint = _SCRIPT_INFO if _wants_script_info(factory) else ""
            raise NoAppException(f"{complaint} ({error}.){hint}") from error
        raise


_SCRIPT_INFO = (
    " A factory is not given the ScriptInfo any more: take the parameter away, and use"
    " 'click.get_current_context().obj' where it is needed."
)


def _wants_script_info(factory: Callable[..., Any]) -> bool:
    """Tell whether a factory is written for an older edition, which passed the ``ScriptInfo``."""
    try:
        return "script_info" in inspect.signature(factory).parameters
    except (TypeError, ValueError):
        return False


def call_create_app(factory: Callable[..., Any]) -> Any:
    """Call the factory that a script brings for its command line.

    :param factory: Called without arguments.
    :raises NoAppException: It needs some.
    """
    return _call_factory(factory, f"The factory {factory!r} is called without arguments.")


def _factory_result(module: ModuleType) -> Any:
    for name in _FACTORY_NAMES:
        factory = getattr(module, name, None)
        if not inspect.isfunction(factory):
            continue
        complaint = (
            f"The factory {name!r} in module {module.__name__!r} needs arguments. Give them as"
            f" '{module.__name__}:{name}(args)', each a Python literal."
        )
        app = _call_factory(factory, complaint)
        if is_application(app):
            return app
    return None


def _only_recognised(module: ModuleType) -> Any:
    found = {name: value for name, value in vars(module).items() if is_recognised(value)}
    distinct = {id(value): value for value in found.values()}
    if len(distinct) > 1:
        choices = ", ".join(f"'{module.__name__}:{name}'" for name in found)
        raise NoAppException(
            f"The module {module.__name__!r} holds several applications. Choose one: {choices}."
        )
    return next(iter(distinct.values()), None)


def find_best_app(module: ModuleType) -> Any:
    """Find the application that a module means to offer.

    In this order: ``app`` or ``application`` of a recognised type, the only value of such a type, what ``create_app()``
    or ``make_app()`` returns, ``app`` or ``application`` that is some other WSGI or ASGI application.

    :param module: An imported module.
    :return: The application.
    :raises NoAppException: There is none, or more than one.
    """
    usual = [getattr(module, name, None) for name in _INSTANCE_NAMES]
    for value in usual:
        if is_recognised(value):
            return value
    for find in (_only_recognised, _factory_result):
        app = find(module)
        if app is not None:
            return app
    for value in usual:
        if is_wsgi(value) or is_asgi(value):
            return value
    raise NoAppException(_nothing_found_in(module))


def _nothing_found_in(module: ModuleType) -> str:
    name = module.__name__
    usual = (*_INSTANCE_NAMES, *_FACTORY_NAMES)
    names = [
        key for key, value in vars(module).items() if key[0] != "_" and not inspect.isclass(value)
    ]
    near = next(filter(None, (nearest(want, names) for want in usual)), "name")
    return (
        f"Failed to find an application or factory in module {name!r}. Looked for 'app', 'application', any single"
        f" application object, 'create_app()' and 'make_app()'. Use '{name}:{near}' to name the one you mean."
    )


def _parse_reference(app_name: str) -> tuple[str, list[Any], dict[str, Any], bool]:
    """Split ``name`` or ``name(literals)`` into name, arguments and whether it was written as a call."""
    complaint = f"Failed to parse {app_name!r} as an attribute name or function call."
    try:
        node: ast.expr = ast.parse(app_name.strip(), mode="eval").body
    except SyntaxError:
        raise NoAppException(complaint) from None
    if isinstance(node, ast.Name):
        return node.id, [], {}, False
    if not isinstance(node, ast.Call):
        raise NoAppException(complaint)
    if not isinstance(node.func, ast.Name):
        raise NoAppException(
            f"The factory must be a plain name, without dots or brackets: {app_name!r}."
        )
    try:
        args = [ast.literal_eval(value) for value in node.args]
        kwargs = {item.arg: ast.literal_eval(item.value) for item in node.keywords if item.arg}
    except ValueError:
        raise NoAppException(
            f"The arguments in {app_name!r} must be literals, such as 'text', 1, True or None."
        ) from None
    return node.func.id, args, kwargs, True


def _is_served_as_it_is(name: str, value: Any) -> bool:
    """Tell a WSGI or ASGI function from a factory: a factory can be called with nothing, or is named as one."""
    if not inspect.isfunction(value):
        return True
    if accepts(value, 0) or any(word in name.lower() for word in _FACTORY_WORDS):
        return False
    return is_wsgi(value) or is_asgi(value)


def find_app_by_string(module: ModuleType, app_name: str) -> Any:
    """Get the application that is named within a module.

    :param module: An imported module.
    :param app_name: The name of an application or a factory, or a call of a factory with literal arguments.
    :return: The application.
    :raises NoAppException: The text is no name or call, names nothing, or what it names gives no application.
    """
    name, args, kwargs, is_call = _parse_reference(app_name)
    try:
        value = getattr(module, name)
    except AttributeError as error:
        near = nearest(name, (key for key in vars(module) if not key.startswith("__")))
        hint = f" Did you mean '{module.__name__}:{near}'?" if near else ""
        raise NoAppException(
            f"Failed to find attribute {name!r} in {module.__name__!r}.{hint}"
        ) from error

    app = value
    # 'app()' of an application is the application: a call is made of what makes one.
    if (is_call and not is_recognised(value)) or not _is_served_as_it_is(name, value):
        complaint = f"The factory {app_name!r} in module {module.__name__!r} could not be called with the given arguments."
        app = _call_factory(value, complaint, *args, **kwargs)
    if is_application(app):
        return app
    raise NoAppException(
        f"A valid application was not obtained from '{module.__name__}:{app_name}': it gave {app!r}."
    )


def prepare_import(path: str) -> str:
    """Make what a path names importable: put the folder that its package lies in first on ``sys.path``.

    :param path: A file, a package folder or a dotted name, perhaps with a folder before it.
    :return: The name to import.
    """
    target = Path(os.path.realpath(path))
    if target.suffix == ".py":
        target = target.with_suffix("")
    if target.name == "__init__":
        target = target.parent

    parts, folder = [target.name], target.parent
    while (folder / "__init__.py").exists() and folder.name:
        parts.append(folder.name)
        folder = folder.parent

    if not sys.path or sys.path[0] != str(folder):
        sys.path.insert(0, str(folder))
    return ".".join(reversed(parts))


def refuse_missing_path(path: str, module_name: str) -> None:
    """Refuse a path that leads nowhere, before a module of that name elsewhere is imported in its place.

    A bare name is none of its business: that may lie anywhere on the import path.

    :param path: What was given to :func:`prepare_import` last.
    :param module_name: What came back from it.
    :raises NoAppException: Where the path points, there is neither a module nor a package.
    """
    is_path = path.endswith(".py") or any(sep in path for sep in (os.sep, os.altsep) if sep)
    top, folder = module_name.partition(".")[0], Path(sys.path[0])
    if not is_path or PathFinder.find_spec(top, [str(folder)]) is not None:
        return
    near = nearest(top, importable_names(folder))
    hint = f" Did you mean {str(folder / near)!r}?" if near else ""
    raise NoAppException(
        f"Could not import {module_name!r}: {path!r} does not exist. Looked for '{top}.py' and a package {top!r}"
        f" in {str(folder)!r} and nowhere else, since a path was given.{hint} Paths begin at the current directory"
        f" ({str(Path.cwd())!r})."
    )


def _not_importable(module_name: str, error: ImportError) -> str:
    missing = error.name or module_name
    parent, _, leaf = missing.rpartition(".")
    folder = Path(sys.path[0], *filter(None, parent.split(".")))
    near = nearest(leaf, importable_names(folder))
    hint = f" Did you mean {f'{parent}.{near}' if parent else near!r}?" if near else ""
    if parent and not folder.is_dir():
        where = f"in {parent!r}, which is no package"
    else:
        where = f"in {str(folder)!r}" + ("" if parent else " and on the import path")
    return f"Could not import {module_name!r}. Looked for '{leaf}.py' and a package {leaf!r} {where}.{hint}"


@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: Literal[True] = True
) -> Any: ...


@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: Literal[False]
) -> Any | None: ...


def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: bool = True
) -> Any | None:
    """Import a module and get the application from it.

    :param module_name: The module's dotted name.
    :param app_name: A name or call within it; without one the best candidate is taken.
    :param raise_if_not_found: Raise where the module does not exist, rather than return None.
    :return: The application.
    :raises NoAppException: The module is missing, fails to import something, or offers no application.
    """
    try:
        __import__(module_name)
    except (ImportError, AttributeError) as error:
        # A second frame means that the module was found, and failed while it ran.
        began = error.__traceback__ is not None and error.__traceback__.tb_next is not None
        if began and (isinstance(error, ImportError) or import_cycle(error)):
            raise NoAppException(
                f"While importing {module_name!r}, {'an ImportError' if isinstance(error, ImportError) else 'an error'} was raised:\n\n{format_error(error)}"
            ) from None
        if not isinstance(error, ImportError):
            raise
        if raise_if_not_found:
            raise NoAppException(_not_importable(module_name, error)) from None
        return None

    module = sys.modules[module_name]
    return find_best_app(module) if app_name is None else find_app_by_string(module, app_name)
