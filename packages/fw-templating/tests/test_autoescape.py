from __future__ import annotations

import pytest
from jinja2 import DictLoader

from fw_templating import Templates, select_autoescape

ESCAPED = ["a.html", "a.htm", "a.xml", "a.xhtml", "a.svg", "dir.txt/a.html", ".html"]
PLAIN = ["a.txt", "a", "", "a.md", "a.j2", "html", "a.html.txt", "a.html/b.txt", "a.htmlx", "a.css"]


@pytest.mark.parametrize("name", ESCAPED)
def test_markup_is_escaped(name: str) -> None:
    assert select_autoescape(name)


@pytest.mark.parametrize("name", PLAIN)
def test_anything_else_is_not(name: str) -> None:
    assert not select_autoescape(name)
    assert not select_autoescape(name.upper())


def test_templates_from_strings_are_escaped() -> None:
    assert select_autoescape(None)


@pytest.mark.parametrize("name", ESCAPED)
@pytest.mark.parametrize("suffix", ["", ".j2", ".jinja", ".jinja2", ".J2", ".Jinja2", ".j2.jinja"])
def test_G9_escaping_is_on_in_capitals_and_behind_a_template_suffix(name: str, suffix: str) -> None:
    """``PAGE.HTML`` and ``page.html.j2`` are HTML, and their values are escaped."""
    for variant in (name, name.upper(), name.title()):
        file = variant + suffix
        assert select_autoescape(file)
        templates = Templates(DictLoader({file: "{{ value }}"}))
        assert templates.render(file, value="<script>") == "&lt;script&gt;"
        assert list(templates.stream(file, value="<script>")) == ["&lt;script&gt;"]
