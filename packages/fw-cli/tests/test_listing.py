"""The routes of other frameworks' applications; those of this package's own protocols are in ``test_routes.py``."""

from __future__ import annotations

from typing import Any

import pytest

APPS = {
    "starlette": """
        from starlette.applications import Starlette
        from starlette.routing import Route
        async def home(request): ...
        app = Starlette(routes=[Route("/home", home)])
        """,
    "bottle": """
        import bottle
        app = bottle.Bottle()
        @app.get("/home")
        def home(): ...
        """,
    "falcon": """
        import falcon
        class home:
            def on_get(self, request, response): ...
        app = falcon.App()
        app.add_route("/home", home())
        """,
    "django": """
        from django.conf import settings
        from django.urls import include, path
        settings.configure(ROOT_URLCONF=__name__)
        urlpatterns = [path("", include([path("home", lambda request: None, name="home")]))]
        from django.core.wsgi import get_wsgi_application
        application = get_wsgi_application()
        """,
}


@pytest.mark.parametrize("framework", APPS)
def test_routes_of_other_frameworks(project: Any, framework: str) -> None:
    pytest.importorskip(framework, reason=f"{framework} is not installed")
    project.write("site_app.py", APPS[framework])
    shown = project.command("--app", "site_app", "routes")
    assert shown.returncode == 0, shown.stderr
    row = shown.stdout.splitlines()[2].split()
    assert (row[0], row[-1]) == ("home", "/home")
    assert row[1:-1] == ([] if framework == "django" else ["GET"])


MOUNTS = """
from types import SimpleNamespace as Route

users = Route(name="users", path="/users", methods={"GET"})
deep = Route(name=None, path="/deep", routes=[users])
files = Route(name="files", path="/files", routes=[])


class Site:
    routes = [Route(name="admin", path="/admin", routes=[users, deep]), files]

    def __call__(self, environ, start_response): ...


app = Site()
"""


def test_routes_of_what_is_mounted(project: Any) -> None:
    project.write("site_app.py", MOUNTS)
    shown = project.command("--app", "site_app", "routes", "--sort", "match")
    assert [line.split() for line in shown.stdout.splitlines()[2:]] == [
        ["admin:users", "GET", "/admin/users"],
        ["admin:users", "GET", "/admin/deep/users"],
        ["files", "/files"],
    ]
