"""JSON is read at once to what is read step by step, and what somebody replaces is honoured."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.test import create_environ

import fw_app.json
from fw_app import Flask, Request, request
from fw_app.json.provider import DefaultJSONProvider


class StepByStep(Request):
    """A class with a method of its own is read step by step."""

    @property
    def is_json(self) -> bool:
        return super().is_json


TYPES = [
    *("application/json", "application/json; charset=utf-8", "Application/JSON", "text/plain", ""),
    *("application/problem+json", "application/x-www-form-urlencoded"),
]
BODIES = [b'{"a": [1]}', b"null", b" 1 ", b"", b"{", b"\xff", "{}".encode("utf-16"), b"[" * 10_000]


def asked(kind: type[Request], app: Flask, environ: dict[str, Any], calls: Any) -> Any:
    """Return what each call gives, and what is left of the body."""
    app.request_class = kind
    found: list[Any] = []
    with app.request_context(create_environ(environ_overrides=environ)):
        for call in calls:
            try:
                found.append(request.get_json(**call))
            except HTTPException as error:
                found.append((error.code, error.description))
        try:
            found.append((request.data, request.stream.read()))
        except HTTPException as error:
            found.append(error.code)
    return found


def test_json_at_once_is_the_json_step_by_step() -> None:
    chance = random.Random(1)
    app = Flask(__name__)
    for _ in range(1_000):
        body, truth = chance.choice(BODIES), [False, True]
        app.config["MAX_CONTENT_LENGTH"] = chance.choice([None, 0, 5, 100_000])
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": chance.choice(TYPES),
            "CONTENT_LENGTH": chance.choice([str(len(body)), "", "0", "5", "x"]),
        }
        if chance.random() < 0.5:
            environ["wsgi.input_terminated"] = True
        cache = chance.choice(truth)
        calls = [
            {"force": chance.choice(truth), "silent": chance.choice(truth), "cache": cache}
            for _ in range(chance.randrange(1, 5))
        ]
        at_once = asked(Request, app, {**environ, "wsgi.input": BytesIO(body)}, calls)
        expected = asked(StepByStep, app, {**environ, "wsgi.input": BytesIO(body)}, calls)
        assert at_once == expected, (environ, body, calls)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: {"found": request.get_json()}, methods=["POST"])
    return app


def found(app: Flask) -> Any:
    answer: Any = app.test_client().post("/", json={"a": 1}).json
    return answer["found"]


def test_the_data_stay_the_same_object(app: Flask) -> None:
    with app.test_request_context("/", method="POST", json={"a": 1}):
        assert request.json is request.get_json() is request.get_json(silent=True)
        assert request.get_data() == b'{"a": 1}'


def test_a_provider_reads_a_body_once(app: Flask) -> None:
    read: list[Any] = []

    class Provider(DefaultJSONProvider):
        def loads(self, s: str | bytes, **kwargs: Any) -> Any:
            read.append(s)
            return super().loads(s, **kwargs)

    assert found(app) == {"a": 1}
    app.json = Provider(app)
    assert found(app) == {"a": 1}
    assert read[0] == b'{"a": 1}'
    del read[:]
    app.test_client().post("/", data=b"{", content_type="application/json")
    assert read == [b"{"]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("name", ["get_data", "_read_stream"])
def test_another_body(app: Flask, late: bool, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if late:
        assert found(app) == {"a": 1}
    monkeypatch.setattr(Request, name, lambda *args, **kwargs: b"[2]")
    assert found(app) == [2]
    monkeypatch.undo()
    assert found(app) == {"a": 1}


def test_another_body_of_one_request(app: Flask) -> None:
    @app.before_request
    def replace() -> None:
        made: Any = request
        made.get_data = lambda cache: b"[3]"

    assert found(app) == [3]


@pytest.mark.parametrize("late", [False, True])
def test_another_function(app: Flask, late: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Own:
        loads = staticmethod(lambda data: "own")

    if late:
        assert found(app) == {"a": 1}
    with monkeypatch.context() as patch:
        patch.setattr(Request, "json_module", Own)
        assert found(app) == "own"
    with monkeypatch.context() as patch:
        patch.setattr(fw_app.json, "loads", lambda data: "patched")
        assert found(app) == "patched"
    assert found(app) == {"a": 1}


def test_another_answer_to_what_is_no_json(app: Flask) -> None:
    class Own(Request):
        def on_json_loading_failed(self, e: ValueError | None) -> Any:
            return {"failed": e is not None}

    app.request_class = Own
    client = app.test_client()
    broken = client.post("/", data=b"{", content_type="application/json")
    assert broken.json == {"found": {"failed": True}}
    assert client.post("/", data=b"{").json == {"found": {"failed": False}}
