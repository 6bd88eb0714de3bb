"""The application that is put through the soaks: a bit of everything that reads what clients send."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fw_core import (
    Blueprint,
    Flask,
    Response,
    abort,
    g,
    jsonify,
    redirect,
    render_template_string,
    request,
    safe_redirect_target,
    send_from_directory,
    session,
    stream_with_context,
    url_for,
)
from fw_core.typing import ResponseReturnValue


def make_site(folder: Path | None = None) -> Flask:
    """Make the application.

    :param folder: what ``/files/`` serves; by default the folder of this module.
    """
    site = Flask("soaked", root_path=str(Path(__file__).parent))
    site.config.update(SECRET_KEY="for the soaks only", MAX_CONTENT_LENGTH=1_000_000)  # noqa: S106
    logging.getLogger("soaked").disabled = True
    _add_hooks(site)
    _add_readers(site, str(folder or Path(__file__).parent))
    _add_answers(site)
    site.register_blueprint(_pages(), url_prefix="/pages")
    return site


def _add_hooks(site: Flask) -> None:
    @site.before_request
    def remember() -> None:
        g.seen = request.path

    @site.after_request
    def harden(response: Any) -> Any:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    @site.errorhandler(404)
    def missing(error: Exception) -> ResponseReturnValue:
        return {"missing": g.get("seen", ""), "why": str(error)}, 404


def _add_readers(site: Flask, folder: str) -> None:
    @site.route("/form", methods=["GET", "POST", "PUT"])
    def form() -> ResponseReturnValue:
        sizes = [len(file.read()) for file in request.files.values()]
        return jsonify(form=len(request.form), files=sizes, args=request.args.to_dict())

    @site.post("/json")
    def json() -> ResponseReturnValue:
        return jsonify(request.get_json())

    @site.route("/headers")
    def headers() -> ResponseReturnValue:
        found: list[object] = [
            request.authorization,
            request.accept_mimetypes.best,
            request.if_none_match,
        ]
        found += [request.range, request.if_modified_since, request.accept_languages.best]
        found += [request.cookies.get("name"), request.user_agent.string, request.referrer]
        found += [request.cache_control, request.date, request.access_route, request.host]
        return {"read": [str(value) for value in found], "url": request.url}

    @site.route("/session", methods=["GET", "POST"])
    def count() -> ResponseReturnValue:
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    @site.route("/files/<path:name>")
    def files(name: str) -> ResponseReturnValue:
        return send_from_directory(folder, name)


def _add_answers(site: Flask) -> None:
    @site.route("/", methods=["GET", "POST"])
    def index() -> ResponseReturnValue:
        return "Hello"

    @site.route("/items/<int:number>")
    def item(number: int) -> ResponseReturnValue:
        return {"number": number, "url": url_for("item", number=number, _external=True)}

    @site.route("/prices/<float:price>/<uuid:id>/<any(a, b):kind>/<string(length=2):land>")
    def price(**values: Any) -> ResponseReturnValue:
        return jsonify({name: str(value) for name, value in values.items()})

    @site.route("/login")
    def login() -> ResponseReturnValue:
        return redirect(safe_redirect_target(request.args.get("next")))

    @site.route("/stream")
    def stream() -> ResponseReturnValue:
        def lines() -> Iterator[str]:
            for number in range(10):
                yield f"{g.seen} {number} {request.args.get('q')}\n"

        return Response(stream_with_context(lines()))

    @site.route("/asynchronous")
    async def asynchronous() -> ResponseReturnValue:
        return "async"


def _pages() -> Blueprint:
    pages = Blueprint("pages", __name__)

    @pages.route("/<name>/")
    def page(name: str) -> ResponseReturnValue:
        return render_template_string("<h1>{{ name }}</h1>{{ request.args.get('q') }}", name=name)

    @pages.route("/refused/<int:code>")
    def refused(code: int) -> ResponseReturnValue:
        abort(code if code in {400, 401, 403, 404, 409, 410, 418, 429} else 404)

    return pages
