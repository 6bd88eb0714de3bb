"""What older editions of the interface had, and what to write instead.

A name that is gone fails here with a message that says what replaced it. So does setting an attribute
that older editions obeyed, which would otherwise have no effect without a word.
"""

from __future__ import annotations

import typing as t
from collections.abc import Iterable, Mapping
from functools import update_wrapper

P = t.ParamSpec("P")
R = t.TypeVar("R")

_PROVIDER = "Subclass fw_core.json.provider.DefaultJSONProvider and set 'json_provider_class'."
_FIRST_REQUEST = "Do that work where the application is made, before it serves."
_CONFIG = "Set {!r} in 'config'."

_JSON_ARGUMENTS = {
    "app": "The provider of the active application is asked: push a context of another one.",
    "encoding": "JSON is UTF-8; decode or encode other text around the call.",
}

#: By function: a keyword argument that it had, and what to write instead.
REMOVED_ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "Flask": {"static_path": "Write 'static_url_path'."},
    "json.dump": _JSON_ARGUMENTS,
    "json.dumps": _JSON_ARGUMENTS,
    "json.load": _JSON_ARGUMENTS,
    "json.loads": _JSON_ARGUMENTS,
    "send_file": {
        "filename_or_fp": "It is the first argument, 'path_or_file'.",
        "attachment_filename": "Write 'download_name'.",
        "add_etags": "Write 'etag'.",
        "cache_timeout": "Write 'max_age'.",
    },
    "send_from_directory": {
        "filename": "It is the second argument, 'path'.",
        "attachment_filename": "Write 'download_name'.",
        "add_etags": "Write 'etag'.",
        "cache_timeout": "Write 'max_age'.",
    },
}

#: By class: an attribute that it had, and what to write instead.
REMOVED_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "Flask": {
        "before_first_request": _FIRST_REQUEST,
        "before_first_request_funcs": _FIRST_REQUEST,
        "try_trigger_before_first_request_functions": _FIRST_REQUEST,
        "got_first_request": "There is nothing to ask: set-up ends before the first request.",
        "json_encoder": _PROVIDER,
        "json_decoder": _PROVIDER,
        "env": "Use 'debug', FLASK_DEBUG, or a configuration key of your own.",
        "session_cookie_name": _CONFIG.format("SESSION_COOKIE_NAME"),
        "send_file_max_age_default": _CONFIG.format("SEND_FILE_MAX_AGE_DEFAULT"),
        "use_x_sendfile": _CONFIG.format("USE_X_SENDFILE"),
        "templates_auto_reload": _CONFIG.format("TEMPLATES_AUTO_RELOAD"),
        "propagate_exceptions": _CONFIG.format("PROPAGATE_EXCEPTIONS"),
        "preserve_context_on_exception": "The debugger keeps the context by itself.",
        "init_jinja_globals": "Override 'create_jinja_environment'.",
        "make_null_session": "Call 'session_interface.make_null_session(app)'.",
        "open_session": "Call 'session_interface.open_session(app, request)'.",
        "save_session": "Call 'session_interface.save_session(app, session, response)'.",
        "request_globals_class": "Set 'app_ctx_globals_class'.",
        "error_handlers": "Use 'error_handler_spec', or 'register_error_handler' to add one.",
        "register_module": "Use 'register_blueprint'.",
        "modules": "Use 'blueprints'.",
        "static_path": "Write 'static_url_path'.",
        "logger_name": "The logger is named after the application.",
    },
    "Blueprint": {
        "before_app_first_request": _FIRST_REQUEST,
        "before_first_request": _FIRST_REQUEST,
        "json_encoder": _PROVIDER,
        "json_decoder": _PROVIDER,
        "warn_on_modifications": "There is nothing to ask: set-up ends before the first request.",
    },
    "Config": {
        "from_json": "Write 'from_file(name, load=json.load)'.",
    },
    "Request": {
        "module": "Use 'blueprint'.",
        "is_xhr": "Look at 'headers', if your scripts send one: 'X-Requested-With'.",
        "charset": "Text is UTF-8. Decode 'get_data()' if a client sends something else.",
        "encoding_errors": "What is no UTF-8 is replaced. Decode 'get_data()' to treat it otherwise.",
        "url_charset": "URLs are UTF-8.",
    },
    "Response": {
        "charset": "Text is sent as UTF-8. Encode the body, and say so in 'content_type'.",
    },
}

#: By class: those of its removed attributes that had an effect when they were set.
REMOVED_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "Flask": (
        *("json_encoder", "json_decoder", "request_globals_class", "static_path"),
        *("session_cookie_name", "send_file_max_age_default", "use_x_sendfile"),
        *("templates_auto_reload", "propagate_exceptions"),
    ),
    "Blueprint": ("json_encoder", "json_decoder"),
}

#: Configuration keys that nothing reads any more, and what to write instead.
REMOVED_KEYS: Mapping[str, str] = {
    "ENV": "Use 'DEBUG', or a key of your own.",
    "JSON_AS_ASCII": "Set 'app.json.ensure_ascii'.",
    "JSON_SORT_KEYS": "Set 'app.json.sort_keys'.",
    "JSONIFY_MIMETYPE": "Set 'app.json.mimetype'.",
    "JSONIFY_PRETTYPRINT_REGULAR": "Set 'app.json.compact'.",
    "LOGGER_NAME": "The logger is named after the application.",
    "LOGGER_HANDLER_POLICY": "Add or remove handlers of 'app.logger'.",
    "PRESERVE_CONTEXT_ON_EXCEPTION": "The debugger keeps the context by itself.",
}


def refuse_arguments(function: str, arguments: Iterable[str]) -> None:
    """Raise for an argument that a function once had.

    :param function: the name of the function.
    :param arguments: the names of the keyword arguments to look through.
    :raises TypeError: naming the argument, and what replaced it.
    """
    for name in arguments:
        instead = REMOVED_ARGUMENTS[function].get(name)
        if instead is not None:
            raise TypeError(f"{function}() no longer has the argument {name!r}. {instead}")


def refuses_removed(function: str) -> t.Callable[[t.Callable[P, R]], t.Callable[P, R]]:
    """Let a function refuse the arguments that it once had, before it misses those it has now.

    :param function: the name of the function in :data:`REMOVED_ARGUMENTS`.
    :return: a decorator.
    """
    removed = frozenset(REMOVED_ARGUMENTS[function])

    def decorator(f: t.Callable[P, R]) -> t.Callable[P, R]:
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if not removed.isdisjoint(kwargs):
                refuse_arguments(function, kwargs)
            return f(*args, **kwargs)

        return update_wrapper(checked, f)

    return decorator


def attribute_error(owner: object, name: str) -> AttributeError:
    """Return the error for an attribute that an object lacks.

    :param owner: the object.
    :param name: the attribute.
    :return: an error that says what to write instead, where the attribute once existed.
    """
    for kind in type(owner).__mro__:
        instead = REMOVED_ATTRIBUTES.get(kind.__name__, {}).get(name)
        if instead is not None:
            return AttributeError(
                f"{kind.__name__}.{name} was removed. {instead}", name=name, obj=owner
            )
    return AttributeError(
        f"{type(owner).__name__!r} object has no attribute {name!r}", name=name, obj=owner
    )


class RemovedAttribute:
    """Stands in a class for an attribute that instances had once; may be set and overridden."""

    # A `__getattr__` would do as well, and slow down every attribute of the application.

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object | None, owner: type) -> t.NoReturn:
        if instance is None:
            raise AttributeError(
                f"type object {owner.__name__!r} has no attribute {self._name!r}",
                name=self._name,
                obj=owner,
            )
        raise attribute_error(instance, self._name)


class RemovedSetting(RemovedAttribute):
    """Stands in a class for an attribute that had an effect when it was set, and refuses to be."""

    def __set__(self, instance: object, value: t.Any) -> t.NoReturn:
        raise attribute_error(instance, self._name)


def refuse_attributes(cls: type, name: str) -> None:
    """Let a class say of its removed attributes that they were, and what to write instead.

    :param cls: the class.
    :param name: the class that the attributes are listed for.
    """
    settings = REMOVED_SETTINGS.get(name, ())
    for attribute in REMOVED_ATTRIBUTES[name]:
        kind = RemovedSetting if attribute in settings else RemovedAttribute
        setattr(cls, attribute, kind(attribute))


def refuse_overrides(kind: type, name: str) -> None:
    """Refuse a class that sets, for its instances, what has no effect any more.

    :param kind: the class of an object that is being made.
    :param name: the class that the attributes are listed for.
    :raises AttributeError: naming the attribute, and what to write instead.
    """
    for attribute in REMOVED_SETTINGS[name]:
        for cls in kind.__mro__:
            if attribute in vars(cls):
                if not isinstance(vars(cls)[attribute], RemovedSetting):
                    raise AttributeError(
                        f"{cls.__name__}.{attribute} has no effect any more."
                        f" {REMOVED_ATTRIBUTES[name][attribute]}",
                        name=attribute,
                        obj=kind,
                    )
                break


def removed_keys(config: Iterable[str]) -> list[str]:
    """Return a sentence for each configuration key that nothing reads any more.

    :param config: the configuration, or its keys.
    """
    return [
        f"The configuration key {key!r} has no effect any more. {REMOVED_KEYS[key]}"
        for key in sorted(REMOVED_KEYS.keys() & set(config))
    ]
