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
    "a class of a header": "werkzeug.datastructures.Accept([('a', 1)]).best == 'a'",
    "the module of a header": (
        "werkzeug.datastructures.range is importlib.import_module('werkzeug.datastructures.range')"
    ),
    "an older name": "werkzeug.datastructures.OrderedMultiDict",
    "all public names": (
        "exec('from werkzeug.datastructures import *', names := {}) or {'ETags', 'Headers'} < {*names}"
    ),
    "the names that are listed": (
        "{'Client', 'Request', 'serving'} < {*dir(werkzeug)} and dir(werkzeug) == sorted(dir(werkzeug))"
    ),
    "what a client accepts": (
        "werkzeug.Request({'HTTP_ACCEPT': 'a/b'}).accept_mimetypes.__class__"
        " is werkzeug.datastructures.MIMEAccept"
    ),
    "what a client authorizes by": (
        "werkzeug.Request({'HTTP_AUTHORIZATION': 'Basic YTpi'}).authorization"
        " == werkzeug.datastructures.Authorization.from_header('Basic YTpi')"
    ),
    "what a client has": (
        "werkzeug.Request({'HTTP_IF_NONE_MATCH': '\"a\"'}).if_none_match.contains('a')"
    ),
    "how long an answer is good": "werkzeug.Response().cache_control.max_age is None",
    "the docs of how long": (
        "werkzeug.datastructures.ResponseCacheControl.max_age.__doc__.splitlines()[0]"
    ),
    "what an answer asks for": "werkzeug.Response().www_authenticate.type == 'basic'",
    "what an answer may load": "not werkzeug.Response().content_security_policy",
    "what part an answer is": "werkzeug.Response().content_range.units is None",
    "an answer without permission": (
        "werkzeug.exceptions.Unauthorized("
        "www_authenticate=werkzeug.datastructures.WWWAuthenticate('basic')).get_headers({})[-1][1]"
        ".strip() == 'Basic'"
    ),
    "statuses of the standard library": (
        "werkzeug.Response(status=importlib.import_module('http').HTTPStatus(404)).status_code == 404"
    ),
    "addresses in IRIs": "werkzeug.urls.uri_to_iri('http://[::1]/%C3%A5%2F') == 'http://[::1]/å%2F'",
    "addresses": "not importlib.import_module('urllib.parse').urlsplit('//[::1]').scheme",
    "a part of a rule": (
        "repr(werkzeug.routing.rules.RulePart('a', True, True, False, None))"
        ".startswith(\"RulePart(content='a', final=True\")"
    ),
    "the fields of a part": (
        "[f.name for f in importlib.import_module('dataclasses').fields("
        "werkzeug.routing.rules.RulePart)][:2] == ['content', 'final']"
    ),
    "the signature of a part": (
        "'content' in importlib.import_module('inspect').signature("
        "werkzeug.routing.rules.RulePart).parameters"
    ),
    "parts that are equal": (
        "werkzeug.routing.rules.RulePart(*'abcde') == werkzeug.routing.rules.RulePart(*'abcde')"
        " != werkzeug.routing.rules.RulePart(*'abcdf')"
    ),
    "a part that is not hashable": "werkzeug.routing.rules.RulePart.__hash__ is None",
    "a templated rule": (
        "werkzeug.routing.Map([werkzeug.routing.RuleTemplate(["
        "werkzeug.routing.Rule('/$a', endpoint='e')])(a='b')]).bind('h').match('/b')[0] == 'e'"
    ),
    "an URL that is built": (
        "werkzeug.routing.Map([werkzeug.routing.Rule('/<int(min=1):a>', endpoint='e')])"
        ".bind('h').build('e', {'a': 1, 'b': 'ä'}) == '/1?b=%C3%A4'"
    ),
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


def test_a_logger_of_its_own() -> None:
    run("""
import fw_app, sys
from werkzeug import _internal
assert "logging" not in sys.modules
handler = _internal._ColorStreamHandler()
assert handler.stream
import logging
assert isinstance(handler, logging.StreamHandler)
assert _internal._ColorStreamHandler.__mro__[1] is logging.StreamHandler
assert _internal.logging is logging
_internal._log("info", "said")
assert logging.getLogger("werkzeug").level == logging.INFO
""")


def test_signals_are_what_they_were() -> None:
    run("""
import fw_app, sys, blinker
assert "inspect" not in sys.modules
signal = blinker.Signal()
class Listener:
    def hear(self, sender): return sender
    async def wait(self, sender): return sender
listener = Listener()
signal.connect(listener.hear)
assert [value for _, value in signal.send(1)] == [1]
del listener
assert not signal.receivers
listener = Listener()
signal.connect(listener.wait)
try:
    signal.send(1)
except RuntimeError:
    pass
else:
    raise SystemExit("a coroutine function was called")
import inspect
assert blinker.base.iscoroutinefunction is inspect.iscoroutinefunction
assert blinker._utilities.inspect is inspect
""")


def test_a_status_of_the_standard_library() -> None:
    run("""
import fw_app, sys, werkzeug
from werkzeug.sansio import response
assert werkzeug.Response(status="404 Gone").status_code == 404
assert not isinstance(404, response.HTTPStatus)
assert "http" not in sys.modules
import http.cookies
assert werkzeug.Response(status=http.HTTPStatus.NOT_FOUND).status_code == 404
assert isinstance(http.HTTPStatus.NOT_FOUND, response.HTTPStatus)
assert response.HTTPStatus is http.HTTPStatus
""")


def test_classes_that_stand_in_are_as_good_as_the_real_ones() -> None:
    run("""
import fw_app
from werkzeug.sansio import request, response
class Own(request.LanguageAccept):
    pass
import werkzeug
assert issubclass(Own, werkzeug.datastructures.LanguageAccept)
assert isinstance(werkzeug.datastructures.ETags(), request.ETags)
assert issubclass(werkzeug.datastructures.ContentRange, response.ContentRange)
assert not isinstance(None, werkzeug.sansio.request.Range)
""")


TOGETHER = """
import importlib, sys, threading
sys.setswitchinterval(1e-6)
others = ("http.cookies", "logging.handlers", "logging.config", "inspect", "dataclasses", "hashlib", "uuid", "string",
          "email.message", "http.client", "urllib.request", "textwrap", "decimal", "difflib")
failed = []
def load(names):
    try:
        for name in names:
            importlib.import_module(name)
    except BaseException as error:
        failed.append((names, error))
        raise
threads = [threading.Thread(target=load, args=(names,))
           for names in (["FIRST"], others, ["fw_app"], others[::-1], others[4:])]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not failed, failed
from fw_app.stand_ins import StandIn
assert not [name for name, module in sys.modules.items() if isinstance(module, StandIn)]
from fw_app import Flask
app = Flask("a")
app.get("/")(lambda: {"a": 1})
assert app.test_client().get("/").get_json() == {"a": 1}
import logging, werkzeug
app.logger.error("said")
assert werkzeug.run_simple is importlib.import_module("werkzeug.serving").run_simple
assert app.logger.handlers == [__import__("fw_app.logging").logging.default_handler]
"""


@pytest.mark.parametrize("first", ["fw_app", "werkzeug.test"])
def test_another_thread_may_import_at_the_same_time(first: str) -> None:
    run(TOGETHER.replace("FIRST", first))


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
