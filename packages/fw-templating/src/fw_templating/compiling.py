"""Jinja's compiler, with shorter ways for what templates do most."""

from __future__ import annotations

from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator as JinjaCodeGenerator
from jinja2.compiler import Frame

from .output import escaped


class CodeGenerator(JinjaCodeGenerator):
    """Jinja's compiler, with three changes.

    - Template names are kept out of the code. Jinja 3.1.6 writes the name of a template unescaped
      into a string of the compiled template where an inline ``if`` has no ``else``, so that a name
      with a double quote runs code, in a sandbox too. (CVE-2024-56201 was the same elsewhere in the
      compiler.)
    - Values are written by :func:`~fw_templating.output.escaped`.
    - The environment's ``direct_function`` is called as Python calls a function.
    """

    def position(self, node: nodes.Node) -> str:
        """Return where a node is, for messages in the compiled template."""
        return super().position(node).replace('"', "'")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Write the module of a template."""
        self.writeline(f"from {escaped.__module__} import {escaped.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        # Should a later Jinja call this otherwise, values are written as Jinja does it.
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write(f"{escaped.__name__}({finalize.src or ''}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call."""
        environment = self.environment
        name = None if forward_caller else _name_of_function(node)
        if name is None or environment.sandboxed or environment.is_async:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        # PERF: handing the arguments on takes half as long as building a URL (benchmarks: "template").
        # They are written twice, but evaluated once.
        function = frame.symbols.ref(name)
        self.write(f"({function}(")
        for number, argument in enumerate((*node.args, *node.kwargs)):
            self.write(", " if number else "")
            self.visit(argument, frame)
        self.write(f") if {function} is environment.direct_function else ")
        super().visit_Call(node, frame)
        self.write(")")


def _name_of_function(node: nodes.Call) -> str | None:
    """Return the name in a call by name that gives constants, names and attributes of names only."""
    if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
        return None
    if any(iskeyword(keyword.key) for keyword in node.kwargs):
        return None
    given = [*node.args, *(keyword.value for keyword in node.kwargs)]
    return node.node.name if all(map(_is_name_or_constant, given)) else None


def _is_name_or_constant(node: nodes.Node) -> bool:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return isinstance(node, (nodes.Name, nodes.Const))
