"""Cookies and sessions: what is set, refreshed, cleared, and when ``Vary`` says so."""

# The module is one of two, so its decorators and base classes are of any type.
# mypy: disallow-untyped-decorators=False, disallow-subclassing-any=False

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from markupsafe import Markup

from tools.side_by_side.case import Call, Case, Log, get

Act = Callable[[Any], Any]


def setting(session: Any) -> str:
    """Set a value."""
    session["a"] = session.get("a", 0) + 1
    return str(session["a"])


def tagged(session: Any) -> str:
    """Set a value of every type that JSON would lose, or read them."""
    if "tuple" in session:
        return repr(sorted(session.items()))
    session["tuple"] = (1, (2, "x"))
    session["bytes"] = b"\x00\xff"
    session["markup"] = Markup("<b>")
    session["uuid"] = uuid.UUID(int=7)
    session["time"] = dt.datetime(2020, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
    session["dict"] = {" t": [1], "x": {"y": (1,)}}
    return "set"


def permanent(session: Any) -> str:
    """Make the session permanent."""
    session.permanent = True
    session["p"] = 1
    return "permanent"


def nested(session: Any) -> str:
    """Change something inside, which is seen only where it is said."""
    session.setdefault("list", [])
    session["list"].append(1)
    session.modified = len(session["list"]) % 2 == 0
    return str(session["list"])


def modified(session: Any) -> str:
    """Say that the session was changed."""
    session.modified = True
    return "modified"


def temporary(session: Any) -> str:
    """Let the session end with the browser."""
    session.permanent = False
    return "temporary"


ACTS: dict[str, Act] = {
    "set": setting,
    "tagged": tagged,
    "permanent": permanent,
    "nested": nested,
    "get": lambda session: str(session.get("a")),
    "in": lambda session: str("a" in session),
    "len": lambda session: str(len(session)),
    "keys": lambda session: ",".join(session),
    "bool": lambda session: str(bool(session)),
    "repr": lambda session: repr(session),
    "equal": lambda session: str(session == {"a": 1}),
    "clear": lambda session: str(session.clear()),
    "pop": lambda session: str(session.pop("a", None)),
    "delete": lambda session: session.__delitem__("a") or "deleted" if "a" in session else "none",
    "update": lambda session: str(session.update(b=2, c=[3])),
    "new": lambda session: str(session.new),
    "accessed": lambda session: f"{session.accessed} {session.modified}",
    "modified": modified,
    "temporary": temporary,
    "is_permanent": lambda session: str(session.permanent),
    "flash": lambda session: "flash",
    "untouched": lambda session: "untouched",
}

SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "options": {
        "SESSION_COOKIE_NAME": "other",
        "SESSION_COOKIE_DOMAIN": "localhost.test",
        "SESSION_COOKIE_PATH": "/app",
        "SESSION_COOKIE_HTTPONLY": False,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    },
    "partitioned": {"SESSION_COOKIE_PARTITIONED": True, "SESSION_COOKIE_SECURE": True},
    "no_refresh": {"SESSION_REFRESH_EACH_REQUEST": False},
    "lifetime": {"PERMANENT_SESSION_LIFETIME": 60},
    "lifetime_delta": {"PERMANENT_SESSION_LIFETIME": dt.timedelta(days=1)},
    "root": {"APPLICATION_ROOT": "/root"},
    "fallbacks": {"SECRET_KEY_FALLBACKS": ["old", "older"]},
    "bytes_key": {"SECRET_KEY": b"\x00\xff key"},
}


def sessions(settings: dict[str, Any], secret: str | None = "key") -> Callable[[Any, Log], Any]:  # noqa: S107
    """Make the builder of an application with a view for every act on the session.

    :param settings: its configuration.
    :param secret: its secret key.
    """

    def build(module: Any, log: Log) -> Any:
        app = module.Flask("case")
        app.secret_key = secret
        app.config.update(settings)

        @app.route("/<name>")
        def view(name: str) -> str:
            if name == "flash":
                module.flash("message")
                module.flash("other", "error")
            if name == "flashed":
                messages = module.get_flashed_messages(with_categories=True)
                return repr((messages, module.get_flashed_messages(category_filter=["error"])))
            return str(ACTS[name](module.session))

        return app

    return build


def cases() -> Iterator[Case]:
    """Make the cases: every act with and without a session, under every setting."""
    paths = [f"/{name}" for name in ACTS if name not in {"set", "permanent"}]
    for name in ACTS:
        yield Case(f"cookies.first_{name}", sessions({}), get(f"/{name}", f"/{name}"))
    for path in paths:
        yield Case(f"cookies.set_then_{path[1:]}", sessions({}), get("/set", path, "/set", path))
        yield Case(
            f"cookies.permanent_then_{path[1:]}",
            sessions({}),
            get("/permanent", path, "/untouched"),
        )
    walk = get("/set", "/tagged", "/tagged", "/permanent", "/untouched", "/get", "/clear", "/get")
    for title, settings in SETTINGS.items():
        yield Case(f"cookies.settings_{title}", sessions(settings), walk)
        https = tuple(Call("GET", c.path, {"base_url": "https://localhost.test"}) for c in walk)
        yield Case(f"cookies.settings_{title}_https", sessions(settings), https)
    yield Case("cookies.no_key", sessions({}, None), get("/untouched", "/get", "/set", "/clear"))
    yield Case("cookies.flash", sessions({}), get("/flash", "/flashed", "/flashed", "/keys"))
    for number, value in enumerate(FORGED):
        headers = {"Cookie": f"session={value}"}
        yield Case(
            f"cookies.forged_{number}", sessions({}), get("/get", "/set", "/len", headers=headers)
        )
    for name, build in NAMED.items():
        yield Case(f"cookies.{name}", build, get("/", "/", "/more", "/"))


FORGED = (
    "",
    "x",
    "e30.ZVMxAA.x",
    "eyJhIjoxfQ.ZVMxAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ".eJyrVkpUslIyVKoFABHJArw.ZVMxAA.x",
    "a.b.c.d",
    '"quoted"',
    "%00",
)


def set_cookies(module: Any, log: Log) -> Any:
    """Build an application that sets cookies of all kinds."""
    app = module.Flask("case")

    @app.route("/")
    def view() -> Any:
        response = module.make_response(repr(sorted(module.request.cookies.items())))
        response.set_cookie("a", "1")
        response.set_cookie("b", 'ü; x="y"', max_age=60, path="/b", httponly=True)
        response.set_cookie("c", "3", expires=86400, secure=True, samesite="strict")
        response.set_cookie("d", "4", max_age=dt.timedelta(hours=1), partitioned=True)
        response.set_cookie("e", "5", expires=dt.datetime(2030, 1, 1), domain="localhost")
        return response

    @app.route("/more")
    def more() -> Any:
        response = module.make_response(repr(sorted(module.request.cookies.items())))
        response.delete_cookie("a")
        response.delete_cookie("d", path="/", samesite="Lax", secure=True, httponly=True)
        return response

    return app


def own_interface(module: Any, log: Log) -> Any:
    """Build an application with a session interface of its own."""
    store: dict[str, Any] = {}

    class Session(dict[str, Any], module.sessions.SessionMixin):
        """A plain dictionary."""

    class Interface(module.sessions.SessionInterface):
        def open_session(self, app: Any, request: Any) -> Any:
            log("open", self.get_cookie_name(app))
            return Session(store)

        def save_session(self, app: Any, session: Any, response: Any) -> None:
            log("save", sorted(session), self.should_set_cookie(app, session))
            store.update(session)
            response.set_cookie("own", str(len(session)))

    app = module.Flask("case")
    app.session_interface = Interface()

    @app.route("/")
    def view() -> str:
        module.session["n"] = module.session.get("n", 0) + 1
        return str(module.session["n"])

    app.add_url_rule("/more", "more", lambda: "more")
    return app


def refusing_interface(module: Any, log: Log) -> Any:
    """Build an application whose interface opens no session."""

    class Interface(module.sessions.SessionInterface):
        def open_session(self, app: Any, request: Any) -> None:
            log("open")

    app = module.Flask("case")
    app.session_interface = Interface()

    @app.route("/")
    def view() -> str:
        return repr(dict(module.session))

    @app.route("/more")
    def more() -> str:
        module.session["a"] = 1
        return "more"

    return app


def session_in_hooks(module: Any, log: Log) -> Any:
    """Build an application that uses the session around the view."""
    app = module.Flask("case")
    app.secret_key = "key"  # noqa: S105  # no secret

    @app.before_request
    def before() -> None:
        log("before", module.session.get("seen"))

    @app.after_request
    def after(response: Any) -> Any:
        module.session["seen"] = module.request.path
        response.headers["X-After"] = str(module.session.modified)
        return response

    @app.teardown_request
    def teardown(error: Any) -> None:
        log("teardown", module.session.get("seen"))

    app.add_url_rule("/", "view", lambda: "view")
    return app


def vary(module: Any, log: Log) -> Any:
    """Build an application that sets ``Vary`` by itself."""
    app = module.Flask("case")
    app.secret_key = "key"  # noqa: S105  # no secret

    @app.route("/")
    def view() -> Any:
        module.session["a"] = 1
        response = module.make_response("view")
        response.vary.add("Accept-Language")
        response.headers["Cache-Control"] = "public"
        return response

    @app.route("/more")
    def more() -> Any:
        response = module.make_response(str(module.session.get("a")))
        response.headers["Vary"] = "cookie"
        return response

    return app


NAMED: dict[str, Callable[[Any, Log], Any]] = {
    "set_cookies": set_cookies,
    "own_interface": own_interface,
    "refusing_interface": refusing_interface,
    "session_in_hooks": session_in_hooks,
    "vary": vary,
}
