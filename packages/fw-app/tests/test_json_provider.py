"""The default JSON provider against the standard library, and providers of one's own."""

from __future__ import annotations

import dataclasses
import gc
import io
import json
import threading
import uuid
import weakref
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from markupsafe import Markup
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from fw_app.json import dump, dumps, load, loads
from fw_app.json.provider import DefaultJSONProvider, JSONProvider
from fw_app.jsonify import jsonify


class Service:
    """The part of an application that a provider knows."""

    response_class = Response

    def __init__(self, debug: bool = False) -> None:
        self.debug = debug


@dataclasses.dataclass
class Point:
    x: int
    y: Decimal


VALUES = [
    None,
    True,
    1,
    1.5,
    float("inf"),
    "text",
    "é\u2028<>",
    [],
    {},
    [1, [2, {"b": 1, "a": "ü"}]],
    {"z": 1, "a": [None, False, {"k": -1}]},
    {1: "int key"},
    (1, 2),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"indent": 2},
        {"separators": (",", ":")},
        {"separators": [",", ":"]},
        {"ensure_ascii": False},
        {"sort_keys": False},
        {"skipkeys": True},
        {"default": None},
        {"allow_nan": True},
    ],
    ids=repr,
)
def test_output_is_the_standard_librarys(value: Any, options: dict[str, Any]) -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    expected = json.dumps(value, **{"sort_keys": True, **options})
    assert provider.dumps(value, **options) == expected
    assert provider.dumps(value, **options) == expected


def test_additional_types() -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    moment = datetime(2026, 11, 21, 3, 40, tzinfo=timezone(timedelta(hours=2)))
    key = uuid.uuid4()
    data = {
        "moment": moment,
        "day": date(2026, 11, 21),
        "key": key,
        "price": Decimal("1.10"),
        "point": Point(1, Decimal("2.5")),
        "html": Markup("<b>"),
    }
    assert provider.loads(provider.dumps(data)) == {
        "moment": http_date(moment),
        "day": "Sat, 21 Nov 2026 00:00:00 GMT",
        "key": str(key),
        "price": "1.10",
        "point": {"x": 1, "y": "2.5"},
        "html": "<b>",
    }
    for unknown in (object(), Point, {1}):
        with pytest.raises(TypeError, match="is not JSON serializable"):
            provider.dumps(unknown)


def test_settings_may_change_at_any_time() -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    data = {"b": "ü", "a": 1}
    assert provider.dumps(data) == '{"a": 1, "b": "\\u00fc"}'
    provider.sort_keys = False
    assert provider.dumps(data) == '{"b": "\\u00fc", "a": 1}'
    provider.ensure_ascii = False
    assert provider.dumps(data) == '{"b": "ü", "a": 1}'
    provider.default = lambda value: "other"
    assert provider.dumps(object()) == '"other"'


def test_default_may_be_a_method() -> None:
    class Provider(DefaultJSONProvider):
        def default(self, value: Any) -> Any:
            return f"<{type(value).__name__}>"

    service = Service()
    assert Provider(service).dumps([{1}]) == '["<set>"]'


def test_circles_and_depth() -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="Circular reference"):
        provider.dumps(circle)
    shared = {"a": 1}
    assert provider.dumps([shared, shared]) == '[{"a": 1}, {"a": 1}]'


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, b"[" * 100_000, " " + "[" * 100_000]
)
def test_g3_json_nested_too_deep_is_a_value_error(text: str | bytes) -> None:
    """G3: 100,000 brackets were an uncaught ``RecursionError``, and so a 500."""
    service = Service()
    with pytest.raises(ValueError, match=r"nested too deep|Expecting value"):
        DefaultJSONProvider(service).loads(text)
    with pytest.raises(ValueError, match=r"nested too deep|Expecting value"):
        loads(text)


@pytest.mark.parametrize("body", [b"\xff\xfe\xff", b"\x00\x00", b"{", b"", b'"\xe9"', b"NaN1"])
def test_malformed_json_is_a_value_error(body: bytes) -> None:
    service = Service()
    with pytest.raises(ValueError, match=r"."):
        DefaultJSONProvider(service).loads(body)


@pytest.mark.parametrize(
    "text", ['{"a": [1, "\xe9"]}', " [1]\n", '"\\ud800"', "0", "null", '"\u20ac"', '"\x7f"']
)
def test_json_is_read_in_every_encoding(text: str) -> None:
    provider = DefaultJSONProvider(Service())
    expected = json.loads(text)
    assert provider.loads(text) == expected
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"):
        assert provider.loads(text.encode(encoding)) == expected
        assert provider.loads(bytearray(text.encode(encoding))) == expected  # type: ignore[arg-type]
    assert provider.loads(b'"\xed\xa0\x80"') == "\ud800"  # half of a pair, as bytes


def test_threads_share_encoders() -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    data = [{"items": list(range(50)), "n": n} for n in range(50)]
    expected = json.dumps(data, sort_keys=True)
    wrong: list[str] = []

    def work() -> None:
        wrong.extend(text for _ in range(50) if (text := provider.dumps(data)) != expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_functions_made_per_call_do_not_pile_up() -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    for _ in range(1000):
        assert provider.dumps(object(), default=lambda value: 1) == "1"
    assert len(provider._encoders) <= 32


def test_response() -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    response = provider.response({"b": 1, "a": [1, 2]})
    assert response.get_data(as_text=True) == '{"a":[1,2],"b":1}\n'
    assert response.mimetype == "application/json"
    assert provider.response().get_data() == b"null\n"
    assert provider.response(1, 2).get_data() == b"[1,2]\n"
    assert provider.response(a=1).get_data() == b'{"a":1}\n'
    with pytest.raises(TypeError, match="either args or kwargs"):
        provider.response(1, a=2)
    service.debug = True
    assert provider.response([1]).get_data() == b"[\n  1\n]\n"
    provider.compact = True
    assert provider.response([1]).get_data() == b"[1]\n"
    service.debug = False
    provider.compact = False
    provider.mimetype = "application/vnd.shop+json"
    response = provider.response([1])
    assert response.get_data() == b"[\n  1\n]\n"
    assert response.mimetype == "application/vnd.shop+json"


def test_a_provider_for_another_library_defines_two_methods() -> None:
    class Upper(JSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            return str(obj).upper()

        def loads(self, s: str | bytes, **kwargs: Any) -> Any:
            return str(s).lower()

    service = Service()
    provider = Upper(service)
    file = io.StringIO()
    provider.dump("text", file)
    assert file.getvalue() == "TEXT"
    file.seek(0)
    assert provider.load(file) == "text"
    assert provider.response("text").get_data() == b"TEXT"
    bare = JSONProvider(service)
    with pytest.raises(NotImplementedError, match="dumps"):
        bare.dumps(1)
    with pytest.raises(NotImplementedError, match="loads"):
        bare.loads("1")


def test_a_provider_does_not_keep_its_application() -> None:
    service = Service()
    provider = DefaultJSONProvider(service)
    provider.dumps({})
    gone = weakref.ref(service)
    gc.disable()
    try:
        del service
        assert gone() is None
    finally:
        gc.enable()


def test_functions_outside_a_context() -> None:
    assert dumps({"b": 1, "a": Decimal("2")}) == '{"b": 1, "a": "2"}'
    file = io.StringIO()
    dump({"day": date(2026, 11, 21)}, file, indent=None)
    file.seek(0)
    assert load(file) == {"day": "Sat, 21 Nov 2026 00:00:00 GMT"}
    assert load(io.BytesIO(b"[1]")) == [1]
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        jsonify(a=1)
