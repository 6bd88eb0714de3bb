from __future__ import annotations

import re
from pathlib import Path

import pytest

import fw_cli

README = Path(__file__).parents[1] / "README.md"


def test_examples_of_the_readme_run(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("name", "product", "product_version"):
        monkeypatch.setattr(fw_cli.program, name, getattr(fw_cli.program, name))
    listers = fw_cli.route_listers[:]
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {"__name__": "readme"}
    try:
        for block in blocks:
            exec(compile(block, str(README), "exec"), names)
    finally:
        fw_cli.route_listers[:] = listers
    assert len(blocks) == 4
