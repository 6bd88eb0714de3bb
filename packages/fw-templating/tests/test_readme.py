from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_the_examples_of_the_readme_run() -> None:
    source = "\n".join(re.findall(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.M | re.S))
    assert source
    exec(compile(source, str(README), "exec", dont_inherit=True), {"__name__": "readme"})
