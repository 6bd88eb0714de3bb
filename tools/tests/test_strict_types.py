from __future__ import annotations

from pathlib import Path

from tools.checks.strict_types import check_packages

PYPROJECT = """\
[tool.mypy]
strict = true
explicit_package_bases = true
mypy_path = ["packages/fw-a/src", "packages/fw-b/src"]
"""


def test_packages_with_tests_of_the_same_name_are_checked_together(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    for letter in "ab":
        package = tmp_path / "packages" / f"fw-{letter}"
        for part in (f"src/fw_{letter}", "tests"):
            (package / part).mkdir(parents=True)
        (package / "pyproject.toml").write_text(f'[project]\nname = "fw-{letter}"\n')
        (package / "src" / f"fw_{letter}" / "__init__.py").write_text("NAME = 'x'\n")
        test = f"from fw_{letter} import NAME\n\nnumber: int = NAME\n"
        (package / "tests" / "test_app.py").write_text(test)
    code, text = check_packages(tmp_path)
    assert code == 1, text
    assert "packages/fw-a/tests/test_app.py:3: error: Incompatible types" in text
    assert "packages/fw-b/tests/test_app.py:3: error: Incompatible types" in text
    assert "Found 2 errors in 2 files" in text
