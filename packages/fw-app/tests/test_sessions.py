"""Sessions with the JSON of their application."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from markupsafe import Markup
from werkzeug.test import TestResponse

from fw_app.app import Flask
from fw_app.globals import session
from fw_app.json.provider import DefaultJSONProvider
from fw_app.json.tag import JSONTag, TaggedJSONSerializer
from fw_app.sessions import SecureCookieSessionInterface, session_json_serializer

Call = Callable[..., TestResponse]


def test_the_serializer_is_shared_by_name() -> None:
    assert isinstance(session_json_serializer, TaggedJSONSerializer)
    assert SecureCookieSessionInterface.serializer is session_json_serializer
    assert isinstance(Flask(__name__).session_interface, SecureCookieSessionInterface)


def test_every_tagged_type_comes_back_in_the_next_request() -> None:
    app = Flask(__name__)
    app.secret_key = "key"
    values: dict[str, Any] = {
        "t": (1, "2"),
        "u": uuid.uuid4(),
        "b": b"\xff\x00",
        "m": Markup("<b>"),
        "d": datetime(2026, 11, 21, 3, 40, tzinfo=timezone.utc),
        "l": [(1,), {" t": "not a tuple"}],
    }
    found: dict[str, Any] = {}

    @app.post("/")
    def store() -> str:
        session.update(values)
        return ""

    @app.get("/")
    def show() -> str:
        found.update(session)
        return ""

    client = app.test_client()
    client.post("/")
    client.get("/")
    assert found == values
    assert isinstance(found["m"], Markup)


def test_the_applications_provider_writes_the_session() -> None:
    written: list[Any] = []

    class Provider(DefaultJSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            written.append(obj)
            return super().dumps(obj, **kwargs)

    app = Flask(__name__)
    app.json = Provider(app)
    with app.app_context():
        assert session_json_serializer.dumps({"b": 1, "a": (2,)}) == '{"a":{" t":[2]},"b":1}'
    assert written == [{"a": {" t": [2]}, "b": 1}]
    assert session_json_serializer.dumps({"b": 1}) == '{"b":1}'
    assert len(written) == 1


def test_a_tag_of_ones_own() -> None:
    class TagComplex(JSONTag):
        key = " c"

        def check(self, value: Any) -> bool:
            return isinstance(value, complex)

        def to_json(self, value: Any) -> Any:
            return [value.real, value.imag]

        def to_python(self, value: Any) -> Any:
            return complex(*value)

    serializer = TaggedJSONSerializer()
    serializer.register(TagComplex)
    text = serializer.dumps({"z": 1 + 2j})
    assert json.loads(text) == {"z": {" c": [1.0, 2.0]}}
    assert serializer.loads(text) == {"z": 1 + 2j}


def test_sessions_wait_for_a_cookie_after_others_were_saved(call: Call) -> None:
    app = Flask(__name__)
    app.secret_key = "key"

    @app.get("/")
    def index() -> str:
        session["a"] = 1
        return "saved"

    assert "session=" in call(app).headers["Set-Cookie"]
    with app.test_request_context() as ctx:
        assert ctx.session_waits
    interface = app.session_interface = SecureCookieSessionInterface()
    interface.open_session = lambda app, request: None  # type: ignore[method-assign]
    with app.test_request_context() as ctx:
        assert not ctx.session_waits
