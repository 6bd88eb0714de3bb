"""An environment for templates that are written by people who are not to be trusted."""

from __future__ import annotations

from jinja2.sandbox import ImmutableSandboxedEnvironment

from .environment import Environment


class SandboxedEnvironment(Environment, ImmutableSandboxedEnvironment):
    """An :class:`.Environment` whose templates reach only what they are given.

    They cannot read private attributes, change lists or dicts, or get at Python's internals.
    They can still use up time and memory: bound both where that matters. What is in the template's
    context is theirs to read and to call, so give them plain values, not your models.
    """
