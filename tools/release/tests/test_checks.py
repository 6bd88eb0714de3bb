from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tools.release.checks import check
from tools.release.plan import make_plan
from tools.release.refusals import Refused

if TYPE_CHECKING:
    from tools.release.tests.conftest import Repository

ROUTES = "packages/fw-routing/src/fw_routing/routes.py"
APP = "packages/fw-app/src/fw_app/application.py"
NEW = 'def build() -> str:\n    """Build."""\n    return ""\n\n\n'


def refused(repository: Repository, base: str | None = None) -> list[tuple[str, str]]:
    """Return which packages are refused, by which rules."""
    return [(one.package, one.rule) for one in check(repository.members, base)]


def message(repository: Repository) -> str:
    """Return the one refusal that there is."""
    (refusal,) = check(repository.members)
    return str(refusal)


def add_build_to_routing(repository: Repository) -> None:
    repository.replace(ROUTES, "def match", NEW + "def match")
    repository.note("fw-routing", "added", "Paths can be built.")
    repository.commit("Build paths")


def use_build_in_app(repository: Repository) -> None:
    repository.replace(APP, "import match", "import build, match")
    repository.note("fw-app", "added", "Paths of answers.")
    repository.commit("Use it")


def release_routing(repository: Repository, version: str) -> None:
    path = "packages/fw-routing/src/fw_routing/_version.py"
    text = repository.members["fw-routing"].version_file.read_text()
    repository.write(
        path, text.replace(f'"{repository.members["fw-routing"].version}"', f'"{version}"')
    )
    for note in repository.members["fw-routing"].fragments:
        note.path.unlink()
    repository.commit(f"Release fw-routing {version}")
    repository.git("tag", "--annotate", "--message", "x", f"fw-routing-v{version}")


def test_a_repository_in_order(repository: Repository) -> None:
    assert refused(repository) == []


def test_a_change_with_its_note(repository: Repository) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    assert refused(repository) == []


def test_a_change_without_a_note(repository: Repository) -> None:
    repository.replace(ROUTES, 'strip("/")', 'strip("/ ")')
    repository.commit("Strip spaces")

    assert "fw-routing: [fragment] it changed" in message(repository)
    assert (
        "Strip spaces) and no note tells its users. Add a note to packages/fw-routing/changes"
        in message(repository)
    )


def test_only_what_a_branch_changed_needs_notes(repository: Repository) -> None:
    repository.replace(ROUTES, 'strip("/")', 'strip("/ ")')
    repository.commit("Strip spaces")
    repository.git("switch", "--quiet", "--create", "topic")
    repository.change("fw-app", "fixed", "Answers are shorter.")

    assert refused(repository) == [("fw-routing", "fragment")]
    assert refused(repository, base="main") == []


def test_a_note_of_an_unknown_kind(repository: Repository) -> None:
    repository.change("fw-routing", "improved", "Everything.")
    assert "'improved' of +everything.improved.md is no kind" in message(repository)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("12.fix.md", "'fix' of 12.fix.md is no kind; 'fixed' is one"),
        ("12.Added.2.md", "'Added' of 12.Added.2.md is no kind; 'added' is one"),
        ("12.md", "12.md names no kind"),
        ("12.fixed.rst", "12.fixed.rst does not end in .md"),
        ("12.fixed", "12.fixed does not end in .md"),
        ("slashes", "slashes does not end in .md"),
        ("deeper/12.fixed.md", "deeper is no file"),
    ],
)
def test_a_note_whose_name_says_nothing(repository: Repository, name: str, problem: str) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    repository.write(f"packages/fw-routing/changes/{name}", "Something.\n")
    repository.commit("Misname a note")

    found = message(repository)
    assert found.startswith(f"fw-routing: [fragment] {problem}. Name it <issue>.<kind>.md or ")
    assert found.endswith("breaking, removed, added, deprecated, fixed, security, internal.")
    with pytest.raises(Refused, match=re.escape(found)):
        make_plan(repository.members)


def test_an_empty_note(repository: Repository) -> None:
    repository.write("packages/fw-routing/changes/12.fixed.md", "\n")
    repository.commit("Say nothing")
    problem = "fw-routing: [fragment] 12.fixed.md is empty. Write the sentence that users"
    assert problem in message(repository)
    with pytest.raises(Refused, match=re.escape(problem)):
        make_plan(repository.members)


def test_a_base_that_does_not_exist(repository: Repository) -> None:
    with pytest.raises(Refused, match=r"\[base\] there is no commit nowhere .* --base origin/main"):
        check(repository.members, "nowhere")


def test_what_is_no_note(repository: Repository) -> None:
    for name in ("README.md", ".gitkeep"):
        repository.write(f"packages/fw-routing/changes/{name}", "Here are notes.\n")
    repository.commit("Explain")
    assert refused(repository) == []


def test_a_break_without_a_major(repository: Repository) -> None:
    repository.replace(ROUTES, "def match(path: str)", "def match(path: str, strict: bool)")
    repository.note("fw-routing", "fixed", "Strictness.")
    repository.commit("Strict")

    found = message(repository)
    assert "[break] its interface is not what fw-routing-v0.1.0 promised" in found
    assert "fw_routing.routes.match" in found
    assert (
        "Keep the old way working, or add packages/fw-routing/changes/<issue>.breaking.md" in found
    )

    repository.note("fw-routing", "breaking", "Matching asks for strictness.")
    assert ("fw-routing", "break") not in refused(repository)


def test_a_range_too_narrow(repository: Repository) -> None:
    release_routing(repository, "0.2.0")
    found = [str(one) for one in check(repository.members) if one.package == "fw-core"]
    problem = "it requires fw-routing>=0.1.0,<0.2, and the tree has 0.2.0, next 0.2.0"
    remedy = "Move the range to fw-routing>=0.2.0,<0.3, or the tree tests what no user gets"
    assert found == [f"fw-core: [range-narrow] {problem}. {remedy}."]


def test_a_range_too_wide_above(repository: Repository) -> None:
    repository.replace("packages/fw-core/pyproject.toml", "fw-app>=0.1.0,<0.2", "fw-app>=0.1.0")
    found = message(repository)
    assert "[range-wide] it accepts fw-app>=0.1.0, and so versions that nobody has seen" in found
    assert "Close the range before the next breaking version: fw-app>=0.1.0,<0.2" in found


def test_a_range_too_wide_below(repository: Repository) -> None:
    add_build_to_routing(repository)
    release_routing(repository, "0.1.1")
    use_build_in_app(repository)

    found = message(repository)
    assert "[range-wide] fw_app.application:3 imports fw_routing.routes.build" in found
    assert "which fw-routing has only since 0.1.1" in found
    assert "Raise the lower bound: fw-routing>=0.1.1,<0.2" in found


def test_a_use_of_what_is_not_released(repository: Repository) -> None:
    add_build_to_routing(repository)
    use_build_in_app(repository)

    found = message(repository)
    assert "[unreleased] fw_app.application:3 imports fw_routing.routes.build" in found
    assert "Say so by requiring the coming one: fw-routing>=0.1.1,<0.2" in found

    repository.replace("packages/fw-app/pyproject.toml", "fw-routing>=0.1.0", "fw-routing>=0.1.1")
    assert refused(repository) == []


def test_a_use_of_what_does_not_exist(repository: Repository) -> None:
    repository.replace(APP, "import match", "import match, nothing")
    repository.note("fw-app", "fixed", "Nothing.")
    repository.commit("Use nothing")
    assert ("fw-app", "use") in refused(repository)


def test_packages_that_require_each_other(repository: Repository) -> None:
    path = "packages/fw-routing/pyproject.toml"
    repository.replace(path, "dependencies = []", 'dependencies = ["fw-core>=0.1.0,<0.2"]')
    found = message(repository)
    assert "[cycle] these packages require each other" in found
    assert "fw-app, fw-core, fw-routing" in found


def test_a_missing_marker_of_types(repository: Repository) -> None:
    (repository.root / "packages/fw-app/src/fw_app/py.typed").unlink()
    found = message(repository)
    assert "fw-app: [skeleton] src/fw_app/py.typed is missing" in found
    assert "create it, empty" in found


def test_a_readme_that_does_not_render(repository: Repository) -> None:
    repository.write("packages/fw-app/README.rst", "Title\n===\n\n`unclosed <a\n\n.. nothing::\n")
    repository.replace("packages/fw-app/pyproject.toml", "README.md", "README.rst")
    found = message(repository)
    assert "fw-app: [readme] the README does not render" in found
    assert "Correct its markup" in found


def test_metadata_that_no_index_takes(repository: Repository) -> None:
    path = "packages/fw-app/pyproject.toml"
    repository.replace(path, 'requires-python = ">=3.10"', 'homepage = "http://example.com"')
    assert "fw-app: [metadata] pyproject.toml is not valid" in message(repository)
