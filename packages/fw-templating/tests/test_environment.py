from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2 import BaseLoader, DictLoader, FileSystemLoader, pass_context
from jinja2.runtime import Context

from fw_templating import (
    Environment,
    SandboxedEnvironment,
    Template,
    TemplateCache,
    select_autoescape,
)


class App:
    def __init__(self, templates: dict[str, str] | None = None) -> None:
        self.loader: BaseLoader = DictLoader(templates or {})

    def create_global_jinja_loader(self) -> BaseLoader:
        return self.loader


SITE = {
    "layout.html": "<title>{% block title %}{{ site }}{% endblock %}</title>{% block body %}{% endblock %}",
    "page.html": "{% extends 'layout.html' %}{% block title %}{{ title }} - {{ super() }}{% endblock %}"
    "{% block body %}{% include 'menu.html' %}{% from 'macros.html' import link %}{{ link(title) }}{% endblock %}",
    "menu.html": "<menu>{{ title }} {{ helper() }}</menu>",
    "macros.html": "{% macro link(text) %}<a>{{ text }} {{ site }}</a>{% endmacro %}",
    "loop.html": "{% for i in items %}{{ loop.index }}{{ i }}{% endfor %}{% set x = 5 %}{{ x }}",
    "import.html": "{% import 'macros.html' as m with context %}{{ m.link('x') }}",
    "undefined.html": "[{{ nothing }}]{{ site is defined }}{{ nothing is defined }}",
    "override.html": "{{ site }}",
}


@pytest.mark.parametrize("name", sorted(SITE))
def test_templates_render_as_with_plain_jinja(name: str) -> None:
    context = {"title": "<Hello>", "items": "ab", "site": "mine"}
    for variables in ({}, context, {"items": [], "title": "x"}):
        results = []
        for environment in (
            jinja2.Environment(loader=DictLoader(SITE), autoescape=select_autoescape),
            Environment(App(SITE), autoescape=select_autoescape),
            SandboxedEnvironment(App(SITE), autoescape=select_autoescape),
        ):
            environment.globals.update(site="global", helper=lambda: "<help>")
            template = environment.get_template(name, globals={"extra": 1})
            results.append((template.render(variables), "".join(template.generate(**variables))))
        assert results[0] == results[1] == results[2]


def test_names_of_the_context_go_before_globals_and_neither_is_changed() -> None:
    environment = Environment(App(SITE))
    environment.globals["site"] = "global"
    template = environment.get_template("override.html")
    assert isinstance(template, Template)
    context = {"site": "mine"}
    assert template.render(context) == "mine"
    assert template.render() == "global"
    environment.globals["site"] = "changed"
    assert template.render() == "changed"
    assert context == {"site": "mine"}
    assert (
        environment.get_template("override.html", globals={"site": "its own"}).render() == "its own"
    )
    assert environment.globals["site"] == "changed"


def test_functions_that_get_the_context_see_everything() -> None:
    @pass_context
    def names(context: Context) -> str:
        return f"{context['site']} {context['title']} {sorted(context.get_all().keys() & {'site', 'title'})}"

    environment = Environment(App({"a": "{{ names() }}"}))
    environment.globals.update(site="s", names=names)
    assert environment.get_template("a").render(title="t") == "s t ['site', 'title']"


def test_asynchronous_rendering_works_too() -> None:
    import asyncio

    async def load() -> str:
        return "loaded"

    environment = Environment(App({"a": "{{ load() }} {{ x }}"}), enable_async=True)
    template = environment.get_template("a")
    assert asyncio.run(template.render_async(load=load, x=1)) == "loaded 1"


def test_the_app_makes_the_loader_unless_one_is_given() -> None:
    app = App({"a": "from the app"})
    assert Environment(app).loader is app.loader
    own = DictLoader({"a": "own"})
    assert Environment(app, loader=own).get_template("a").render() == "own"
    assert Environment(app, loader=None).loader is None


class CountingLoader(BaseLoader):
    def __init__(self) -> None:
        self.asked: list[str] = []

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, None, None]:
        self.asked.append(template)
        return f"{template} {len(self.asked)}", None, None


def counting(**options: Any) -> tuple[Environment, CountingLoader]:
    app = App()
    app.loader = loader = CountingLoader()
    return Environment(app, **options), loader


@pytest.mark.parametrize("auto_reload", [False, True])
def test_a_loaded_template_is_not_looked_for_again(auto_reload: bool) -> None:
    environment, loader = counting(auto_reload=auto_reload)
    first = environment.get_template("a")
    assert environment.get_template("a") is first
    assert environment.get_or_select_template(["a", "b"]) is first
    assert environment.get_template(first) is first
    assert loader.asked == ["a"]


def test_clearing_the_cache_has_templates_loaded_again() -> None:
    environment, _ = counting(auto_reload=False)
    environment.get_template("a")
    assert environment.cache is not None
    environment.cache.clear()
    assert environment.get_template("a").render() == "a 2"
    del environment.cache[next(iter(environment.cache))]
    assert environment.get_template("a").render() == "a 3"


def test_another_loader_has_templates_loaded_again() -> None:
    environment, first = counting(auto_reload=False)
    environment.get_template("a")
    environment.loader = second = CountingLoader()
    environment.get_template("a")
    environment.get_template("a")
    environment.loader = first
    environment.get_template("a")
    assert (first.asked, second.asked) == (["a"], ["a"])


def test_a_full_cache_makes_room() -> None:
    environment, loader = counting(auto_reload=False, cache_size=2)
    cache: Any = environment.cache
    assert type(cache) is TemplateCache
    for name in "aababcabc":
        assert environment.get_template(name).render().startswith(name)
        assert len(cache) <= 2
        assert len(cache._known) <= 2
    assert loader.asked[:3] == ["a", "b", "c"]


@pytest.mark.parametrize("size", [0, -1])
def test_no_cache_and_an_unlimited_one(size: int) -> None:
    environment, loader = counting(auto_reload=False, cache_size=size)
    for _ in range(3):
        environment.get_template("a")
    assert len(loader.asked) == (3 if size == 0 else 1)


def test_an_overlay_has_a_cache_of_its_own() -> None:
    environment, loader = counting(auto_reload=False)
    environment.get_template("a")
    overlay = environment.overlay(trim_blocks=True)
    assert overlay.get_template("a").environment is overlay
    assert loader.asked == ["a", "a"]


def test_a_changed_file_is_seen_only_with_auto_reload(tmp_path: Path) -> None:
    app = App()
    app.loader = FileSystemLoader(tmp_path)
    reloading, keeping = Environment(app, auto_reload=True), Environment(app, auto_reload=False)
    file = tmp_path / "a.html"
    file.write_text("old")
    assert [env.get_template("a.html").render() for env in (reloading, keeping)] == ["old", "old"]
    file.write_text("new")
    os.utime(file, (1, 1))
    assert [env.get_template("a.html").render() for env in (reloading, keeping)] == ["new", "old"]
    keeping.auto_reload = True  # as a debugger switches it on
    assert keeping.get_template("a.html").render() == "new"
    keeping.auto_reload = False
    assert keeping.get_template("a.html").render() == "new"


def test_many_threads_share_an_environment() -> None:
    environment, _ = counting(auto_reload=False, cache_size=3)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for number in range(300):
                name = "abcde"[number % 5]
                assert environment.get_template(name).render().startswith(name)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
