"""The context of one rendering: what a template knows."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cached_property
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from jinja2.nodes import EvalContext
from jinja2.runtime import Context as JinjaContext
from jinja2.utils import internalcode, missing


class Context(JinjaContext):
    """Jinja's context, which makes on first use what few templates ask for; otherwise the same."""

    def __init__(
        self,
        environment: Any,  # ours
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[JinjaContext], Any]],
        globals: MutableMapping[str, Any] | None = None,
    ) -> None:
        self.environment = environment
        self.parent = parent
        self.vars = {}
        self.exported_vars = set()
        self.name = name
        self.blocks = {key: [block] for key, block in blocks.items()} if blocks else {}
        self._globals = globals
        policy = environment.autoescape
        if policy is not environment.pure_autoescape and callable(policy):
            self.eval_ctx = EvalContext(environment, name)  # who knows what else it does

    if not TYPE_CHECKING:  # for checkers they are the attributes that Jinja declares

        @cached_property
        def eval_ctx(self) -> EvalContext:
            """Whether values are escaped at this point of the template."""
            return EvalContext(self.environment, self.name)

        @cached_property
        def globals_keys(self) -> set[str]:
            """The names of the globals, which tell imported templates apart."""
            return {name for name in self._globals or () if name in self.parent}

    def resolve_or_missing(self, key: str) -> Any:
        """Return the value of a name, or Jinja's ``missing``."""
        if self.vars and key in self.vars:
            return self.vars[key]
        return self.parent.get(key, missing)

    @internalcode
    def call(
        self,
        obj: Callable[..., Any],
        /,
        *args: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Call what a template calls, with the context for those who want it.

        PERF: Jinja asks four times whether it is wanted, which takes longer than building a URL
        (benchmarks: "template"). Plain functions and methods can have said so in one way only.
        """
        func = obj.__func__ if type(obj) is MethodType else obj
        if type(func) is not FunctionType or hasattr(func, "jinja_pass_arg"):
            return super().call(
                obj, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **kwargs
            )
        try:
            return obj(*args, **kwargs)
        except StopIteration:
            return super().call(_stopped)


def _stopped() -> None:
    """Stand in for a function that ended with ``StopIteration``, which Jinja has an answer to."""
    raise StopIteration
