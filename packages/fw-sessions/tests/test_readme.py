from __future__ import annotations

import re
from pathlib import Path
from typing import Any

README = Path(__file__).parent.parent / "README.md"


def test_the_examples_run_as_they_stand() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.S)
    namespace: dict[str, Any] = {"__name__": "readme"}

    assert len(blocks) > 5
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"README.md, block {number}", "exec", dont_inherit=True), namespace)
