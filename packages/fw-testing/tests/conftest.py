"""An application with contexts, sessions, JSON and commands, made of Werkzeug alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, final

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from fw_testing import EnvironBuilder, FlaskClient


class Session(dict[str, Any]):
    """A session; ``null`` if it stands in for one that could not be opened."""

    null = False


class Sessions:
    """Keeps the session in an unsigned cookie, which is enough for a test."""

    def open_session(self, app: Site, request: Request) -> Session | None:
        if app.secret_key is None:
            return None
        session = Session(json.loads(request.cookies.get("session", "{}")))
        session.null = app.null_sessions
        return session

    def save_session(self, app: Site, session: Session, response: Response) -> None:
        assert app.stack, "a context is current while a session is saved"
        response.set_cookie("session", json.dumps(session), path="/")

    def is_null_session(self, obj: object) -> bool:
        return isinstance(obj, Session) and obj.null


@final
@dataclass
class Context:
    """A request's context, which may be entered more than once."""

    app: Site
    request: Request
    g: SimpleNamespace = field(default_factory=SimpleNamespace)
    session: Session | None = None

    def __enter__(self) -> Context:
        self.app.stack.append(self)
        return self

    def __exit__(self, *exc: object) -> None:
        assert self.app.stack.pop() is self


class Site:
    """The application."""

    secret_key: str | None = "test"
    null_sessions = False
    response_class = Response
    session_interface = Sessions()

    def __init__(self, **config: Any) -> None:
        self.config: dict[str, Any] = config
        self.json = SimpleNamespace(dumps=self._dumps, loads=json.loads)
        self.url_map = Map()
        self.views: dict[str, Callable[..., Any]] = {}
        self.stack: list[Context] = []

    @staticmethod
    def _dumps(obj: Any, **kwargs: Any) -> str:
        return json.dumps(obj, ensure_ascii=False, **kwargs)

    def route(
        self, rule: str, **options: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            self.url_map.add(Rule(rule, endpoint=rule, **options))
            self.views[rule] = view
            return view

        return decorate

    @property
    def request(self) -> Request:
        return self.stack[-1].request

    @property
    def g(self) -> SimpleNamespace:
        return self.stack[-1].g

    @property
    def session(self) -> Session:
        session = self.stack[-1].session
        assert session is not None
        return session

    def test_request_context(self, *args: Any, **kwargs: Any) -> Context:
        builder = EnvironBuilder(self, *args, **kwargs)
        try:
            return Context(self, Request(builder.get_environ()))
        finally:
            builder.close()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        context = Context(self, Request(environ))
        context.session = self.session_interface.open_session(self, context.request)
        with context:
            try:
                endpoint, values = self.url_map.bind_to_environ(environ).match()
                rv = self.views[endpoint](**values)
                response = rv if isinstance(rv, Response) else Response(rv)
            except HTTPException as error:
                response = Response(str(error), error.code or 500)
            if context.session is not None:
                self.session_interface.save_session(self, context.session, response)
            if "werkzeug.debug.preserve_context" in environ:
                environ["werkzeug.debug.preserve_context"](context)
            return response(environ, start_response)


@pytest.fixture
def site() -> Site:
    made = Site()

    @made.route("/")
    def home() -> str:
        return made.request.url

    return made


@pytest.fixture
def make_site() -> type[Site]:
    return Site


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return FlaskClient(site)
