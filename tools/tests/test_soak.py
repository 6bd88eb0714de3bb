"""The soaks run, and find what they look for, at a small part of their length."""

from __future__ import annotations

import pytest

from fw_core import Flask
from tools.soak import fuzzing
from tools.soak.__main__ import SOAKS, main
from tools.soak.outcome import Soak

SMALL = [
    soak
    for soak in SOAKS
    if soak.name not in {"growth", "reloads", "slow-clients", "kills", "validated"}
]


@pytest.mark.parametrize("soak", SMALL, ids=lambda soak: soak.name)
def test_nothing_happens_that_must_not(soak: Soak, capsys: pytest.CaptureFixture[str]) -> None:
    if soak.name == "greenlets":
        pytest.importorskip("greenlet")
    assert main([soak.name, "--scale", "0.002"]) == 0
    assert capsys.readouterr().out.startswith(soak.name)


def test_an_uncaught_error_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Flask("broken")
    site.add_url_rule("/", "index", lambda: str(1 / 0))
    monkeypatch.setattr(fuzzing, "make_site", lambda: site)
    assert main(["requests", "--scale", "0.001"]) == 1
    assert "500 INTERNAL SERVER ERROR" in capsys.readouterr().out
