"""Bad input gets a clear 4xx over a real socket, and wrong commands are told what to do instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from integration_tests.conftest import Launcher, OpenSite, RunFw, Served, Site

APP = """\
from fw_core import Flask, request, session, url_for

app = Flask(__name__)
app.secret_key = 'a key for tests'

@app.route('/')
def index():
    return url_for('index', _external=True)

@app.route('/path/<path:rest>')
def path(rest):
    return ascii(rest)

@app.route('/number/<int:number>')
def number(number):
    return str(number)

@app.route('/cookies')
def cookies():
    return dict(request.cookies)

@app.route('/session')
def see_session():
    return dict(session)

@app.route('/form', methods=['POST'])
def form():
    return {'fields': request.form.to_dict(flat=False), 'files': len(request.files)}

@app.route('/json', methods=['POST'])
def json():
    return {'got': request.get_json() is not None}

@app.route('/args')
def args():
    return request.args.to_dict(flat=False)

@app.route('/authorization')
def authorization():
    return {'there': request.authorization is not None}
"""

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    return open_site(APP)


# Paths


@pytest.mark.parametrize(
    "path", ["/path/%ff%fe", "/path/%00", "/path/%c0%ae", "/%", "/path/%zz", "/%2e%2e/%2e%2e/etc"]
)
def test_malformed_paths(site: Site, path: str) -> None:
    assert site.open(path).status in {200, 400, 404}


@pytest.mark.parametrize(
    "path", [pytest.param("/number/" + "9" * 5000, id="long"), "/number/1e5", "/number/%d9%a3x"]
)
def test_numbers_that_are_none(site: Site, path: str) -> None:
    assert site.open(path).status in {400, 404}


@pytest.mark.parametrize("query", ["%ff", "a=%ff&b", "&&==&", "%", "a[]=1;b=2", "+"])
def test_malformed_queries(site: Site, query: str) -> None:
    assert site.open(f"/args?{query}").status in {200, 400}


# Cookies


@pytest.mark.parametrize(
    "cookie",
    [
        "=",
        ";;;",
        "a",
        "a=b;;c",
        'a="unclosed',
        "a=\\777",
        "é=1",
        "=nameless; a=1",
        "a=" + "b" * 9000,
    ],
)
def test_malformed_cookies(site: Site, cookie: str) -> None:
    answer = site.open("/cookies", headers={"Cookie": cookie.encode().decode("latin-1")})

    assert answer.status in {200, 400}
    if answer.status == 200:
        assert "" not in answer.json


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "..",
        "a.b.c",
        ".a.b",
        "%00",
        "eyJhIjoxfQ.x.y",
        pytest.param("." + "A" * 5000, id="long"),
        "é",
    ],
)
def test_malformed_session_cookies_are_an_empty_session(site: Site, value: str) -> None:
    cookie = f"session={value}".encode().decode("latin-1")

    answer = site.open("/session", headers={"Cookie": cookie})

    assert (answer.status, answer.json) == (200, {})


# Forms


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data; boundary=\xff", b"--x\r\n"),
        pytest.param("multipart/form-data; boundary=" + "x" * 5000, b"--x\r\n", id="long"),
        ("application/x-www-form-urlencoded", b"%ff=%fe&&&=="),
        ("application/x-www-form-urlencoded; charset=nonsense", b"a=1"),
        ("nonsense", b"a=1"),
        (";;;", b"a=1"),
    ],
)
def test_malformed_forms(site: Site, content_type: str, body: bytes) -> None:
    answer = site.open("/form", method="POST", data=body, headers={"Content-Type": content_type})

    assert answer.status in {200, 400, 413, 415}


def test_a_multipart_form_with_too_many_parts_is_413(site: Site) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'

    answer = site.open(
        "/form",
        method="POST",
        data=part * 1001 + b"--x--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )

    assert answer.status == 413


# JSON


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe\x00",
        b"[1,]",
        b'"\xc3',
        b"\x00",
        pytest.param(b"[" * 100_000, id="deep list"),
        pytest.param(b'{"a":' * 50_000, id="deep object"),
        pytest.param(b"1" * 50_000, id="long number"),
    ],
)
def test_malformed_json(site: Site, body: bytes) -> None:
    answer = site.open("/json", method="POST", data=body, headers=JSON)

    assert answer.status == 400
    assert "Bad Request" in answer.text


def test_json_of_another_type_is_415(site: Site) -> None:
    answer = site.open("/json", method="POST", data=b"{}", headers={"Content-Type": "text/plain"})

    assert answer.status == 415


# Host and other headers

BAD_HOSTS = [
    "a b",
    "a/b",
    "a@b",
    "a?b",
    "a#b",
    "a\\b",
    "evil.com:notaport",
    "[::1",
    "a:99999999",
    "a,b",
    "<script>",
    "a%00b",
    "/",
    ":80",
]


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_malformed_hosts(site: Site, host: str) -> None:
    answer = site.open("/", headers={"Host": host})

    assert answer.status == 400
    assert "http://" not in answer.text


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:5000", "127.0.0.1", "[::1]:80", "Example.ORG", "xn--bcher-kva.de"],
)
def test_good_hosts(site: Site, host: str) -> None:
    assert site.open("/", headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "value",
    ["Basic \xff\xfe", "Basic !!!", "Basic", "Bearer", "Digest a=", "\xff", "Basic " + "=" * 9],
)
def test_malformed_authorization(site: Site, value: str) -> None:
    assert site.open("/authorization", headers={"Authorization": value}).status in {200, 400}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept", ";q=x,,/"),
        ("Range", "bytes=-"),
        ("If-Modified-Since", "yesterday"),
        ("If-None-Match", '"'),
        ("Accept-Language", "*;q=9e9"),
        ("Cache-Control", "="),
        ("Content-Type", "\xff/\xff;"),
    ],
)
def test_other_malformed_headers(site: Site, name: str, value: str) -> None:
    assert site.open("/", headers={name: value}).status == 200


# What only a socket can say


@pytest.fixture(scope="module")
def open_served(session_launcher: Launcher, tmp_path_factory: pytest.TempPathFactory) -> Served:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "hello.py").write_text(APP)
    return session_launcher.serve("--app", "hello", "run", cwd=folder)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\nConnection: close\r\n\r\n",
        b"POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\nConnection: close\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        pytest.param(b"GET " + b"/" * 70_000 + b" HTTP/1.1\r\n\r\n", id="long"),
    ],
)
def test_malformed_requests_never_break_the_server(
    open_served: Served, request_bytes: bytes
) -> None:
    answer = open_served.send_raw(request_bytes)

    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    if status is not None:
        assert int(status[1]) < 500 or int(status[1]) == 505
    assert open_served.open("/").status == 200
    assert "Traceback" not in open_served.output


# Commands


def told(fw: RunFw, *arguments: str) -> str:
    """Run a command that must fail, and return what it says."""
    result = fw(*arguments)
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_wrong_app_module_says_what_was_looked_for_and_the_nearest(
    fw: RunFw, hello: Path
) -> None:
    message = told(fw, "--app", "helo", "routes")

    assert "'helo'" in message
    assert str(hello) in message
    assert "hello" in message.replace("'helo'", "").replace(str(hello), "")


def test_a_wrong_app_name_says_what_was_looked_for_and_the_nearest(fw: RunFw, hello: Path) -> None:
    message = told(fw, "--app", "hello:ap", "routes")

    assert "'ap'" in message
    assert "'hello'" in message
    assert re.search(r"'app'|hello:app", message)


def test_an_app_file_that_is_not_there(fw: RunFw, tmp_path: Path) -> None:
    message = told(fw, "--app", "other/hello.py", "routes")

    assert "'hello.py'" in message
    assert str(tmp_path / "other") in message


def test_no_app_at_all_says_how_to_name_one(fw: RunFw, tmp_path: Path) -> None:
    message = told(fw, "routes")

    assert "--app" in message
    assert "app.py" in message
    assert "wsgi.py" in message


def test_a_module_without_an_application(fw: RunFw, tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("x = 1\n")

    message = told(fw, "--app", "empty", "routes")

    assert "'empty'" in message
    assert "empty:name" in message


def test_a_factory_that_needs_arguments(fw: RunFw, tmp_path: Path) -> None:
    (tmp_path / "factory.py").write_text("def create_app(name):\n    raise AssertionError\n")

    message = told(fw, "--app", "factory", "routes")

    assert "create_app" in message
    assert "argument" in message


def test_an_import_error_inside_the_application_is_shown(fw: RunFw, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import nothing_of_this_name\n")

    result = fw("--app", "broken", "routes")

    assert result.returncode != 0
    assert "nothing_of_this_name" in result.stderr


def test_an_unknown_command_is_named(fw: RunFw, hello: Path) -> None:
    assert "'rum'" in told(fw, "--app", "hello", "rum")


@pytest.mark.parametrize("port", ["x", "-1", "70000"])
def test_a_port_that_is_none(fw: RunFw, hello: Path, port: str) -> None:
    result = fw("--app", "hello", "run", "--port", port)

    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert port in result.stderr


# A missing secret key

NO_KEY = """\
from fw_core import Flask, session

app = Flask(__name__)

@app.route('/')
def index():
    session['a'] = 1
    return ''
"""


def test_a_missing_secret_key_says_how_to_make_one(launcher: Launcher, tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(NO_KEY)
    served = launcher.serve("--app", "hello", "run", cwd=tmp_path)

    assert served.open("/").status == 500

    served.wait_for("RuntimeError: ")
    message = served.output.partition("RuntimeError: ")[2]
    assert re.search(r"secret_key|SECRET_KEY", message)
    assert "secrets.token_hex()" in message
