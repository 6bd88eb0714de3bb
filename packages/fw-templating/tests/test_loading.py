from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import BaseLoader, DictLoader, TemplateNotFound

from fw_templating import Attempt, DispatchingJinjaLoader, Environment


class Part:
    def __init__(self, name: str, templates: dict[str, str] | None) -> None:
        self.name = name
        self.jinja_loader = None if templates is None else DictLoader(templates)


class App(Part):
    """An application with parts, as frameworks have them."""

    def __init__(self, templates: dict[str, str] | None, *parts: Part) -> None:
        super().__init__("app", templates)
        self.parts = list(parts)
        self.config: dict[str, Any] = {}

    def iter_blueprints(self) -> list[Part]:
        return self.parts

    def create_global_jinja_loader(self) -> BaseLoader:
        return DispatchingJinjaLoader(self)


def shop() -> App:
    return App(
        {"index.html": "app index", "both.html": "app both"},
        Part("admin", {"both.html": "admin both", "admin.html": "admin", "two.html": "admin two"}),
        Part("empty", None),
        Part("blog", {"two.html": "blog two", "blog.html": "blog"}),
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index.html", "app index"),
        ("both.html", "app both"),
        ("admin.html", "admin"),
        ("two.html", "admin two"),
        ("blog.html", "blog"),
    ],
)
@pytest.mark.parametrize("explained", [False, True])
def test_the_application_goes_first_then_its_parts_in_order(
    name: str, text: str, explained: bool
) -> None:
    app = shop()
    app.config["EXPLAIN_TEMPLATE_LOADING"] = explained
    environment = Environment(app)
    assert environment.app is app
    assert environment.get_template(name).render() == text


@pytest.mark.parametrize("explained", [False, True])
def test_a_missing_template_is_named(explained: bool) -> None:
    app = shop()
    app.config["EXPLAIN_TEMPLATE_LOADING"] = explained
    with pytest.raises(TemplateNotFound, match=r"^nope\.html$"):
        Environment(app).get_template("nope.html")


def test_parts_added_later_count_too() -> None:
    app = App(None)
    environment = Environment(app)
    with pytest.raises(TemplateNotFound):
        environment.get_template("late.html")
    app.parts.append(Part("late", {"late.html": "late"}))
    assert environment.get_template("late.html").render() == "late"


def test_all_templates_are_listed_once() -> None:
    loader = DispatchingJinjaLoader(shop())
    assert loader.list_templates() == [
        *("admin.html", "blog.html", "both.html", "index.html", "two.html")
    ]
    assert DispatchingJinjaLoader(App(None)).list_templates() == []


def test_explaining_logs_each_attempt(caplog: pytest.LogCaptureFixture) -> None:
    app = shop()
    environment = Environment(app)
    caplog.set_level(logging.INFO, "fw_templating")
    environment.get_template("index.html")
    assert caplog.records == []

    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    environment.get_template("two.html")
    [record] = caplog.records
    lines = record.getMessage().splitlines()
    assert lines[0] == "Looking for the template 'two.html':"
    assert lines[1].startswith("  1. app, <jinja2.loaders.DictLoader object at")
    assert lines[1].endswith(": nothing")
    assert lines[2].startswith("  2. admin, ")
    assert lines[2].endswith(": found 'a string'")
    assert lines[3].startswith("  3. blog, ")
    assert lines[4:] == ["  2 loaders have it; the first is used."]

    caplog.clear()
    with pytest.raises(TemplateNotFound):
        environment.get_template("nope.html")
    assert caplog.records[0].getMessage().endswith("  0 loaders have it.")


def test_a_subclass_says_what_is_told_and_who_is_asked() -> None:
    told: list[tuple[str, list[tuple[str, bool]]]] = []

    class Telling(DispatchingJinjaLoader):
        def explain(self, template: str, attempts: list[Attempt]) -> None:
            told.append(
                (template, [(owner.name, found is not None) for _, owner, found in attempts])
            )

        def _iter_loaders(self, template: str) -> Iterator[tuple[Any, BaseLoader]]:
            yield from reversed(list(super()._iter_loaders(template)))

    app = shop()
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    environment = Environment(app, loader=Telling(app))
    assert environment.get_template("both.html").render() == "admin both"
    assert told == [("both.html", [("blog", False), ("admin", True), ("app", True)])]
