"""Contexts: what is active when, what is shared, and how they end."""

from __future__ import annotations

import contextvars
import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse, create_environ

from fw_app import (
    Flask,
    after_this_request,
    copy_current_request_context,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
    stream_with_context,
    url_for,
)
from fw_app.ctx import AppContext, RequestContext
from fw_app.globals import app_ctx, request_ctx
from fw_app.signals import appcontext_popped, appcontext_pushed

Call = Callable[..., TestResponse]


def request_to(app: Flask, path: str = "/") -> RequestContext:
    return app.request_context(create_environ(path))


def test_what_is_active_where() -> None:
    app = Flask(__name__)
    assert (has_app_context(), has_request_context()) == (False, False)
    with app.app_context() as ctx:
        assert (has_app_context(), has_request_context()) == (True, False)
        assert app_ctx._get_current_object() is ctx  # type: ignore[attr-defined]
        assert current_app._get_current_object() is app  # type: ignore[attr-defined]
    with request_to(app, "/a"):
        assert (has_app_context(), has_request_context()) == (True, True)
        assert request.path == "/a"
    assert (has_app_context(), has_request_context()) == (False, False)


def test_one_context_carries_both() -> None:
    app = Flask(__name__)
    with request_to(app) as ctx:
        assert isinstance(ctx, AppContext)
        assert app_ctx._get_current_object() is ctx  # type: ignore[attr-defined]
        assert request_ctx._get_current_object() is ctx  # type: ignore[attr-defined]
        assert repr(ctx) == f"<RequestContext 'http://localhost/' [GET] of {app.name}>"


def test_g_is_one_per_context() -> None:
    app = Flask(__name__)
    with app.app_context():
        g.a = 1
        with app.app_context():
            assert "a" not in g
        assert g.a == 1
    with app.app_context():
        assert "a" not in g


def test_an_ambient_context_of_the_same_app_is_shared() -> None:
    app = Flask(__name__)
    ended: list[str] = []
    app.teardown_appcontext(lambda error: ended.append("context"))
    app.teardown_request(lambda error: ended.append("request"))
    with app.app_context() as ambient:
        g.a = 1
        with request_to(app):
            assert app_ctx._get_current_object() is ambient  # type: ignore[attr-defined]
            assert g.a == 1
            g.b = 2
        assert ended == ["request"]
        assert g.b == 2
    assert ended == ["request", "context"]


def test_an_ambient_context_of_another_app_is_not() -> None:
    app, other = Flask("app"), Flask("other")
    with other.app_context():
        g.a = 1
        with request_to(app):
            assert "a" not in g
            assert current_app.name == "app"
        assert current_app.name == "other"


def test_the_next_edition_gives_each_request_a_context_of_its_own() -> None:
    app = Flask(__name__)
    app.config["NEXT_EDITION"] = True
    ended: list[object] = []
    app.teardown_appcontext(ended.append)
    with app.app_context():
        g.a = 1
        with request_to(app) as ctx:
            assert "a" not in g
            assert app_ctx._get_current_object() is ctx  # type: ignore[attr-defined]
        assert ended == [None]
        assert g.a == 1


def test_a_context_may_be_pushed_again() -> None:
    app = Flask(__name__)
    ended: list[object] = []
    app.teardown_appcontext(ended.append)
    ctx = app.app_context()
    with ctx:
        g.a = 1
        with ctx:
            assert g.a == 1
        assert ended == []
    assert ended == [None]
    in_request = request_to(app)
    with in_request:
        g.b = 1
        with in_request:
            assert g.b == 1
        assert ended == [None]
    assert ended == [None, None]


def test_a_subclass_may_make_contexts_of_its_own() -> None:
    class Context(AppContext):
        pass

    class Own(Flask):
        def app_context(self) -> AppContext:
            return Context(self)

    app = Own(__name__)
    pushed: list[object] = []

    def note(sender: object) -> None:
        pushed.append(type(app_ctx._get_current_object()))  # type: ignore[attr-defined]

    with appcontext_pushed.connected_to(note, app), request_to(app):
        assert isinstance(app_ctx, Context)
        g.a = 1
    assert pushed == [Context]


def test_signals_of_contexts() -> None:
    app = Flask(__name__)
    seen: list[str] = []

    def pushed(sender: object) -> None:
        seen.append("pushed")

    def popped(sender: object) -> None:
        seen.append("popped")

    with appcontext_pushed.connected_to(pushed, app), appcontext_popped.connected_to(popped, app):
        with app.app_context():
            assert seen == ["pushed"]
        with request_to(app):
            assert seen == ["pushed", "popped", "pushed"]
    assert seen == ["pushed", "popped", "pushed", "popped"]


def test_the_error_reaches_the_teardown() -> None:
    app = Flask(__name__)
    seen: list[object] = []
    app.teardown_appcontext(seen.append)
    app.teardown_request(seen.append)
    with pytest.raises(ZeroDivisionError), request_to(app):
        raise ZeroDivisionError
    assert [type(error) for error in seen] == [ZeroDivisionError] * 2
    ctx = app.app_context()
    ctx.push()
    try:
        raise KeyError
    except KeyError:
        ctx.pop()  # the error being handled
    assert isinstance(seen[2], KeyError)


# -- mistakes ---------------------------------------------------------------------------------


def test_mixed_up_pops_show_both_contexts() -> None:
    app, other = Flask("first"), Flask("second")
    outer, inner = app.app_context(), other.app_context()
    outer.push()
    inner.push()
    with pytest.raises(AssertionError) as info:
        outer.pop()
    assert "Popped wrong app context." in str(info.value)
    assert repr(inner) in str(info.value)
    assert repr(outer) in str(info.value)
    assert not has_app_context()


def test_mixed_up_requests_leave_nothing() -> None:
    def run() -> None:
        app = Flask("first")
        outer, inner = request_to(app, "/outer"), request_to(app, "/inner")
        outer.push()
        inner.push()
        with pytest.raises(AssertionError, match="Popped wrong request context") as info:
            outer.pop()
        assert "/inner' [GET]" in str(info.value)
        assert "/outer' [GET]" in str(info.value)
        assert not has_request_context()
        assert not has_app_context()

    contextvars.copy_context().run(run)


def test_a_context_popped_in_another_thread() -> None:
    ctx = Flask("first").app_context()
    errors: list[BaseException] = []

    def pop() -> None:
        try:
            ctx.pop()
        except AssertionError as e:
            errors.append(e)

    contextvars.copy_context().run(ctx.push)
    thread = threading.Thread(target=pop)
    thread.start()
    thread.join()
    assert "None instead of" in str(errors[0])
    assert "in the thread or task in which they began" in str(errors[0])


@pytest.mark.parametrize("kind", ["app", "request"])
def test_a_pop_without_a_push(kind: str) -> None:
    app = Flask(__name__)
    ctx = app.app_context() if kind == "app" else request_to(app)
    with pytest.raises(LookupError, match="cannot be popped: it is not pushed"):
        ctx.pop()


def test_after_this_request_needs_a_request() -> None:
    with pytest.raises(RuntimeError, match="'after_this_request' can only be used when a request"):
        after_this_request(lambda response: response)


# -- carrying it elsewhere --------------------------------------------------------------------


def test_copies_for_other_threads(call: Call) -> None:
    app = Flask(__name__)
    app.secret_key = "key"

    @app.get("/")
    def view() -> list[str]:
        session["user"] = "ada"
        g.a = 1

        @copy_current_request_context
        def work(number: int) -> str:
            """Work."""
            assert "a" not in g
            g.number = number
            return f"{request.path} {session['user']} {g.number} {current_app.name}"

        assert work.__doc__ == "Work."
        with ThreadPoolExecutor(4) as executor:
            return list(executor.map(work, range(8)))

    assert call(app).get_json() == [f"/ ada {n} {app.name}" for n in range(8)]


def test_copies_outlive_the_request(call: Call) -> None:
    app = Flask(__name__)
    kept: list[Callable[[], str]] = []

    @app.get("/<name>")
    def view(name: str) -> str:
        kept.append(copy_current_request_context(lambda: request.path))
        return name

    for name in "ab":
        call(app, f"/{name}")
    assert [work() for work in kept] == ["/a", "/b"]
    assert not has_request_context()


def test_copies_under_an_application_context_alone() -> None:
    app = Flask("alone")
    with app.app_context():
        work = copy_current_request_context(lambda: current_app.name)
    with ThreadPoolExecutor(1) as executor:
        assert executor.submit(work).result() == "alone"


def test_copies_need_a_context() -> None:
    with pytest.raises(RuntimeError, match="can only be used when a request context is active"):
        copy_current_request_context(lambda: None)


# -- streams (G1) -----------------------------------------------------------------------------


def streaming(ended: list[object]) -> Flask:
    app = Flask(__name__)
    app.teardown_request(lambda error: ended.append(request.path))
    app.teardown_appcontext(lambda error: ended.append("context"))

    @app.get("/<name>")
    def view(name: str) -> Iterator[str]:
        g.name = name

        def rows() -> Iterator[str]:
            yield request.path
            yield str(g.name)

        return stream_with_context(rows())

    return app


def test_a_stream_keeps_the_request_and_ends_it(call: Call) -> None:
    ended: list[object] = []
    response = call(streaming(ended), "/a")
    assert response.text == "/aa"
    assert ended == ["/a", "context"]
    assert not has_app_context()


def test_g1_an_abandoned_stream_leaves_no_context_on_any_thread() -> None:
    """G1: closed on another thread, it left its context there, and no teardown ran."""
    ended: list[object] = []
    app = streaming(ended)
    body = Client(app).open("/a").iter_encoded()
    assert next(iter(body)) == b"/a"
    assert ended == []
    assert not has_request_context()
    left: list[bool] = []

    def close(stream: Any) -> None:
        stream.close()
        left.append(has_request_context() or has_app_context())

    response = Client(app).open("/b")
    thread = threading.Thread(target=close, args=[response])
    thread.start()
    thread.join()
    assert left == [False]
    assert ended == ["/b", "context"]
    thread = threading.Thread(target=close, args=[body])
    thread.start()
    thread.join()
    del body
    gc.collect()
    assert ended == ["/b", "context", "/a", "context"]
    assert left == [False, False]


def test_a_stream_that_is_made_and_not_sent(call: Call) -> None:
    app = Flask(__name__)
    ended: list[object] = []
    app.teardown_request(ended.append)

    @app.get("/")
    def view() -> str:
        stream_with_context(iter("ab"))
        return "instead"

    assert call(app).text == "instead"
    assert ended == [None]


def test_retaining_without_a_stream() -> None:
    app = Flask(__name__)
    ended: list[object] = []
    app.teardown_request(ended.append)
    with request_to(app) as ctx:
        ctx.retain()
        ctx.retain()
        ctx.release()
    assert ended == []
    captured = contextvars.copy_context()
    error = ValueError()
    with pytest.raises(RuntimeError):
        ctx.release(error)  # the context is not active here
    assert captured is not None


# -- memory -----------------------------------------------------------------------------------


def test_the_application_is_freed_by_counting_references(call: Call) -> None:
    gc.collect()
    gc.disable()
    try:
        app = Flask(__name__)
        app.add_url_rule("/", "view", lambda: str(request.path))
        app.before_request(lambda: None)
        call(app)
        freed = weakref.ref(app)
        del app
        assert freed() is None
    finally:
        gc.enable()


def test_the_request_is_freed_by_counting_references() -> None:
    app = Flask(__name__)
    app.add_url_rule("/", "view", lambda: "x")
    gc.collect()
    gc.disable()
    try:
        with request_to(app) as ctx:
            assert ctx.request.path == "/"
            assert str(ctx.request.url)
        freed = weakref.ref(ctx.request)
        del ctx
        assert freed() is None
    finally:
        gc.enable()


def test_nothing_is_made_that_nobody_asks_for() -> None:
    app = Flask(__name__)
    opened: list[object] = []
    interface = type(app.session_interface)

    class Counting(interface):  # type: ignore[valid-type, misc]
        lazy = True

        def open_session(self, app: Any, request: Any) -> Any:
            opened.append(request)
            return super().open_session(app, request)

    app.session_interface = Counting()
    app.secret_key = "key"
    with request_to(app) as ctx:
        assert ctx._session is not None
        assert len(opened) == 1
        assert ctx._session is ctx._session
        assert not ctx._session.accessed
        assert ctx.session.accessed
        assert len(opened) == 1
    with request_to(app):
        pass
    assert len(opened) == 1


def test_a_session_set_from_outside() -> None:
    app = Flask(__name__)
    with request_to(app) as ctx:
        own: Any = {"a": 1}
        ctx._session = own
        assert ctx._session is own
    with pytest.raises(AssertionError, match="The session has not yet been opened"):
        assert request_to(app).session


# -- where a context ended --------------------------------------------------------------------


def test_errors_outside_say_where_the_context_ended() -> None:
    app = Flask(__name__)
    app.testing = True

    def run() -> None:
        with request_to(app):
            line = sys._getframe().f_lineno
        with pytest.raises(RuntimeError) as info:
            assert request.path
        message = str(info.value)
        assert "'request' needs the request being handled" in message
        assert "A RequestContext was bound here earlier and has ended" in message
        assert f"{__file__}:" in message
        assert f":{line - 1} in run()" in message
        with pytest.raises(RuntimeError) as info:
            assert current_app.name
        assert "'current_app' needs the current application" in str(info.value)
        assert "has ended" in str(info.value)
        with pytest.raises(RuntimeError, match="A RequestContext was bound here earlier"):
            url_for("view")

    contextvars.copy_context().run(run)


def test_nothing_is_recorded_in_production() -> None:
    app = Flask(__name__)

    def run() -> None:
        for ctx in (app.app_context(), request_to(app)):
            with ctx:
                pass
        with pytest.raises(RuntimeError) as info:
            assert g.a
        assert "'g' needs the current application" in str(info.value)
        assert "has ended" not in str(info.value)

    contextvars.Context().run(run)
