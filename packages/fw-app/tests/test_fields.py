"""Our fields are Werkzeug's to everybody who looks at them, and are looked up to the same values."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequestKeyError

from fw_app import Flask, Request, request
from fw_app.field_parsing import read_fields
from fw_app.fields import Fields, storage_of

QUERY = "a=1&a=2&b=x&c=&n=007"


@pytest.fixture
def ours() -> Any:
    return read_fields(QUERY, ImmutableMultiDict)


@pytest.fixture
def theirs() -> Any:
    pairs = [("a", "1"), ("a", "2"), ("b", "x"), ("c", ""), ("n", "007")]
    return ImmutableMultiDict[str, str](pairs)


def answer(call: Callable[[Any], Any], fields: Any) -> Any:
    """Return what a look-up gives, or its error."""
    try:
        return call(fields)
    except Exception as error:
        return type(error), str(error), error.args


def fails(value: str) -> Any:
    raise LookupError(value)


LOOK_UPS: list[Callable[[Any], Any]] = [
    lambda f: f["a"],
    lambda f: f["missing"],
    lambda f: f[[]],
    lambda f: f[1],
    lambda f: f.get("a"),
    lambda f: f.get("missing"),
    lambda f: f.get("missing", 3),
    lambda f: f.get("missing", type=int),
    lambda f: f.get("n", type=int),
    lambda f: f.get("b", 5, int),
    lambda f: f.get("b", default=5, type=int),
    lambda f: f.get("b", type=lambda value: value + 1),
    lambda f: f.get("b", type=fails),
    lambda f: f.get([]),
    lambda f: f.getlist("a"),
    lambda f: f.getlist("missing"),
    lambda f: f.getlist("a", type=int),
    lambda f: f.getlist("a", int),
    lambda f: f.getlist("b", type=int),
    lambda f: f.getlist("missing", type=int),
    lambda f: f.getlist("b", type=fails),
    lambda f: f.getlist([]),
    lambda f: "a" in f,
    len,
    repr,
    dict,
    hash,
    sorted,
    json.dumps,
    lambda f: {**f},
    lambda f: [*f.items(multi=True)],
    lambda f: f.to_dict(flat=False),
    lambda f: f | {"d": "4"},
    lambda f: f.copy(),
    lambda f: copy.copy(f),
    lambda f: copy.deepcopy(f),
    lambda f: CombinedMultiDict([f]).getlist("a"),
    lambda f: f.add("a", "3"),
    lambda f: f.pop("a"),
    lambda f: f.setdefault("a", "3"),
    lambda f: f.update({"a": "3"}),
]


@pytest.mark.parametrize("call", LOOK_UPS)
def test_every_look_up_gives_what_werkzeugs_gives(
    call: Callable[[Any], Any], ours: Any, theirs: Any
) -> None:
    assert type(ours) is Fields
    assert answer(call, ours) == answer(call, theirs)


def test_a_name_without_values_is_missing(ours: Any, theirs: Any) -> None:
    for fields in (ours, theirs):
        dict.__setitem__(fields, "empty", [])
    for call in (
        lambda f: f["empty"],
        lambda f: f.get("empty", 4),
        lambda f: f.getlist("empty"),
    ):
        assert answer(call, ours) == answer(call, theirs)


def test_a_list_of_values_is_a_copy(ours: Any) -> None:
    ours.getlist("a").append("3")
    assert ours.getlist("a") == ["1", "2"]


def test_an_error_is_a_key_error_and_a_400(ours: Any) -> None:
    with pytest.raises(BadRequestKeyError) as raised:
        ours["missing"]
    assert isinstance(raised.value, KeyError)
    assert raised.value.code == 400


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_are_of_werkzeugs_class(protocol: int, ours: Any, theirs: Any) -> None:
    loaded = pickle.loads(pickle.dumps(ours, protocol))
    assert type(loaded) is ImmutableMultiDict
    assert loaded == ours == theirs == pickle.loads(pickle.dumps(theirs, protocol))


def test_copies_may_be_changed(ours: Any) -> None:
    changeable = ours.copy()
    changeable["a"] = "9"
    assert type(changeable) is MultiDict
    assert (changeable["a"], ours["a"]) == ("9", "1")


def test_a_subclass_of_the_class_that_is_seen(ours: Any) -> None:
    """Werkzeug's `get` asks `__getitem__`, which a subclass may have of its own."""

    class Shouting(type(ours)):  # type: ignore[misc]
        def __getitem__(self, key: str) -> Any:
            return super().__getitem__(key).upper()

    fields = Shouting([("b", "x")])
    assert (fields["b"], fields.get("b"), fields.get("c", "d")) == ("X", "X", "d")


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)

    @app.route("/", methods=["GET", "POST"])
    def view() -> list[str]:
        found = (request.args, request.form, request.cookies)
        return [fields.get("name", "-") for fields in found]

    return app


def asked(app: Flask) -> Any:
    client = app.test_client()
    client.set_cookie("name", "c")
    return client.post("/?name=q", data={"name": "f"}).json


@pytest.mark.parametrize("late", [False, True])
def test_look_ups_that_somebody_replaces(
    app: Flask, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if late:
        assert asked(app) == ["q", "f", "c"]
    monkeypatch.setattr(ImmutableMultiDict, "get", lambda self, *args: "patched", raising=False)
    assert asked(app) == ["patched"] * 3
    assert storage_of(ImmutableMultiDict) is ImmutableMultiDict
    monkeypatch.undo()
    assert asked(app) == ["q", "f", "c"]
    assert storage_of(ImmutableMultiDict) is Fields


def test_look_ups_that_somebody_replaces_below(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(app) == ["q", "f", "c"]
    monkeypatch.setattr(MultiDict, "__getitem__", lambda self, key: f"patched {key}")
    assert asked(app) == ["patched name"] * 3


@pytest.mark.parametrize("late", [False, True])
def test_a_class_for_fields(app: Flask, late: bool) -> None:
    class Own(ImmutableMultiDict[str, str]):
        def get(self, *args: Any) -> Any:
            return "own"

    class OwnRequest(Request):
        parameter_storage_class = Own
        dict_storage_class = Own

    if late:
        assert asked(app) == ["q", "f", "c"]
    app.request_class = OwnRequest
    assert asked(app) == ["own"] * 3


@pytest.mark.parametrize("late", [False, True])
def test_a_class_for_fields_of_all_requests(
    app: Flask, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if late:
        assert asked(app) == ["q", "f", "c"]
    monkeypatch.setattr(Request, "parameter_storage_class", MultiDict)
    with app.test_request_context("/?a=1", method="POST", data={"b": "2"}):
        assert type(request.args) is type(request.form) is MultiDict


def test_a_class_for_fields_of_one_request(app: Flask) -> None:
    with app.test_request_context("/?a=1", method="POST", data={"b": "2"}):
        request.parameter_storage_class = MultiDict
        assert type(request.args) is type(request.form) is MultiDict


def test_another_query_of_one_request(app: Flask) -> None:
    with app.test_request_context("/?a=1"):
        request.query_string = b"a=2"
        assert request.args["a"] == "2"


@pytest.mark.parametrize("late", [False, True])
def test_another_query_of_a_class(app: Flask, late: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(Request):
        @property
        def query_string(self) -> bytes:  # type: ignore[override]
            return b"name=own"

    if late:
        app.request_class = type("Later", (Request,), {})
        assert asked(app)[0] == "q"
        monkeypatch.setattr(app.request_class, "query_string", b"name=own", raising=False)
    else:
        app.request_class = Own
    assert asked(app) == ["own", "f", "c"]


def test_other_fields_of_a_class(app: Flask) -> None:
    class Own(Request):
        @property
        def args(self) -> Any:  # type: ignore[override]
            return MultiDict([*super().args.items(), ("name", "more")])

        def _load_form_data(self) -> None:
            super()._load_form_data()
            self.__dict__["form"] = MultiDict({"name": "loaded"})

    app.request_class = Own
    assert asked(app) == ["q", "loaded", "c"]
    with Own({"QUERY_STRING": "a=1", "REQUEST_METHOD": "GET"}) as made:
        assert made.args.getlist("name") == ["more"]


def test_a_field_that_was_set(app: Flask) -> None:
    with app.test_request_context("/?a=1", method="POST", data={"b": "2"}):
        request.args = request.form = "set"  # type: ignore[assignment]
        assert [request.args, request.form] == ["set", "set"]
        del request.args, request.form
        assert (request.args["a"], request.form["b"]) == ("1", "2")
