"""Distributions that an application needs only for some of what it can do, and which one is missing."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from types import TracebackType


class MissingDistribution(ModuleNotFoundError):
    """Something was used that comes in a distribution of its own, which is not installed.

    :param what: what was used, in the user's words.
    :param distribution: the distribution that brings it.
    :param extra: the extra of fw-app that brings it too.
    :param module: the module that could not be found.
    """

    def __init__(self, what: str, distribution: str, extra: str, module: str) -> None:
        super().__init__(
            f"{what} is in the distribution {distribution}, which is not installed:"
            f" pip install {distribution}, or 'fw-app[{extra}]'.",
            name=module,
        )
        self.distribution = distribution


class BroughtBy:
    """Say which distribution is missing where an import in this block does not find it.

    Imports of anything else fail as they always do.

    :param distribution: ``fw-cli`` or ``fw-testing``.
    :param extra: the extra of fw-app that requires it.
    :param what: what the block needs it for; it begins the message.
    :param modules: further modules that are only there if it is.
    """

    def __init__(self, distribution: str, extra: str, what: str, *modules: str) -> None:
        self.distribution = distribution
        self.extra = extra
        self.what = what
        self.modules = {distribution.replace("-", "_"), *modules}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.distribution}: {self.what}>"

    def __enter__(self) -> None:
        """Do nothing: only failures matter."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Replace the error of a module that the distribution would have brought.

        :raises MissingDistribution: in its place.
        """
        if isinstance(error, ModuleNotFoundError) and error.name in self.modules:
            raise MissingDistribution(
                self.what, self.distribution, self.extra, str(error.name)
            ) from error


def commands(what: str) -> BroughtBy:
    """Return the guard for what fw-cli brings.

    :param what: what it is needed for.
    """
    return BroughtBy("fw-cli", "cli", what, "click")


def testing_tools(what: str) -> BroughtBy:
    """Return the guard for what fw-testing brings.

    :param what: what it is needed for.
    """
    return BroughtBy("fw-testing", "testing", what)
