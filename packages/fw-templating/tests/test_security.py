from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, TemplateNotFound
from jinja2.exceptions import SecurityError, TemplateError

from fw_templating import SandboxedEnvironment, Templates


class Secret:
    """What a template may be given: an object from which Python's internals are in reach."""

    def __init__(self) -> None:
        self.name = "Ada"

    def method(self) -> str:
        return "called"


def refused(source: str, **context: Any) -> None:
    """Check that a template made by a stranger gets at nothing."""
    templates = Templates(sandboxed=True)
    with pytest.raises((SecurityError, TemplateError, OverflowError)):
        templates.render_string(source, **context)


def test_CVE_2016_10745_str_format_in_the_sandbox() -> None:
    refused("{{ '{0.__class__.__mro__}'.format(secret) }}", secret=Secret())
    refused("{{ '{0.method.__func__.__globals__}'.format(secret) }}", secret=Secret())


def test_CVE_2019_10906_str_format_map_in_the_sandbox() -> None:
    refused("{{ '{x.__class__.__mro__}'.format_map({'x': secret}) }}", secret=Secret())


def test_CVE_2024_56326_an_indirect_reference_to_str_format() -> None:
    templates = Templates(sandboxed=True)
    templates.environment.filters["call"] = lambda function, *args: function(*args)
    with pytest.raises(SecurityError):
        templates.render_string(
            "{{ '{0.__class__.__mro__}'.format|call(secret) }}", secret=Secret()
        )


def test_CVE_2024_56201_a_hostile_file_name_is_not_compiled() -> None:
    """A name with braces or quotes gets into messages of the compiled template, not into code."""
    ran: list[str] = []
    for name in (
        "{pwn()}",
        "{{ pwn() }}",
        'x" + pwn() + "',
        "x' + pwn() + '",
        'x\\" + pwn() #',
        '"""\n\'{',
    ):
        templates = Templates(
            DictLoader(
                {
                    name: "{{ x|no_such_filter if x is defined }}{{ 1 if false }}"
                    "{% from 'macros' import nope %}{{ 7 }}",
                    "macros": "",
                    "undefined": "{% from name import nope %}{{ nope() }}",
                }
            ),
            sandboxed=True,
        )
        templates.environment.globals["pwn"] = lambda: ran.append("template")
        assert templates.render(name) == "7"
        with pytest.raises(TemplateError, match="does not export"):
            templates.render("undefined", name=name)
    assert ran == []


def test_a_template_name_with_a_quote_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jinja 3.1.6 compiles such a name into an inline ``if`` without ``else``."""
    ran: list[str] = []
    monkeypatch.setattr(builtins, "pwn", lambda: str(ran.__iadd__(["code"])), raising=False)
    name = 'x" + pwn() + "'
    for sandboxed in (True, False):
        templates = Templates(DictLoader({name: "[{{ 1 if nothing }}]"}), sandboxed=sandboxed)
        assert templates.render(name) == "[]"
    assert ran == []


def test_CVE_2025_27516_the_attr_filter_does_not_lead_around_the_sandbox() -> None:
    refused("{{ ('{0.__class__.__mro__}'|attr('format'))(secret) }}", secret=Secret())
    templates = Templates(sandboxed=True)
    assert templates.render_string("{{ s|attr('__class__')|attr('__mro__') }}", s=Secret()) == ""


@pytest.mark.parametrize(
    "source",
    [
        "{{ secret.__class__.__mro__ }}",
        "{{ secret.__init__.__globals__ }}",
        "{{ secret['__class__'].mro() }}",
        "{{ ().__class__.__bases__[0].__subclasses__() }}",
        "{{ items.append(3) }}",
        "{{ mapping.clear() }}",
        "{{ range(1000000000) }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    ],
)
def test_the_sandbox_refuses(source: str) -> None:
    items, mapping = [1], {"a": 1}
    refused(source, secret=Secret(), items=items, mapping=mapping)
    assert (items, mapping) == ([1], {"a": 1})


def test_the_sandbox_lets_ordinary_templates_through() -> None:
    templates = Templates(
        DictLoader({"a.html": "{{ s.name }} {{ s.method() }} {{ '%s'|format(1) }}"}), sandboxed=True
    )
    assert isinstance(templates.environment, SandboxedEnvironment)
    assert templates.render("a.html", s=Secret()) == "Ada called 1"


@pytest.mark.parametrize("key", ["a b", "a/b", "a>b", "a=b", "x\tonclick"])
def test_CVE_2024_22195_and_34064_xmlattr_refuses_keys_that_make_attributes(key: str) -> None:
    with pytest.raises(ValueError, match="Invalid character in attribute name"):
        Templates().render_string("<a {{ attributes|xmlattr }}>", attributes={key: "1"})


@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% include 'secret' %}", "{# x #}", "${7*7}"])
def test_text_of_a_request_is_never_compiled(text: str) -> None:
    templates = Templates(
        DictLoader({"secret": "secret", "a.html": "{{ value }}|{{ value|safe }}"})
    )
    assert templates.render("a.html", value=text).endswith(f"|{text}")
    with pytest.raises(TemplateNotFound):
        templates.render(text)


@pytest.mark.parametrize(
    "name", ["../outside.txt", "a/../../outside.txt", "/etc/passwd", "..\\outside.txt", "\0", ""]
)
def test_names_do_not_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.txt").write_text("secret")
    (tmp_path / "site" / "a").mkdir(parents=True)
    templates = Templates(tmp_path / "site")
    with pytest.raises((TemplateNotFound, ValueError)):
        templates.render(name)
