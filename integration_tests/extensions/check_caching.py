"""Flask-Caching: a view runs once and is answered from the cache until that is cleared."""

# What it imports is installed in the environment of these tests alone.
# mypy: ignore-errors

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string, request
from flask_caching import Cache


@pytest.fixture(params=["SimpleCache", "FileSystemCache"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Cache:
    return Cache(config={"CACHE_TYPE": request.param, "CACHE_DIR": str(tmp_path)})


@pytest.fixture
def app(cache: Any) -> Flask:
    app = Flask(__name__)
    cache.init_app(app)
    app.config["calls"] = calls = {"view": 0, "query": 0, "memo": 0}

    @app.get("/")
    @cache.cached(timeout=60)
    def view() -> str:
        calls["view"] += 1
        return f"call {calls['view']}"

    @app.get("/query")
    @cache.cached(timeout=60, query_string=True)
    def query() -> str:
        calls["query"] += 1
        return f"{request.args.get('q')} {calls['query']}"

    @cache.memoize(60)
    def double(number: int) -> int:
        calls["memo"] += 1
        return 2 * number

    @app.get("/double/<int:number>")
    def doubled(number: int) -> str:
        return str(double(number))

    @app.post("/forget")
    def forget() -> str:
        cache.delete_memoized(double, 4)
        cache.delete("view//")
        return ""

    @app.get("/headers")
    @cache.cached(timeout=60, response_filter=lambda response: response[1] == 200)
    def headers() -> Any:
        calls["view"] += 1
        return f"call {calls['view']}", 500 if calls["view"] == 1 else 200

    @app.get("/template")
    def template() -> str:
        return render_template_string(
            "{% cache 60, 'key' %}{{ n }}{% endcache %}", n=request.args["n"]
        )

    return app


def test_a_view_is_answered_from_the_cache(app: Flask, cache: Any) -> None:
    client = app.test_client()
    assert [client.get("/").text for _ in range(3)] == ["call 1"] * 3
    with app.app_context():
        cache.clear()
    assert client.get("/").text == "call 2"


def test_the_query_is_part_of_the_key(app: Flask) -> None:
    client = app.test_client()
    answers = [client.get(f"/query?{query}").text for query in ("q=a", "q=b", "q=a")]
    assert answers == ["a 1", "b 2", "a 1"]


def test_a_function_is_memoized_and_forgotten(app: Flask) -> None:
    client = app.test_client()
    assert [client.get("/double/4").text for _ in range(2)] == ["8", "8"]
    assert client.get("/double/5").text == "10"
    assert app.config["calls"]["memo"] == 2
    client.get("/")
    client.post("/forget")
    assert client.get("/double/4").text == "8"
    assert app.config["calls"]["memo"] == 3
    assert client.get("/").text == "call 2"


def test_what_is_not_to_be_kept_is_not(app: Flask) -> None:
    client = app.test_client()
    answers = [client.get("/headers") for _ in range(3)]
    assert [(r.status_code, r.text) for r in answers] == [
        (500, "call 1"),
        (200, "call 2"),
        (200, "call 2"),
    ]


def test_a_part_of_a_template_is_cached(app: Flask) -> None:
    client = app.test_client()
    assert [client.get(f"/template?n={n}").text for n in (1, 2)] == ["1", "1"]
