"""Which module imports which: every ``import`` statement counts, in functions and under ``TYPE_CHECKING`` too.

The statements are read with :mod:`ast`, and nothing is imported. ``import_module("name")`` counts as well, where the name is
written out. That a module's import runs the ``__init__`` of the packages above it is not counted: those are contents pages.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One import: which module asks for which name, and when.

    :param importer: the dotted name of the module that imports.
    :param target: the dotted name that it imports: a module, or a name inside one.
    :param line: where, in the importer's file.
    :param deferred: whether it stands in a function.
    :param typing_only: whether it stands under ``if TYPE_CHECKING``.
    :param guarded: whether an ``ImportError`` is caught.
    """

    importer: str
    target: str
    line: int
    deferred: bool = False
    typing_only: bool = False
    guarded: bool = False

    @property
    def distribution_module(self) -> str:
        """The outermost package of the target."""
        return self.target.partition(".")[0]


class _Reader(ast.NodeVisitor):
    """Collects the imports of one module."""

    def __init__(self, module: str, is_package: bool) -> None:
        self.module = module
        self.parent = module if is_package else module.rpartition(".")[0]
        self.found: list[Import] = []
        self.deferred = self.typing_only = self.guarded = False

    def _add(self, target: str, node: ast.AST) -> None:
        line = getattr(node, "lineno", 0)
        self.found.append(
            Import(self.module, target, line, self.deferred, self.typing_only, self.guarded)
        )

    def _visit_with(self, nodes: list[ast.stmt], **flags: bool) -> None:
        before = {name: getattr(self, name) for name in flags}
        self.__dict__.update(flags)
        for node in nodes:
            self.visit(node)
        self.__dict__.update(before)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(alias.name, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = node.module or ""
        if node.level:
            above = self.parent.split(".")[: len(self.parent.split(".")) - node.level + 1]
            base = ".".join([*above, base]).rstrip(".")
        for alias in node.names:
            self._add(base if alias.name == "*" else f"{base}.{alias.name}", node)

    def visit_Call(self, node: ast.Call) -> None:
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        if name == "import_module" and node.args and isinstance(node.args[0], ast.Constant):
            target = node.args[0].value
            if isinstance(target, str) and not target.startswith("."):
                self._add(target, node)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._visit_with(node.body, deferred=True)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" in ast.unparse(node.test):
            self._visit_with(node.body, typing_only=True)
            self._visit_with(node.orelse)
        else:
            self.generic_visit(node)

    def visit_Try(self, node: ast.Try) -> None:
        caught = " ".join(ast.unparse(handler.type) for handler in node.handlers if handler.type)
        self._visit_with(node.body, guarded="ImportError" in caught or "ModuleNotFound" in caught)
        for handler in node.handlers:
            self._visit_with(handler.body)
        self._visit_with(node.orelse + node.finalbody)


def module_names(source: Path) -> dict[str, Path]:
    """Return the modules of an import package, by dotted name.

    :param source: the package's folder.
    """
    names: dict[str, Path] = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source.parent).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def imports_of(source: Path) -> list[Import]:
    """Return every import in an import package.

    :param source: the package's folder.
    """
    found: list[Import] = []
    for name, path in module_names(source).items():
        reader = _Reader(name, path.name == "__init__.py")
        reader.visit(ast.parse(path.read_text(encoding="utf-8"), str(path)))
        found += reader.found
    return found


def resolve(target: str, modules: dict[str, Path]) -> str | None:
    """Return the module that an imported name stands in, or None when it is none of these.

    :param target: a module, or a name inside one.
    :param modules: the modules that there are.
    """
    if target in modules:
        return target
    holder = target.rpartition(".")[0]
    return holder if holder in modules else None


def edges(source: Path) -> dict[str, set[str]]:
    """Return which modules of a package import which others of it.

    :param source: the package's folder.
    """
    modules = module_names(source)
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for found in imports_of(source):
        target = resolve(found.target, modules)
        if target is not None and target != found.importer:
            graph[found.importer].add(target)
    return graph


def cycles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """Yield one closed way through each knot of a graph: the first module again at the end.

    :param graph: for each node, the nodes it leads to.
    """
    done: set[str] = set()
    for start in sorted(graph):
        way = _way_back(graph, start, done)
        if way:
            done |= set(way)
            yield way


def _way_back(graph: dict[str, set[str]], start: str, avoid: set[str]) -> list[str]:
    """Return the shortest way from a node to itself, breadth first, or an empty one."""
    ways = [[start]] if start not in avoid else []
    seen: set[str] = set()
    for way in ways:
        for target in sorted(graph.get(way[-1], ())):
            if target == start:
                return [*way, start]
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []
