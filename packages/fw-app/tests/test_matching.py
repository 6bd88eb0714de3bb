"""Which applications find a request's rule at once, and that it is the same rule."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from werkzeug.exceptions import NotFound, SecurityError
from werkzeug.routing import Map as WerkzeugMap
from werkzeug.test import TestResponse, create_environ

from fw_app import Flask, request
from fw_app.matching import Routes, matches_at_once
from fw_app.pipeline import Pipeline
from fw_routing import Map

Call = Callable[..., TestResponse]


def at_once(app: Flask) -> bool:
    return matches_at_once(app, Pipeline.create_url_adapter)


def described(**values: object) -> str:
    return f"{request.endpoint} {request.url_rule} {values}"


def rules(app: Flask) -> Flask:
    app.add_url_rule("/", "index", described)
    app.add_url_rule("/page/", "page", described)
    app.add_url_rule("/leaf", "leaf", described)
    app.add_url_rule("/item/<int:n>", "item", described)
    app.add_url_rule("/files/<path:name>", "files", described, methods=["GET", "DELETE"])
    app.add_url_rule("/default/", "default", described, defaults={"n": 1})
    app.add_url_rule("/default/<int:n>", "default", described)
    app.add_url_rule("/old", "old", redirect_to="/new")
    app.add_url_rule("/socket", "socket", described, websocket=True)
    return app


class Adapting(Flask):
    """Asks the URL adapter each time."""

    def create_url_adapter(self, request: Any) -> Any:
        return super().create_url_adapter(request)


PATHS = [
    *("/", "/page/", "/page", "/leaf", "/leaf/", "/item/3", "/item/x", "/files/a/b", "//page/"),
    *("/item//3", "/default/1", "/default/2", "/old", "/no", "/socket", "/%C3%A9", "/files/%C3%A9"),
    *("/files/a%2Fb", "/files/a//b", "/page?a=1", "/item/3?x=%20", "", "/files/%FF", "/files/%00"),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "DELETE", "get"])
def test_the_same_as_the_adapter(call: Call, path: str, method: str) -> None:
    app, adapting = rules(Flask(__name__)), rules(Adapting(__name__))
    assert at_once(app)
    assert not at_once(adapting)
    ours, theirs = (call(each, path, method=method) for each in (app, adapting))
    assert (ours.status, ours.data) == (theirs.status, theirs.data)
    assert ours.headers == theirs.headers


def test_applications_that_need_the_adapter() -> None:
    assert not at_once(Flask(__name__, subdomain_matching=True))
    app = Flask(__name__)
    app.create_url_adapter = lambda request: None  # type: ignore[method-assign]
    assert not at_once(app)

    class OwnMap(Map):
        def bind_to_environ(self, *args: Any, **kwargs: Any) -> Any:
            return super().bind_to_environ(*args, **kwargs)

    for url_map in (OwnMap(), WerkzeugMap()):
        app = Flask(__name__)
        app.url_map = url_map  # type: ignore[assignment]
        assert not at_once(app)


@pytest.mark.parametrize("make", [WerkzeugMap, Map])
def test_a_map_of_werkzeugs_own(call: Call, make: type[WerkzeugMap]) -> None:
    class Own(Flask):
        url_map_class = make  # type: ignore[assignment]

    app = rules(Own(__name__))
    assert call(app, "/item/3").text == "item /item/<int:n> {'n': 3}"
    assert call(app, "/no").status_code == 404


def test_what_is_left_to_the_adapter() -> None:
    url_map = Flask(__name__).url_map
    assert Routes().find(url_map, create_environ("/", headers={"Upgrade": "websocket"})) is None


def test_hosts_and_subdomains(call: Call) -> None:
    app = Flask(__name__, host_matching=True, static_host="a.example")
    app.add_url_rule("/", "one", lambda: "one", host="a.example")
    app.add_url_rule("/", "two", lambda: "two", host="b.example")
    assert call(app, headers={"Host": "a.example"}).text == "one"
    assert call(app, headers={"Host": "b.example"}).text == "two"
    assert call(app, headers={"Host": "c.example"}).status_code == 404
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    app.add_url_rule("/", "one", lambda: "one")
    app.add_url_rule("/", "two", lambda: "two", subdomain="sub")
    assert call(app, headers={"Host": "example.com"}).text == "one"
    assert call(app, headers={"Host": "sub.example.com"}).text == "two"


def test_requests_that_are_remembered_see_rules_that_come_later(call: Call) -> None:
    app = rules(Flask(__name__))
    for _ in range(3):
        assert call(app, "/leaf").text.startswith("leaf /leaf")
        assert call(app, "/added").status_code == 404
    app.url_map.add(app.url_rule_class("/added", endpoint="leaf", methods=["GET"]))
    for _ in range(3):
        assert call(app, "/added").text == "leaf /added {}"
        assert call(app, "/leaf").text == "leaf /leaf {}"
        assert call(app, "/leaf", method="DELETE").status_code == 405


def test_a_remembered_path_does_not_let_a_malformed_host_in(call: Call) -> None:
    app = rules(Flask(__name__))
    for host in ("good.example", "good.example", "bad example", "good.example"):
        status = 400 if " " in host else 200
        assert call(app, "/leaf", headers={"Host": host}).status_code == status


def test_a_path_in_utf_8_is_not_taken_for_its_bytes(call: Call) -> None:
    app = Flask(__name__)
    app.add_url_rule("/\u00c3\u00a9", "bytes", lambda: "bytes")
    app.add_url_rule("/\u00e9", "letter", lambda: "letter")
    for _ in range(3):
        assert call(app, "/%C3%83%C2%A9").text == "bytes"
        assert call(app, "/%C3%A9").text == "letter"


def size_of(routes: Routes) -> int:
    hosts, (_, known, _) = routes._hosts, routes._memory
    return len(hosts) + sum(len(of_method) for of_method in known.values())


def test_what_is_remembered_is_bounded() -> None:
    app = rules(Flask(__name__))
    app.add_url_rule("/any", "any", described)
    next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "any").methods = None
    routes = Routes()
    sizes = set()
    for n in range(20_000):
        environ = create_environ("/leaf", headers={"Host": f"h{n}.example"})
        found = routes.find(app.url_map, environ)
        assert found is not None
        assert found[0].endpoint == "leaf"
        sizes.add(size_of(routes))
    for n in range(1_000):
        routes.find(app.url_map, create_environ("/any", method=f"m{n}"))
        routes.find(app.url_map, create_environ(f"{'/' * n}/leaf"))
        sizes.add(size_of(routes))
    assert max(sizes) <= 2_000


def test_a_host_is_checked_before_anything_is_found() -> None:
    app = rules(Flask(__name__))
    routes = Routes()
    for path in ("/leaf", "/item/3", "/missing"):
        for _ in range(2):
            with suppress(NotFound):
                routes.find(app.url_map, create_environ(path))
        environ = {**create_environ(path), "HTTP_HOST": "a b"}
        with pytest.raises(SecurityError):
            routes.find(app.url_map, environ)


def test_paths_that_are_known_are_not_searched_for_a_new_host() -> None:
    app = rules(Flask(__name__))
    routes = Routes()
    for path in ("/leaf", "/item/3"):
        assert routes.find(app.url_map, create_environ(path)) is not None
    searched: list[str] = []
    search = app.url_map.search

    def noted(domain: str, path: str, method: str, websocket: bool = False) -> Any:
        searched.append(path)
        return search(domain, path, method, websocket)

    app.url_map.search = noted  # type: ignore[method-assign]
    for n in range(600):
        for path in ("/leaf", "/item/3"):
            environ = create_environ(path, headers={"Host": f"h{n}.example"})
            assert routes.find(app.url_map, environ) is not None
    assert searched == []
