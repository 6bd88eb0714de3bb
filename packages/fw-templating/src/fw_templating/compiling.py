"""Jinja's compiler, with what the environment needs of it beside."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator as JinjaCodeGenerator
from jinja2.compiler import Frame

from .output import escaped


class CodeGenerator(JinjaCodeGenerator):
    """Jinja's compiler, with template names kept out of the code and values written by `escaped`.

    Jinja 3.1.6 writes the name of a template unescaped into a string of the compiled template where
    an inline ``if`` has no ``else``, so that a name with a double quote runs code, in a sandbox
    too. (CVE-2024-56201 was the same elsewhere in the compiler.)
    """

    def position(self, node: nodes.Node) -> str:
        return super().position(node).replace('"', "'")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline(f"from {escaped.__module__} import {escaped.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        # Should a later Jinja call this otherwise, values are written as Jinja does it.
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write(f"{escaped.__name__}({finalize.src or ''}")
