"""Views as classes."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Collection

from .active import require_app, require_request
from .typing import ResponseReturnValue, RouteCallable

#: The names under which a :class:`MethodView` handles request methods.
http_method_funcs = frozenset(("delete", "get", "head", "options", "patch", "post", "put", "trace"))


class View:
    """A view whose body is the method :meth:`dispatch_request` of a subclass.

    For example::

        class Page(View):
            def __init__(self, template):
                self.template = template

            def dispatch_request(self):
                return render_template(self.template)

        app.add_url_rule("/about", view_func=Page.as_view("about", "about.html"))
    """

    #: The request methods to register for; ``None`` stands for what ``route`` would take.
    methods: t.ClassVar[Collection[str] | None] = None

    #: Whether ``OPTIONS`` is answered without the view; ``None`` stands for what ``route`` would do.
    provide_automatic_options: t.ClassVar[bool | None] = None

    #: Applied to the function that :meth:`as_view` makes, the first one first. A decorator on the
    #: class itself decorates the class and not the view.
    decorators: t.ClassVar[list[Callable[..., t.Any]]] = []

    #: Whether each request gets an instance of its own. Without that one instance serves all, which is
    #: faster; what belongs to one request must then not be kept on ``self``.
    init_every_request: t.ClassVar[bool] = True

    def dispatch_request(self) -> ResponseReturnValue:
        """Handle a request; the values of the URL are keyword arguments.

        :return: whatever a view may return.
        """
        raise NotImplementedError(f"{type(self).__name__} has to define 'dispatch_request'.")

    @classmethod
    def as_view(cls, name: str, *class_args: t.Any, **class_kwargs: t.Any) -> RouteCallable:
        """Make a view function of the class.

        :param name: the name of the function, and so the endpoint unless one is given.
        :param class_args: for the constructor of the class.
        :param class_kwargs: for the constructor of the class.
        :return: a function to register; its ``view_class`` is the class, and may be replaced.
        """
        view: t.Any
        if cls.init_every_request:

            def view(**kwargs: t.Any) -> ResponseReturnValue:
                instance = made.view_class(*class_args, **class_kwargs)
                return _call(instance.dispatch_request, kwargs)

        else:
            instance = cls(*class_args, **class_kwargs)

            def view(**kwargs: t.Any) -> ResponseReturnValue:
                return _call(instance.dispatch_request, kwargs)

        if cls.decorators:
            # A decorator that copies the name and the module finds them in place.
            view.__name__, view.__module__ = name, cls.__module__
            for decorate in cls.decorators:
                view = decorate(view)
        made = view
        made.view_class = cls
        made.methods = cls.methods
        made.provide_automatic_options = cls.provide_automatic_options
        made.__name__, made.__module__, made.__doc__ = name, cls.__module__, cls.__doc__
        return t.cast(RouteCallable, made)


def _call(method: Callable[..., t.Any], kwargs: dict[str, t.Any]) -> ResponseReturnValue:
    """Call a method the way the active application calls its views."""
    return t.cast(ResponseReturnValue, require_app().app.ensure_sync(method)(**kwargs))


class MethodView(View):
    """A view with one method for each request method that it handles.

    For example::

        class Note(MethodView):
            def get(self, number):
                return notes[number]

            def delete(self, number):
                del notes[number]
                return "", 204

        app.add_url_rule("/notes/<int:number>", view_func=Note.as_view("note"))

    :attr:`methods` follows from the methods that the class and its bases define, unless it is set.
    ``HEAD`` is answered by ``get`` where there is no ``head``.
    """

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        if "methods" in vars(cls):
            return
        methods = {name.upper() for name in http_method_funcs if hasattr(cls, name)}
        for base in cls.__bases__:
            methods.update(getattr(base, "methods", None) or ())
        if methods:
            cls.methods = methods

    def dispatch_request(self, **kwargs: t.Any) -> ResponseReturnValue:
        """Call the method named like the request method.

        :param kwargs: the values of the URL.
        :raises AssertionError: if the class was registered for a method that it does not define.
        """
        name = require_request().request.method
        method = getattr(self, name.lower(), None)
        if method is None and name == "HEAD":
            method = getattr(self, "get", None)
        if method is None:
            raise AssertionError(
                f"Unimplemented method {name!r}: {type(self).__name__} is registered for it. Define"
                f" {name.lower()!r}, or take it out of 'methods'."
            )
        return _call(method, kwargs)
