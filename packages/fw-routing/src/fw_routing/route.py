"""What the matcher knows of a rule, found out when the rule is first matched."""

from __future__ import annotations

from werkzeug.routing import Rule

from .converters import reader
from .patterns import Pattern


class Route:
    """A rule, and how the values of its variables are read.

    :param rule: the rule.
    :param pattern: what was read from it.
    :param plain: whether a match of it is all there is to say: no default, alias or redirect.
    """

    __slots__ = ("only", "plain", "rule", "slots")

    def __init__(self, rule: Rule, pattern: Pattern, plain: bool) -> None:
        self.rule = rule
        self.plain = plain
        #: The variables in order, and what reads their texts.
        self.slots = tuple((name, reader(conv)) for name, conv in pattern.converters.items())
        #: The variable, where there is just one.
        self.only = self.slots[0] if len(self.slots) == 1 else None
