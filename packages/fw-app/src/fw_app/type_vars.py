"""The type variables by which decorators keep the types of what they decorate."""

from __future__ import annotations

import typing as t

from . import typing as ft

#: Any function.
F = t.TypeVar("F", bound=t.Callable[..., t.Any])
#: A view.
T_route = t.TypeVar("T_route", bound=ft.RouteCallable)

# What runs before, after and at the end of a request.
T_before_request = t.TypeVar("T_before_request", bound=ft.BeforeRequestCallable)
T_after_request = t.TypeVar("T_after_request", bound=ft.AfterRequestCallable[t.Any])
T_teardown = t.TypeVar("T_teardown", bound=ft.TeardownCallable)
T_error_handler = t.TypeVar("T_error_handler", bound=ft.ErrorHandlerCallable)

# What has to do with URLs.
T_url_value_preprocessor = t.TypeVar(
    "T_url_value_preprocessor", bound=ft.URLValuePreprocessorCallable
)
T_url_defaults = t.TypeVar("T_url_defaults", bound=ft.URLDefaultCallable)

# What adds to templates and the shell.
T_template_global = t.TypeVar("T_template_global", bound=ft.TemplateGlobalCallable)
T_template_test = t.TypeVar("T_template_test", bound=ft.TemplateTestCallable)
T_template_filter = t.TypeVar("T_template_filter", bound=ft.TemplateFilterCallable)
T_template_context_processor = t.TypeVar(
    "T_template_context_processor", bound=ft.TemplateContextProcessorCallable
)
T_shell_context_processor = t.TypeVar(
    "T_shell_context_processor", bound=ft.ShellContextProcessorCallable
)
