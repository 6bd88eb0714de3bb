"""Every familiar name is there, what is heavy comes late, what is gone says what to write instead."""

from __future__ import annotations

import importlib
import pickle
import pydoc
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import fw_core

SUBMODULES = [
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
    "sansio",
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
]

PUBLIC = [
    "Blueprint",
    "Config",
    "Flask",
    "Request",
    "Response",
    "abort",
    "after_this_request",
    "appcontext_popped",
    "appcontext_pushed",
    "appcontext_tearing_down",
    "before_render_template",
    "copy_current_request_context",
    "current_app",
    "flash",
    "g",
    "get_flashed_messages",
    "get_template_attribute",
    "got_request_exception",
    "has_app_context",
    "has_request_context",
    "json",
    "jsonify",
    "make_response",
    "message_flashed",
    "redirect",
    "render_template",
    "render_template_string",
    "request",
    "request_finished",
    "request_started",
    "request_tearing_down",
    "send_file",
    "send_from_directory",
    "session",
    "stream_template",
    "stream_template_string",
    "stream_with_context",
    "template_rendered",
    "url_for",
]


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_there(name: str) -> None:
    assert hasattr(fw_core, name)


@pytest.mark.parametrize("name", SUBMODULES)
def test_a_submodule_holds_what_it_says(name: str) -> None:
    module = importlib.import_module(f"fw_core.{name}")
    getattr_ = vars(module).get("__getattr__")
    for lazy in getattr_.lazy if getattr_ else ():
        assert getattr(module, lazy) is not None


def test_a_submodule_is_an_attribute_without_being_imported() -> None:
    names = [name for name in SUBMODULES if "." not in name]
    code = f"import fw_core\nfor name in {names}: print(getattr(fw_core, name).__name__)"
    assert python(code).split() == [f"fw_core.{name}" for name in names]


def test_importing_it_loads_neither_jinja_nor_click_nor_the_test_client() -> None:
    code = "import sys, fw_core; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = set(python(code).split())
    assert loaded.isdisjoint({"click", "fw_cli", "fw_testing", "itsdangerous", "jinja2", "flask"})
    assert loaded.isdisjoint({"asyncio", "decimal", "hashlib", "socket", "tempfile", "uuid"})


def test_the_command_line_loads_the_server_and_the_debugger_when_it_serves() -> None:
    heavy = "'werkzeug.serving', 'werkzeug.debug', 'importlib.metadata', 'socket', 'hmac'"
    loaded = f"print(*{{{heavy}}} & set(sys.modules))"
    assert python(f"import sys, fw_core.cli; {loaded}") == ""
    code = f"import sys, fw_cli; fw_cli.DebuggedApplication; {loaded}"
    assert "werkzeug.debug" in python(code)


def test_a_lazy_name_is_kept_once_it_was_asked_for() -> None:
    code = "import fw_core; fw_core.render_template; print('render_template' in vars(fw_core))"
    assert python(code) == "True"


def test_late_names_are_listed_and_taken_by_a_star() -> None:
    assert {"abort", "url_for", "render_template", "helpers"} <= {*dir(fw_core)}
    assert dir(fw_core) == sorted(dir(fw_core))
    code = "from fw_core import *; print(abort.__name__, 'annotations' in vars())"
    assert python(code) == "abort False"


def test_late_names_are_what_their_module_has() -> None:
    for name in ("abort", "redirect", "url_for", "stream_with_context"):
        assert getattr(fw_core, name) is getattr(fw_core.helpers, name)
        assert pickle.loads(pickle.dumps(getattr(fw_core, name))) is getattr(fw_core, name)
    hints = typing.get_type_hints(fw_core.redirect)
    assert hints["location"] is str
    assert "url_for" in pydoc.render_doc(fw_core)


def test_threads_may_ask_for_late_names_at_the_same_time() -> None:
    code = """
import sys, threading
sys.setswitchinterval(1e-6)
import fw_core
found = []
def ask():
    from fw_core import abort, render_template, sessions, url_for
    found.append((abort, render_template, sessions.session_json_serializer, url_for))
threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(found), len(set(found)))
"""
    assert python(code) == "8 1"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'fw_core' has no attribute 'nothing'"):
        fw_core.nothing  # type: ignore[attr-defined]  # noqa: B018
    assert not hasattr(fw_core, "nothing")


@pytest.mark.parametrize(
    ("module", "name", "advice"),
    [
        ("", "escape", "from markupsafe import escape"),
        ("", "Markup", "from markupsafe import Markup"),
        ("", "_app_ctx_stack", "app_ctx"),
        ("", "_request_ctx_stack", "request_ctx"),
        ("", "ext", "import the extension by its own name"),
        (".json", "JSONEncoder", "DefaultJSONProvider"),
        (".json", "htmlsafe_dumps", "htmlsafe_json_dumps"),
        (".globals", "_request_ctx_stack", "request_ctx"),
        (".helpers", "safe_join", "from werkzeug.utils import safe_join"),
        (".helpers", "locked_cached_property", "cached_property"),
        (".helpers", "get_env", "app.debug"),
        (".signals", "signals_available", "always"),
        (".testing", "make_test_environ_builder", "EnvironBuilder"),
        (".views", "MethodViewType", "MethodView"),
    ],
)
def test_a_removed_name_says_what_to_write(module: str, name: str, advice: str) -> None:
    namespace = importlib.import_module(f"fw_core{module}")
    assert not hasattr(namespace, name)
    with pytest.raises(AttributeError, match=advice.replace("(", r"\(")):
        getattr(namespace, name)
    # `from … import` has words of its own for an AttributeError; the advice comes through.
    with pytest.raises(ImportError, match=advice):
        exec(f"from fw_core{module} import {name}")


def test_nothing_but_the_alias_touches_the_name_flask() -> None:
    code = "import sys, fw_core, fw_core.cli, fw_core.testing; print('flask' in sys.modules)"
    assert python(code) == "False"


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ([Path(sys.executable).parent / "fw"], "Usage: fw run [OPTIONS]"),
        ([sys.executable, "-m", "fw_core"], "Usage: python -m fw_core run [OPTIONS]"),
    ],
    ids=["script", "module"],
)
def test_the_program_is_named_as_it_was_called(command: list[str], shown: str) -> None:
    arguments = [*command, "run", "--help"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(shown)
