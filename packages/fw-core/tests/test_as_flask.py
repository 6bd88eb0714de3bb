"""The alias: ``flask`` means fw-core in a process that asked for it, and in no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fw_core._alias import REFERENCE_VERSION, alias_path, child_environment

Finished = subprocess.CompletedProcess[str]


def run(*arguments: str, folder: Path | None = None, **environment: str) -> Finished:
    inherited = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "FW_CORE_AS_FLASK"}}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def python(code: str, **environment: str) -> str:
    done = run("-c", code, folder=None, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_one_import_makes_flask_ours() -> None:
    code = "import fw_core.as_flask, fw_core, flask; print(flask.Flask is fw_core.Flask)"
    assert python(code) == "True"


@pytest.mark.parametrize(
    "name", ["cli", "ctx", "globals", "json.tag", "sansio.scaffold", "testing", "views"]
)
def test_every_submodule_is_ours(name: str) -> None:
    code = f"import fw_core.as_flask, flask.{name}; print(flask.{name}.__file__)"
    assert "fw_core" in python(code)


def test_a_submodule_is_there_without_being_imported() -> None:
    assert "AppGroup" in python("import fw_core.as_flask, flask; print(flask.cli.AppGroup)")


def test_a_module_that_is_none_is_not_found() -> None:
    done = run("-c", "import fw_core.as_flask, flask.nothing")
    assert "ModuleNotFoundError: No module named 'flask.nothing'" in done.stderr
    assert "'flask' means fw-core" in done.stderr


@pytest.mark.parametrize(
    ("statement", "missing", "advice"),
    [
        (
            "import flask.ext.sqlalchemy",
            "flask.ext",
            "'flask.ext.sqlalchemy' is 'flask_sqlalchemy'",
        ),
        ("from flask.ext.login import login_user", "flask.ext", "by its own name"),
        ("from flask.ext import login", "flask.ext", "by its own name"),
        ("import flask.scaffold", "flask.scaffold", "its classes are in flask.sansio.scaffold"),
        ("from flask._compat import text_type", "flask._compat", "it was for Python 2"),
    ],
)
def test_a_removed_module_says_what_to_import(statement: str, missing: str, advice: str) -> None:
    done = run("-c", f"import fw_core.as_flask\n{statement}")
    error = done.stderr.splitlines()[-1]
    assert error.startswith(f"ModuleNotFoundError: No module named '{missing}': it was removed; ")
    assert advice in error


def test_a_star_gives_the_public_names() -> None:
    code = "import fw_core.as_flask\nfrom flask import *\nprint(Flask.__name__, render_template)"
    assert python(code).startswith("Flask <function render_template")


def test_a_removed_name_says_what_to_write() -> None:
    done = run("-c", "import fw_core.as_flask\nfrom flask import escape")
    assert "ImportError" in done.stderr
    assert "from markupsafe import escape" in done.stderr


def test_a_patch_by_dotted_name_reaches_the_code() -> None:
    code = """
import fw_core.as_flask
from unittest import mock
import flask, flask.helpers, flask.cli
import fw_app.helpers, fw_cli.options

app = flask.Flask("patched")
with app.test_request_context("/"):
    with mock.patch("flask.helpers.werkzeug") as werkzeug:
        print(fw_app.helpers.werkzeug is werkzeug if hasattr(fw_app.helpers, "werkzeug") else True)
original = flask.cli.click
with mock.patch("flask.cli.click") as click:
    print(fw_cli.options.click is click)
print(fw_cli.options.click is original, flask.cli.click is original)
"""
    assert python(code).split() == ["True", "True", "True", "True"]


def test_a_patched_server_and_reloader_are_what_the_command_line_asks() -> None:
    code = """
import fw_core.as_flask
from unittest import mock
import flask.cli

group = flask.cli.FlaskGroup(create_app=lambda: flask.Flask("served"))
with mock.patch("flask.cli.run_simple") as server, mock.patch("flask.cli.is_running_from_reloader"):
    group.main(["run", "--port", "4321"], standalone_mode=False)
print(*server.call_args.args[:2])
"""
    assert python(code) == "127.0.0.1 4321"


def test_a_patch_of_a_name_of_another_module_stays_there() -> None:
    code = """
import fw_core.as_flask
from unittest import mock
import flask.views, fw_app.globals, fw_core
with mock.patch("flask.views.request", "patched"):
    print(flask.views.request, fw_core.request is fw_app.globals.request)
"""
    assert python(code) == "patched True"


def test_the_version_is_answered() -> None:
    code = """
import fw_core.as_flask, importlib.metadata, warnings
print(importlib.metadata.version("flask"), importlib.metadata.version("Flask"))
import flask
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(flask.__version__, caught[0].category.__name__)
"""
    first, second, third, warned = python(code).split()
    assert first == second == third
    assert first.startswith("3.") or first == REFERENCE_VERSION
    assert warned == "DeprecationWarning"


def test_flask_imported_before_is_an_error(tmp_path: Path) -> None:
    package = tmp_path / "flask"
    package.mkdir()
    package.joinpath("__init__.py").write_text("", encoding="utf-8")
    done = run("-c", "import flask, fw_core.as_flask", PYTHONPATH=str(tmp_path))
    assert "AlreadyImported: Flask is already imported" in done.stderr
    assert "pytest -p fw_core.as_flask" in done.stderr


def test_flask_installed_beside_is_not_touched(tmp_path: Path) -> None:
    package = tmp_path / "flask"
    package.mkdir()
    package.joinpath("__init__.py").write_text("raise SystemExit('loaded')", encoding="utf-8")
    code = "import fw_core.as_flask, flask; print(flask.Flask.__module__)"
    assert python(code, PYTHONPATH=str(tmp_path)).startswith("fw_app")


def test_twice_is_as_once() -> None:
    code = "import fw_core.as_flask, flask as a, fw_core._alias as b; b.activate(); import flask; "
    assert python(f"{code}print(flask is a)") == "True"


CHILD = "import subprocess, sys; print(subprocess.run([sys.executable, '-c', {!r}]).returncode)"
ASK = "import importlib.util, sys; s = importlib.util.find_spec('flask'); print(s and s.origin)"


def test_processes_that_it_starts_do_not_see_the_alias() -> None:
    answer = python("import fw_core.as_flask; " + CHILD.format(ASK))
    assert "fw_core" not in answer


def test_processes_that_it_starts_see_the_alias_where_that_is_asked_for() -> None:
    child = "import flask.cli; print(flask.Flask.__module__)"
    code = "import fw_core.as_flask; " + CHILD.format(child)
    assert python(code, FW_CORE_AS_FLASK="1").startswith("fw_app")
    grandchild = "import fw_core.as_flask; " + CHILD.format(CHILD.format(child))
    assert python(grandchild, FW_CORE_AS_FLASK="1").startswith("fw_app")


def test_an_environment_for_one_process() -> None:
    environment = child_environment({"PYTHONPATH": "/elsewhere"})
    assert environment["PYTHONPATH"].split(os.pathsep) == [str(alias_path()), "/elsewhere"]
    assert child_environment(environment) == environment
    assert python("import flask; print(flask.Flask.__module__)", **environment) == "fw_app.app"


def test_a_script_is_run(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import flask, sys, beside\nprint(flask.Flask.__module__, sys.argv[1:], __name__)\n",
        encoding="utf-8",
    )
    (tmp_path / "beside.py").write_text("", encoding="utf-8")
    done = run("-m", "fw_core.as_flask", str(script), "a", "--b")
    assert done.stdout.strip() == "fw_app.app ['a', '--b'] __main__", done.stderr


def test_a_module_is_run(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(
        "from flask import Flask\napp = Flask(__name__)\n", encoding="utf-8"
    )
    arguments = ["-m", "fw_core.as_flask", "-m", "flask", "--app", "hello", "routes"]
    done = run(*arguments, folder=tmp_path)
    assert "/static/<path:filename>" in done.stdout, done.stderr


def test_code_is_run() -> None:
    code = "import flask, sys; print(flask.Flask.__module__, sys.argv)"
    done = run("-m", "fw_core.as_flask", "-c", code, "x")
    assert done.stdout.strip() == "fw_app.app ['-c', 'x']", done.stderr


def test_the_folder_is_told() -> None:
    assert run("-m", "fw_core.as_flask", "--path").stdout.strip() == str(alias_path())
    assert run("-m", "fw_core.as_flask").returncode == 1


def test_the_command_says_both_versions() -> None:
    done = run("-m", "fw_core.as_flask", "-m", "flask", "--version")
    assert "Flask 3." in done.stdout
    assert "fw-core" in done.stdout


def test_pytest_takes_it_as_a_plugin(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import flask\ndef test_it(): assert flask.Flask.__module__ == 'fw_app.app'\n",
        encoding="utf-8",
    )
    arguments = ["-m", "pytest", "-q", "-p", "fw_core.as_flask", "-p", "no:cacheprovider"]
    done = run(*arguments, str(tmp_path), folder=tmp_path)
    assert "1 passed" in done.stdout, done.stdout
