from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fw_cli import NoAppException, find_app_by_string, find_best_app, locate_app, prepare_import


def module(text: str, name: str = "shop") -> ModuleType:
    made = ModuleType(name)
    exec("from mini import App\n" + text, vars(made))
    return made


WSGI = "def {name}(environ, start_response):\n    start_response('200 OK', [])\n    return [b'plain']\n"


@pytest.mark.parametrize(
    "text",
    [
        "app = App('right')",
        "application = App('right')",
        "anything = App('right')",
        "alias = app = App('right')",
        "def create_app(): return App('right')",
        "def create_app(**settings): return App('right')",
        "def make_app(): return App('right')",
        "one = App('right')\ndef create_app(): return App('wrong')",
        "app = App('right')\nother = App('wrong')",
        "application = lambda environ, start_response: []\nthe_app = App('right')",
    ],
)
def test_best_app_is_what_the_module_means(project: Any, text: str) -> None:
    assert find_best_app(module(text)).name == "right"


def test_best_app_may_be_any_wsgi_or_asgi_callable(project: Any) -> None:
    plain = module(WSGI.format(name="application"))
    assert find_best_app(plain) is plain.application
    modern = module("async def app(scope, receive, send): ...")
    assert find_best_app(modern) is modern.app


def test_several_apps_are_all_named(project: Any) -> None:
    with pytest.raises(NoAppException, match=r"several.*'shop:one', 'shop:two'"):
        find_best_app(module("one = App('1')\ntwo = App('2')"))


def test_nothing_found_says_what_was_looked_for_and_the_nearest_name(project: Any) -> None:
    with pytest.raises(NoAppException) as caught:
        find_best_app(module("creat_app = 1"))
    message = str(caught.value)
    assert "'app', 'application'" in message
    assert "'create_app()'" in message
    assert "'shop:creat_app'" in message


def test_factory_that_needs_arguments_says_so_and_an_error_inside_passes_through(
    project: Any,
) -> None:
    with pytest.raises(NoAppException, match=r"needs arguments.*'shop:create_app\(args\)'"):
        find_best_app(module("def create_app(a, b): return App('x')"))
    with pytest.raises(TypeError, match="bad factory"):
        find_best_app(module("def create_app(): raise TypeError('bad factory')"))


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("shop", "shop"),
        ("shop()", "shop"),
        ("create", "made"),
        ("create()", "made"),
        (" create ( ) ", "made"),
        ("create2('a', 'b')", "a-b"),
        ("create2('a', b='c', )", "a-c"),
    ],
)
def test_named_application(project: Any, reference: str, name: str) -> None:
    offered = module(
        "shop = App('shop')\ndef create(): return App('made')\ndef create2(a, b): return App(f'{a}-{b}')\n"
    )
    assert find_app_by_string(offered, reference).name == name


def test_named_wsgi_function_is_served_and_not_called(project: Any) -> None:
    offered = module(WSGI.format(name="hello"))
    assert find_app_by_string(offered, "hello") is offered.hello


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("shopp", "Failed to find attribute 'shopp' in 'shop'. Did you mean 'shop:shop'?"),
        ("create(", "Failed to parse 'create('"),
        ("1 + 1", "Failed to parse"),
        ("shop.create()", "plain name"),
        ("create2(a)", "must be literals"),
        ("create2('a')", "could not be called with the given arguments"),
        ("create2", "could not be called with the given arguments"),
        ("nothing", "A valid application was not obtained from 'shop:nothing': it gave None"),
    ],
)
def test_named_wrongly(project: Any, reference: str, message: str) -> None:
    offered = module(
        "shop = App('shop')\ndef create2(a, b): return App('x')\ndef nothing(): pass\n"
    )
    with pytest.raises(NoAppException) as caught:
        find_app_by_string(offered, reference)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("given", "name", "folder"),
    [
        ("one", "one", "."),
        ("one.py", "one", "."),
        ("src/one", "one", "src"),
        ("one/__init__.py", "one", "."),
        ("pkg/inner/__init__", "pkg.inner", "."),
        ("pkg/inner/deep", "pkg.inner.deep", "."),
        ("dotted.name", "dotted.name", "."),
        ("pkg/text.txt", "pkg.text.txt", "."),
    ],
)
def test_prepare_import(project: Any, given: str, name: str, folder: str) -> None:
    project.write("pkg/__init__.py", "")
    project.write("pkg/inner/__init__.py", "")
    assert prepare_import(given) == name
    assert sys.path[0] == str((Path.cwd() / folder).resolve())


def test_missing_module_says_where_it_was_looked_for_and_the_nearest(project: Any) -> None:
    name = prepare_import("helo")
    with pytest.raises(NoAppException) as caught:
        locate_app(name, None)
    message = str(caught.value)
    assert "Could not import 'helo'. Looked for 'helo.py' and a package 'helo' in" in message
    assert str(project.folder) in message
    assert "Did you mean 'hello'?" in message
    assert locate_app(name, None, raise_if_not_found=False) is None


def test_missing_module_of_a_package(project: Any) -> None:
    project.write("pkg/__init__.py", "")
    project.write("pkg/views.py", "")
    with pytest.raises(NoAppException, match=r"Did you mean 'pkg\.views'\?"):
        locate_app(prepare_import("pkg.viewz"), None)
    with pytest.raises(NoAppException, match="in 'hello', which is no package"):
        locate_app(prepare_import("hello.txt"), None)


def test_import_error_inside_shows_the_users_frames_alone(project: Any) -> None:
    project.write("broken.py", "import not_installed_anywhere\n")
    locators: list[Callable[[], Any]] = [
        lambda: locate_app("broken", None),
        lambda: locate_app("broken", None, raise_if_not_found=False),
    ]
    for locate in locators:
        with pytest.raises(NoAppException) as caught:
            locate()
        message = str(caught.value)
        assert "While importing 'broken', an ImportError was raised" in message
        assert 'broken.py", line 1' in message
        assert "discovery.py" not in message


@pytest.mark.parametrize("use", ["from a import app", "import a\na.app"])
def test_import_cycle_is_named(project: Any, use: str) -> None:
    project.write("a.py", "import b\nfrom mini import App\napp = App('a')\n")
    project.write("b.py", "import c\n")
    project.write("c.py", use + "\n")
    with pytest.raises(NoAppException, match="in a circle: a -> b -> c -> a"):
        locate_app("a", None)


def test_other_errors_while_importing_pass_through(project: Any) -> None:
    project.write("broken.py", "1 / 0\n")
    with pytest.raises(ZeroDivisionError):
        locate_app("broken", None)
