"""Templates for any application: folders, context processors, filters, rendering, streaming."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, final, overload

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, TemplateNotFound, TemplatesNotFound
from jinja2 import Template as JinjaTemplate

from .autoescape import select_autoescape
from .environment import Environment
from .loading import DispatchingJinjaLoader
from .rendering import ContextProcessor, add_to_context, render, stream
from .sandbox import SandboxedEnvironment

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=ContextProcessor)

Folder = str | os.PathLike[str]
Name = str | JinjaTemplate
Names = Name | Sequence[Name]


@final
class _Part:
    """A named source of templates."""

    def __init__(self, name: str, sources: Iterable[Folder | BaseLoader]) -> None:
        self.name = name
        self.loaders = [_loader(source) for source in sources]

    @property
    def jinja_loader(self) -> BaseLoader | None:
        """One loader for all the sources, None if there are none."""
        if len(self.loaders) == 1:
            return self.loaders[0]
        return ChoiceLoader(self.loaders) if self.loaders else None

    def __repr__(self) -> str:
        return f"<templates of {self.name!r}>"

    def places(self) -> Iterator[str]:
        """Tell where templates are looked for, for error messages."""
        for loader in self.loaders:
            if isinstance(loader, FileSystemLoader):
                for path in loader.searchpath:
                    missing = "" if os.path.isdir(path) else " (no such folder)"
                    yield f"{str(path)!r}{missing}"
            else:
                yield repr(loader)


@final
class _Site:
    """What the environment and its loader take for the application."""

    def __init__(self, sources: Iterable[Folder | BaseLoader], explain: bool) -> None:
        self.own = _Part("the application", sources)
        self.name = self.own.name
        self.parts: list[_Part] = []
        self.config = {"EXPLAIN_TEMPLATE_LOADING": explain}

    @property
    def jinja_loader(self) -> BaseLoader | None:
        return self.own.jinja_loader

    def iter_blueprints(self) -> Iterable[_Part]:
        return self.parts

    def create_global_jinja_loader(self) -> BaseLoader:
        return DispatchingJinjaLoader(self)

    def places(self) -> list[str]:
        return [place for part in (self.own, *self.parts) for place in part.places()]


class Templates:
    """The templates of an application that was made with any framework, or none.

    >>> from jinja2 import DictLoader
    >>> templates = Templates(DictLoader({"hello.html": "Hello, {{ name }}!"}))
    >>> templates.render("hello.html", name="<Ada>")
    'Hello, &lt;Ada&gt;!'

    :param sources: Folders, or Jinja loaders; asked in their order.
    :param autoescape: Whether values are escaped; by default by the name of the template, see
        :func:`.select_autoescape`.
    :param auto_reload: Look at each rendering whether the file has changed. For development.
    :param sandboxed: For templates written by people who are not to be trusted, see
        :class:`.SandboxedEnvironment`.
    :param explain: Log where each template was looked for, and what was found.
    :param options: Further options of :class:`jinja2.Environment`.
    """

    environment: Environment
    """The Jinja environment, for anything that is not covered here."""

    def __init__(
        self,
        *sources: Folder | BaseLoader,
        autoescape: bool | Callable[[str | None], bool] = select_autoescape,
        auto_reload: bool = False,
        sandboxed: bool = False,
        explain: bool = False,
        **options: Any,
    ) -> None:
        self._site = _Site(sources, explain)
        self._processors: list[ContextProcessor] = []
        made = SandboxedEnvironment if sandboxed else Environment
        self.environment = made(
            self._site, autoescape=autoescape, auto_reload=auto_reload, **options
        )

    def add(self, name: str, *sources: Folder | BaseLoader) -> None:
        """Add the templates of a part of the application.

        They are looked for after the application's own and those of parts added before.

        :param name: What the part is called, for messages.
        :param sources: Folders, or Jinja loaders.
        """
        self._site.parts.append(_Part(name, sources))

    # Rendering. The first parameters are positional, so that any name is free for a variable.

    def render(self, name: Names, /, **context: Any) -> str:
        """Render a template.

        :param name: Its name; of several, the first that exists is taken.
        :param context: Its variables. They go before those of context processors.
        :raises TemplateNotFound: There is none of that name.
        """
        return render(self._find(name), self._complete(context))

    def render_string(self, source: str, /, **context: Any) -> str:
        """Render a template that is given as text. It must never be text of a request.

        :param source: The template. Its values are escaped.
        :param context: Its variables.
        """
        return render(self.environment.from_string(source), self._complete(context))

    def stream(self, name: Names, /, **context: Any) -> Iterator[str]:
        """Render a template in pieces, as they are asked for.

        The template is looked up, and context processors run, before this returns.

        :param name: Its name; of several, the first that exists is taken.
        :param context: Its variables.
        :raises TemplateNotFound: There is none of that name.
        """
        return stream(self._find(name), self._complete(context))

    def stream_string(self, source: str, /, **context: Any) -> Iterator[str]:
        """Render a template that is given as text in pieces. It must never be text of a request.

        :param source: The template. Its values are escaped.
        :param context: Its variables.
        """
        return stream(self.environment.from_string(source), self._complete(context))

    def attribute(self, name: str, attribute: str) -> Any:
        """Return what a template exports, such as a macro, to be used from Python.

        :param name: The template, by name.
        :param attribute: The macro or variable.
        :raises TemplateNotFound: There is no such template.
        :raises AttributeError: It exports no such name.
        """
        return getattr(self._find(name).module, attribute)

    # Set-up. The decorators work with and without parentheses.

    @overload
    def context_processor(self, function: C, /) -> C: ...

    @overload
    def context_processor(self, function: None = None, /) -> Callable[[C], C]: ...

    def context_processor(self, function: C | None = None, /) -> C | Callable[[C], C]:
        """Register a function that returns a dict of names to add to every template.

        It runs once for each rendering.
        """

        def register(processor: C) -> C:
            self._processors.append(processor)
            return processor

        return register if function is None else register(function)

    @overload
    def template_filter(self, function: F, /) -> F: ...

    @overload
    def template_filter(self, name: str | None = None) -> Callable[[F], F]: ...

    def template_filter(self, name: F | str | None = None) -> F | Callable[[F], F]:
        """Register a filter, under *name* or the name of the function."""
        return _registering(self.environment.filters, name)

    @overload
    def template_test(self, function: F, /) -> F: ...

    @overload
    def template_test(self, name: str | None = None) -> Callable[[F], F]: ...

    def template_test(self, name: F | str | None = None) -> F | Callable[[F], F]:
        """Register a test, for ``is``, under *name* or the name of the function."""
        return _registering(self.environment.tests, name)

    @overload
    def template_global(self, function: F, /) -> F: ...

    @overload
    def template_global(self, name: str | None = None) -> Callable[[F], F]: ...

    def template_global(self, name: F | str | None = None) -> F | Callable[[F], F]:
        """Register a function that every template can call, under *name* or its own name."""
        return _registering(self.environment.globals, name)

    def list_templates(self) -> list[str]:
        """Return the names of all templates, sorted."""
        return self.environment.list_templates()

    def __repr__(self) -> str:
        return f"<Templates in {', '.join(self._site.places()) or 'no folder'}>"

    def _complete(self, context: dict[str, Any]) -> dict[str, Any]:
        if self._processors:
            add_to_context(context, self._processors)
        return context

    def _find(self, name: Names) -> JinjaTemplate:
        environment = self.environment
        try:
            if isinstance(name, (str, JinjaTemplate)):
                return environment.get_template(name)
            return environment.select_template(name)
        except TemplatesNotFound:
            raise
        except TemplateNotFound as error:
            raise self._not_found(error) from None

    def _not_found(self, error: TemplateNotFound) -> TemplateNotFound:
        name = str(error.name)
        places = ", ".join(self._site.places()) or "no folder: Templates() was given none"
        close = get_close_matches(name, self.list_templates(), 1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        return TemplateNotFound(name, f"There is no template {name!r} in {places}.{hint}")


def _loader(source: Folder | BaseLoader) -> BaseLoader:
    if isinstance(source, BaseLoader):
        return source
    return FileSystemLoader(os.fspath(source))


def _registering(registry: Any, name: F | str | None) -> F | Callable[[F], F]:
    """Return the decorator, or what it would if it was used without parentheses."""

    def register(function: F) -> F:
        registry[name if isinstance(name, str) else function.__name__] = function
        return function

    return register(name) if callable(name) else register
