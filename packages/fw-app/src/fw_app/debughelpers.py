"""Errors that explain themselves, raised in debug mode only."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Sequence

from werkzeug.routing import RequestRedirect

from .active import get_request_ctx

if t.TYPE_CHECKING:
    import logging

    from jinja2 import BaseLoader
    from werkzeug.wrappers import Request

#: What a template loader returns: the source, the file's name, and whether it is still current.
Source = tuple[str, str | None, t.Callable[[], bool] | None]


class Explaining(t.Protocol):
    """What an explanation needs of its application."""

    @property
    def logger(self) -> logging.Logger:
        """Where the explanation goes."""


class UnexpectedUnicodeError(AssertionError, UnicodeError):
    """Text where bytes belong, or the reverse."""


class DebugFilesKeyError(KeyError, AssertionError):
    """A file was looked up in ``request.files``, and the form did not send files at all.

    :param request: the request.
    :param key: the name of the field.
    """

    def __init__(self, request: Request, key: str) -> None:
        super().__init__(key)
        self.msg = (
            f"There is no file {key!r} in 'request.files': no file contents were transmitted, because"
            f" the request's content type is {request.mimetype!r} and files need"
            " 'multipart/form-data'. Write the form as <form method=\"post\""
            ' enctype="multipart/form-data">.'
        )
        names = request.form.getlist(key)
        if names:
            sent = ", ".join(map(repr, names))
            self.msg += (
                "\n\nThe browser sent the name of the file in its place, as it does without enctype."
                f" This was submitted: {sent}"
            )

    def __str__(self) -> str:
        return self.msg


class FormDataRoutingRedirect(AssertionError):
    """A form was sent to a URL that redirects, on which a browser forgets what was sent.

    :param request: the request, whose ``routing_exception`` is the redirect.
    """

    def __init__(self, request: Request) -> None:
        redirect = getattr(request, "routing_exception", None)
        if not isinstance(redirect, RequestRedirect):
            raise TypeError(f"The request was not redirected by routing, but: {redirect!r}")
        message = (
            f"A {request.method} request was sent to '{request.url}', but routing redirects it to the"
            f" canonical URL '{redirect.new_url}'."
        )
        if redirect.new_url.partition("?")[0] == f"{request.base_url}/":
            message += (
                " The rule was defined with a trailing slash, and a URL without one is redirected to"
                " the URL that has it."
            )
        super().__init__(
            f"{message} Make the form send to the canonical URL, or use codes 307 or 308 for the"
            " redirect: on any other code a browser sends a GET request and no form data.\n\n"
            "This exception is only raised in debug mode."
        )


def attach_enctype_error_multidict(request: Request) -> None:
    """Make looking up a file that was not sent raise :exc:`DebugFilesKeyError`.

    The class of ``request.files`` is replaced for this one object by one that knows the request.

    :param request: the request whose form was parsed.
    """
    plain: t.Any = type(request.files)

    def get(files: t.Any, key: str) -> t.Any:
        try:
            return plain.__getitem__(files, key)
        except KeyError as error:
            if key in request.form:
                raise DebugFilesKeyError(request, key).with_traceback(error.__traceback__) from None
            raise

    body = {"__getitem__": get, "__module__": plain.__module__}
    request.files.__class__ = type(plain.__name__, (plain,), body)


def _dump_loader_info(loader: BaseLoader) -> Iterator[str]:
    """List the public, plain settings of a loader."""
    kind = type(loader)
    yield f"class: {kind.__module__}.{kind.__name__}"
    for name, value in sorted(vars(loader).items()):
        if name.startswith("_"):
            continue
        if isinstance(value, (str, int, float, bool)):
            yield f"{name}: {value!r}"
        elif isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            yield f"{name}:"
            yield from (f"  - {item}" for item in value)


def _describe_source(owner: t.Any) -> str:
    """Name the application or the blueprint whose loader is asked."""
    if hasattr(owner, "iter_blueprints"):
        return f"application {owner.import_name!r}"
    if hasattr(owner, "record_once"):
        return f"blueprint {owner.name!r} ({owner.import_name})"
    return repr(owner)


def _describe_attempts(
    attempts: Sequence[tuple[BaseLoader, t.Any, Source | None]],
) -> Iterator[str]:
    for number, (loader, owner, source) in enumerate(attempts, 1):
        yield f"{number:5}: trying loader of {_describe_source(owner)}"
        yield from (f"       {line}" for line in _dump_loader_info(loader))
        found = "no match" if source is None else f"found ({source[1] or '<string>'!r})"
        yield f"       -> {found}"


def _verdict(found: int) -> Iterator[str]:
    """Say what is odd about the number of loaders that had the template, if anything is."""
    if found == 1:
        return
    if found:
        yield "Warning: multiple loaders returned a match for the template."
    else:
        yield "Error: the template could not be found."
    ctx = get_request_ctx()
    blueprint = None if ctx is None else ctx.request.blueprint
    if blueprint is not None:
        yield (
            "  The template was looked up from an endpoint that belongs to the blueprint"
            f" {blueprint!r}."
        )
        yield "  Is it in the folder that the blueprint was given as template_folder?"
        yield "  See https://flask.palletsprojects.com/blueprints/#templates"


def explain_template_loading_attempts(
    app: Explaining,
    template: str,
    attempts: Sequence[tuple[BaseLoader, t.Any, Source | None]],
) -> None:
    """Log where a template was looked for, in which order, and where it was found.

    Called with ``EXPLAIN_TEMPLATE_LOADING`` set.

    :param app: the application, to whose logger it goes.
    :param template: the name of the template.
    :param attempts: for each loader asked: the loader, whose it is, and what it returned.
    """
    found = sum(source is not None for _, _, source in attempts)
    lines = [f"Locating template {template!r}:", *_describe_attempts(attempts), *_verdict(found)]
    app.logger.info("\n".join(lines))
