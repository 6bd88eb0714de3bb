from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, StrictUndefined, TemplateNotFound, TemplatesNotFound, UndefinedError

from fw_templating import Templates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "layout.html": "<h1>{% block title %}{% endblock %}</h1>{{ footer }}",
        "page.html": "{% extends 'layout.html' %}{% block title %}{{ title }}{% endblock %}",
        "mail.txt": "Dear {{ name }},",
        "macros.html": "{% macro hello(name) %}Hello, {{ name }}!{% endmacro %}{% set answer = 42 %}",
    }
    site = tmp_path / "site"
    site.mkdir()
    for name, text in files.items():
        (site / name).write_text(text)
    return site


def test_layouts_from_a_folder(folder: Path) -> None:
    for source in (folder, str(folder)):
        templates = Templates(source)
        assert templates.render("page.html", title="<b>") == "<h1>&lt;b&gt;</h1>"
        assert templates.render("mail.txt", name="<b>") == "Dear <b>,"
        assert templates.list_templates() == ["layout.html", "macros.html", "mail.txt", "page.html"]


def test_folders_are_asked_in_order_then_parts(folder: Path, tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "layout.html").write_text("<h2>{% block title %}{% endblock %}</h2>")
    (theme / "extra.html").write_text("extra")
    assert Templates(theme, folder).render("page.html", title="t") == "<h2>t</h2>"
    templates = Templates(folder)
    templates.add("theme", theme)
    templates.add("shop", DictLoader({"extra.html": "shop extra", "shop.html": "shop"}))
    assert templates.render("page.html", title="t") == "<h1>t</h1>"
    assert [templates.render(name) for name in ("extra.html", "shop.html")] == ["extra", "shop"]
    assert Templates().list_templates() == []


def test_the_first_of_several_names_that_exists_is_taken(folder: Path) -> None:
    templates = Templates(folder)
    assert templates.render(["page-special.html", "page.html"], title="t") == "<h1>t</h1>"
    with pytest.raises(TemplatesNotFound, match=r"one\.html, two\.html"):
        templates.render(["one.html", "two.html"])
    template = templates.environment.get_template("mail.txt")
    assert templates.render(template, name="Ada") == "Dear Ada,"


def test_strings(folder: Path) -> None:
    templates = Templates(folder)
    assert (
        templates.render_string("{{ x }}{% include 'mail.txt' %}", x="<", name="A") == "&lt;Dear A,"
    )
    assert "".join(templates.stream_string("{{ x }}", x="<")) == "&lt;"


def test_any_name_is_free_for_a_variable() -> None:
    templates = Templates(
        DictLoader({"a": "{{ self is defined }}{{ name }}{{ source }}{{ context }}"})
    )
    assert templates.render("a", name=1, source=2, context=3) == "True123"
    assert templates.render_string("{{ name }}{{ source }}", name=1, source=2) == "12"


def test_context_processors_run_once_for_each_rendering() -> None:
    templates = Templates(
        DictLoader(
            {"page": "{% include 'part' %}{% include 'part' %}", "part": "{{ user }}{{ n }} "}
        )
    )
    calls: list[str] = []

    @templates.context_processor
    def user() -> dict[str, Any]:
        calls.append("user")
        return {"user": "Ada", "n": 0}

    @templates.context_processor()
    def number() -> dict[str, Any]:
        calls.append("number")
        return {"n": 1}

    assert templates.render("page") == "Ada1 Ada1 "
    assert templates.render("page", n=2) == "Ada2 Ada2 "
    assert calls == ["user", "number"] * 2

    calls.clear()
    pieces = templates.stream("page", user="Bob")
    assert calls == ["user", "number"]
    assert "".join(pieces) == "Bob1 Bob1 "
    assert calls == ["user", "number"]
    assert user()["user"] == "Ada"  # the decorators return the functions


def test_a_stream_looks_for_its_template_at_once() -> None:
    templates = Templates(DictLoader({"page": "{% for i in range(3) %}{{ i }}{% endfor %}"}))
    assert list(templates.stream("page")) == ["0", "1", "2"]
    with pytest.raises(TemplateNotFound):
        templates.stream("nope")


def test_an_error_in_a_stream_comes_through() -> None:
    templates = Templates(DictLoader({"page": "before{{ 1 // x }}"}))
    pieces = templates.stream("page", x=0)
    assert next(pieces) == "before"
    with pytest.raises(ZeroDivisionError):
        next(pieces)


def test_filters_tests_and_globals_with_and_without_parentheses() -> None:
    templates = Templates(
        DictLoader(
            {
                "page": "{{ 'ab'|backwards }}{{ 'ab'|shout }}{{ 'ab'|twice }}"
                "{{ 4 is even_number }}{{ 3 is odd_one }}{{ 3 is small }}"
                "{{ answer() }}{{ question() }}{{ reply() }}"
            }
        )
    )

    @templates.template_filter
    def backwards(text: str) -> str:
        return text[::-1]

    @templates.template_filter()
    def shout(text: str) -> str:
        return text.upper()

    @templates.template_filter("twice")
    def repeat(text: str) -> str:
        return text * 2

    @templates.template_test
    def even_number(number: int) -> bool:
        return number % 2 == 0

    @templates.template_test()
    def odd_one(number: int) -> bool:
        return number % 2 == 1

    @templates.template_test(name="small")
    def below_ten(number: int) -> bool:
        return number < 10

    @templates.template_global
    def answer() -> int:
        return 42

    @templates.template_global()
    def question() -> str:
        return "?"

    @templates.template_global("reply")
    def respond() -> str:
        return "!"

    assert templates.render("page") == "baABababTrueTrueTrue42?!"
    assert (backwards("ab"), repeat("a"), answer() + 1, respond(), below_ten(3)) == (
        "ba",
        "aa",
        43,
        "!",
        True,
    )


def test_macros_can_be_used_from_python(folder: Path) -> None:
    templates = Templates(folder)
    hello = templates.attribute("macros.html", "hello")
    assert hello("<Ada>") == "Hello, &lt;Ada&gt;!"
    assert templates.attribute("macros.html", "answer") == 42
    with pytest.raises(AttributeError):
        templates.attribute("macros.html", "nope")


def test_a_missing_template_says_where_it_was_looked_for(folder: Path) -> None:
    templates = Templates(folder, folder / "nowhere")
    with pytest.raises(TemplateNotFound) as info:
        templates.render("pages.html")
    assert info.value.name == "pages.html"
    assert str(info.value) == (
        f"There is no template 'pages.html' in {str(folder)!r}, {str(folder / 'nowhere')!r}"
        " (no such folder). Did you mean 'page.html'?"
    )
    with pytest.raises(
        TemplateNotFound, match=r"There is no template 'x' in no folder: Templates\(\) was"
    ):
        Templates().render("x")


def test_options_reach_jinja() -> None:
    templates = Templates(
        DictLoader({"a.html": "[[ x ]]"}),
        variable_start_string="[[",
        variable_end_string="]]",
        undefined=StrictUndefined,
        autoescape=False,
    )
    assert templates.render("a.html", x="<") == "<"
    with pytest.raises(UndefinedError, match="'x' is undefined"):
        templates.render("a.html")


def test_auto_reload_is_off_unless_asked_for() -> None:
    assert Templates().environment.auto_reload is False
    assert Templates(auto_reload=True).environment.auto_reload is True


def test_explain(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    templates = Templates(folder, explain=True)
    templates.add("shop", DictLoader({}))
    caplog.set_level(logging.INFO)
    templates.render("mail.txt", name="Ada")
    [message] = caplog.messages
    assert "Looking for the template 'mail.txt':\n  1. the application, " in message
    assert f"found {str(folder / 'mail.txt')!r}" in message
    assert "  2. shop, " in message


def test_the_repr_tells_the_folders(folder: Path) -> None:
    assert repr(Templates(folder)) == f"<Templates in {str(folder)!r}>"
    assert repr(Templates()) == "<Templates in no folder>"
