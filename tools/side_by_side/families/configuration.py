"""Configuration: what the keys change, and what the object can do."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from tools.side_by_side.case import Call, Case, Log, Step, get
from tools.side_by_side.recording import kind

Act = Callable[[Any, Any, Log], object]


def bare(module: Any, log: Log) -> Any:
    """Build an application with one view."""
    app = module.Flask("case")
    app.add_url_rule("/", "view", lambda: module.request.host)
    return app


def defaults(app: Any, module: Any, log: Log) -> None:
    """Write down what the keys are from the start."""
    for key, value in sorted(app.config.items()):
        log("default", key, repr(value))


def attributes(app: Any, module: Any, log: Log) -> None:
    """Write down and set attributes that stand for keys."""
    log(app.testing, app.debug, app.secret_key, app.permanent_session_lifetime, app.name)
    app.testing = True
    app.debug = True
    app.secret_key = "x"  # noqa: S105  # no secret
    app.permanent_session_lifetime = 5
    log(app.config["TESTING"], app.config["DEBUG"], app.permanent_session_lifetime)
    log(app.jinja_env.auto_reload, app.static_url_path)
    log(app.import_name, app.static_folder is not None, app.has_static_folder, app.extensions)
    log(app.url_map.host_matching, app.template_folder, app.subdomain_matching, app.blueprints)


def loading(app: Any, module: Any, log: Log) -> None:
    """Fill the configuration in every way."""
    config = app.config

    class Settings:
        KEY = 1
        lower = 2

    log(config.from_object(Settings), config.get("KEY"), config.get("lower"))
    log(config.from_mapping({"A": 1, "b": 2}, C=3), config.get("A"), config.get("b"), config["C"])
    environment = {
        "FLASK_NUMBER": "5",
        "FLASK_TEXT": "text",
        "FLASK_LIST": "[1, 2]",
        "FLASK_DEEP__ER__KEY": "true",
        "MY_X": "1",
    }
    with mock.patch.dict(os.environ, environment, clear=False):
        log(
            config.from_prefixed_env(),
            config["NUMBER"],
            config["TEXT"],
            config["LIST"],
            config["DEEP"],
        )
        log(config.from_prefixed_env("MY", loads=str), config["X"])
    log(config.from_pyfile("/nowhere.cfg", silent=True), config.from_envvar("NO_SUCH", silent=True))
    log(sorted(config.get_namespace("SESSION_COOKIE_").items(), key=repr))
    log(sorted(config.get_namespace("MAX_CO", lowercase=False).items(), key=repr))
    log(sorted(config.get_namespace("TRAP_", trim_namespace=False).items()), repr(config)[:8])
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: config.from_pyfile("/nowhere.cfg"),
        lambda: config.from_envvar("NO_SUCH"),
        lambda: config.from_object("no.such.module"),
        lambda: config.from_mapping({}, {}),
        lambda: config["NO_SUCH"],
    )
    for attempt in attempts:
        try:
            attempt()
        except Exception as error:
            log(kind(error))


def contexts(app: Any, module: Any, log: Log) -> None:
    """Use the shell context, resources and the like."""
    log(sorted(app.make_shell_context()), app.test_cli_runner().invoke(args=["--help"]).exit_code)
    with app.app_context():
        log(app.get_send_file_max_age("x"), app._got_first_request)
    log(app.iter_blueprints(), app.shell_context_processors, repr(app))
    log(app.make_aborter().mapping[404].code, app.aborter.mapping[418].code)
    log(app.trap_http_exception(ValueError()), app.should_ignore_error(None))
    log(app.select_jinja_autoescape("a.html"), app.select_jinja_autoescape("a.txt"))
    log(app.select_jinja_autoescape(None), app.auto_find_instance_path().endswith("instance"))


ACTS: dict[str, Act] = {
    "defaults": defaults,
    "attributes": attributes,
    "loading": loading,
    "contexts": contexts,
}

SETTINGS: dict[str, dict[str, Any]] = {
    "debug": {"DEBUG": True},
    "testing": {"TESTING": True},
    "propagate": {"PROPAGATE_EXCEPTIONS": True},
    "no_options": {"PROVIDE_AUTOMATIC_OPTIONS": False},
    "server_name": {"SERVER_NAME": "example.test"},
    "root": {"APPLICATION_ROOT": "/root", "SERVER_NAME": "example.test"},
    "cookie_size": {"MAX_COOKIE_SIZE": 20, "SECRET_KEY": "key"},
    "no_cookie_size": {"MAX_COOKIE_SIZE": 0, "SECRET_KEY": "key"},
    "trusted": {"TRUSTED_HOSTS": ["example.test"]},
    "redirects": {"DEBUG_TB_INTERCEPT_REDIRECTS": False, "DEBUG": True},
}


def configured(settings: dict[str, Any]) -> Callable[[Any, Log], Any]:
    """Make the builder of an application under a configuration.

    :param settings: its keys.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case")
        app.config.update(settings)

        @app.route("/")
        def view() -> Any:
            response = module.make_response(module.url_for("branch", _external=True))
            response.set_cookie("long", "x" * 30)
            return response

        @app.route("/branch/", methods=["GET", "POST"])
        def branch() -> Any:
            return "branch"

        @app.route("/fail")
        def fail() -> Any:
            raise ZeroDivisionError

        return app

    return build


def cases() -> Iterator[Case]:
    """Make the cases: every act, every setting."""
    for name, act in ACTS.items():
        yield Case(f"configuration.{name}", bare, (Step(act), *get("/")))
    for title, settings in SETTINGS.items():
        calls = tuple(
            Call(method, path, {"base_url": base})
            for base in ("http://example.test", "http://other.test")
            for path in ("/", "/branch", "/branch/", "/fail", "/none")
            for method in ("GET", "POST", "OPTIONS")
        )
        yield Case(f"configuration.set_{title}", configured(settings), calls)
