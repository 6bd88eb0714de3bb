"""Werkzeug without its heavy parts is Werkzeug all the same, as soon as somebody looks."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: What may be left out, and by what it is asked for: an expression that must be true.
USES = {
    "the server": "werkzeug.run_simple is importlib.import_module('werkzeug.serving').run_simple",
    "the server's module": "werkzeug.serving is importlib.import_module('werkzeug.serving')",
    "the test client": "werkzeug.Client is importlib.import_module('werkzeug.test').Client",
    "the form parser": "werkzeug.formparser.FormDataParser.__module__ == 'werkzeug.formparser'",
    "the form parser by its user": (
        "werkzeug.wrappers.request.FormDataParser is werkzeug.formparser.FormDataParser"
    ),
    "the form parser of requests": (
        "werkzeug.Request.form_data_parser_class is werkzeug.formparser.FormDataParser"
    ),
    "the parser of multipart": "werkzeug.sansio.multipart.MultipartDecoder",
    "the matcher": "werkzeug.routing.StateMachineMatcher is werkzeug.routing.matcher.StateMachineMatcher",
    "the matcher of a map": (
        "type(werkzeug.routing.map.Map()._matcher) is werkzeug.routing.StateMachineMatcher"
    ),
    "dates": "werkzeug.http.http_date(0) == 'Thu, 01 Jan 1970 00:00:00 GMT'",
    "dates read": "werkzeug.http.parse_date('Thu, 01 Jan 1970 00:00:00 GMT').year == 1970",
    "the modules of dates": "importlib.import_module('email.utils') is werkzeug.http.email.utils",
    "lists": "werkzeug.http.parse_list_header('a, \"b, c\"') == ['a', 'b, c']",
    "tags": "werkzeug.http.generate_etag(b'') == 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
    "credentials": (
        "werkzeug.datastructures.Authorization.from_header('Basic YTpi').password == 'b'"
    ),
    "passwords": (
        "werkzeug.security.check_password_hash("
        "werkzeug.security.generate_password_hash('a', 'pbkdf2:sha256:1'), 'a')"
    ),
    "file names": "werkzeug.utils.secure_filename('ä/b.txt') == 'a_b.txt'",
    "media types": (
        "werkzeug.datastructures.FileMultiDict().add_file('a', io.BytesIO(), 'a.txt') is None"
    ),
    "routes of UUIDs": (
        "werkzeug.routing.Map([werkzeug.routing.Rule('/<uuid:u>', endpoint='a')]).bind('h')"
        ".match('/' + '0' * 8 + '-0000' * 3 + '-' + '0' * 12)[1]['u'].int == 0"
    ),
    "the repr of a map": "repr(werkzeug.routing.Map()) == 'Map([])'",
    "the nearest rule": ("werkzeug.routing.BuildError('a', {}, None, None).suggested is None"),
    "a stream for a large file": (
        "werkzeug.Request({})._get_file_stream(1 << 20, 'text/plain').__class__.__name__"
        " == 'SpooledTemporaryFile'"
    ),
}


def run(program: str) -> str:
    """Return what a program prints in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.mark.parametrize("what", USES)
def test_everything_is_there_for_who_asks(what: str) -> None:
    run(f"import fw_app, importlib, io, werkzeug; assert {USES[what]}, {what!r}")


def test_it_is_what_there_is_without_us() -> None:
    asserted = "\n".join(f"assert {USES[what]}, {what!r}" for what in USES)
    run(f"import importlib, io, werkzeug.routing\n{asserted}")


def test_what_stood_in_is_replaced_at_its_first_use() -> None:
    run("""
import fw_app, sys
from werkzeug import http, security
assert "hashlib" not in sys.modules
assert "not imported yet" in repr(http.sha1)
http.generate_etag(b"")
import hashlib
assert http.sha1 is hashlib.sha1
assert security.hashlib is hashlib
""")


def test_the_modules_of_the_standard_library_are_real() -> None:
    run("""
import fw_app, sys, types
assert all(type(module) is not type(sys.modules["werkzeug.security"].hashlib)
           for module in sys.modules.values())
import uuid, email.utils, hashlib
assert {type(module) for module in (uuid, email.utils, hashlib)} == {types.ModuleType}
""")


def test_a_module_that_was_there_before_is_used() -> None:
    run("""
import hashlib, uuid
import fw_app, werkzeug
assert werkzeug.http.sha1 is hashlib.sha1
assert not hasattr(__import__("email"), "utils")
assert werkzeug.routing.converters.uuid is uuid
""")


def test_unknown_names_are_no_attributes() -> None:
    run("""
import fw_app, werkzeug
for module in (werkzeug, werkzeug.routing, werkzeug.sansio, werkzeug.wrappers.request):
    try:
        module.nothing
    except AttributeError as error:
        assert str(error) == f"module {module.__name__!r} has no attribute 'nothing'"
    else:
        raise SystemExit("found nothing")
""")


def test_nothing_is_changed_where_werkzeug_was_imported_before() -> None:
    run("""
import werkzeug.wrappers
before = {name: dict(vars(module)) for name, module in __import__("sys").modules.items()
          if name.partition(".")[0] == "werkzeug"}
import fw_app
for name, names in before.items():
    now = vars(__import__("sys").modules[name])
    assert all(now[key] is value for key, value in names.items()), name
    assert "__getattr__" not in now or "__getattr__" in names
""")
