from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from werkzeug.local import Local
from werkzeug.wrappers import Response

from fw_cli import is_application, recognisers
from fw_cli.recognition import is_asgi, is_recognised, is_wsgi, kind_of, looks_like_flask


def wsgi(environ: Any, start_response: Any) -> list[bytes]:
    return []


async def asgi(scope: Any, receive: Any, send: Any) -> None: ...


class Old:
    def __init__(self, environ: Any, start_response: Any) -> None: ...

    def __iter__(self) -> Any:
        yield b""


class Modern:
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


def test_wsgi_and_asgi_are_told_apart() -> None:
    assert is_wsgi(wsgi)
    assert is_wsgi(Response("x"))
    assert is_wsgi(Old)
    assert not is_wsgi(asgi)
    assert is_asgi(asgi)
    assert is_asgi(Modern())
    assert not is_asgi(Modern)
    assert not is_asgi(wsgi)


def test_a_partial_is_what_it_calls() -> None:
    async def configured(settings: Any, scope: Any, receive: Any, send: Any) -> None: ...

    for app in (partial(configured, {}), partial(partial(configured), {}), partial(Modern())):
        assert is_asgi(app)
        assert kind_of(app) == "ASGI"
    assert is_wsgi(partial(wsgi))
    assert not is_asgi(partial(configured))


@pytest.mark.parametrize("value", [None, 1, "app", object(), int, dict, lambda: None])
def test_what_is_no_application(value: Any) -> None:
    assert not is_application(value)


def test_unbound_proxy_does_no_harm() -> None:
    assert not is_application(Local()("unbound"))


def test_flask_like_is_seen_from_the_type(project: Any) -> None:
    App = project.mini.App

    assert looks_like_flask(App("x"))
    assert not looks_like_flask(App)
    assert not looks_like_flask(Response("x"))


def test_a_type_can_be_registered() -> None:
    class Site:
        pass

    assert not is_recognised(Site())
    recognisers.insert(0, lambda value: isinstance(value, Site))
    try:
        assert is_recognised(Site())
    finally:
        del recognisers[0]
