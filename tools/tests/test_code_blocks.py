from __future__ import annotations

from pathlib import Path

from tools.checks.code_blocks import blocks, check_page, pages

PAGE = """\
# A page

```python title="shop/hello.py"
price = 3
```

```text title="shop/note.txt"
  three
```

```python
from pathlib import Path

assert Path("shop/note.txt").read_text() == "  three\\n"
```

- in a list:

  ```python
  from shop.hello import price as same

  assert price == same
  ```

```python no-run
raise SystemExit("shown only")
```

```console
$ rm -rf /nowhere
```
"""


def test_the_blocks_of_a_page_run_in_order_in_one_namespace(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert [block.line for block in blocks(PAGE)] == [4, 12, 20]
    assert check_page(page) is None


def test_a_failure_names_the_line_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE + "\n```python\nassert price == 4\n```\n")
    problem = check_page(page)
    assert problem is not None
    assert f'page.md", line {len(PAGE.splitlines()) + 3}' in problem
    assert "AssertionError" in problem


def test_a_warning_is_a_failure(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\nimport warnings\nwarnings.warn('old', DeprecationWarning)\n```\n")
    assert "DeprecationWarning: old" in (check_page(page) or "")


def test_a_block_that_does_not_end_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\nimport time\nwhile True: time.sleep(0.01)\n```\n")
    assert "must end by itself" in (check_page(page, timeout=0.5) or "")


def test_only_pages_with_python_are_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "prose.md").write_text("```console\n$ fw\n```\n")
    (tmp_path / "README.md").write_text("```python\n1\n```\n")
    assert pages(tmp_path) == [tmp_path / "README.md"]
