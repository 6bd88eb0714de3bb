"""What is missing says which distribution brings it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from fw_app import Flask
from fw_app.distributions import BroughtBy, MissingDistribution

USES: dict[str, tuple[Callable[[Flask], object], str]] = {
    "app.cli": (lambda app: app.cli, "fw-cli"),
    "app.run()": (lambda app: app.run(), "fw-cli"),
    "app.test_cli_runner()": (lambda app: app.test_cli_runner(), "fw-cli"),
    "app.test_client()": (lambda app: app.test_client(), "fw-testing"),
    "app.test_request_context()": (lambda app: app.test_request_context(), "fw-testing"),
}


@pytest.mark.parametrize("what", USES)
def test_a_missing_distribution(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use, distribution = USES[what]
    monkeypatch.setitem(sys.modules, distribution.replace("-", "_"), None)
    monkeypatch.delitem(sys.modules, "fw_app.cli_runner", raising=False)
    with pytest.raises(MissingDistribution) as caught:
        use(Flask("shop"))
    assert f"({what}) is in the distribution {distribution}, which is not" in str(caught.value)
    assert f"pip install {distribution}, or 'fw-app[" in str(caught.value)
    assert caught.value.distribution == distribution


def test_other_failures_are_left_alone() -> None:
    guard = BroughtBy("fw-cli", "cli", "This")
    with pytest.raises(ModuleNotFoundError, match="No module named 'nowhere'") as caught, guard:
        import nowhere  # type: ignore[import-not-found]  # noqa: F401
    assert not isinstance(caught.value, MissingDistribution)
    with pytest.raises(ValueError, match="other"), guard:
        raise ValueError("other")
    assert repr(guard) == "<BroughtBy fw-cli: This>"
