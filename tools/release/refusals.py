"""What the release tool refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Refusal:
    """Something that must not be released as it is.

    :param package: which package, or ``repository``.
    :param rule: the short name of the rule, as the documentation lists it.
    :param problem: what is wrong, with the values.
    :param remedy: what to do.
    """

    package: str
    rule: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.package}: [{self.rule}] {self.problem}. {self.remedy}."

    def as_json(self) -> dict[str, str]:
        """Return it for machines."""
        return asdict(self)


class Refused(Exception):
    """A command stopped before it did any harm.

    :param refusals: why.
    """

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__("\n".join(map(str, self.refusals)))


def refuse(package: str, rule: str, problem: str, remedy: str) -> Refused:
    """Return the exception for one refusal."""
    return Refused([Refusal(package, rule, problem, remedy)])
