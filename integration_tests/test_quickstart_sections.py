"""The Quickstart, section by section: every test through the test client and served over a socket."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

if TYPE_CHECKING:
    from integration_tests.conftest import Answer, OpenSite, Site

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(site: Site, path: str, cookie: str = "", **fields: str) -> Answer:
    """Send a form as a browser does."""
    headers = {**FORM, **({"Cookie": cookie} if cookie else {})}
    return site.open(path, method="POST", data=urlencode(fields).encode(), headers=headers)


def cookie_of(answer: Answer) -> str:
    """Return the cookie that an answer sets, as a browser would send it back."""
    return answer.headers["Set-Cookie"].partition(";")[0]


# HTML escaping

ESCAPING = """\
from markupsafe import escape
from fw_core import Flask

app = Flask(__name__)

@app.route("/<name>")
def hello(name):
    return f"Hello, {escape(name)}!"
"""


def test_html_escaping(open_site: OpenSite) -> None:
    answer = open_site(ESCAPING).open("/%3Cscript%3Ealert(%22bad%22)")

    assert answer.text == "Hello, &lt;script&gt;alert(&#34;bad&#34;)!"


# Routing, variable rules, unique URLs

ROUTING = """\
from uuid import UUID
from markupsafe import escape
from fw_core import Flask

app = Flask(__name__)

@app.route('/')
def index():
    return 'Index Page'

@app.route('/hello')
def hello():
    return 'Hello, World'

@app.route('/hi')
@app.route('/hi/<name>')
def hi(name='you'):
    return f'Hi {escape(name)}'

@app.route('/user/<username>')
def show_user_profile(username):
    return f'User {escape(username)}'

@app.route('/post/<int:post_id>')
def show_post(post_id):
    assert type(post_id) is int
    return f'Post {post_id}'

@app.route('/price/<float:amount>')
def show_price(amount):
    assert type(amount) is float
    return f'Price {amount}'

@app.route('/path/<path:subpath>')
def show_subpath(subpath):
    return f'Subpath {escape(subpath)}'

@app.route('/item/<uuid:key>')
def show_item(key):
    assert type(key) is UUID
    return f'Item {key}'

@app.route('/projects/')
def projects():
    return 'The project page'

@app.route('/about')
def about():
    return 'The about page'
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "Index Page"),
        ("/hello", "Hello, World"),
        ("/hi", "Hi you"),
        ("/hi/ana", "Hi ana"),
        ("/user/ana", "User ana"),
        ("/user/John%20Doe", "User John Doe"),
        ("/user/%E2%9C%93", "User ✓"),
        ("/post/7", "Post 7"),
        ("/price/2.50", "Price 2.5"),
        ("/path/a/b/c", "Subpath a/b/c"),
        (
            "/item/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "Item 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        ),
    ],
)
def test_routing_variable_rules(open_site: OpenSite, path: str, text: str) -> None:
    answer = open_site(ROUTING).open(path)

    assert answer.status == 200
    assert answer.text == text


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/user/a/b", "/user/", "/post/-7", "/post/x", "/price/2", "/path/", "/item/6ba7"],
)
def test_routing_converters_refuse_other_text(open_site: OpenSite, path: str) -> None:
    assert open_site(ROUTING).open(path).status == 404


def test_unique_urls_redirect_to_the_trailing_slash(open_site: OpenSite) -> None:
    site = open_site(ROUTING)

    answer = site.open("/projects?a=1")

    assert answer.status == 308
    assert re.fullmatch(r"(http://[^/]+)?/projects/\?a=1", answer.headers["Location"])
    assert site.open("/projects/").text == "The project page"


def test_unique_urls_have_no_slash_where_the_rule_has_none(open_site: OpenSite) -> None:
    site = open_site(ROUTING)

    assert site.open("/about").text == "The about page"
    assert site.open("/about/").status == 404


# HTTP methods

METHODS = """\
from fw_core import Flask, request

app = Flask(__name__)

def do_the_login():
    return 'welcome'

def show_the_login_form():
    return 'the form'

@app.route('/')
def index():
    return 'only looking'

@app.route('/together', methods=['GET', 'POST'])
def login():
    if request.method == 'POST':
        return do_the_login()
    else:
        return show_the_login_form()

@app.get('/login')
def login_get():
    return show_the_login_form()

@app.post('/login')
def login_post():
    return do_the_login()

@app.put('/thing')
def put():
    return 'put'

@app.delete('/thing')
def delete():
    return 'deleted'

@app.patch('/thing')
def patch():
    return 'patched'
"""


def allowed(answer: Answer) -> set[str]:
    return set(answer.headers["Allow"].replace(" ", "").split(","))


def test_methods_get_is_the_default(open_site: OpenSite) -> None:
    answer = open_site(METHODS).open("/", method="POST", data=b"")

    assert answer.status == 405
    assert allowed(answer) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/together", "/login"])
def test_methods_in_one_view_or_in_two(open_site: OpenSite, path: str) -> None:
    site = open_site(METHODS)

    assert site.open(path).text == "the form"
    assert post(site, path).text == "welcome"


@pytest.mark.parametrize(
    ("method", "text"), [("PUT", "put"), ("DELETE", "deleted"), ("PATCH", "patched")]
)
def test_methods_have_a_decorator_each(open_site: OpenSite, method: str, text: str) -> None:
    assert open_site(METHODS).open("/thing", method=method, data=b"").text == text


def test_methods_head_has_the_headers_and_no_body(open_site: OpenSite) -> None:
    site = open_site(METHODS)

    answer = site.open("/", method="HEAD")

    assert answer.status == 200
    assert answer.body == b""
    assert answer.headers["Content-Length"] == site.open("/").headers["Content-Length"]


def test_methods_options_is_automatic(open_site: OpenSite) -> None:
    answer = open_site(METHODS).open("/together", method="OPTIONS")

    assert answer.status == 200
    assert allowed(answer) == {"GET", "HEAD", "OPTIONS", "POST"}


# Static files, rendering templates

TEMPLATES = {
    "hello.py": """\
from markupsafe import Markup
from fw_core import Flask, flash, g, render_template, render_template_string, session, url_for

app = Flask(__name__)
app.secret_key = 'a key for tests'

@app.route('/hello/')
@app.route('/hello/<name>')
def hello(name=None):
    return render_template('hello.html', person=name)

@app.route('/marked/<name>')
def marked(name):
    return render_template('hello.html', person=Markup('<em>%s</em>') % name)

@app.route('/safe/<name>')
def safe(name):
    return render_template_string('{{ person|safe }}', person=name)

@app.route('/context/')
def context():
    g.colour = 'green'
    session['name'] = 'ana'
    flash('noted')
    return render_template('context.txt')

@app.route('/child/')
def child():
    return render_template('child.html')

@app.route('/style-url')
def style_url():
    return url_for('static', filename='style.css')
""",
    "templates/hello.html": """\
<!doctype html>
<title>Hello from fw-core</title>
{% if person %}
  <h1>Hello {{ person }}!</h1>
{% else %}
  <h1>Hello, World!</h1>
{% endif %}
""",
    "templates/context.txt": (
        "{{ config.SECRET_KEY|length }} {{ request.path }} {{ session.name }} {{ g.colour }} "
        "{{ url_for('static', filename='style.css') }} {{ get_flashed_messages()|join }}"
    ),
    "templates/layout.html": (
        "<title>{% block title %}{% endblock %} - Site</title>"
        "<nav>menu</nav>{% block body %}{% endblock %}<footer>foot</footer>"
    ),
    "templates/child.html": (
        "{% extends 'layout.html' %}{% block title %}Child{% endblock %}"
        "{% block body %}<p>mine</p>{% endblock %}"
    ),
    "static/style.css": "body { color: green }\n",
}


def in_a_package(files: dict[str, str]) -> dict[str, str]:
    """Move a project into a package: ``hello.py`` becomes ``hello/__init__.py``."""
    return {f"hello/{name.replace('hello.py', '__init__.py')}": files[name] for name in files}


BOTH_LAYOUTS = pytest.mark.parametrize(
    "files", [TEMPLATES, in_a_package(TEMPLATES)], ids=["module", "package"]
)


@BOTH_LAYOUTS
def test_static_files(open_site: OpenSite, files: dict[str, str]) -> None:
    site = open_site(files)

    assert site.open("/style-url").text == "/static/style.css"
    answer = site.open("/static/style.css")
    assert answer.status == 200
    assert answer.text == "body { color: green }\n"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert site.open("/static/missing.css").status == 404
    assert site.open("/static/../hello.py").status == 404
    assert site.open("/static/%2e%2e/hello.py").status == 404


@BOTH_LAYOUTS
def test_templates_are_rendered(open_site: OpenSite, files: dict[str, str]) -> None:
    site = open_site(files)

    assert "<h1>Hello, World!</h1>" in site.open("/hello/").text
    assert "<h1>Hello ana!</h1>" in site.open("/hello/ana").text


def test_templates_escape_and_can_be_told_not_to(open_site: OpenSite) -> None:
    site = open_site(TEMPLATES)

    assert "Hello &lt;b&gt;!" in site.open("/hello/%3Cb%3E").text
    assert "Hello <em>&lt;b&gt;</em>!" in site.open("/marked/%3Cb%3E").text
    assert site.open("/safe/%3Cb%3E").text == "<b>"


def test_templates_know_the_familiar_objects(open_site: OpenSite) -> None:
    answer = open_site(TEMPLATES).open("/context/")

    assert answer.text == "15 /context/ ana green /static/style.css noted"


def test_templates_inherit(open_site: OpenSite) -> None:
    assert open_site(TEMPLATES).open("/child/").text == (
        "<title>Child - Site</title><nav>menu</nav><p>mine</p><footer>foot</footer>"
    )


# The request object, file uploads

REQUEST = """\
import hashlib
from werkzeug.utils import secure_filename
from fw_core import Flask, render_template_string, request

app = Flask(__name__)

def valid_login(username, password):
    return (username, password) == ('ana', 'secret')

def log_the_user_in(username):
    return f'Welcome {username}'

@app.route('/login', methods=['POST', 'GET'])
def login():
    error = None
    if request.method == 'POST':
        if valid_login(request.form['username'],
                       request.form['password']):
            return log_the_user_in(request.form['username'])
        else:
            error = 'Invalid username/password'
    return render_template_string('Login {{ error or "" }}', error=error)

@app.route('/caught', methods=['POST'])
def caught():
    try:
        return request.form['username']
    except KeyError:
        return 'no such key'

@app.route('/search')
def search():
    searchword = request.args.get('key', '')
    return f'<{searchword}>'

@app.route('/search-strict')
def search_strict():
    return request.args['key']

@app.route('/upload', methods=['GET', 'POST'])
def upload_file():
    if request.method == 'POST':
        f = request.files['the_file']
        path = __file__ + '.' + secure_filename(f.filename)
        f.save(path)
        with open(path, 'rb') as saved:
            digest = hashlib.sha256(saved.read()).hexdigest()
        return {'digest': digest, 'sent_as': f.filename, 'safe': secure_filename(f.filename)}
    return ''
"""


def test_request_method_and_form(open_site: OpenSite) -> None:
    site = open_site(REQUEST)

    assert site.open("/login").text == "Login "
    assert post(site, "/login", username="ana", password="secret").text == "Welcome ana"
    assert "Invalid" in post(site, "/login", username="ana", password="no").text


def test_request_missing_form_key_is_a_bad_request_and_a_key_error(open_site: OpenSite) -> None:
    site = open_site(REQUEST)

    answer = post(site, "/login", username="ana")

    assert answer.status == 400
    assert "Bad Request" in answer.text
    assert post(site, "/caught").text == "no such key"


def test_request_args(open_site: OpenSite) -> None:
    site = open_site(REQUEST)

    assert site.open("/search?key=a+b%2Fc").text == "<a b/c>"
    assert site.open("/search").text == "<>"
    assert site.open("/search-strict").status == 400


@pytest.mark.parametrize(
    ("name", "safe"),
    [("notes.txt", "notes.txt"), ("../../etc/passwd", "etc_passwd"), ("a b ü.txt", "a_b_u.txt")],
)
def test_file_uploads(open_site: OpenSite, name: str, safe: str) -> None:
    content = bytes(range(256)) * 100
    boundary, body = encode_multipart({"the_file": FileStorage(BytesIO(content), name)})

    answer = open_site(REQUEST).open(
        "/upload",
        method="POST",
        data=body,
        headers={"Content-Type": f'multipart/form-data; boundary="{boundary}"'},
    )

    assert answer.json == {
        "digest": hashlib.sha256(content).hexdigest(),
        "sent_as": name,
        "safe": safe,
    }


def test_file_uploads_need_the_multipart_form(open_site: OpenSite) -> None:
    assert post(open_site(REQUEST), "/upload", the_file="notes.txt").status == 400


# Cookies

COOKIES = """\
from fw_core import Flask, make_response, render_template_string, request

app = Flask(__name__)

@app.route('/read')
def read():
    username = request.cookies.get('username')
    return str(username)

@app.route('/store')
def store():
    resp = make_response(render_template_string('stored'))
    resp.set_cookie('username', 'the username')
    return resp
"""


def test_cookies_are_read_and_stored(open_site: OpenSite) -> None:
    site = open_site(COOKIES)

    answer = site.open("/store")

    assert answer.text == "stored"
    assert answer.headers["Set-Cookie"] == 'username="the username"; Path=/'
    assert site.open("/read", headers={"Cookie": cookie_of(answer)}).text == "the username"
    assert site.open("/read").text == "None"


# Redirects and errors

ERRORS = """\
from fw_core import Flask, abort, make_response, redirect, render_template_string, url_for

app = Flask(__name__)

@app.route('/')
def index():
    return redirect(url_for('login'))

@app.route('/login')
def login():
    abort(401)
    this_is_never_executed()

@app.errorhandler(404)
def page_not_found(error):
    resp = make_response(render_template_string('Lost? {{ e.code }}', e=error), 404)
    resp.headers['X-Something'] = 'A value'
    return resp

@app.errorhandler(410)
def gone(error):
    return 'not there any more', 410

@app.errorhandler(418)
def teapot(error):
    return 'short and stout'

@app.route('/code/<int:code>')
def code(code):
    abort(code)
"""


def test_redirect_to_another_endpoint(open_site: OpenSite) -> None:
    answer = open_site(ERRORS).open("/")

    assert answer.status == 302
    assert answer.headers["Location"] == "/login"


def test_abort_ends_a_request_early(open_site: OpenSite) -> None:
    answer = open_site(ERRORS).open("/login")

    assert answer.status == 401
    assert "<title>401 Unauthorized</title>" in answer.text


@pytest.mark.parametrize(
    ("code", "name"), [(400, "Bad Request"), (403, "Forbidden"), (409, "Conflict")]
)
def test_errors_have_a_default_page(open_site: OpenSite, code: int, name: str) -> None:
    answer = open_site(ERRORS).open(f"/code/{code}")

    assert answer.status == code
    assert f"<h1>{name}</h1>" in answer.text


def test_errors_can_have_a_page_of_ones_own(open_site: OpenSite) -> None:
    site = open_site(ERRORS)

    lost = site.open("/nothing")
    assert (lost.status, lost.text, lost.headers["X-Something"]) == (404, "Lost? 404", "A value")
    gone = site.open("/code/410")
    assert (gone.status, gone.text) == (410, "not there any more")


def test_an_error_handler_without_a_status_means_all_went_well(open_site: OpenSite) -> None:
    teapot = open_site(ERRORS).open("/code/418")

    assert (teapot.status, teapot.text) == (200, "short and stout")


# About responses

RESPONSES = """\
import time
from fw_core import Flask, Response, jsonify, make_response

app = Flask(__name__)

@app.route('/response')
def response():
    return Response('ready', mimetype='text/plain', status=202)

@app.route('/string')
def string():
    return 'text'

@app.route('/bytes')
def data():
    return b'bytes'

@app.route('/generator')
def generator():
    def lines():
        yield 'one '
        yield 'two'
    return lines()

@app.route('/iterator')
def iterator():
    return iter([b'a', b'b'])

@app.route('/dict')
def a_dict():
    return {'name': 'ana'}

@app.route('/list')
def a_list():
    return [1, 'two', None]

@app.route('/status')
def status():
    return 'made', 201

@app.route('/headers-dict')
def headers_dict():
    return 'text', {'X-One': '1'}

@app.route('/headers-list')
def headers_list():
    return 'text', [('X-One', '1'), ('X-One', '2')]

@app.route('/all-three')
def all_three():
    return {'made': True}, '201 Made It', {'X-One': '1'}

@app.route('/override')
def override():
    return Response('x', status=200), 203

@app.route('/wsgi')
def wsgi():
    def application(environ, start_response):
        start_response('206 Partial Content', [('Content-Type', 'text/x-wsgi')])
        return [b'from ', environ['PATH_INFO'].encode()]
    return application

@app.route('/make')
def make():
    resp = make_response(a_dict(), 201)
    resp.headers['X-Something'] = 'A value'
    return resp

@app.route('/none')
def none():
    return None

@app.route('/number')
def number():
    return 42
"""


@pytest.mark.parametrize(
    ("path", "status", "kind", "body"),
    [
        ("/response", 202, "text/plain; charset=utf-8", b"ready"),
        ("/string", 200, "text/html; charset=utf-8", b"text"),
        ("/bytes", 200, "text/html; charset=utf-8", b"bytes"),
        ("/generator", 200, "text/html; charset=utf-8", b"one two"),
        ("/iterator", 200, "text/html; charset=utf-8", b"ab"),
        ("/status", 201, "text/html; charset=utf-8", b"made"),
        ("/override", 203, "text/html; charset=utf-8", b"x"),
        ("/wsgi", 206, "text/x-wsgi", b"from /wsgi"),
    ],
)
def test_responses_from_return_values(
    open_site: OpenSite, path: str, status: int, kind: str, body: bytes
) -> None:
    answer = open_site(RESPONSES).open(path)

    assert (answer.status, answer.headers["Content-Type"], answer.body) == (status, kind, body)


@pytest.mark.parametrize(
    ("path", "status", "value"),
    [
        ("/dict", 200, {"name": "ana"}),
        ("/list", 200, [1, "two", None]),
        ("/all-three", 201, {"made": True}),
        ("/make", 201, {"name": "ana"}),
    ],
)
def test_responses_from_dicts_and_lists_are_json(
    open_site: OpenSite, path: str, status: int, value: object
) -> None:
    answer = open_site(RESPONSES).open(path)

    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == value


def test_responses_take_headers_as_dict_or_list(open_site: OpenSite) -> None:
    site = open_site(RESPONSES)

    assert site.open("/headers-dict").headers["X-One"] == "1"
    assert site.open("/headers-list").headers.get_all("X-One") == ["1", "2"]
    assert site.open("/all-three").headers["X-One"] == "1"
    assert site.open("/make").headers["X-Something"] == "A value"


@pytest.mark.parametrize("path", ["/none", "/number"])
def test_responses_from_anything_else_fail(open_site: OpenSite, path: str) -> None:
    assert open_site(RESPONSES).open(path).status == 500


# APIs with JSON

JSON = """\
import dataclasses
import datetime
import decimal
import uuid
from fw_core import Flask, jsonify, request, url_for

app = Flask(__name__)

@dataclasses.dataclass
class User:
    username: str
    theme: str = 'dark'
    image: str = 'a.png'

    def to_json(self):
        return {'username': self.username}

@app.route('/image/<filename>')
def user_image(filename):
    return ''

@app.route("/me")
def me_api():
    user = User('ana')
    return {
        "username": user.username,
        "theme": user.theme,
        "image": url_for("user_image", filename=user.image),
    }

@app.route("/users")
def users_api():
    return [user.to_json() for user in (User('ana'), User('ben'))]

@app.route('/jsonify')
def explicit():
    return jsonify(users=2)

@app.route('/supported')
def supported():
    return {
        'day': datetime.date(2031, 5, 3),
        'amount': decimal.Decimal('1.50'),
        'key': uuid.UUID(int=7),
        'user': User('ana'),
    }

@app.route('/unsupported')
def unsupported():
    return {'what': object()}

@app.post('/echo')
def echo():
    return {'got': request.get_json()}
"""


def test_json_from_dicts_and_lists(open_site: OpenSite) -> None:
    site = open_site(JSON)

    assert site.open("/me").json == {"username": "ana", "theme": "dark", "image": "/image/a.png"}
    assert site.open("/users").json == [{"username": "ana"}, {"username": "ben"}]
    assert site.open("/jsonify").json == {"users": 2}


def test_json_supports_what_jsonify_supports(open_site: OpenSite) -> None:
    site = open_site(JSON)

    assert site.open("/supported").json == {
        "day": "Sat, 03 May 2031 00:00:00 GMT",
        "amount": "1.50",
        "key": "00000000-0000-0000-0000-000000000007",
        "user": {"username": "ana", "theme": "dark", "image": "a.png"},
    }
    assert site.open("/unsupported").status == 500


def test_json_is_read_from_requests(open_site: OpenSite) -> None:
    site = open_site(JSON)
    kind = {"Content-Type": "application/json"}

    assert site.open("/echo", method="POST", data=b"[1]", headers=kind).json == {"got": [1]}
    assert site.open("/echo", method="POST", data=b"[1", headers=kind).status == 400
    assert site.open("/echo", method="POST", data=b"[1]").status == 415


# Sessions

SESSIONS = """\
from fw_core import Flask, redirect, request, session, url_for

app = Flask(__name__)

# A key for this test alone.
app.secret_key = b'_5#y2L"F4Q8z\\n\\xec]/'

@app.route('/')
def index():
    if 'username' in session:
        return f'Logged in as {session["username"]}'
    return 'You are not logged in'

@app.route('/login', methods=['GET', 'POST'])
def login():
    if request.method == 'POST':
        session['username'] = request.form['username']
        return redirect(url_for('index'))
    return '''
        <form method="post">
            <p><input type="text" name="username">
            <p><input type="submit" value="Login">
        </form>
    '''

@app.route('/logout')
def logout():
    # remove the username from the session if it's there
    session.pop('username', None)
    return redirect(url_for('index'))

@app.route('/elsewhere')
def elsewhere():
    return 'no session needed'
"""


def test_sessions_remember_a_visitor(open_site: OpenSite) -> None:
    site = open_site(SESSIONS)
    assert site.open("/").text == "You are not logged in"

    login = post(site, "/login", username="ana")
    assert login.status == 302
    assert login.headers["Location"] == "/"
    cookie = cookie_of(login)
    assert site.open("/", headers={"Cookie": cookie}).text == "Logged in as ana"

    logout = site.open("/logout", headers={"Cookie": cookie})
    assert logout.headers["Set-Cookie"].startswith("session=;")
    assert "Max-Age=0" in logout.headers["Set-Cookie"]


def test_sessions_can_be_looked_at_and_not_changed(open_site: OpenSite) -> None:
    site = open_site(SESSIONS)
    cookie = cookie_of(post(site, "/login", username="ana"))

    stranger = URLSafeTimedSerializer("another key", salt="cookie-session")
    seen = stranger.loads_unsafe(cookie.removeprefix("session="))
    assert seen == (False, {"username": "ana"})

    forged = stranger.dumps({"username": "root"})
    for tampered in (f"session={forged}", cookie[:-1], cookie + "x", cookie.replace(".", "..")):
        answer = site.open("/", headers={"Cookie": tampered})
        assert answer.text == "You are not logged in"


def test_sessions_vary_only_where_they_are_used(open_site: OpenSite) -> None:
    site = open_site(SESSIONS)

    assert site.open("/").headers["Vary"] == "Cookie"
    assert "Vary" not in site.open("/elsewhere").headers
    assert "HttpOnly" in post(site, "/login", username="ana").headers["Set-Cookie"]


# Message flashing

FLASHING = """\
from fw_core import Flask, flash, redirect, render_template_string, url_for

app = Flask(__name__)
app.secret_key = 'a key for tests'

@app.route('/')
def index():
    return render_template_string(
        '{% for category, text in get_flashed_messages(with_categories=true) %}'
        '{{ category }}: {{ text }};{% endfor %}'
    )

@app.route('/save')
def save():
    flash('Saved <all> of it')
    flash('Disk nearly full', 'warning')
    return redirect(url_for('index'))

@app.route('/warnings')
def warnings():
    return render_template_string('{{ get_flashed_messages(category_filter=["warning"]) }}')
"""


def test_flashed_messages_show_on_the_next_request_and_no_other(open_site: OpenSite) -> None:
    site = open_site(FLASHING)
    cookie = cookie_of(site.open("/save"))

    shown = site.open("/", headers={"Cookie": cookie})
    assert shown.text == "message: Saved &lt;all&gt; of it;warning: Disk nearly full;"
    assert site.open("/", headers={"Cookie": cookie_of(shown)}).text == ""


def test_flashed_messages_can_be_filtered(open_site: OpenSite) -> None:
    site = open_site(FLASHING)
    cookie = cookie_of(site.open("/save"))

    answer = site.open("/warnings", headers={"Cookie": cookie})

    assert answer.text == "[&#39;Disk nearly full&#39;]"


# Hooking in WSGI middleware

PROXY = """\
from werkzeug.middleware.proxy_fix import ProxyFix
from fw_core import Flask, request, url_for

app = Flask(__name__)

@app.route('/')
def index():
    return f"{request.remote_addr} {url_for('index', _external=True)}"

app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1, x_prefix=1)
assert isinstance(app, Flask)
app.config['STILL'] = 'the application'
"""


def test_wsgi_middleware_proxy_fix(open_site: OpenSite) -> None:
    answer = open_site(PROXY).open(
        "/",
        headers={
            "X-Forwarded-For": "192.0.2.7",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "example.org",
            "X-Forwarded-Prefix": "/below",
        },
    )

    assert answer.text == "192.0.2.7 https://example.org/below/"


def test_forwarded_headers_mean_nothing_without_it(open_site: OpenSite) -> None:
    plain = PROXY.replace("app.wsgi_app = ProxyFix", "ProxyFix")

    answer = open_site(plain).open("/", headers={"X-Forwarded-For": "192.0.2.7"})

    assert answer.text.startswith("127.0.0.1 http://")
