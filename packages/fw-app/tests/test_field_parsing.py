"""Queries and urlencoded forms are read to what Werkzeug reads in them."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import create_environ
from werkzeug.wrappers import Request as WerkzeugRequest

from fw_app import Flask, Request
from fw_app.field_parsing import read_fields

#: Pieces of queries, right and wrong ones, to be put together in any order.
PIECES = [
    *("a", "b", "name", "value", "0", " ", "+", "++", "=", "==", "&", "&&", ";", "#", "?"),
    *("%20", "%2B", "%2b", "%26", "%3D", "%25", "%2541", "%00", "%0A", "%7f"),
    *("%", "%%", "%z", "%4", "%4z", "%z4", "%4\u00e9", "% 4", "%+4"),
    *("%C3%A9", "%c3%a9", "%C3", "%A9", "%ff", "%E2%82%AC", "%E2%82", "%F0%9F%98%80", "%ed%a0%80"),
    *("\u00e9", "\u20ac", "\x00", "\n", "\r", "%\n", "%\rx\n"),
]

#: What differs from one field to the next in real forms.
FIELDS = [
    "q=fast&page=2&tag=a&tag=b",
    "name=Ada+Lovelace&email=ada%40example.com&age=36",
    "name=Zo%C3%AB&stra%C3%9Fe=1&stra%C3%9Fe=2",
    "percent=100%&broken=%ff%fe&cut=%E2%82&zz=%zz",
    "a&b=&=c&=&&a=1=2&",
    "",
]


def request_of(cls: type[Any], query: bytes) -> Any:
    return cls(create_environ("/", environ_overrides={"QUERY_STRING": query.decode("latin1")}))


def same_as_werkzeugs(query: bytes) -> None:
    ours, theirs = request_of(Request, query).args, request_of(WerkzeugRequest, query).args
    assert isinstance(ours, ImmutableMultiDict)
    assert ours == theirs
    assert repr(ours) == repr(theirs)
    assert [*ours.lists()] == [*theirs.lists()], query  # in this order, too


@pytest.mark.parametrize("query", FIELDS)
def test_usual_queries(query: str) -> None:
    same_as_werkzeugs(query.encode())


def test_any_query() -> None:
    chance = random.Random(7)
    for _ in range(3_000):
        text = "".join(chance.choices(PIECES, k=chance.randrange(12)))
        same_as_werkzeugs(text.encode())


@pytest.mark.parametrize("first", range(0, 256, 16))
def test_every_byte(first: int) -> None:
    for byte in range(first, first + 16):
        same_as_werkzeugs(b"%%%02x=%%%02X" % (byte, byte))
        same_as_werkzeugs(f"a{chr(byte)}={chr(byte)}".encode())


def test_bytes_that_are_no_text_are_replaced() -> None:
    """Werkzeug fails there, which makes a 500 of them."""
    fields = request_of(Request, b"caf\xe9=%C3%A9&a=1").args
    assert [*fields.items()] == [("caf\ufffd", "\xe9"), ("a", "1")]


@pytest.mark.parametrize("text", FIELDS)
def test_any_class_of_multi_dict(text: str) -> None:
    class Own(MultiDict[str, str]):
        pass

    for cls in (MultiDict, ImmutableMultiDict, Own):
        fields = read_fields(text, cls)
        assert isinstance(fields, cls)
        assert [*fields.lists()] == [*read_fields(text, MultiDict).lists()]


def test_a_multi_dict_may_be_changed_where_its_class_may() -> None:
    fields = read_fields("a=1&a=2&b=3", MultiDict)
    fields.add("a", "3")
    fields["b"] = "4"
    assert [*fields.items(multi=True)] == [("a", "1"), ("a", "2"), ("a", "3"), ("b", "4")]
    with pytest.raises(TypeError):
        read_fields("a=1", ImmutableMultiDict)["a"] = "2"


def test_any_text() -> None:
    chance = random.Random(8)
    for _ in range(3_000):
        text = "".join(
            chance.choices("%%%%=&+;02489adefACDEFgG_ \r\n\t\0\x7f", k=chance.randrange(16))
        )
        same_as_werkzeugs(text.encode())


def test_any_fields() -> None:
    chance = random.Random(9)
    for _ in range(1_000):
        words = ["".join(chance.choices(_LETTERS, k=chance.randrange(9))) for _ in range(6)]
        same_as_werkzeugs(urlencode([*zip(words[::2], words[1::2], strict=True)]).encode())


_LETTERS = "aB0 +=&%;\r\n\0\u00e9\u0436\u20ac\U0001f600"


#: Whether the body is urlencoded, and how clients say so.
TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=UTF-8",
    "Application/X-WWW-Form-URLencoded ;x=1",
    "text/plain",
    "multipart/form-data; boundary=x",
    "",
]


def form_of(app: Flask, environ: dict[str, Any], body: bytes, at_once: bool) -> Any:
    """Return the fields of a form and what is left of the body, or the status of the error.

    :param at_once: whether to look at the fields at once, or to have the form loaded first.
    """
    environ = {**environ, "wsgi.input": BytesIO(body)}
    with app.request_context(create_environ(environ_overrides=environ)) as ctx:
        try:
            if not at_once:
                ctx.request._load_form_data()
            fields = ctx.request.form
            rest = ctx.request.stream.read(), [*ctx.request.files], ctx.request.data
        except HTTPException as error:
            return error.code
        assert isinstance(fields, ImmutableMultiDict)
        return [*fields.lists()], rest


def test_a_form_at_once_is_the_form_step_by_step() -> None:
    chance = random.Random(10)
    bodies = [text.encode() for text in ("a=1&b=%C3%A9", "a=1&a=2&c", "&&&", "", "a=\xe9")]
    for _ in range(500):
        body, most = chance.choice(bodies), [None, 0, 5, 12, 10_000]
        limits = {
            "MAX_CONTENT_LENGTH": chance.choice(most),
            "MAX_FORM_MEMORY_SIZE": chance.choice(most),
            "MAX_FORM_PARTS": chance.choice([None, 0, 1, 2, 1000]),
        }
        length = chance.choice([str(len(body)), "", "0", "5", "12", "13", "x", "-1"])
        same_at_once(chance.choice(TYPES), body, length, chance.random() < 0.5, limits)


def same_at_once(
    content_type: str, body: bytes, length: str, terminated: bool, limits: dict[str, Any]
) -> None:
    app = Flask(__name__)
    app.config.update(limits)
    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": content_type}
    environ["CONTENT_LENGTH"] = length
    if terminated:
        environ["wsgi.input_terminated"] = True
    at_once = form_of(app, environ, body, at_once=True)
    expected = form_of(app, environ, body, at_once=False)
    assert at_once == expected, (environ, body, limits)
