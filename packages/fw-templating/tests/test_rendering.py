from __future__ import annotations

from typing import Any

import pytest
from jinja2 import DictLoader, Environment, Template

from fw_templating import ContextProcessorError, TemplatingError, add_to_context, render, stream


def test_render_and_stream_take_any_template() -> None:
    template = Environment(
        loader=DictLoader({"a": "{% for i in items %}{{ i }},{% endfor %}"})
    ).get_template("a")
    assert render(template, {"items": [1, 2]}) == "1,2,"
    assert list(stream(template, {"items": [1, 2]})) == ["1", ",", "2", ","]
    assert render(Template("{{ x }}"), {"x": 1}) == "1"


def test_a_stream_renders_only_as_far_as_it_is_read() -> None:
    done: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        return number

    pieces = stream(Template("{% for i in range(9) %}{{ work(i) }}{% endfor %}"), {"work": work})
    assert done == []
    assert next(pieces) == "0"
    assert done == [0]


def test_context_processors_add_but_do_not_replace() -> None:
    context: dict[str, Any] = {"given": "kept"}
    add_to_context(context, [lambda: {"given": "lost", "a": 1, "b": 1}, dict, lambda: {"b": 2}])
    assert context == {"given": "kept", "a": 1, "b": 2}


def test_a_context_processor_that_returns_no_dict_is_named() -> None:
    def forgetful() -> Any:
        pass

    with pytest.raises(
        ContextProcessorError, match=r"forgetful.* returned None\. It must return a dict"
    ) as info:
        add_to_context({}, [forgetful])
    assert info.value.processor is forgetful
    assert isinstance(info.value, TemplatingError)
    assert isinstance(info.value, TypeError)
