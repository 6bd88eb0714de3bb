"""The compiled templates and contexts: the same text as Jinja's own, for everything they can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jinja2
import pytest
from jinja2 import DictLoader, pass_context, pass_environment, pass_eval_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from fw_templating import Environment, SandboxedEnvironment, select_autoescape
from fw_templating.output import escaped


class Html:
    """Knows how it looks as HTML."""

    def __html__(self) -> str:
        return "<b>html</b>"


class Loud(str):
    """A text that knows how it looks as HTML."""

    __slots__ = ()

    def __html__(self) -> str:
        return f"<b>{self}</b>"


class Safer(Markup):
    """Markup that changes its mind."""

    __slots__ = ()

    def __html__(self) -> Any:
        return Markup("[safer]")


class Number(int):
    """A number that is written as something to escape."""

    def __str__(self) -> str:
        return "<number>"


class Word(str):
    """A text whose ``str`` is another one."""

    __slots__ = ()

    def __str__(self) -> str:
        return "<word>"


VALUES: list[Any] = [
    "plain", "<&>\"'", "", "é<", 0, -7, 10**30, True, None, 1.5, b"<", ["<"], {"<": 1}, Markup("<i>"),
    Html(), Loud("<x>"), Safer("<s>"), Number(3), Word("w"), jinja2.Undefined(name="u"), ValueError("<e>"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_are_escaped_as_by_markupsafe(value: Any) -> None:
    assert str(escaped(value)) == str(escape(value))
    assert escaped(value) == escape(value)


SOURCES = {
    "value": "{{ x }}",
    "two": "<p>{{ x }}{{ x }}</p>",
    "loop": "{% for i in items %}{{ loop.index }} {{ i }} {{ f(i) }}{{ f(i, key=x) }}{% endfor %}",
    "set": "{% set y %}[{{ x }}]{% endset %}{{ y }}{{ y|e }}",
    "macro": "{% macro m(a, b='<') %}{{ a }}{{ b }}{{ f(a) }}{{ caller() if caller else '' }}{% endmacro %}"
    "{{ m(x) }}{{ m(x, b=x)|length }}{% call m(x) %}{{ x }}{% endcall %}",
    "filters": "{{ x|string|upper }}{{ x|safe }}{{ x|e }}{{ [x, x]|join('<') }}{{ x|default('<d>') }}"
    "{% filter lower %}<A>{{ x }}{% endfilter %}",
    "concat": "{{ x ~ '<' ~ x }}{{ '<b>'|safe ~ x }}",
    "off": "{% autoescape false %}{{ x }}{{ f(x) }}{% endautoescape %}{{ x }}",
    "volatile": "{% autoescape on %}{{ x }}{{ f(x) }}{{ '<'|safe }}{% endautoescape %}",
    "conditional": "{{ x if x else '<none>' }}{{ '<' if x is defined }}",
    "calls": "{{ f(1) }}{{ f(items.first) }}{{ f(x, f(x)) }}{{ f(*[1], **{'a': 2}) }}{{ items.first }}"
    "{{ f(**{'class': x}) }}{{ f(f) is string }}{{ f(nothing) }}",
    "stop": "[{{ stop() }}]{{ stop() is undefined }}[{{ stopping.stop() }}]",
    "context": "{% for i in items %}{{ names('i') }}{% endfor %}{{ names('x') }}{{ markup('<') }}"
    "{{ environment_of() }}{{ bound.names('i') }}{{ caller_class('x') }}",
    "blocks": "{% block a %}{% set z = x %}{{ names('z') }}{{ f(x) }}{% endblock %}{{ self.a() }}",
    "child": "{% extends 'blocks' %}{% block a %}{{ super() }}<{{ x }}>{% endblock %}",
    "include": "{% set z = '<z>' %}{% include 'value' %}{% include ['none', 'loop'] %}"
    "{% with x = 1 %}{% include 'value' %}{% endwith %}",
    "import": "{% import 'library' as l %}{{ l.hello(x) }}{{ l.title }}"
    "{% from 'library' import hello with context %}{{ hello(x) }}",
    "library": "{% set title = '<t>' %}{% macro hello(n) %}{{ n }}{{ x }}{{ f(n) }}{{ site }}{% endmacro %}",
    "names": "{{ x.y }}{{ x['<'] }}{{ escaped }}{{ context }}{{ environment }}{{ missing }}",
    "text.txt": "{{ x }}{{ f(x) }}{% filter upper %}{{ x }}{% endfilter %}",
    "function": "{% set f = other %}{{ f(x) }}{% for f in [other] %}{{ f(x) }}{% endfor %}"
    "{% macro g(f) %}{{ f(x) }}{% endmacro %}{{ g(other) }}",
    "none": "{{ nothing(x) if x == 'never' }}",
    "assigned": "{% if x %}{% set v = f(x) %}{% endif %}{{ v }}{% set w, v = f(1), 2 %}{{ w }}{{ v }}",
}


class Items(list[Any]):
    """Items with an attribute."""

    first = "<first>"


class Bound:
    """Has a method that wants the context, and is called with it itself."""

    @pass_context
    def names(self, context: Context, name: str) -> str:
        return f"{context.get(name)}"

    @pass_context
    def __call__(self, context: Context, name: str) -> str:
        return f"called {context.resolve(name)}"


class Stopping:
    """Has a method that stops an iteration."""

    def stop(self) -> None:
        raise StopIteration


@pass_context
def names(context: Context, name: str) -> str:
    return f"{name}={context.get(name)!s} {context.get('i')!s} {sorted(context.get_exported())}"


@pass_eval_context
def markup(eval_ctx: Any, value: str) -> Any:
    return Markup(value) if eval_ctx.autoescape else value


@pass_environment
def environment_of(environment: jinja2.Environment) -> bool:
    return isinstance(environment, jinja2.Environment)


def function(*args: Any, **kwargs: Any) -> str:
    return f"<{len(args)} {sorted(kwargs)} {args[:1] == (None,)}>"


def another(value: Any) -> Any:
    return Markup("<another>")


def stop() -> None:
    raise StopIteration


def filled(environment: jinja2.Environment) -> jinja2.Environment:
    environment.globals.update(
        f=function, other=another, stop=stop, stopping=Stopping(), names=names, markup=markup,
        environment_of=environment_of, bound=Bound(), caller_class=Bound(), site="<site>",
    )  # fmt: skip
    return environment


class App:
    def create_global_jinja_loader(self) -> DictLoader:
        return DictLoader(SOURCES)


def environments(**options: Any) -> list[jinja2.Environment]:
    """Return Jinja's environment, ours, ours with a function called directly, and the sandbox."""
    direct = Environment(App(), **options)
    direct.direct_function = function
    made = [
        jinja2.Environment(loader=DictLoader(SOURCES), **options),
        Environment(App(), **options),
        direct,
        SandboxedEnvironment(App(), **options),
    ]
    return [filled(environment) for environment in made]


def rendered(template: jinja2.Template, variables: dict[str, Any]) -> str:
    try:
        return template.render(variables)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("name", sorted(SOURCES))
@pytest.mark.parametrize(
    "options",
    [
        {"autoescape": True},
        {"autoescape": select_autoescape},
        {"autoescape": False},
        {"autoescape": True, "undefined": jinja2.StrictUndefined},
        {"autoescape": True, "finalize": lambda value: "<none>" if value is None else value},
    ],
    ids=["on", "by name", "off", "strict", "finalize"],
)
def test_the_same_text(name: str, options: dict[str, Any]) -> None:
    theirs, *ours = environments(**options)
    for value in VALUES:
        variables = {"x": value, "items": Items([1, "<", value]), "on": bool(value)}
        expected = rendered(theirs.get_template(name), variables)
        for environment in ours:
            assert rendered(environment.get_template(name), variables) == expected


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_stream_has_the_same_pieces(name: str) -> None:
    theirs, *ours = environments(autoescape=True)
    variables = {"x": "<x>", "items": Items([1, "<"]), "on": True}
    expected = [str(piece) for piece in theirs.get_template(name).generate(variables)]
    for environment in ours:
        pieces = environment.get_template(name).generate(variables)
        assert [str(piece) for piece in pieces] == expected


def test_templates_that_were_compiled_ahead(tmp_path: Any) -> None:
    _, _, environment, _ = environments(autoescape=True)
    environment.compile_templates(tmp_path, zip=None)
    loaded = filled(Environment(App(), loader=jinja2.ModuleLoader(tmp_path), autoescape=True))
    variables = {"x": "<x>", "items": Items([1, "<"]), "on": True}
    for name in SOURCES:
        expected = rendered(environment.get_template(name), variables)
        assert rendered(loaded.get_template(name), variables) == expected


def test_the_function_called_directly_is_the_one_that_the_name_stands_for() -> None:
    called: list[str] = []

    def direct(name: str) -> str:
        called.append(f"direct {name}")
        return "<direct>"

    environment = Environment(App(), autoescape=True)
    environment.direct_function = direct
    template = environment.from_string(
        "{{ link('a') }}{% for n in 'bc' %}{{ link(n) }}{% endfor %}"
    )
    environment.globals["link"] = direct
    assert template.render() == "&lt;direct&gt;" * 3
    assert called == ["direct a", "direct b", "direct c"]
    assert template.render(link=lambda name: f"other {name} ") == "other a other b other c "
    environment.globals["link"] = lambda name: f"{name}!"
    assert template.render() == "a!b!c!"
    del environment.globals["link"]
    with pytest.raises(jinja2.UndefinedError, match="'link' is undefined"):
        template.render()


def test_lines_in_tracebacks_are_those_of_the_template() -> None:
    def fail(value: Any) -> Iterator[str]:
        raise ValueError(value)

    environment = Environment(App(), autoescape=True)
    environment.direct_function = environment.globals["fail"] = fail
    template = environment.from_string(
        "one\n{{ 'two' }}\n{% if 1 %}\n{{ fail('four') }}{% endif %}"
    )
    with pytest.raises(ValueError, match="four") as caught:
        template.render()
    lines = [entry.lineno + 1 for entry in caught.traceback if "<template>" in str(entry.path)]
    assert lines == [4]


def test_a_context_has_all_that_jinjas_has() -> None:
    environment = filled(Environment(App(), autoescape=select_autoescape))
    for name, escapes in (("value", False), ("blocks", False)):
        template = environment.get_template(name)
        context = template.new_context({"x": 1})
        theirs = jinja2.Template.new_context(template, {"x": 1})
        assert context.get_all() == theirs.get_all()
        assert context.globals_keys == {*environment.globals}
        assert context.eval_ctx.autoescape is escapes
        assert context.eval_ctx is context.eval_ctx
        assert set(context.blocks) == set(template.blocks)
        assert (context.get_exported(), context.vars, context.name) == ({}, {}, name)
