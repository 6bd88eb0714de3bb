from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from click.testing import CliRunner

from fw_cli import FlaskGroup, Route, RouteTable, route_listers

Show = Callable[..., list[str]]


@pytest.fixture
def show(project: Any) -> Callable[..., str]:
    def run(app: Any, *args: str) -> str:
        result = CliRunner().invoke(FlaskGroup(create_app=lambda: app), ["routes", *args])
        assert result.exit_code == (0 if "Error" not in result.output else 1), result.output
        return str(result.output)

    return run


@pytest.fixture
def app(project: Any) -> Any:
    App = project.mini.App

    made = App("x")
    made.route("/static/<path:file>", endpoint="static", methods=["GET"])(None)
    made.route("/b/<int:x>", endpoint="bbb", methods=["GET", "POST", "OPTIONS"])(None)
    made.route("/z", endpoint="aaa", methods=["POST"])(None)
    return made


def names(output: str) -> list[str]:
    return [line.split()[0] for line in output.splitlines()[2:]]


def test_table_is_aligned(app: Any, show: Callable[..., str]) -> None:
    assert [line.rstrip() for line in show(app).splitlines()] == [
        "Endpoint  Methods    Rule",
        "--------  ---------  -------------------",
        "aaa       POST       /z",
        "bbb       GET, POST  /b/<int:x>",
        "static    GET        /static/<path:file>",
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("endpoint", ["aaa", "bbb", "static"]),
        ("methods", ["static", "bbb", "aaa"]),
        ("rule", ["bbb", "static", "aaa"]),
    ],
)
def test_sort(app: Any, show: Callable[..., str], sort: str, order: list[str]) -> None:
    assert names(show(app, "-s", sort)) == order


def test_sort_by_match_and_by_a_domain_that_is_not_shown(
    app: Any, show: Callable[..., str]
) -> None:
    as_matched = [rule.endpoint for rule in app.url_map.iter_rules()]
    assert names(show(app, "--sort", "match")) == as_matched
    assert names(show(app, "--sort", "domain")) == as_matched


def test_all_methods(app: Any, show: Callable[..., str]) -> None:
    assert "GET, HEAD, OPTIONS, POST" not in show(app)
    assert "GET, HEAD, OPTIONS, POST" in show(app, "--all-methods")


@pytest.mark.parametrize(("host_matching", "part"), [(True, "host"), (False, "subdomain")])
def test_domain_column(
    project: Any, show: Callable[..., str], host_matching: bool, part: str
) -> None:
    App = project.mini.App

    app = App("x", host_matching=host_matching)
    app.route("/b", endpoint="b", **{part: "second"})(None)
    app.route("/a", endpoint="a", **{part: "zeroth"})(None)
    assert show(app).splitlines()[0].split() == ["Endpoint", "Methods", part.title(), "Rule"]
    assert names(show(app, "-s", "domain")) == ["b", "a"]


def test_no_routes(project: Any, show: Callable[..., str]) -> None:
    App = project.mini.App

    assert show(App("x")) == "No routes were registered.\n"


def wsgi(environ: Any, start_response: Any) -> list[bytes]:
    return []


def test_unknown_kind_of_application_says_what_to_do(show: Callable[..., str]) -> None:
    output = show(wsgi)
    assert "cannot be listed" in output
    assert "fw_cli.route_listers" in output


def test_registered_lister(show: Callable[..., str]) -> None:
    route_listers.append(
        lambda app: RouteTable([Route("one", None, "/1")]) if app is wsgi else None
    )
    try:
        assert names(show(wsgi)) == ["one"]
    finally:
        route_listers.pop()


@dataclass
class Site:
    """An application with routes of another shape."""

    routes: list[Any] = field(default_factory=list)

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        return []


@dataclass
class Starlettish:
    path: str
    name: str
    methods: set[str]


@dataclass
class Bottlish:
    rule: str
    method: str
    callback: Callable[..., Any]


def test_routes_of_other_shapes(show: Callable[..., str]) -> None:
    site = Site([Starlettish("/one", "one", {"GET", "HEAD"}), Bottlish("/two", "PUT", wsgi)])
    rows = [line.split() for line in show(site).splitlines()[2:]]
    assert rows == [["one", "GET", "/one"], ["wsgi", "PUT", "/two"]]


def test_iter_routes_protocol(show: Callable[..., str]) -> None:
    class Listing(Site):
        def iter_routes(self) -> list[Route]:
            return [Route("home", ["GET"], "/", "www")]

    assert show(Listing()).splitlines()[2].split() == ["home", "GET", "www", "/"]
