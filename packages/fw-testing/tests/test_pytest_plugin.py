from __future__ import annotations

import subprocess
import sys

import pytest

import fw_testing

pytest_plugins = ["pytester"]

APP = """
from werkzeug.wrappers import Request, Response


@Request.application
def app(request):
    return Response("hello")

class Site:
    testing = False
    def __call__(self, environ, start_response):
        return Response(f"testing {self.testing}")(environ, start_response)

def create_app():
    return Site()

class Own(Site):
    def test_client(self):
        return "own client"
    def test_cli_runner(self):
        return "own runner"
"""


@pytest.mark.parametrize(
    ("name", "text"), [("hello:app", "hello"), ("hello:create_app", "testing True")]
)
def test_app_from_the_ini_option(pytester: pytest.Pytester, name: str, text: str) -> None:
    pytester.makepyfile(hello=APP)
    pytester.makepyfile(
        test_it=f"def test_it(client):\n    assert client.get('/').text == {text!r}\n"
    )
    pytester.makeini(f"[pytest]\napp = {name}\npythonpath = .\n")
    pytester.runpytest().assert_outcomes(passed=1)


def test_overridden_app_with_a_client_and_a_runner_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(hello=APP)
    pytester.makeconftest(
        "import sys; sys.path.insert(0, '.')\nimport pytest, hello\n@pytest.fixture\ndef app(): return hello.Own()\n"
    )
    pytester.makepyfile(
        "def test_it(client, runner): assert (client, runner) == ('own client', 'own runner')"
    )
    pytester.runpytest().assert_outcomes(passed=1)


def test_runner_of_any_app(pytester: pytest.Pytester) -> None:
    pytest.importorskip("click", reason="click is an extra")
    pytester.makepyfile(hello=APP)
    pytester.makeini("[pytest]\napp = hello:app\npythonpath = .\n")
    pytester.makepyfile("def test_it(runner): assert type(runner).__name__ == 'FlaskCliRunner'")
    pytester.runpytest().assert_outcomes(passed=1)


ASGI_APP = """
log = []

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        for phase in ("startup", "shutdown"):
            await receive()
            log.append(phase)
            await send({"type": f"lifespan.{phase}.complete"})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": repr(log).encode()})
"""


def test_an_asgi_application_is_started_and_shut_down(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(modern=ASGI_APP)
    pytester.makepyfile(
        """
        import modern
        def test_started(client): assert client.get("/").text == "['startup']"
        def test_shut_down(): assert modern.log == ["startup", "shutdown"]
        """
    )
    pytester.makeini("[pytest]\napp = modern:app\npythonpath = .\n")
    pytester.runpytest().assert_outcomes(passed=2)


def test_missing_app_says_what_to_do(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(client): ...")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*define a fixture 'app' in conftest.py*"])


def test_loading_the_plugin_imports_nothing_heavy() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import fw_testing.pytest_plugin;"
        "print([m for m in set(sys.modules) - before if m.partition('.')[0] in ('werkzeug', 'click', 'asyncio')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_of_the_package_can_be_imported() -> None:
    for name in dir(fw_testing):
        assert getattr(fw_testing, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'missing'"):
        fw_testing.missing  # type: ignore[attr-defined]  # noqa: B018
