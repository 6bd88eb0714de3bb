"""Views as classes, registered and requested."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from fw_app.app import Flask
from fw_app.globals import request
from fw_app.views import MethodView, View, http_method_funcs


def test_a_view_gets_the_values_of_the_url() -> None:
    class Hello(View):
        """Greets."""

        def __init__(self, greeting: str, end: str = ".") -> None:
            self.greeting, self.end = greeting, end

        def dispatch_request(self, name: str) -> str:  # type: ignore[override]
            return f"{self.greeting}, {name}{self.end}"

    app = Flask(__name__)
    view: Any = Hello.as_view("hello", "Hello", end="!")
    app.add_url_rule("/<name>", view_func=view)
    assert app.test_client().get("/Ada").text == "Hello, Ada!"
    assert (view.__name__, view.__doc__, view.__module__) == ("hello", "Greets.", __name__)
    assert view.view_class is Hello
    assert list(app.view_functions) == ["static", "hello"]


@pytest.mark.parametrize("every", [True, False])
def test_instances(every: bool) -> None:
    class Counter(View):
        init_every_request = every

        def __init__(self) -> None:
            self.count = 0

        def dispatch_request(self) -> str:
            self.count += 1
            return str(self.count)

    app = Flask(__name__)
    app.add_url_rule("/", view_func=Counter.as_view("counter"))
    client = app.test_client()
    assert [client.get("/").text for _ in range(3)] == (["1"] * 3 if every else ["1", "2", "3"])


def test_the_class_behind_a_view_may_be_replaced() -> None:
    class One(View):
        def dispatch_request(self) -> str:
            return "one"

    class Two(One):
        def dispatch_request(self) -> str:
            return "two"

    app = Flask(__name__)
    view: Any = One.as_view("one")
    app.add_url_rule("/", view_func=view)
    view.view_class = Two
    assert app.test_client().get("/").text == "two"


def test_methods_follow_from_the_class_and_its_bases() -> None:
    class Readable(MethodView):
        def get(self) -> str:
            return "get"

    class Writable(MethodView):
        def put(self) -> str:
            return "put"

    class Other:
        def delete(self) -> str:
            return "delete"

    class Item(Readable, Writable, Other):
        pass

    class Fixed(Readable):
        methods: ClassVar[list[str]] = ["GET", "PUT"]

    assert Item.methods == {"GET", "PUT", "DELETE"}
    assert Readable.methods == {"GET"}
    assert MethodView.methods is None
    assert Fixed.methods == ["GET", "PUT"]

    app = Flask(__name__)
    app.add_url_rule("/", view_func=Item.as_view("item"))
    client = app.test_client()
    for method in ("get", "put", "delete"):
        assert client.open("/", method=method).text == method
    assert client.post("/").status_code == 405
    assert client.open("/", method="OPTIONS").allow == {"GET", "PUT", "DELETE", "HEAD", "OPTIONS"}
    assert client.head("/").status_code == 200


def test_head_has_a_method_of_its_own_where_there_is_one() -> None:
    class Item(MethodView):
        def get(self) -> str:
            return "get"

        def head(self) -> tuple[str, dict[str, str]]:
            return "", {"X-Method": "head"}

    app = Flask(__name__)
    app.add_url_rule("/", view_func=Item.as_view("item"))
    assert app.test_client().head("/").headers["X-Method"] == "head"


def test_a_method_without_a_definition_says_so() -> None:
    class Item(MethodView):
        methods: ClassVar[list[str]] = ["PROPFIND"]

    app = Flask(__name__)
    app.testing = True
    app.add_url_rule("/", view_func=Item.as_view("item"))
    with pytest.raises(AssertionError, match="Unimplemented method 'PROPFIND': Item is registered"):
        app.test_client().open("/", method="PROPFIND")


def test_decorators_are_applied_in_order_to_the_function() -> None:
    def tag(text: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
        def decorate(view: Callable[..., str]) -> Callable[..., str]:
            assert view.__name__ == "page"

            def wrapped(**values: Any) -> str:
                return f"{text}({view(**values)})"

            wrapped.__name__ = view.__name__
            return wrapped

        return decorate

    class Page(View):
        decorators: ClassVar[list[Callable[..., Any]]] = [tag("first"), tag("second")]

        def dispatch_request(self) -> str:
            return "page"

    app = Flask(__name__)
    app.add_url_rule("/", view_func=Page.as_view("page"))
    assert app.test_client().get("/").text == "second(first(page))"


def test_automatic_options_may_be_switched_off() -> None:
    class Plain(View):
        methods: ClassVar[list[str]] = ["GET", "OPTIONS"]
        provide_automatic_options = False

        def dispatch_request(self) -> str:
            return request.method

    app = Flask(__name__)
    app.add_url_rule("/", view_func=Plain.as_view("plain"))
    assert app.test_client().open("/", method="OPTIONS").text == "OPTIONS"


def test_methods_may_be_coroutines() -> None:
    pytest.importorskip("asgiref")

    class Item(MethodView):
        async def get(self) -> str:
            await asyncio.sleep(0)
            return "async"

    app = Flask(__name__)
    app.add_url_rule("/", view_func=Item.as_view("item"))
    assert app.test_client().get("/").text == "async"


def test_what_is_missing_is_named() -> None:
    class Empty(View):
        pass

    app = Flask(__name__)
    app.testing = True
    app.add_url_rule("/", view_func=Empty.as_view("empty"))
    with pytest.raises(NotImplementedError, match="Empty has to define 'dispatch_request'"):
        app.test_client().get("/")
    view: Any = Empty.as_view("empty")
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        view()
    assert "get" in http_method_funcs
